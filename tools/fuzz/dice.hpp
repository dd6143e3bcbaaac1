#pragma once

#include <cstdint>

namespace heddle::fuzz {

/// Where the generator's random numbers come from: splitmix64 (Steele, Lea, Flood, OOPSLA 2014). The same seed
/// gives the same numbers on every machine, which the distributions of the standard library do not promise.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  /// 0 … count - 1, `count` at least 1. Not quite fair for a large count, and nobody minds.
  int below(int count) noexcept { return static_cast<int>(next() % static_cast<std::uint64_t>(count)); }

  /// low … high.
  int between(int low, int high) noexcept { return low + below(high - low + 1); }

  /// True in so many of a hundred cases.
  bool chance(int percent) noexcept { return below(100) < percent; }

 private:
  std::uint64_t state_;
};

}  // namespace heddle::fuzz
