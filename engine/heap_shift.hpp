#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace heddle::engine {

/// Holds some small blocks of the heap, so that what is allocated while it lives gets other addresses than before:
/// a scenario that depends on these is then found out.
class HeapShift {
 public:
  /// Different numbers, different blocks.
  explicit HeapShift(std::size_t number) {
    for (std::size_t size = 8; size <= most_bytes; size += 16)
      for (std::size_t i = 0; i < 1 + number % 3; ++i) blocks_.push_back(std::make_unique<char[]>(size));
  }

 private:
  static constexpr std::size_t most_bytes = 512;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

}  // namespace heddle::engine
