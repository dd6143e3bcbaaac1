#pragma once

#include <heddle/engine/finding.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// A habit that an execution shows in which nothing went wrong, and that is known for going wrong in others.
enum class Lint : std::uint8_t {
  /// Locks taken in orders that close a circle, by threads that nothing keeps apart.
  lock_order_inversion,
  /// A notify reached nobody, and a thread that knew nothing of it waited later: only another one woke it.
  unheard_notify,
  /// A thread looked at something, waited, and went on without looking again.
  wait_without_loop,
  /// A queue is joined, and items taken from it are never settled.
  join_without_task_done,
  /// The execution ended while a daemon had done half of what it took a lock for.
  daemon_cut_off,
  /// An Event is set once for each thing to do, and nothing keeps a set from coming while one stands.
  event_as_counter,
  /// A Timer is neither cancelled nor joined, and nobody waits for what it does.
  timer_never_joined,
};

/// How much is known of a warning.
enum class Standing : std::uint8_t {
  confirmed,      ///< an execution was found in which something goes wrong by it
  unconfirmed,    ///< none was found; but not every schedule was seen, or something else goes wrong
  harmless_here,  ///< every schedule of the scenario was seen, and in none does anything go wrong
};

/// The names as they are written in reports and JSON, e.g. "lock_order_inversion", "harmless_here".
[[nodiscard]] std::string_view name_of(Lint lint) noexcept;
[[nodiscard]] std::string_view name_of(Standing standing) noexcept;

/// A habit seen in one or more executions, all of which the scenario survived.
struct Warning {
  Lint lint = Lint::lock_order_inversion;
  /// What was seen, in one sentence that names threads, objects and source lines.
  std::string message;
  std::vector<Mark> marks;       ///< what to look at, in the order to tell it
  Schedule schedule;             ///< of the first execution that showed it
  Trace trace;                   ///< and what happened in that
  std::uint64_t executions = 0;  ///< how many showed it
  Standing standing = Standing::unconfirmed;
  /// If it is confirmed, one of these two says by what: an index into the findings of the search itself,
  std::optional<std::size_t> found_by_search;
  /// or what a search directed at it found, replayed as every finding is.
  std::optional<Finding> found_by_direction;
};

}  // namespace heddle
