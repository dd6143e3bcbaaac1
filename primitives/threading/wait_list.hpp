#pragma once

#include <heddle/engine/scheduling_point.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

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
  static constexpr engine::ObjectKind ticket_kind{.name = "Waiter", .transient = true};

  engine::Object ticket_;
  engine::ThreadIndex thread_;
  bool gave_up_ = false;
};

/// Waiters in the order they came. For effects only. Waiters that go down with an execution stay in it: nobody
/// looks at it again.
class WaitList {
 public:
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] int size() const noexcept { return line_ == nullptr ? 0 : static_cast<int>(line_->size()); }

  void append(Waiter& waiter) {
    if (line_ == nullptr) line_ = std::make_unique<std::vector<Waiter*>>();
    line_->push_back(&waiter);
  }

  void remove(const Waiter& waiter) noexcept {
    if (line_ != nullptr) std::erase(*line_, &waiter);
  }

  /// Signals the first `count` waiters and takes them off the list. Returns how many the signal reached: not those
  /// that had given up by then.
  int signal(int count) {
    const int signalled = std::min(count, size());
    int reached = 0;
    for (int i = 0; i < signalled; ++i) {
      Waiter& waiter = *(*line_)[static_cast<std::size_t>(i)];
      engine::touch(waiter.ticket_, engine::Access::write);
      waiter.ticket_.set_level(1);
      if (!waiter.gave_up_ && !engine::has_given_up(waiter.thread_)) ++reached;
    }
    if (signalled > 0) line_->erase(line_->begin(), line_->begin() + signalled);
    return reached;
  }

 private:
  // Apart from the object that it belongs to: where that lies on some thread's stack, others do not change the
  // stack by waiting.
  std::unique_ptr<std::vector<Waiter*>> line_;
};

}  // namespace heddle::detail
