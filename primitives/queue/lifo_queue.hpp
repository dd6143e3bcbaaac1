#pragma once

#include <heddle/primitives/queue/bounded_queue.hpp>
#include <heddle/primitives/queue/lifo.hpp>

#include <string_view>

namespace heddle {

namespace detail {

struct LifoQueueKind {
  template <class U>
  using Items = Lifo<U>;
  static constexpr bool ends_are_apart = false;
  static constexpr engine::ObjectKind items{"LifoQueue"};
  static constexpr engine::ObjectKind tasks{"unfinished tasks of LifoQueue"};
  static constexpr engine::ObjectKind room{"room in LifoQueue"};
};

}  // namespace detail

/// queue.LifoQueue: last in, first out. See BoundedQueue for what it does.
template <class T>
class LifoQueue final : public detail::BoundedQueue<T, detail::LifoQueueKind> {
 public:
  explicit LifoQueue(int maxsize = 0, std::string_view name = "", Site site = Site::current())
      : detail::BoundedQueue<T, detail::LifoQueueKind>(maxsize, name, site) {}
};

}  // namespace heddle
