#pragma once

#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/seconds.hpp>
#include <heddle/primitives/threading/wait_list.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle {

/// threading.Barrier: threads wait at it until as many as there are parties have come, and then all go on. It can
/// be used again at once: who comes while the others are still leaving waits until they have left.
///
/// A wait is two operations, arriving and going on; the last one to arrive goes on at once. One whose time is over
/// takes another look, since the others may have come meanwhile: only if they have not, it breaks the barrier.
///
/// The action is run by the last one to arrive, and nobody can do anything to the barrier until it is over, as if
/// under CPython's lock: an action that waits for the barrier, aborts or resets it is stuck. If it throws, the
/// barrier is broken, and that wait throws the same.
class Barrier {
 public:
  /// `timeout`: in seconds, of a wait that brings none of its own; none: for ever. If `parties` is not positive,
  /// nobody ever gets through.
  explicit Barrier(int parties, std::function<void()> action = {}, std::optional<Seconds> timeout = std::nullopt,
                   std::string_view name = "", Site site = Site::current())
      : object_(object_kind, name, site, empty_level),
        parties_(parties),
        action_(action ? std::make_shared<const std::function<void()>>(std::move(action)) : nullptr),
        timeout_(timeout) {}
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  /// Waits until all have come, and returns how manieth this thread was, from 0. Throws BrokenBarrierError if the
  /// barrier is broken, or is broken or reset before this thread has gone on; whatever the action throws.
  int wait(Site site = Site::current()) { return wait(std::nullopt, site); }

  /// Likewise, and breaks the barrier if they have not come within so long; zero or less: if they have not when it
  /// looks again.
  int wait(std::optional<Seconds> timeout, Site site = Site::current()) {
    using namespace engine;
    if (taken_down()) return 0;
    const std::optional<Seconds> longest = timeout ? timeout : timeout_;
    const auto action = action_;  // a daemon may be taken down in it when the barrier is gone
    detail::Waiter waiter(site);
    const Arrival arrival = arrive(waiter, site);
    switch (arrival.next) {
      case Next::go_on: break;
      case Next::act: act(*action, site); break;
      case Next::wait: wait_for_others(waiter, longest ? longest->nanoseconds() : no_timeout, site); break;
    }
    return arrival.index;
  }

