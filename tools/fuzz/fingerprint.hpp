#pragma once

#include <cstddef>
#include <cstdint>

namespace heddle::fuzz {

/// 128 bits that stand for something larger: a class of executions, an outcome. Equal things have equal
/// fingerprints, and of a million different things no two do, but for one chance in 10^26.
struct Fingerprint {
  std::uint64_t high = 0x452821e638d01377U;
  std::uint64_t low = 0x13198a2e03707344U;

  /// In order: what is added first and second is told apart.
  void add(std::uint64_t value) noexcept {
    high = mixed((high ^ value) * 0x9e3779b97f4a7c15U);
    low = mixed((low + value) * 0xd6e8feb86659fd93U);
  }
  void add(const Fingerprint& other) noexcept {
    add(other.high);
    add(other.low);
  }

  /// In any order.
  void add_unordered(const Fingerprint& other) noexcept {
    high += other.high;
    low += other.low;
  }

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;

 private:
  static constexpr std::uint64_t mixed(std::uint64_t z) noexcept {
    z ^= z >> 32U;
    z *= 0xe9846af9b1a615dU;
    return z ^ (z >> 28U);
  }
};

struct FingerprintHash {
  std::size_t operator()(const Fingerprint& fingerprint) const noexcept {
    return static_cast<std::size_t>(fingerprint.low);
  }
};

}  // namespace heddle::fuzz
