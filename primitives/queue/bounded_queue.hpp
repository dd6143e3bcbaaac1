#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/queue/patience.hpp>
#include <heddle/primitives/queue/stored.hpp>
#include <heddle/primitives/seconds.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle::detail {

/// What is alike in queue.Queue, LifoQueue and PriorityQueue: room for `maxsize` items, or any number if that is
/// not positive; tasks to be done; shutting down (as of Python 3.13). Each call is one atomic step, as if under
/// CPython's one mutex. Any of the threads that wait may be served first.
///
/// `Kind` says what is particular: a template `Items<U>` that holds them, with `push`, `pop` and `size`; whether
/// its `ends_are_apart`, so that a put and a get of different items commute; and the kinds of the objects.
///
/// Of the items' own code, only a comparison runs inside of a step; it must perform no operation. What an item's
/// move or comparison throws comes out of the call: a put has then put nothing. A get has taken the item, if it was
/// the move that threw.
template <class T, class Kind>
class BoundedQueue {
 public:
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  /// Waits for room, for ever or for at most `timeout` seconds; not at all if not `block`.
  /// Throws Full; ShutDown if the queue is or will be shut down before there is room; ValueError for a negative
  /// timeout (of a queue that can be full, if it may block).
  void put(T item, bool block = true, std::optional<Seconds> timeout = std::nullopt, Site site = Site::current()) {
    using namespace engine;
    Stored<T> stored(std::move(item));
    const Patience patience(block, timeout);
    const Operation operation{.kind = &put_kind,
                              .object = &items_object_,
                              .access = Access::write,
                              .parts = Kind::ends_are_apart ? tail : both_ends,
                              .looks_at = both_ends,
                              .acts = {patience.refused() ? while_endless() : while_room()},
                              .second = &tasks_object_,
                              .second_access = Access::write,
                              .guard = patience.until(Guard::at_least(room_object_, 1)),
                              .site = site};
    const auto add = [&](Step& step) {
      refuse_if(shut_down_, step, [] { return ShutDown(); });
      refuse_if(maxsize_ > 0 && patience.refused(), step, [] { return ValueError(Patience::refusal); });
      refuse_if(is_full(), step, [] { return Full(); });
      items_.push(std::move(stored));
      touch_place(puts_++);
      tasks_object_.set_level(tasks_object_.level() + 1);
      show_levels();
      step.value = 1;
    };
    if (!patience.perform(operation, add)) throw Full();
  }

  /// Waits for an item, likewise. Throws Empty; ShutDown if the queue is empty and is or will be shut down;
  /// ValueError for a negative timeout if it may block.
  T get(bool block = true, std::optional<Seconds> timeout = std::nullopt, Site site = Site::current()) {
    using namespace engine;
    const Patience patience(block, timeout);
    const bool refused = patience.refused();
    const Operation operation{.kind = &get_kind,
                              .object = &items_object_,
                              .access = refused ? Access::read : Access::write,
                              .parts = Kind::ends_are_apart && !refused ? head : both_ends,
                              .looks_at = both_ends,
                              .acts = {Guard::at_least(items_object_, 1), while_not_drained()},
                              .guard = patience.until(Guard::at_least(items_object_, 1)),
                              .site = site};
    std::optional<Stored<T>> stored;
    const auto take = [&](Step& step) {
      refuse_if(shut_down_ && size() == 0, step, [] { return ShutDown(); });
      refuse_if(refused, step, [] { return ValueError(Patience::refusal); });
      refuse_if(size() == 0, step, [] { return Empty(); });
      stored.emplace(items_.pop());
      touch_place(gets_++);
      show_levels();
      step.value = 1;
    };
    if (!patience.perform(operation, take)) throw Empty();
    return stored ? std::move(*stored).open() : nothing<T>();
  }

  void put_nowait(T item, Site site = Site::current()) { put(std::move(item), false, std::nullopt, site); }
  T get_nowait(Site site = Site::current()) { return get(false, std::nullopt, site); }

