#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/representation.hpp>

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

namespace heddle_std {

using std::memory_order;

namespace detail {

/// A value on its way into an operator, with the line of the operator: an operator has no parameter to spare.
template <class T>
struct FromSite {
  template <class U>
  requires std::convertible_to<U, T> FromSite(
      U&& from, heddle::Site where = heddle::Site::current())  // NOLINT(google-explicit-constructor)
      : value(static_cast<T>(std::forward<U>(from))), site(where) {}

  T value;
  heddle::Site site;
};

}  // namespace detail

/// std::atomic ([atomics.types.generic]), every operation sequentially consistent whatever order it is given, and a
/// scheduling point. compare_exchange_weak fails only where compare_exchange_strong would. Values are told apart by
/// their representation, as the standard has it (see same_representation); T needs no ==. It is trivially copyable.
/// ++, -- and the conversion to T are reported with the line of the atomic, since they cannot know their own.
template <class T>
class atomic {
  static_assert(std::is_trivially_copyable_v<T>);
  static constexpr bool is_number = std::integral<T> && !std::same_as<T, bool>;

 public:
  using value_type = T;
  static constexpr bool is_always_lock_free = true;

  atomic(T value = T(),
         heddle::Site site = heddle::Site::current())  // NOLINT(google-explicit-constructor): as std's
      : object_(object_kind, "", site, level_of(value)), created_(site), value_(value) {}
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) const = delete;  // const: a worse match than the one below, for `x = 1`

  [[nodiscard]] bool is_lock_free() const noexcept { return true; }

  [[nodiscard]] T load(memory_order = memory_order::seq_cst, heddle::Site site = heddle::Site::current()) const {
    return heddle::engine::perform({.kind = &load_kind, .object = &object_, .access = Access::read, .site = site},
                                   [&](Step& step) {
                                     step.value = heddle::engine::value_of(value_);
                                     return value_;
                                   });
  }

  void store(T desired, memory_order = memory_order::seq_cst, heddle::Site site = heddle::Site::current()) {
    heddle::engine::perform(
        {.kind = &store_kind, .object = &object_, .access = Access::write, .site = site, .quiet = true},
        [&](Step& step) {
          step.value = heddle::engine::value_of(desired);
          become(desired);
        });
  }

  T exchange(T desired, memory_order = memory_order::seq_cst, heddle::Site site = heddle::Site::current()) {
    return modify(exchange_kind, Guard::other_than(object_, level_of(desired)), site, [&](T) { return desired; });
  }

  bool compare_exchange_strong(T& expected, T desired, memory_order = memory_order::seq_cst,
                               heddle::Site site = heddle::Site::current()) {
    return heddle::engine::perform({.kind = &compare_exchange_kind,
                                    .object = &object_,
                                    .access = Access::write,
                                    .acts = {heddle::detail::same_representation(expected, desired)
                                                 ? Guard::never()
                                                 : Guard::exactly(object_, level_of(expected))},
                                    .site = site},
                                   [&](Step& step) {
                                     const bool equal = heddle::detail::same_representation(value_, expected);
                                     if (!equal || heddle::detail::same_representation(value_, desired))
                                       step.changed_nothing();
                                     if (equal) become(desired);
                                     else expected = value_;
                                     step.value = equal ? 1 : 0;
                                     return equal;
                                   });
  }
  bool compare_exchange_strong(T& expected, T desired, memory_order success, memory_order /*failure*/,
                               heddle::Site site = heddle::Site::current()) {
    return compare_exchange_strong(expected, desired, success, site);
  }
  bool compare_exchange_weak(T& expected, T desired, memory_order order = memory_order::seq_cst,
                             heddle::Site site = heddle::Site::current()) {
    return compare_exchange_strong(expected, desired, order, site);
  }
  bool compare_exchange_weak(T& expected, T desired, memory_order success, memory_order /*failure*/,
                             heddle::Site site = heddle::Site::current()) {
    return compare_exchange_strong(expected, desired, success, site);
  }

  T fetch_add(T operand, memory_order = memory_order::seq_cst,
              heddle::Site site = heddle::Site::current()) requires is_number {
    return modify(fetch_add_kind, unless(operand == T(0)), site,
                  [&](T old) { return wrapped(old, operand, std::plus<>()); });
  }
  T fetch_sub(T operand, memory_order = memory_order::seq_cst,
              heddle::Site site = heddle::Site::current()) requires is_number {
    return modify(fetch_sub_kind, unless(operand == T(0)), site,
                  [&](T old) { return wrapped(old, operand, std::minus<>()); });
  }
  T fetch_and(T operand, memory_order = memory_order::seq_cst,
              heddle::Site site = heddle::Site::current()) requires is_number {
    return modify(fetch_and_kind, unless(operand == static_cast<T>(~T(0))), site,
                  [&](T old) { return static_cast<T>(old & operand); });
  }
  T fetch_or(T operand, memory_order = memory_order::seq_cst,
             heddle::Site site = heddle::Site::current()) requires is_number {
    return modify(fetch_or_kind, unless(operand == T(0)), site,
                  [&](T old) { return static_cast<T>(old | operand); });
  }
  T fetch_xor(T operand, memory_order = memory_order::seq_cst,
              heddle::Site site = heddle::Site::current()) requires is_number {
    return modify(fetch_xor_kind, unless(operand == T(0)), site,
                  [&](T old) { return static_cast<T>(old ^ operand); });
  }

