#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::engine {

/// Remembers which classes a search has seen, in bounded memory: once there are too many, only those whose hash
/// ends in a zero bit, then in two, and so on. Whether one of these has been seen is known exactly (but for equal
/// hashes of 64 bits, which can only make a class pass for one that was seen).
class ClassSet {
 public:
  /// `most`: how many hashes are kept, about.
  explicit ClassSet(std::size_t most = std::size_t{1} << 17U) : most_(most), slots_(least_slots) {}

  /// Of a class that has been seen.
  void add(std::uint64_t hash);
  /// True if there is telling whether that class has been seen.
  [[nodiscard]] bool tells_of(std::uint64_t hash) const noexcept { return (hash & mask_) == 0; }
  /// True if it has; of classes that it `tells_of`.
  [[nodiscard]] bool contains(std::uint64_t hash) const noexcept;
  /// How many are kept.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t least_slots = 64;  // a power of two

  /// Zero stands for an empty slot.
  [[nodiscard]] static std::uint64_t key_of(std::uint64_t hash) noexcept {
    return hash == 0 ? ~std::uint64_t{0} : hash;
  }
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const noexcept;
  void make_room();

  std::size_t most_;
  std::uint64_t mask_ = 0;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> slots_;  // as many as a power of two, at most half of them in use
};

}  // namespace heddle::engine
