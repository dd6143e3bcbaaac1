#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/seconds.hpp>

namespace heddle {

/// What a Condition needs of its lock. The functions are for effects of the Condition's operations.
class ConditionLock {
 public:
  ConditionLock() = default;
  ConditionLock(const ConditionLock&) = delete;
  ConditionLock& operator=(const ConditionLock&) = delete;
  virtual ~ConditionLock() = default;

  /// acquire() and release() of the lock, for those who use the Condition as one.
  virtual bool acquire(bool blocking, Seconds timeout, Site site) = 0;
  virtual void release(Site site) = 0;
  /// CPython's _is_owned(): whether the running thread has it; of a Lock, which has no owner, whether anybody has.
  [[nodiscard]] virtual bool owned(Site site) const = 0;

 protected:
  friend class Condition;
  /// The lock as an object: its level is 0 while it is free.
  [[nodiscard]] virtual const engine::ObjectRef& object() const noexcept = 0;
  /// The same at this moment: may the running thread wait and notify?
  [[nodiscard]] virtual bool owned_now() const = 0;
  /// When that will be so, for an operation that is about to be announced.
  [[nodiscard]] virtual engine::Guard owned_guard() const = 0;
  /// Gives the lock up, however often it was acquired, and returns what `restore` needs.
  virtual int release_all() = 0;
  virtual void restore(int depth) = 0;
};

namespace detail {

/// How the arguments of acquire(blocking, timeout) are to be understood. Throws as CPython does: ValueError for a
/// timeout without blocking, and for a negative one other than -1 (which means for ever); OverflowError.
struct AcquireMode {
  bool blocking;
  std::chrono::nanoseconds timeout;

  static AcquireMode of(bool blocking, Seconds timeout) {
    constexpr double for_ever = -1;
    if (!blocking && timeout.count() != for_ever)
      throw ValueError("can't specify a timeout for a non-blocking call");
    if (timeout.count() < 0 && timeout.count() != for_ever) throw ValueError("timeout value must be positive");
    if (timeout.count() > TIMEOUT_MAX) throw OverflowError("timeout value is too large");
    if (!blocking || timeout.count() == 0) return {false, {}};
    return {true, timeout.count() < 0 ? engine::no_timeout : timeout.nanoseconds()};
  }
};

}  // namespace detail
}  // namespace heddle
