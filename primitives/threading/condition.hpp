#pragma once

#include <heddle/primitives/threading/rlock.hpp>
#include <heddle/primitives/threading/wait_list.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

namespace heddle {

/// threading.Condition. Waiters are woken in the order they came; a notify that finds nobody waiting is lost; a
/// woken thread takes the lock again, in competition with everybody else, before wait returns. Without a lock of
/// its own it makes an RLock.
///
/// A wait is three operations: giving up the lock and beginning to wait, in one step; waking; taking the lock
/// again.
class Condition {
 public:
  explicit Condition(std::string_view name = "", Site site = Site::current())
      : object_(object_kind, name, site), own_lock_(std::in_place, "", site), lock_(*own_lock_) {}
  /// Shares `lock`, a Lock or an RLock, which must outlive it.
  explicit Condition(ConditionLock& lock, std::string_view name = "", Site site = Site::current())
      : object_(object_kind, name, site), lock_(lock) {}
  Condition(const Condition&) = delete;
  Condition& operator=(const Condition&) = delete;

  bool acquire(Site site = Site::current()) { return acquire(true, -1, site); }
  bool acquire(bool blocking, Seconds timeout = -1, Site site = Site::current()) {
    return !engine::taken_down() && lock_.acquire(blocking, timeout, site);
  }
  void release(Site site = Site::current()) {
    if (!engine::taken_down(true)) lock_.release(site);
  }

  /// Whether the running thread may wait and notify: see ConditionLock::owned.
  [[nodiscard]] bool owned(Site site = Site::current()) const { return !engine::taken_down() && lock_.owned(site); }

  /// Waits for ever for a notify. True. Throws RuntimeError without the lock.
  bool wait(Site site = Site::current()) { return wait_until_signalled(engine::no_timeout, site); }

  /// Waits at most so long; zero or less: does not wait, but gives up the lock for a moment. True if notified; a
  /// thread that timed out stays in line until it has the lock again, and a notify spent on it is lost, as in
  /// CPython. Throws RuntimeError without the lock.
  bool wait(Seconds timeout, Site site = Site::current()) {
    return wait_until_signalled(timeout.nanoseconds(), site);
  }

  /// Waits until the predicate is true, and returns what it returned. A predicate that is true at once needs no
  /// lock.
  template <class Predicate>
  auto wait_for(Predicate predicate, Site site = Site::current()) {
    auto result = predicate();
    while (!result) {
      wait(site);
      result = predicate();
    }
    return result;
  }

  /// Likewise, for at most so long altogether; then what the predicate returned last.
  template <class Predicate>
  auto wait_for(Predicate predicate, Seconds timeout, Site site = Site::current()) {
    const auto deadline = engine::now() + timeout.nanoseconds();
    auto result = predicate();
    if (result) return result;
    auto remaining = timeout;
    do {
      const bool in_time = wait(remaining, site);
      result = predicate();
      remaining = Seconds(deadline - engine::now());
      if (!in_time) break;
    } while (!result && remaining.count() > 0);
    return result;
  }

  /// Wakes up to n of those that wait. Throws RuntimeError without the lock.
  void notify(int n = 1, Site site = Site::current()) { signal(notify_kind, n, site); }
  void notify_all(Site site = Site::current()) { signal(notify_all_kind, std::numeric_limits<int>::max(), site); }

  // For With and the standard's guards.
  void lock(Site site = Site::current()) { acquire(site); }
  void unlock(Site site = Site::current()) { release(site); }
  bool try_lock(Site site = Site::current()) { return acquire(false, -1, site); }

 private:
  // Who waits, in what order; and what reaches whom. A thread that gives up waiting is in nobody's way but a
  // notify's.
  static constexpr std::uint8_t line = 1;
  static constexpr std::uint8_t signals = 2;

