#pragma once

#include <heddle/engine/stack.hpp>

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>
#include <optional>

#if defined(__SANITIZE_ADDRESS__)
#define HEDDLE_DETAIL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEDDLE_DETAIL_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define HEDDLE_DETAIL_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HEDDLE_DETAIL_TSAN 1
#endif
#endif

#ifdef HEDDLE_DETAIL_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef HEDDLE_DETAIL_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace heddle::engine {

/// A flow of control with a stack of its own, and with its own C++ exception state: switching inside a catch
/// block is fine. The context that runs the explorer is a Fiber too, on the stack of its OS thread.
///
/// Stands on `fcontext`, the layer below boost::context::fiber: fibers here are never destroyed by unwinding
/// (the execution does that, in its own order), are resumed from wherever control happens to be, and sometimes
/// must be given up, which the owning handle of the upper layer does not allow.
class Fiber {
 public:
  /// Runs on the fiber at its first switch. Must never return; must not let an exception out.
  using Entry = void (*)(void* argument);

  /// The fiber that is running now: the OS thread itself.
  Fiber() noexcept;

  /// A fiber that will run `entry(argument)`. Throws std::bad_alloc if there is no memory for a stack.
  Fiber(std::size_t stack_size, Entry entry, void* argument);

  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  Fiber(Fiber&&) = delete;
  Fiber& operator=(Fiber&&) = delete;

  /// Leaves this fiber, which must be the running one, and goes on with `to`. Returns when somebody switches back.
  void switch_to(Fiber& to) noexcept;

  /// Leaves this fiber for good, from any place on it or from a signal handler: what is on its stack is neither
  /// resumed nor destroyed. The fiber can be used again after `restart()`.
  [[noreturn]] void abandon_for(Fiber& to) noexcept;

  /// Makes an abandoned fiber as new.
  void restart() noexcept;

  /// The end that its stack starts from; null for the OS thread.
  [[nodiscard]] const void* stack_top() const noexcept { return stack_ ? stack_->top() : nullptr; }

  /// Its stack is in use down to there, now or at some other time.
  void note_depth(const void* live) noexcept {
    if (deepest_ == nullptr || live < deepest_) deepest_ = live;
  }
  /// How far down that has been; null if that was never noted.
  [[nodiscard]] const void* deepest() const noexcept { return deepest_; }

  /// True for an address in the guard of this fiber's stack.
  [[nodiscard]] bool overflowed_at(const void* address) const noexcept { return stack_ && stack_->guards(address); }

 private:
  /// What __cxa_get_globals() points to in the Itanium C++ ABI.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };

  static void run(boost::context::detail::transfer_t from);

  // The OS thread's exception state, looked up once by the fiber that stands for it.
  static constinit thread_local ExceptionState* exceptions_of_os_thread;

  boost::context::detail::fcontext_t context_ = nullptr;  // where to go on, while not running
  Fiber* resumed_by_ = nullptr;
  ExceptionState exceptions_;
  std::optional<Stack> stack_;
  const void* deepest_ = nullptr;
  Entry entry_ = nullptr;
  void* argument_ = nullptr;

  // Sanitizers follow the stack pointer and must be told where it jumps.
  void announce_departure([[maybe_unused]] const Fiber& to, [[maybe_unused]] bool for_good) noexcept;
  void announce_arrival([[maybe_unused]] Fiber& from) noexcept;
#ifdef HEDDLE_DETAIL_ASAN
  void* fake_stack_ = nullptr;
  const void* stack_bottom_ = nullptr;
  std::size_t stack_size_ = 0;
#endif
#ifdef HEDDLE_DETAIL_TSAN
  void* tsan_fiber_ = nullptr;
#endif
};

inline void Fiber::announce_departure(const Fiber& to, bool for_good) noexcept {
#ifdef HEDDLE_DETAIL_ASAN
  __sanitizer_start_switch_fiber(for_good ? nullptr : &fake_stack_, to.stack_bottom_, to.stack_size_);
#endif
#ifdef HEDDLE_DETAIL_TSAN
  __tsan_switch_to_fiber(to.tsan_fiber_, 0);
#endif
  (void)to;
  (void)for_good;
}

inline void Fiber::announce_arrival(Fiber& from) noexcept {
#ifdef HEDDLE_DETAIL_ASAN
  // The stack of the OS thread is known only once it has been left.
  __sanitizer_finish_switch_fiber(fake_stack_, from.stack_ ? nullptr : &from.stack_bottom_,
                                  from.stack_ ? nullptr : &from.stack_size_);
#endif
  (void)from;
}

inline void Fiber::switch_to(Fiber& to) noexcept {
  ExceptionState& exceptions = *exceptions_of_os_thread;
  exceptions_ = exceptions;
  exceptions = to.exceptions_;
  to.resumed_by_ = this;
  announce_departure(to, false);
  resumed_by_->context_ = boost::context::detail::jump_fcontext(to.context_, &to).fctx;
  announce_arrival(*resumed_by_);
}

}  // namespace heddle::engine
