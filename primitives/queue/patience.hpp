#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/seconds.hpp>

#include <chrono>
#include <concepts>
#include <optional>

namespace heddle::detail {

/// For how long a put or a get waits, as its arguments say. Not to block is to wait no time, whatever the timeout.
class Patience {
 public:
  Patience(bool block, std::optional<Seconds> timeout)
      : refused_(block && timeout && timeout->count() < 0), time_(time_of(block, timeout)) {}

  static constexpr const char* refusal = "'timeout' must be a non-negative number";

  /// The timeout is negative: a ValueError, where it would be waited for.
  [[nodiscard]] bool refused() const noexcept { return refused_; }

  /// It waits for `what` to hold, if at all.
  [[nodiscard]] engine::Guard until(engine::Guard what) const noexcept {
    return time_ > time_.zero() ? what : engine::Guard::always();
  }

  /// Executes the operation. False if its time was over first.
  template <class Effect>
  [[nodiscard]] bool perform(const engine::Operation& operation, Effect effect) const {
    if (time_ != engine::no_timeout && time_ != time_.zero())
      return engine::perform_timed(operation, time_, effect) != engine::Ending::timed_out || engine::unwinding();
    engine::perform(operation, effect);
    return true;
  }

 private:
  static std::chrono::nanoseconds time_of(bool block, std::optional<Seconds> timeout) {
    if (!block) return std::chrono::nanoseconds::zero();
    return timeout ? timeout->nanoseconds() : engine::no_timeout;
  }

  bool refused_;
  std::chrono::nanoseconds time_;
};

/// What a get returns while the execution is being unwound, where it must return at all.
template <class T>
T nothing() {
  if constexpr (std::default_initializable<T>) return T();
  else throw engine::Unwind();
}

}  // namespace heddle::detail
