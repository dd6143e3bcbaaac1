#pragma once

#include <heddle/engine/diagnosis/standstill.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What became of the signals on an object, worked out from the roles of the steps on it. Steps count from 0.
namespace heddle::engine {

struct Signal {
  std::uint64_t step = 0;
  /// The threads that it reached, in the order in which they began to wait. Those who wait are reached in that
  /// order; who has given up is not.
  std::vector<ThreadIndex> reached;
  /// The step that took it back, if it stood until then.
  std::optional<std::uint64_t> taken_back;

  [[nodiscard]] bool reaches(ThreadIndex thread) const noexcept;
};

/// All signals on an object that were given; those that were refused, or for nobody, are none.
[[nodiscard]] std::vector<Signal> signals_on(const Standstill& standstill, ObjectIndex object);

/// The step in which a thread began to wait for the signal that it is stuck waiting for; nothing if it is not stuck
/// in that way.
[[nodiscard]] std::optional<std::uint64_t> began_to_wait(const Standstill& standstill, const Wait& wait);

/// What the last signal that another thread gave did for a thread that waits for ever.
enum class Effect : std::uint8_t {
  woke_it,         ///< and it began to wait again
  taken_back,      ///< before the thread began to wait
  came_before,     ///< the thread began to wait later
  went_to_others,  ///< while the thread waited
  met_nobody,      ///< while the thread waited: it was spent on one whose time was over
};

struct LastSignal {
  Signal signal;
  Effect effect = Effect::came_before;
  bool of_all = true;  ///< the thread itself gave none later
};

/// Nothing if no other thread gave any.
[[nodiscard]] std::optional<LastSignal> last_signal_of_others(const Standstill& standstill, const Wait& wait);

/// True if a signal that reached nobody cannot be said to be why the thread waits for ever, since what came later
/// shows that it was not missed, or that another one was nearer:
/// - the thread was woken there (or, woken before, took its lock again), went through there, or saw a signal stand;
/// - it took the lock that the wait gives up, and released it again without waiting. Whoever keeps what it waits
/// for
///   under that lock, in plain variables too, had looked at it by then;
/// - some thread, at any time, did so where this one took the lock in order to wait: so they wait there only if
/// they find
///   that they have to, and this one had looked before it waited. Neither counts if the thread is seen to have
///   acted on old news;
/// - a signal given while the thread waited went to another.
[[nodiscard]] bool went_on_since(const Standstill& standstill, const Wait& wait, std::uint64_t signal);

}  // namespace heddle::engine
