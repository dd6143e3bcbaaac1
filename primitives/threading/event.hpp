#pragma once

#include <heddle/primitives/seconds.hpp>
#include <heddle/primitives/threading/wait_list.hpp>

#include <limits>
#include <string_view>

namespace heddle {

/// threading.Event: a flag to wait for. set() wakes everybody who waits, and they return true even if clear() comes
/// before they run; a set() that is cleared before anybody waits is lost.
class Event {
 public:
  explicit Event(std::string_view name = "", Site site = Site::current()) : Event(object_kind, name, site) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &set_kind,
             .object = &object_,
             .access = Access::write,
             .acts = {Guard::exactly(object_, 0)},
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (object_.level() != 0) step.changed_nothing();
              object_.set_level(1);
              step.value = waiters_.signal(std::numeric_limits<int>::max());
            });
  }

  void clear(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &clear_kind,
             .object = &object_,
             .access = Access::write,
             .acts = {Guard::exactly(object_, 1)},
             .site = site,
             .quiet = true},
            [&](Step& step) {
              step.value = object_.level();
              if (object_.level() == 0) step.changed_nothing();
              object_.set_level(0);
            });
  }

  [[nodiscard]] bool is_set(Site site = Site::current()) const {
    using namespace engine;
    return perform({.kind = &is_set_kind, .object = &object_, .access = Access::read, .site = site},
                   [&](Step& step) {
                     step.value = object_.level();
                     return step.value != 0;
                   });
  }

  /// Waits until it is set. True.
  bool wait(Site site = Site::current()) { return wait_until_set(engine::no_timeout, site); }

  /// Waits at most so long; zero or less: only looks. True if it was set when the call began, or set in time.
  bool wait(Seconds timeout, Site site = Site::current()) { return wait_until_set(timeout.nanoseconds(), site); }

 protected:
  Event(const engine::ObjectKind& kind, std::string_view name, Site site) : object_(kind, name, site) {}

 private:
  static constexpr engine::ObjectKind object_kind{.name = "Event", .level_is_all = true};
  static constexpr engine::OperationKind set_kind{"set", engine::Role::signal};
  static constexpr engine::OperationKind clear_kind{"clear", engine::Role::unsignal};
  static constexpr engine::OperationKind is_set_kind{"is_set", engine::Role::test};
  static constexpr engine::OperationKind wait_kind{"wait", engine::Role::wait};
  static constexpr engine::OperationKind wake_kind{"wake", engine::Role::wake};

  bool wait_until_set(std::chrono::nanoseconds timeout, Site site) {
    using namespace engine;
    detail::Waiter waiter(site);
    const bool only_looks = timeout <= std::chrono::nanoseconds::zero();
    // It only reads: set() wakes all that wait, so their order says nothing.
    const bool set =
        perform({.kind = &wait_kind, .object = &object_, .access = Access::read, .site = site}, [&](Step& step) {
          step.value = object_.level();
          if (object_.level() == 0 && !only_looks) waiters_.append(waiter);
          return object_.level() != 0;
        });
    if (set || only_looks) return set;
    const Ending ending = perform_timed(
        {.kind = &wake_kind, .object = &object_, .looks_at = 1, .guard = waiter.signalled_guard(), .site = site},
        timeout, [&](Step& step) {
          waiter.touch_signal();
          step.value = 1;
        });
    // Nobody can tell when a thread that gave up leaves the line: set() does not count it.
    if (ending == Ending::timed_out && !unwinding()) waiters_.remove(waiter);
    return ending == Ending::done;
  }

  engine::Object object_;  // its level is the flag
  detail::WaitList waiters_;
};

}  // namespace heddle
