#pragma once

#include <cstddef>

namespace heddle::engine {

/// Memory for a fiber's stack, with inaccessible pages below it that catch an overflow (by frames of up to a
/// megabyte; a single larger frame can step over them).
class Stack {
 public:
  /// `size` in bytes, rounded up to pages. Throws std::bad_alloc if the system has no more.
  explicit Stack(std::size_t size);
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  /// The end that a stack starts from: it grows down.
  [[nodiscard]] void* top() const noexcept { return static_cast<char*>(base_) + mapped_; }
  [[nodiscard]] void* bottom() const noexcept { return static_cast<char*>(base_) + guard_; }
  [[nodiscard]] std::size_t size() const noexcept { return mapped_ - guard_; }

  /// True for an address in the inaccessible pages.
  [[nodiscard]] bool guards(const void* address) const noexcept;

 private:
  void* base_ = nullptr;
  std::size_t mapped_ = 0;
  std::size_t guard_ = 0;
  unsigned int valgrind_id_ = 0;
};

}  // namespace heddle::engine
