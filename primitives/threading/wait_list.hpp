#pragma once

#include <heddle/engine/scheduling_point.hpp>

namespace heddle::detail {

/// A thread that waits for a signal. Lives on the waiting thread's stack.
class Waiter {
 public:
  explicit Waiter(Site site) : ticket_(ticket_kind, "", site), thread_(engine::this_thread()) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// Holds once the signal has reached it.
  [[nodiscard]] engine::Guard signalled_guard() const noexcept { return engine::Guard::at_least(ticket_, 1); }
  [[nodiscard]] bool signalled() const noexcept { return ticket_.level() != 0; }

  /// For the effect of waking: only the signal that reached this waiter must come first, whatever else happens to
  /// what it waited on.
  void touch_signal() const { engine::touch(ticket_, engine::Access::read); }

  /// It has stopped waiting without a signal, and may still stand in the list.
  void give_up() noexcept { gave_up_ = true; }
  [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }

 private:
  friend class WaitList;
  static constexpr engine::ObjectKind ticket_kind{"Waiter"};

  engine::Object ticket_;
  engine::ThreadIndex thread_;
  bool gave_up_ = false;
  Waiter* next_ = nullptr;
};

/// Waiters in the order they came. For effects only. Waiters that go down with an execution stay in it: nobody
/// looks at it again.
class WaitList {
 public:
  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  [[nodiscard]] int size() const noexcept { return size_; }

  void append(Waiter& waiter) noexcept {
    waiter.next_ = nullptr;
    *last_ = &waiter;
    last_ = &waiter.next_;
    ++size_;
  }

  void remove(const Waiter& waiter) noexcept {
    for (Waiter** at = &first_; *at != nullptr; at = &(*at)->next_) {
      if (*at != &waiter) continue;
      *at = waiter.next_;
      if (last_ == &waiter.next_) last_ = at;
      --size_;
      return;
    }
  }

  /// Signals the first `count` waiters and takes them off the list. Returns how many the signal reached: not those
  /// that had given up by then.
  int signal(int count) {
    int reached = 0;
    for (; count > 0 && first_ != nullptr; --count) {
      Waiter& waiter = *first_;
      first_ = waiter.next_;
      if (first_ == nullptr) last_ = &first_;
      --size_;
      engine::touch(waiter.ticket_, engine::Access::write);
      waiter.ticket_.set_level(1);
      if (!waiter.gave_up_ && !engine::has_given_up(waiter.thread_)) ++reached;
    }
    return reached;
  }

 private:
  Waiter* first_ = nullptr;
  Waiter** last_ = &first_;
  int size_ = 0;
};

}  // namespace heddle::detail