  operator T() const {
    return load(memory_order::seq_cst, created_);
  }  // NOLINT(google-explicit-constructor): as std's

  T operator=(detail::FromSite<T> desired) {  // NOLINT(misc-unconventional-assign-operator): as std's
    store(desired.value, memory_order::seq_cst, desired.site);
    return desired.value;
  }

  T operator++() requires is_number {
    return wrapped(fetch_add(1, memory_order::seq_cst, created_), 1, std::plus<>());
  }
  T operator++(int) requires is_number { return fetch_add(1, memory_order::seq_cst, created_); }
  T operator--() requires is_number {
    return wrapped(fetch_sub(1, memory_order::seq_cst, created_), 1, std::minus<>());
  }
  T operator--(int) requires is_number { return fetch_sub(1, memory_order::seq_cst, created_); }
  T operator+=(detail::FromSite<T> operand) requires is_number {
    return wrapped(fetch_add(operand.value, memory_order::seq_cst, operand.site), operand.value, std::plus<>());
  }
  T operator-=(detail::FromSite<T> operand) requires is_number {
    return wrapped(fetch_sub(operand.value, memory_order::seq_cst, operand.site), operand.value, std::minus<>());
  }
  T operator&=(detail::FromSite<T> operand) requires is_number {
    return static_cast<T>(fetch_and(operand.value, memory_order::seq_cst, operand.site) & operand.value);
  }
  T operator|=(detail::FromSite<T> operand) requires is_number {
    return static_cast<T>(fetch_or(operand.value, memory_order::seq_cst, operand.site) | operand.value);
  }
  T operator^=(detail::FromSite<T> operand) requires is_number {
    return static_cast<T>(fetch_xor(operand.value, memory_order::seq_cst, operand.site) ^ operand.value);
  }

 private:
  using Access = heddle::engine::Access;
  using Guard = heddle::engine::Guard;
  using Step = heddle::engine::Step;

  static constexpr heddle::engine::ObjectKind object_kind{.name = "atomic", .level_is_all = true};
  static constexpr heddle::engine::OperationKind load_kind{"load"};
  static constexpr heddle::engine::OperationKind store_kind{"store"};
  static constexpr heddle::engine::OperationKind exchange_kind{"exchange"};
  static constexpr heddle::engine::OperationKind compare_exchange_kind{"compare_exchange"};
  static constexpr heddle::engine::OperationKind fetch_add_kind{"fetch_add"};
  static constexpr heddle::engine::OperationKind fetch_sub_kind{"fetch_sub"};
  static constexpr heddle::engine::OperationKind fetch_and_kind{"fetch_and"};
  static constexpr heddle::engine::OperationKind fetch_or_kind{"fetch_or"};
  static constexpr heddle::engine::OperationKind fetch_xor_kind{"fetch_xor"};

  /// Signed atomics wrap around ([atomics.types.int]).
  template <class Arithmetic>
  static T wrapped(T a, T b, Arithmetic arithmetic) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<Unsigned>(arithmetic(static_cast<Unsigned>(a), static_cast<Unsigned>(b))));
  }

  /// Changes the value, and says where: what the search is told must be what happens.
  template <class Change>
  T modify(const heddle::engine::OperationKind& kind, const Guard& acts, heddle::Site site, Change change) {
    return heddle::engine::perform(
        {.kind = &kind, .object = &object_, .access = Access::write, .acts = {acts}, .site = site},
        [&](Step& step) {
          const T old = value_;
          if (!acts.holds()) step.changed_nothing();
          become(change(old));
          step.value = heddle::engine::value_of(old);
          return old;
        });
  }
  static Guard unless(bool neutral) noexcept { return neutral ? Guard::never() : Guard::always(); }

  void become(T value) {
    value_ = value;
    object_.set_level(level_of(value));
  }

  std::int32_t level_of(const T& value) { return levels_.of(value); }

  [[no_unique_address]] heddle::detail::ValueLevels<T> levels_;
  heddle::engine::Object object_;
  heddle::Site created_;
  T value_;
};

}  // namespace heddle_std
