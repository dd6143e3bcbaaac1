#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace heddle::detail {

/// Last in, first out.
template <class T>
class Lifo {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }

  void push(T item) { items_.push_back(std::move(item)); }

  T pop() {
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }

 private:
  std::vector<T> items_;
};

}  // namespace heddle::detail
