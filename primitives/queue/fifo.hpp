#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace heddle::detail {

/// First in, first out, in one block of memory that is kept: std::deque allocates as it goes along.
template <class T>
class Fifo {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return items_.size() - first_; }

  void push(T item) { items_.push_back(std::move(item)); }

  T pop() {
    T item = std::move(items_[first_++]);
    if (2 * first_ >= items_.size()) {
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
    return item;
  }

 private:
  std::vector<T> items_;
  std::size_t first_ = 0;
};

}  // namespace heddle::detail
