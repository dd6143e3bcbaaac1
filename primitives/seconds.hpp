#pragma once

#include <chrono>
#include <cmath>
#include <concepts>

namespace heddle {

/// A length of time as Python gives it, in seconds: made from any number or any std::chrono duration.
class Seconds {
 public:
  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  constexpr Seconds(Number seconds) noexcept  // NOLINT(google-explicit-constructor): sleep(1)
      : seconds_(static_cast<double>(seconds)) {}

  template <class Rep, class Period>
  constexpr Seconds(std::chrono::duration<Rep, Period> duration) noexcept  // NOLINT(google-explicit-constructor)
      : seconds_(std::chrono::duration<double>(duration).count()) {}

  [[nodiscard]] constexpr double count() const noexcept { return seconds_; }

  /// To the nearest nanosecond; as long as can be told apart from for ever, at most.
  [[nodiscard]] std::chrono::nanoseconds nanoseconds() const noexcept {
    constexpr double most = 9e18;
    const double wanted = seconds_ * 1e9;
    if (wanted >= most) return std::chrono::nanoseconds(static_cast<long long>(most));
    if (!(wanted > 0)) return std::chrono::nanoseconds::zero();  // not a number is no time
    return std::chrono::nanoseconds(std::llround(wanted));
  }

 private:
  double seconds_;
};

/// threading.TIMEOUT_MAX: the longest timeout that a lock takes.
inline constexpr double TIMEOUT_MAX = 9223372036.0;

}  // namespace heddle
