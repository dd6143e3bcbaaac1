#pragma once

#include <heddle/engine/scheduling_point.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace heddle::engine {

/// The records of the objects of an execution, by number. A record stays where it is; there is room for the next
/// execution's in the same memory.
class RecordPool {
 public:
  [[nodiscard]] ObjectRecord& operator[](ObjectIndex index) const noexcept {
    const std::uint32_t block = block_of(index);
    return blocks_[block][index - first_of(block)];
  }

  /// Makes room for the record of that number: at most one more than there is room for now.
  void reserve(ObjectIndex index) {
    if (block_of(index) != blocks_.size()) return;
    const std::uint32_t size = size_of(block_of(index));
    const ObjectRecord* const begin = blocks_.emplace_back(std::make_unique<ObjectRecord[]>(size)).get();
    lowest_ = std::min(lowest_, reinterpret_cast<std::uintptr_t>(begin));
    highest_ = std::max(highest_, reinterpret_cast<std::uintptr_t>(begin + size));
  }

  /// All records are between these.
  [[nodiscard]] std::uintptr_t lowest_address() const noexcept { return lowest_; }
  [[nodiscard]] std::uintptr_t highest_address() const noexcept { return highest_; }

  /// True if a word of memory is the address of a record of a transient object.
  [[nodiscard]] bool is_transient(std::uintptr_t word) const noexcept {
    for (std::uint32_t block = 0; block < blocks_.size(); ++block) {
      const auto begin = reinterpret_cast<std::uintptr_t>(blocks_[block].get());
      const std::uintptr_t offset = word - begin;
      if (offset >= sizeof(ObjectRecord) * size_of(block)) continue;
      const ObjectKind* const kind = blocks_[block][offset / sizeof(ObjectRecord)].kind;
      return offset % sizeof(ObjectRecord) == 0 && kind != nullptr && kind->transient;
    }
    return false;
  }

 private:
  // Each block is twice as large as the one before.
  static constexpr std::uint32_t first_size = 32;
  [[nodiscard]] static constexpr std::uint32_t block_of(ObjectIndex index) noexcept {
    return static_cast<std::uint32_t>(std::bit_width(index / first_size + 1)) - 1;
  }
  [[nodiscard]] static constexpr ObjectIndex first_of(std::uint32_t block) noexcept {
    return first_size * ((1U << block) - 1);
  }
  [[nodiscard]] static constexpr std::uint32_t size_of(std::uint32_t block) noexcept { return first_size << block; }

  std::vector<std::unique_ptr<ObjectRecord[]>> blocks_;
  std::uintptr_t lowest_ = ~std::uintptr_t{0};
  std::uintptr_t highest_ = 0;
};

}  // namespace heddle::engine
