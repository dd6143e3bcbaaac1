#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/seconds.hpp>

#include <string_view>

namespace heddle {

/// time.sleep: gives way for a time. Under the explored clock it takes any time, none included; under virtual time
/// the others go first, and time passes when nobody can go. Throws ValueError for a negative time, as CPython.
inline void sleep(Seconds duration, Site site = Site::current()) {
  static constexpr engine::OperationKind kind{"sleep", engine::Role::yield};
  if (duration.count() < 0) throw ValueError("sleep length must be non-negative");
  engine::sleep(kind, duration.nanoseconds(), site);
}

// POSIX has a ::sleep(unsigned), which `using namespace heddle; sleep(1);` must not prefer. (A `sleep(1U)` is then
// ambiguous, which is as good.)
inline void sleep(int seconds, Site site = Site::current()) { sleep(Seconds(seconds), site); }
inline void sleep(unsigned seconds, Site site = Site::current()) { sleep(Seconds(seconds), site); }
inline void sleep(double seconds, Site site = Site::current()) { sleep(Seconds(seconds), site); }

/// Gives way, as time.sleep(0).
inline void yield(Site site = Site::current()) {
  static constexpr engine::OperationKind kind{"yield", engine::Role::yield};
  engine::sleep(kind, {}, site);
}

/// One of 0 … n - 1; a check sees every one of them. Throws ValueError if n is less than 1.
inline int choose(int n, Site site = Site::current()) {
  if (n < 1) throw ValueError("choose(n): n must be at least 1");
  return static_cast<int>(engine::choose_value(static_cast<std::uint32_t>(n), site));
}

/// What must be true here. If it is not, the execution ends with the hazard `requirement_failed`.
inline void require(bool condition, std::string_view message = "", Site site = Site::current()) {
  engine::require(condition, message, site);
}

}  // namespace heddle
