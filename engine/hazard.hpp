#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace heddle {

/// A kind of thing that goes wrong in an execution.
enum class Hazard : std::uint8_t {
  /// Some non-daemon thread is unfinished and no operation is enabled; no special case explains it.
  deadlock,
  /// A thread waits for what it holds itself. Special case of deadlock.
  self_deadlock,
  /// A cycle of threads, each waiting for what the next holds (or for its end). Special case of deadlock.
  lock_cycle,
  /// A thread waits for ever on a signal that was given before it waited, or given and taken back, and that
  /// reached nobody. Special case of deadlock.
  lost_wakeup,
  /// A get or put whose partners are all gone. Special case of deadlock.
  starved_queue,
  /// Threads wait at a barrier, and fewer than its parties can still come. Special case of deadlock.
  stuck_barrier,
  /// A thread waits for a lock, or for a permit, and those who took it have ended. Special case of deadlock.
  abandoned_lock,
  /// Polling loops that can see nothing new, with nobody else able to run.
  livelock,
  /// A thread's function let an exception out.
  uncaught_exception,
  /// A `require` that did not hold.
  requirement_failed,
  /// A thread's fiber ran out of stack.
  stack_overflow,
};

/// The hazard's name as it is written in reports, JSON and schedule files, e.g. "lost_wakeup".
[[nodiscard]] std::string_view name_of(Hazard hazard) noexcept;

/// The hazard of that name, or nothing.
[[nodiscard]] std::optional<Hazard> hazard_named(std::string_view wanted) noexcept;

/// True for `deadlock` and its special cases: an expectation of `deadlock` accepts each of them.
[[nodiscard]] bool is_deadlock(Hazard hazard) noexcept;

}  // namespace heddle
