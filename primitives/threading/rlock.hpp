#pragma once

#include <heddle/primitives/threading/lockable.hpp>

#include <string_view>

namespace heddle {

/// threading.RLock: its owner may acquire it again, and must release it as often. What a Condition() is made with.
class RLock final : public ConditionLock {
 public:
  explicit RLock(std::string_view name = "", Site site = Site::current()) : object_(object_kind, name, site) {}

  bool acquire(Site site = Site::current()) { return acquire(true, -1, site); }

  /// As Lock::acquire; a thread that owns it takes it at once.
  bool acquire(bool blocking, Seconds timeout = -1, Site site = Site::current()) override {
    using namespace engine;
    const auto mode = detail::AcquireMode::of(blocking, timeout);
    if (taken_down()) return false;
    // Nobody but the owner ends its ownership, so what is seen here still holds when the operation executes.
    const bool mine = belongs_here(object_) && owned_now();
    if (!mode.blocking || mine) {
      return perform({.kind = mode.blocking ? &acquire_kind : &try_kind,
                      .object = &object_,
                      .access = Access::write,
                      .acts = {mine ? Guard::always() : Guard::exactly(object_, 0)},
                      .site = site},
                     [&](Step& step) {
                       if (object_.level() != 0 && !owned_now()) {
                         step.changed_nothing();
                         return false;
                       }
                       return take(step);
                     });
    }
    const Operation operation{.kind = mode.timeout == no_timeout ? &acquire_kind : &timed_kind,
                              .object = &object_,
                              .access = Access::write,
                              .guard = Guard::exactly(object_, 0),
                              .site = site};
    if (mode.timeout == no_timeout) return perform(operation, [&](Step& step) { return take(step); });
    return perform_timed(operation, mode.timeout, [&](Step& step) { take(step); }) == Ending::done;
  }

  /// Throws RuntimeError unless the running thread owns it.
  void release(Site site = Site::current()) override {
    using namespace engine;
    if (taken_down(true)) return;
    perform({.kind = &release_kind,
             .object = &object_,
             .access = Access::write,
             .acts = {owned_guard()},
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (!owned_now()) {
                step.changed_nothing();
                throw RuntimeError("cannot release un-acquired lock");
              }
              object_.set_level(object_.level() - 1);
              step.value = 1;
            });
  }

  /// Whether the running thread has it. No step: others can neither give it to this thread nor take it away.
  [[nodiscard]] bool owned(Site = Site::current()) const override {
    return !engine::taken_down() && engine::belongs_here(object_) && owned_now();
  }

  // For With and the standard's guards.
  void lock(Site site = Site::current()) { acquire(site); }
  void unlock(Site site = Site::current()) { release(site); }
  bool try_lock(Site site = Site::current()) { return acquire(false, -1, site); }

 private:
  static constexpr engine::ObjectKind object_kind{.name = "RLock", .level_is_all = true};
  static constexpr engine::OperationKind acquire_kind{"acquire", engine::Role::acquire};
  static constexpr engine::OperationKind timed_kind{"acquire", engine::Role::acquire, false};
  static constexpr engine::OperationKind try_kind{"try to acquire", engine::Role::acquire, false};
  static constexpr engine::OperationKind release_kind{"release", engine::Role::release};

  bool take(engine::Step& step) {
    owner_ = engine::this_thread();
    object_.set_level(object_.level() + 1);
    step.value = 1;
    return true;
  }

  [[nodiscard]] const engine::ObjectRef& object() const noexcept override { return object_; }
  [[nodiscard]] bool owned_now() const override { return object_.level() != 0 && owner_ == engine::this_thread(); }
  // Nobody but the owner ends its ownership, and nobody gives it to another.
  [[nodiscard]] engine::Guard owned_guard() const override {
    return engine::belongs_here(object_) && owned_now() ? engine::Guard::always() : engine::Guard::never();
  }
  int release_all() override {
    const int depth = object_.level();
    object_.set_level(0);
    return depth;
  }
  void restore(int depth) override {
    owner_ = engine::this_thread();
    object_.set_level(depth);
  }

  engine::Object object_;  // its level is how often the owner has acquired it
  engine::ThreadIndex owner_ = 0;
};

}  // namespace heddle
