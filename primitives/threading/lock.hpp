#pragma once

#include <heddle/primitives/threading/lockable.hpp>

#include <string_view>

namespace heddle {

/// threading.Lock: not reentrant, not owned (any thread may release it), and not fair (whoever waits may get it).
class Lock final : public ConditionLock {
 public:
  explicit Lock(std::string_view name = "", Site site = Site::current()) : object_(object_kind, name, site) {}

  bool acquire(Site site = Site::current()) { return acquire(true, -1, site); }

  /// True if the lock was taken: at once if not `blocking`, else within `timeout` seconds, -1 meaning for ever.
  /// Throws ValueError and OverflowError as CPython: see AcquireMode.
  bool acquire(bool blocking, Seconds timeout = -1, Site site = Site::current()) override {
    using namespace engine;
    const auto mode = detail::AcquireMode::of(blocking, timeout);
    if (!mode.blocking) {
      return perform({.kind = &try_kind,
                      .object = &object_,
                      .access = Access::write,
                      .acts = {Guard::exactly(object_, 0)},
                      .site = site},
                     [&](Step& step) {
                       if (object_.level() != 0) {
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

  void release(Site site = Site::current()) override {
    using namespace engine;
    perform({.kind = &release_kind,
             .object = &object_,
             .access = Access::write,
             .acts = {Guard::exactly(object_, 1)},
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (object_.level() == 0) {
                step.changed_nothing();
                throw RuntimeError("release unlocked lock");
              }
              object_.set_level(0);
              step.value = 1;
            });
  }

  [[nodiscard]] bool locked(Site site = Site::current()) const {
    using namespace engine;
    return perform({.kind = &locked_kind, .object = &object_, .access = Access::read, .site = site},
                   [&](Step& step) {
                     step.value = object_.level();
                     return step.value != 0;
                   });
  }

  [[nodiscard]] bool owned(Site site = Site::current()) const override { return locked(site); }

  // For With and the standard's guards.
  void lock(Site site = Site::current()) { acquire(site); }
  void unlock(Site site = Site::current()) { release(site); }
  bool try_lock(Site site = Site::current()) { return acquire(false, -1, site); }

 private:
  static constexpr engine::ObjectKind object_kind{.name = "Lock", .level_is_all = true};
  static constexpr engine::OperationKind acquire_kind{"acquire", engine::Role::acquire};
  static constexpr engine::OperationKind timed_kind{"acquire", engine::Role::acquire, false};
  static constexpr engine::OperationKind try_kind{"try to acquire", engine::Role::acquire, false};
  static constexpr engine::OperationKind release_kind{"release", engine::Role::release};
  static constexpr engine::OperationKind locked_kind{"locked"};

  bool take(engine::Step& step) {
    object_.set_level(1);
    step.value = 1;
    return true;
  }

  [[nodiscard]] const engine::ObjectRef& object() const noexcept override { return object_; }
  // CPython asks acquire(False), which cannot tell who holds it.
  [[nodiscard]] bool owned_now() const override { return object_.level() != 0; }
  [[nodiscard]] engine::Guard owned_guard() const override { return engine::Guard::exactly(object_, 1); }
  int release_all() override {
    object_.set_level(0);
    return 1;
  }
  void restore(int depth) override { object_.set_level(depth); }

  engine::Object object_;
};

}  // namespace heddle