  /// Makes it as new: those that wait get BrokenBarrierError, and who comes next waits until they have left. Does
  /// nothing while those who got through are leaving.
  void reset(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &reset_kind,
             .object = &object_,
             .access = Access::write,
             .acts = {Guard::below(object_, empty_level)},
             .guard = Guard::below(object_, acting_level),
             .site = site,
             .quiet = true},
            [&](Step& step) {
              const bool leaving = state_ == State::draining || state_ == State::resetting;
              const bool as_new = state_ == State::filling && count_ == 0;
              if (leaving || as_new) return step.changed_nothing();
              if (count_ > 0) wake_all(State::resetting);
              else enter(State::filling);
              step.value = 1;
            });
  }

  /// Breaks it: who waits, or comes, or got through but has not gone on, gets BrokenBarrierError.
  void abort(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &abort_kind,
             .object = &object_,
             .access = Access::write,
             .acts = {Guard::at_least(object_, broken_level + 1)},
             .guard = Guard::below(object_, acting_level),
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (state_ == State::broken) return step.changed_nothing();
              wake_all(State::broken);
              step.value = 1;
            });
  }

  [[nodiscard]] int parties() const { return engine::taken_down() ? 0 : parties_; }

  /// How many wait for others to come; 0 while they leave. Does not wait for an action to be over.
  [[nodiscard]] int n_waiting(Site site = Site::current()) const {
    return look(n_waiting_kind, site, [&] { return state_ == State::filling ? count_ : 0; });
  }
  [[nodiscard]] bool broken(Site site = Site::current()) const {
    return look(broken_kind, site, [&] { return state_ == State::broken ? 1 : 0; }) != 0;
  }

 private:
  enum class State : std::uint8_t { filling, draining, resetting, broken };
  enum class Next : std::uint8_t { go_on, act, wait };
  struct Arrival {
    int index = 0;
    Next next = Next::go_on;
  };

  // The object's level. While it is filling, less by one for each that has come; while it is draining or resetting,
  // how many have not left: when the last one has, it is filling.
  static constexpr std::int32_t broken_level = -(std::int32_t{1} << 30);
  static constexpr std::int32_t empty_level = 0;
  static constexpr std::int32_t acting_level = std::int32_t{1} << 30;  // an action is being run

  [[nodiscard]] engine::Guard filling_guard() const noexcept { return {&object_, broken_level + 1, empty_level}; }

  static constexpr engine::ObjectKind object_kind{"Barrier"};
  static constexpr engine::OperationKind arrive_kind{"arrive", engine::Role::arrive};
  static constexpr engine::OperationKind wait_kind{"wait", engine::Role::leave};
  static constexpr engine::OperationKind give_up_kind{"give up", engine::Role::leave};
  static constexpr engine::OperationKind release_kind{"release"};
  static constexpr engine::OperationKind break_kind{"break", engine::Role::break_up};
  static constexpr engine::OperationKind reset_kind{"reset", engine::Role::break_up};
  static constexpr engine::OperationKind abort_kind{"abort", engine::Role::break_up};
  static constexpr engine::OperationKind n_waiting_kind{"n_waiting"};
  static constexpr engine::OperationKind broken_kind{"broken"};

  Arrival arrive(detail::Waiter& waiter, Site site) {
    using namespace engine;
    return perform({.kind = &arrive_kind,
                    .object = &object_,
                    .access = Access::write,
                    .acts = {filling_guard()},
                    .guard = Guard::below(object_, empty_level + 1),
                    .site = site},
                   [&](Step& step) -> Arrival {
                     if (state_ == State::broken) {
                       step.changed_nothing();
                       step.value = -1;
                       throw BrokenBarrierError();
                     }
                     const int index = count_++;
                     step.value = std::int64_t{parties_} - count_;
                     if (index + 1 != parties_) {
                       waiters_.append(waiter);
                       enter(State::filling);
                       return {index, Next::wait};
                     }
                     if (action_) {
                       object_.set_level(acting_level);
                       return {index, Next::act};
                     }
                     wake_all(State::draining);
                     leave();
                     return {index, Next::go_on};
                   });
  }

  /// By the last one to arrive, which has the barrier to itself.
  void act(const std::function<void()>& action, Site site) {
    try {
      action();
    } catch (...) {
      finish(break_kind, State::broken, site);
      throw;
    }
    finish(release_kind, State::draining, site);
  }

  void finish(const engine::OperationKind& kind, State state, Site site) {
    using namespace engine;
    perform({.kind = &kind, .object = &object_, .access = Access::write, .site = site}, [&](Step& step) {
      wake_all(state);
      leave();
      if (state == State::broken) step.value = -1;
    });
  }

  void wait_for_others(detail::Waiter& waiter, std::chrono::nanoseconds timeout, Site site) {
    using namespace engine;
    if (timeout > std::chrono::nanoseconds::zero()) {
      // Although it changes something, it only reads. Those who leave commute with each other: each is one less,
      // whoever is the last, and all fare alike, for what they read is written by whoever breaks or resets the
      // barrier. Nobody else can tell how many have left: it is not filling before all have, and until then
      // n_waiting is 0, as it is right after that.
      const Ending ending = perform_timed({.kind = &wait_kind,
                                           .object = &object_,
                                           .access = Access::read,
                                           .guard = waiter.signalled_guard(),
                                           .site = site},
                                          timeout, [&](Step& step) {
                                            waiter.touch_signal();
                                            go_on(step);
                                          });
      if (ending == Ending::done || unwinding()) return;
    }
    give_up(waiter, site);
  }

  void give_up(detail::Waiter& waiter, Site site) {
    using namespace engine;
    perform({.kind = &give_up_kind,
             .object = &object_,
             .access = Access::write,
             .acts = {filling_guard()},
             .guard = Guard::below(object_, acting_level),
             .site = site},
            [&](Step& step) {
              if (state_ != State::filling) {
                step.changed_nothing();
                return go_on(step);  // like all others
              }
              waiters_.remove(waiter);
              wake_all(State::broken);
              leave();
              step.value = -1;
              throw BrokenBarrierError();
            });
  }

  // ---- for effects ----

  /// One that was woken leaves. It gets through only if nobody has broken the barrier since.
  void go_on(engine::Step& step) {
    const bool through = state_ == State::draining;
    step.value = through ? 1 : 0;
    leave();
    if (!through) throw BrokenBarrierError();
  }

  void leave() {
    --count_;
    const bool emptied = count_ == 0 && (state_ == State::draining || state_ == State::resetting);
    enter(emptied ? State::filling : state_);
  }

  void wake_all(State state) {
    waiters_.signal(std::numeric_limits<int>::max());
    enter(state);
  }

  void enter(State state) {
    state_ = state;
    switch (state) {
      case State::filling: return object_.set_level(-count_);
      case State::broken: return object_.set_level(broken_level);
      default: object_.set_level(count_);
    }
  }

  template <class Look>
  int look(const engine::OperationKind& kind, Site site, Look value) const {
    using namespace engine;
    return perform({.kind = &kind, .object = &object_, .access = Access::read, .site = site}, [&](Step& step) {
      const int seen = value();
      step.value = seen;
      return seen;
    });
  }

  engine::Object object_;
  int parties_;
  std::shared_ptr<const std::function<void()>> action_;
  std::optional<Seconds> timeout_;
  State state_ = State::filling;
  int count_ = 0;  // how many have arrived and not left
  detail::WaitList waiters_;
};

}  // namespace heddle
