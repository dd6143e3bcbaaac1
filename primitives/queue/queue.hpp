#pragma once

#include <heddle/primitives/queue/bounded_queue.hpp>
#include <heddle/primitives/queue/fifo.hpp>

#include <string_view>

namespace heddle {

namespace detail {

struct QueueKind {
  template <class U>
  using Items = Fifo<U>;
  static constexpr bool ends_are_apart = true;
  static constexpr engine::ObjectKind items{.name = "Queue", .in_order = true};
  static constexpr engine::ObjectKind tasks{"unfinished tasks of Queue"};
  static constexpr engine::ObjectKind room{"room in Queue"};
};

}  // namespace detail

/// queue.Queue: first in, first out. See BoundedQueue for what it does.
template <class T>
class Queue final : public detail::BoundedQueue<T, detail::QueueKind> {
 public:
  explicit Queue(int maxsize = 0, std::string_view name = "", Site site = Site::current())
      : detail::BoundedQueue<T, detail::QueueKind>(maxsize, name, site) {}
};

}  // namespace heddle