  static constexpr engine::ObjectKind object_kind{.name = "Condition", .level_is_all = true};
  static constexpr engine::OperationKind wait_kind{"wait", engine::Role::wait};
  static constexpr engine::OperationKind wake_kind{"wake", engine::Role::wake};
  static constexpr engine::OperationKind timed_wake_kind{"wake", engine::Role::wake, false};
  static constexpr engine::OperationKind retake_kind{"acquire again", engine::Role::acquire};
  static constexpr engine::OperationKind notify_kind{"notify", engine::Role::signal};
  static constexpr engine::OperationKind notify_all_kind{"notify_all", engine::Role::signal};

  bool wait_until_signalled(std::chrono::nanoseconds timeout, Site site) {
    detail::Waiter waiter(site);
    const int depth = begin_to_wait(waiter, site);
    const bool woke = wake(waiter, timeout, site);
    take_lock_again(waiter, depth, site);
    return woke;
  }

  int begin_to_wait(detail::Waiter& waiter, Site site) {
    using namespace engine;
    if (taken_down()) return 0;
    return perform({.kind = &wait_kind,
                    .object = &object_,
                    .access = Access::write,
                    .parts = line,
                    .acts = {lock_.owned_guard()},
                    .second = &lock_.object(),
                    .second_access = Access::write,
                    .site = site},
                   [&](Step& step) {
                     if (!lock_.owned_now()) {
                       step.changed_nothing();
                       throw RuntimeError("cannot wait on un-acquired lock");
                     }
                     waiters_.append(waiter);
                     object_.set_level(waiters_.size());
                     return lock_.release_all();
                   });
  }

  bool wake(detail::Waiter& waiter, std::chrono::nanoseconds timeout, Site site) {
    using namespace engine;
    if (timeout <= std::chrono::nanoseconds::zero()) {
      return perform(
          {.kind = &timed_wake_kind, .object = &object_, .access = Access::read, .parts = signals, .site = site},
          [&](Step& step) {
            step.value = waiter.signalled() ? 1 : 0;
            if (!waiter.signalled()) waiter.give_up();
            return waiter.signalled();
          });
    }
    const Ending ending = perform_timed({.kind = timeout == no_timeout ? &wake_kind : &timed_wake_kind,
                                         .object = &object_,
                                         .looks_at = signals,
                                         .guard = waiter.signalled_guard(),
                                         .site = site,
                                         .may_wake_spuriously = true},
                                        timeout, [&](Step& step) {
                                          waiter.touch_signal();
                                          step.value = 1;
                                        });
    if (ending != Ending::done) waiter.give_up();
    return ending != Ending::timed_out;
  }

  void take_lock_again(detail::Waiter& waiter, int depth, Site site) {
    using namespace engine;
    if (taken_down()) return;
    const bool in_line = waiter.gave_up();
    perform({.kind = &retake_kind,
             .object = &lock_.object(),
             .access = Access::write,
             .second = in_line ? &object_ : nullptr,
             .second_access = in_line ? Access::write : Access::none,
             .guard = Guard::exactly(lock_.object(), 0),
             .site = site},
            [&](Step& step) {
              lock_.restore(depth);
              step.value = 1;
              if (!in_line) return;
              waiters_.remove(waiter);
              object_.set_level(waiters_.size());
            });
  }

  void signal(const engine::OperationKind& kind, int n, Site site) {
    using namespace engine;
    if (taken_down(true)) return;
    // It looks whether the lock is held; of a Lock, somebody else may be the one who holds it.
    perform({.kind = &kind,
             .object = &object_,
             .access = Access::write,
             .parts = line | signals,
             .acts = {n > 0 ? Guard::at_least(object_, 1) : Guard::never(), lock_.owned_guard()},
             .second = &lock_.object(),
             .second_access = Access::read,
             .site = site,
             .quiet = true},
            [&](Step& step) {
              const bool allowed = n > 0 && lock_.owned_now();
              if (!allowed || waiters_.empty()) step.changed_nothing();
              step.value = allowed ? waiters_.signal(n) : -1;
              object_.set_level(waiters_.size());
              if (!lock_.owned_now()) throw RuntimeError("cannot notify on un-acquired lock");
            });
  }

  engine::Object object_;  // its level is the number of threads in line
  std::optional<RLock> own_lock_;
  ConditionLock& lock_;
  detail::WaitList waiters_;
};

}  // namespace heddle
