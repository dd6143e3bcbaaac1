#pragma once

#include <heddle/primitives/queue/bounded_queue.hpp>
#include <heddle/primitives/queue/heap.hpp>

#include <string_view>

namespace heddle {

namespace detail {

struct PriorityQueueKind {
  struct Less {
    template <class U>
    bool operator()(const U& a, const U& b) const {
      return *a < *b;
    }
  };
  template <class U>
  using Items = Heap<U, Less>;
  static constexpr bool ends_are_apart = false;
  static constexpr engine::ObjectKind items{"PriorityQueue"};
  static constexpr engine::ObjectKind tasks{"unfinished tasks of PriorityQueue"};
  static constexpr engine::ObjectKind room{"room in PriorityQueue"};
};

}  // namespace detail

/// queue.PriorityQueue: the smallest by `<` first, such as a std::pair or std::tuple that begins with a number. Of
/// items neither of which is less, the one that Python's would return. See BoundedQueue for what it does.
template <class T>
class PriorityQueue final : public detail::BoundedQueue<T, detail::PriorityQueueKind> {
 public:
  explicit PriorityQueue(int maxsize = 0, std::string_view name = "", Site site = Site::current())
      : detail::BoundedQueue<T, detail::PriorityQueueKind>(maxsize, name, site) {}
};

}  // namespace heddle
