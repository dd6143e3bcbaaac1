#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/representation.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

/// A plain variable that threads share: every load and every store is a scheduling point and a step of its own, as
/// for an attribute of a Python object.
template <class T>
class Shared {
 public:
  explicit Shared(T value = T(), std::string_view name = "", Site site = Site::current())
      : object_(object_kind, name, site), value_(std::move(value)) {
    show_level();
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  [[nodiscard]] T load(Site site = Site::current()) const {
    return engine::perform({.kind = &load_kind, .object = &object_, .access = engine::Access::read, .site = site},
                           [&](engine::Step& step) {
                             step.value = engine::value_of(value_);
                             return value_;
                           });
  }

  void store(T value, Site site = Site::current()) {
    engine::perform(
        {.kind = &store_kind, .object = &object_, .access = engine::Access::write, .site = site, .quiet = true},
        [&](engine::Step& step) {
          step.value = engine::value_of(value);
          value_ = std::move(value);
          show_level();
        });
  }

 private:
  static constexpr bool is_comparable = std::is_trivially_copyable_v<T>;
  static constexpr engine::ObjectKind object_kind{.name = "Shared", .level_is_all = is_comparable};
  static constexpr engine::OperationKind load_kind{"load"};
  static constexpr engine::OperationKind store_kind{"store"};

  void show_level() {
    if constexpr (is_comparable)
      if (engine::belongs_here(object_)) object_.set_level(levels_.of(value_));
  }
  struct NoLevels {};

  [[no_unique_address]] std::conditional_t<is_comparable, detail::ValueLevels<T>, NoLevels> levels_;
  engine::Object object_;
  T value_;
};

}  // namespace heddle