  /// One of the items put has been dealt with. Throws ValueError if all have.
  void task_done(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &task_done_kind,
             .object = &items_object_,
             .acts = {Guard::at_least(tasks_object_, 1)},
             .second = &tasks_object_,
             .second_access = Access::write,
             .site = site,
             .quiet = true},
            [&](Step& step) {
              refuse_if(tasks_object_.level() == 0, step,
                        [] { return ValueError("task_done() called too many times"); });
              tasks_object_.set_level(tasks_object_.level() - 1);
              step.value = 1;
            });
  }

  /// Waits until every item put has been dealt with, or dropped.
  void join(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &join_kind,
             .object = &items_object_,
             .second = &tasks_object_,
             .second_access = Access::read,
             .guard = Guard::exactly(tasks_object_, 0),
             .site = site},
            [](Step& step) { step.value = 1; });
  }

  /// From now on a put raises ShutDown, and a get does once the queue is empty; also those that wait. If
  /// `immediate`, the items are dropped at once, and count as done.
  void shutdown(bool immediate = false, Site site = Site::current()) {
    using namespace engine;
    Items dropped;
    perform({.kind = &shutdown_kind,
             .object = &items_object_,
             .access = Access::write,
             .parts = everything,
             .looks_at = immediate ? everything : bounds,
             .acts = {immediate ? while_not_drained() : while_open()},
             .second = &tasks_object_,
             .second_access = Access::write,
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (shut_down_ && (!immediate || size() == 0)) {
                step.value = -1;
                return step.changed_nothing();
              }
              touch(room_object_, Access::write);
              shut_down_ = true;
              if (immediate) {
                std::swap(items_, dropped);
                const auto count = static_cast<std::int32_t>(dropped.size());
                tasks_object_.set_level(tasks_object_.level() - std::min(count, tasks_object_.level()));
                step.value = count;
              }
              show_levels();
            });
    // In the order of gets, as there.
    while (dropped.size() != 0) dropped.pop();
  }

  [[nodiscard]] int qsize(Site site = Site::current()) const {
    return look(qsize_kind, both_ends, site, [&] { return size(); });
  }
  [[nodiscard]] bool empty(Site site = Site::current()) const {
    return look(empty_kind, both_ends, site, [&] { return size() == 0; });
  }
  [[nodiscard]] bool full(Site site = Site::current()) const {
    return look(full_kind, both_ends, site, [&] { return is_full(); });
  }

  /// The attribute.
  [[nodiscard]] int maxsize(Site site = Site::current()) const {
    return look(maxsize_kind, bounds, site, [&] { return maxsize_; });
  }

  /// Sets the attribute. What is too much by now stays. Unlike Python's, it lets go those puts that wait and for
  /// which there is room now: there, one that has begun to wait does so until a get wakes it.
  void set_maxsize(int maxsize, Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &set_maxsize_kind,
             .object = &items_object_,
             .access = Access::write,
             .parts = everything,
             .second = &tasks_object_,
             .second_access = Access::write,
             .site = site,
             .quiet = true},
            [&](Step& step) {
              touch(room_object_, Access::write);
              maxsize_ = maxsize;
              show_levels();
              step.value = maxsize;
            });
  }

 protected:
  BoundedQueue(int maxsize, std::string_view name, Site site)
      : items_object_(Kind::items, name, site),
        tasks_object_(Kind::tasks, name, site),
        room_object_(Kind::room, name, site),
        maxsize_(maxsize) {
    if (engine::belongs_here(room_object_)) show_levels();
  }
  ~BoundedQueue() = default;

 private:
  using Items = typename Kind::template Items<Stored<T>>;

  // Puts and gets of a queue with ends apart commute, but for these: the get of an item comes after its put, and in
  // a queue with room for n, the put of an item after the get of the one n before it. Those two take turns at the
  // place the item lies in. Whoever finds that it cannot, and whoever looks, has seen both ends. Who changes the
  // bounds (maxsize, or whether it is shut down) is in order with everything, the tasks too: there may be one more
  // or not, depending on whether a put comes before it.
  static constexpr std::uint8_t head = 1;
  static constexpr std::uint8_t tail = 2;
  static constexpr std::uint8_t both_ends = head | tail;
  static constexpr std::uint8_t bounds = 4;
  static constexpr std::uint8_t everything = both_ends | bounds;

  // Levels. A put asks for room, a get for an item, and both go on in a queue that is shut down: so there are two
  // objects to guard them, with levels that each put and get change by one, whatever the others do.
  //   items: how many there are; many more when shut down.
  //   room: maxsize less the items; with no maxsize, or when shut down, counted down from numbers out of its reach.
  // Where these numbers change, the queue's whole past comes before: nothing ever adds up across such a step.
  static constexpr std::int32_t most_room = 1 << 28;
  static constexpr std::int32_t endless_room = 2 * most_room;
  static constexpr std::int32_t shut_room = 4 * most_room;
  static constexpr std::int32_t shut_items = 2 * most_room;

  static constexpr engine::OperationKind put_kind{"put", engine::Role::put};
  static constexpr engine::OperationKind get_kind{"get", engine::Role::get};
  static constexpr engine::OperationKind task_done_kind{"task_done", engine::Role::settle};
  static constexpr engine::OperationKind join_kind{"join", engine::Role::drain};
  static constexpr engine::OperationKind shutdown_kind{"shutdown", engine::Role::close};
  static constexpr engine::OperationKind qsize_kind{"qsize"};
  static constexpr engine::OperationKind empty_kind{"empty"};
  static constexpr engine::OperationKind full_kind{"full"};
  static constexpr engine::OperationKind maxsize_kind{"maxsize"};
  static constexpr engine::OperationKind set_maxsize_kind{"set maxsize"};

  [[nodiscard]] int size() const noexcept { return static_cast<int>(items_.size()); }
  [[nodiscard]] bool is_full() const noexcept { return maxsize_ > 0 && size() >= maxsize_; }

  void show_levels() const noexcept {
    const std::int32_t open_room = maxsize_ > 0 ? std::min(maxsize_, most_room) : endless_room;
    items_object_.set_level(shut_down_ ? shut_items + size() : size());
    room_object_.set_level((shut_down_ ? shut_room : open_room) - size());
  }

  [[nodiscard]] engine::Guard while_room() const noexcept { return {&room_object_, 1, endless_room}; }
  [[nodiscard]] engine::Guard while_endless() const noexcept {
    return {&room_object_, most_room + 1, endless_room};
  }
  [[nodiscard]] engine::Guard while_open() const noexcept {
    return engine::Guard::below(room_object_, endless_room + 1);
  }
  /// Not both shut down and empty.
  [[nodiscard]] engine::Guard while_not_drained() const noexcept {
    return engine::Guard::below(room_object_, shut_room);
  }

  template <class MakeError>
  static void refuse_if(bool condition, engine::Step& step, MakeError error) {
    if (!condition) return;
    step.changed_nothing();
    throw error();
  }

  template <class Look>
  auto look(const engine::OperationKind& kind, std::uint8_t parts, Site site, Look value) const {
    using namespace engine;
    return perform({.kind = &kind, .object = &items_object_, .access = Access::read, .parts = parts, .site = site},
                   [&](Step& step) {
                     const auto seen = value();
                     step.value = value_of(seen);
                     return seen;
                   });
  }

  /// A put or get reaches the place of the item of that number. Where the ends are not apart, that orders nothing
  /// that is not in order.
  void touch_place(std::uint32_t number) const {
    const std::uint32_t place = maxsize_ > 0 ? number % static_cast<std::uint32_t>(maxsize_) : number;
    engine::touch(room_object_, engine::Access::write, engine::first_item + (Kind::ends_are_apart ? place : 0));
  }

  engine::Object items_object_;
  engine::Object tasks_object_;  // its level is the number of items put and not yet settled
  engine::Object room_object_;
  Items items_;
  int maxsize_;
  bool shut_down_ = false;
  std::uint32_t puts_ = 0;
  std::uint32_t gets_ = 0;
};

}  // namespace heddle::detail
