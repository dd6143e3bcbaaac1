#pragma once

#include <heddle/engine/scheduling_point.hpp>

#include <string_view>
#include <utility>

namespace heddle {

/// A plain variable that threads share: every load and every store is a scheduling point and a step of its own, as
/// for an attribute of a Python object.
template <class T>
class Shared {
 public:
  explicit Shared(T value = T(), std::string_view name = "", Site site = Site::current())
      : object_(object_kind, name, site), value_(std::move(value)) {}
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
        });
  }

 private:
  static constexpr engine::ObjectKind object_kind{"Shared"};
  static constexpr engine::OperationKind load_kind{"load"};
  static constexpr engine::OperationKind store_kind{"store"};

  engine::Object object_;
  T value_;
};

}  // namespace heddle
