#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace heddle::detail {

/// The smallest first, in the order of Python's heapq: of items neither of which is less than the other, the one
/// comes out that heapq.heappop would return after the same pushes and pops. `Less` compares two of them; it may
/// throw, and then nothing has changed. To move a T must not throw.
template <class T, class Less>
class Heap {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }

  void push(T item) {
    items_.push_back(std::move(item));
    try {
      rise(items_.size() - 1, place_above(items_.size() - 1, items_.back()));
    } catch (...) {
      items_.pop_back();
      throw;
    }
  }

  /// The last item takes the place of the first: the way down to a leaf is opened, along the smaller children, and
  /// from there it rises.
  T pop() {
    const std::size_t last = items_.size() - 1;
    std::size_t hole = 0;
    for (std::size_t child = smaller_child(hole, last); child < last; child = smaller_child(hole, last))
      hole = child;
    // The items on the way are still where they are: each will go to the place of its parent, if the last item does
    // not stop below it.
    while (hole != 0 && less_(items_[last], items_[hole])) hole = parent_of(hole);
    T item = std::move(items_[last]);
    items_.pop_back();
    for (; !items_.empty(); hole = parent_of(hole)) {
      std::swap(item, items_[hole]);
      if (hole == 0) break;
    }
    return item;
  }

 private:
  static std::size_t parent_of(std::size_t place) noexcept { return (place - 1) / 2; }

  /// The smaller child of an item, among the first `count`; of equal ones the right; `count` or more if it has
  /// none.
  std::size_t smaller_child(std::size_t parent, std::size_t count) const {
    const std::size_t left = 2 * parent + 1;
    const std::size_t right = left + 1;
    return right < count && !less_(items_[left], items_[right]) ? right : left;
  }

  /// How far up an item at that place is less than its parents.
  std::size_t place_above(std::size_t place, const T& item) const {
    while (place != 0 && less_(item, items_[parent_of(place)])) place = parent_of(place);
    return place;
  }

  void rise(std::size_t place, std::size_t top) noexcept {
    for (; place != top; place = parent_of(place)) std::swap(items_[place], items_[parent_of(place)]);
  }

  std::vector<T> items_;
  [[no_unique_address]] Less less_;
};

}  // namespace heddle::detail
