#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/queue/fifo.hpp>
#include <heddle/primitives/seconds.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle {

/// queue.Queue: first in, first out, with room for `maxsize` items, or any number if that is not positive. Each
/// call is one atomic step, as if under CPython's one mutex. Any of the threads that wait may be served first.
template <class T>
class Queue {
 public:
  explicit Queue(int maxsize = 0, std::string_view name = "", Site site = Site::current())
      : items_object_(items_kind, name, site), tasks_object_(tasks_kind, name, site), maxsize_(maxsize) {}
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// Waits for room, for ever or for at most `timeout` seconds; not at all if not `block`.
  /// Throws Full; ValueError for a negative timeout (of a queue that can be full, if it may block).
  void put(T item, bool block = true, std::optional<Seconds> timeout = std::nullopt, Site site = Site::current()) {
    using namespace engine;
    if (taken_down()) return;
    const bool waits = block && maxsize_ > 0;
    const auto patience = patience_of(waits, timeout);
    const Operation operation{
        .kind = &put_kind,
        .object = &items_object_,
        .access = Access::write,
        .parts = tail,
        .looks_at = head | tail,
        .acts = {maxsize_ > 0 ? Guard::below(items_object_, maxsize_) : Guard::always()},
        .second = &tasks_object_,
        .second_access = Access::write,
        .guard = patience > patience.zero() ? Guard::below(items_object_, maxsize_) : Guard::always(),
        .site = site};
    const auto add = [&](Step& step) {
      if (maxsize_ > 0 && items_object_.level() >= maxsize_) {
        step.changed_nothing();
        throw Full();
      }
      touch_item(puts_++);
      items_.push(std::move(item));
      items_object_.set_level(items_object_.level() + 1);
      tasks_object_.set_level(tasks_object_.level() + 1);
      step.value = 1;
    };
    if (patience == no_timeout || patience == patience.zero()) return perform(operation, add);
    if (perform_timed(operation, patience, add) == Ending::timed_out && !unwinding()) throw Full();
  }

  /// Waits for an item, likewise. Throws Empty; ValueError for a negative timeout if it may block.
  T get(bool block = true, std::optional<Seconds> timeout = std::nullopt, Site site = Site::current()) {
    using namespace engine;
    const auto patience = patience_of(block, timeout);
    const Operation operation{
        .kind = &get_kind,
        .object = &items_object_,
        .access = Access::write,
        .parts = head,
        .looks_at = head | tail,
        .acts = {Guard::at_least(items_object_, 1)},
        .guard = patience > patience.zero() ? Guard::at_least(items_object_, 1) : Guard::always(),
        .site = site};
    std::optional<T> item;
    const auto take = [&](Step& step) {
      if (items_object_.level() == 0) {
        step.changed_nothing();
        throw Empty();
      }
      touch_item(gets_++);
      item.emplace(items_.pop());
      items_object_.set_level(items_object_.level() - 1);
      step.value = 1;
    };
    if (patience == no_timeout || patience == patience.zero()) perform(operation, take);
    else if (perform_timed(operation, patience, take) == Ending::timed_out && !unwinding()) throw Empty();
    return item ? std::move(*item) : nothing();
  }

  void put_nowait(T item, Site site = Site::current()) { put(std::move(item), false, std::nullopt, site); }
  T get_nowait(Site site = Site::current()) { return get(false, std::nullopt, site); }

  /// One of the items put has been dealt with. Throws ValueError if all have.
  void task_done(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &task_done_kind,
             .object = &tasks_object_,
             .access = Access::write,
             .acts = {Guard::at_least(tasks_object_, 1)},
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (tasks_object_.level() == 0) {
                step.changed_nothing();
                throw ValueError("task_done() called too many times");
              }
              tasks_object_.set_level(tasks_object_.level() - 1);
              step.value = 1;
            });
  }

  /// Waits until every item put has been dealt with.
  void join(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &join_kind,
             .object = &tasks_object_,
             .access = Access::read,
             .guard = Guard::exactly(tasks_object_, 0),
             .site = site},
            [](Step& step) { step.value = 1; });
  }

  [[nodiscard]] int qsize(Site site = Site::current()) const {
    return look(qsize_kind, site, [&] { return static_cast<int>(items_object_.level()); });
  }
  [[nodiscard]] bool empty(Site site = Site::current()) const {
    return look(empty_kind, site, [&] { return items_object_.level() == 0; });
  }
  [[nodiscard]] bool full(Site site = Site::current()) const {
    return look(full_kind, site, [&] { return maxsize_ > 0 && items_object_.level() >= maxsize_; });
  }

 private:
  // Puts and gets commute, but for these: the get of an item comes after its put, and in a queue with room for n,
  // the put of an item after the get of the one n before it. Those two take turns at the place the item lies in.
  static constexpr std::uint8_t head = 1;
  static constexpr std::uint8_t tail = 2;

  static constexpr engine::ObjectKind items_kind{"Queue"};
  static constexpr engine::ObjectKind tasks_kind{"unfinished tasks of Queue"};
  static constexpr engine::OperationKind put_kind{"put", engine::Role::put};
  static constexpr engine::OperationKind get_kind{"get", engine::Role::get};
  static constexpr engine::OperationKind task_done_kind{"task_done", engine::Role::settle};
  static constexpr engine::OperationKind join_kind{"join", engine::Role::drain};
  static constexpr engine::OperationKind qsize_kind{"qsize"};
  static constexpr engine::OperationKind empty_kind{"empty"};
  static constexpr engine::OperationKind full_kind{"full"};

  /// How long to wait: no_timeout for ever, zero not at all.
  static std::chrono::nanoseconds patience_of(bool waits, std::optional<Seconds> timeout) {
    if (!waits) return std::chrono::nanoseconds::zero();
    if (!timeout) return engine::no_timeout;
    if (timeout->count() < 0) throw ValueError("'timeout' must be a non-negative number");
    return timeout->nanoseconds();
  }

  template <class Look>
  auto look(const engine::OperationKind& kind, Site site, Look value) const {
    using namespace engine;
    return perform(
        {.kind = &kind, .object = &items_object_, .access = Access::read, .parts = head | tail, .site = site},
        [&](Step& step) {
          const auto seen = value();
          step.value = value_of(seen);
          return seen;
        });
  }

  void touch_item(std::uint32_t number) {
    const std::uint32_t place = maxsize_ > 0 ? number % static_cast<std::uint32_t>(maxsize_) : number;
    engine::touch(items_object_, engine::Access::write, engine::first_item + place);
  }

  /// What get returns while the execution is being unwound, where it must return at all.
  static T nothing() {
    if constexpr (std::default_initializable<T>) return T();
    else throw engine::Unwind();
  }

  engine::Object items_object_;  // its level is the number of items
  engine::Object tasks_object_;  // its level is the number of items put and not yet settled
  detail::Fifo<T> items_;
  int maxsize_;
  std::uint32_t puts_ = 0;
  std::uint32_t gets_ = 0;
};

}  // namespace heddle
