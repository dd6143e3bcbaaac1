#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/queue/fifo.hpp>
#include <heddle/primitives/queue/patience.hpp>
#include <heddle/primitives/queue/stored.hpp>
#include <heddle/primitives/seconds.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle {

/// queue.SimpleQueue: first in, first out, any number, with no tasks to be done. Each call is one atomic step. Any
/// of the threads that wait may be served first.
///
/// None of the items' own code runs inside of a step, so what an item's destructor does may well be to put another.
template <class T>
class SimpleQueue {
 public:
  explicit SimpleQueue(std::string_view name = "", Site site = Site::current())
      : object_(object_kind, name, site) {}
  SimpleQueue(const SimpleQueue&) = delete;
  SimpleQueue& operator=(const SimpleQueue&) = delete;

  /// Never waits: the other arguments are there as for a Queue, and ignored.
  void put(T item, [[maybe_unused]] bool block = true,
           [[maybe_unused]] std::optional<Seconds> timeout = std::nullopt, Site site = Site::current()) {
    using namespace engine;
    detail::Stored<T> stored(std::move(item));
    perform({.kind = &put_kind, .object = &object_, .access = Access::write, .parts = tail, .site = site},
            [&](Step& step) {
              items_.push(std::move(stored));
              touch(object_, Access::write, first_item + puts_++);
              object_.set_level(object_.level() + 1);
              step.value = 1;
            });
  }

  /// Waits for an item, for ever or for at most `timeout` seconds; not at all if not `block`.
  /// Throws Empty; ValueError for a negative timeout, even if there is an item, but not if it does not block.
  T get(bool block = true, std::optional<Seconds> timeout = std::nullopt, Site site = Site::current()) {
    using namespace engine;
    const detail::Patience patience(block, timeout);
    if (patience.refused()) throw ValueError(detail::Patience::refusal);
    const Operation operation{.kind = &get_kind,
                              .object = &object_,
                              .access = Access::write,
                              .parts = head,
                              .looks_at = head | tail,
                              .acts = {Guard::at_least(object_, 1)},
                              .guard = patience.until(Guard::at_least(object_, 1)),
                              .site = site};
    std::optional<detail::Stored<T>> stored;
    const auto take = [&](Step& step) {
      if (object_.level() == 0) {
        step.changed_nothing();
        throw Empty();
      }
      stored.emplace(items_.pop());
      touch(object_, Access::write, first_item + gets_++);
      object_.set_level(object_.level() - 1);
      step.value = 1;
    };
    if (!patience.perform(operation, take)) throw Empty();
    return stored ? std::move(*stored).open() : detail::nothing<T>();
  }

  void put_nowait(T item, Site site = Site::current()) { put(std::move(item), false, std::nullopt, site); }
  T get_nowait(Site site = Site::current()) { return get(false, std::nullopt, site); }

  [[nodiscard]] int qsize(Site site = Site::current()) const {
    return look(qsize_kind, site, [&] { return static_cast<int>(object_.level()); });
  }
  [[nodiscard]] bool empty(Site site = Site::current()) const {
    return look(empty_kind, site, [&] { return object_.level() == 0; });
  }

 private:
  // Puts and gets commute, but that the get of an item comes after its put: those two share the item.
  static constexpr std::uint8_t head = 1;
  static constexpr std::uint8_t tail = 2;

  static constexpr engine::ObjectKind object_kind{.name = "SimpleQueue", .in_order = true};
  static constexpr engine::OperationKind put_kind{"put", engine::Role::put};
  static constexpr engine::OperationKind get_kind{"get", engine::Role::get};
  static constexpr engine::OperationKind qsize_kind{"qsize"};
  static constexpr engine::OperationKind empty_kind{"empty"};

  template <class Look>
  auto look(const engine::OperationKind& kind, Site site, Look value) const {
    using namespace engine;
    return perform({.kind = &kind, .object = &object_, .access = Access::read, .parts = head | tail, .site = site},
                   [&](Step& step) {
                     const auto seen = value();
                     step.value = value_of(seen);
                     return seen;
                   });
  }

  engine::Object object_;  // its level is the number of items
  detail::Fifo<detail::Stored<T>> items_;
  std::uint32_t puts_ = 0;
  std::uint32_t gets_ = 0;
};

}  // namespace heddle
