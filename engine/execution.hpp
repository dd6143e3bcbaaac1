#pragma once

#include <heddle/engine/fault_guard.hpp>
#include <heddle/engine/fiber.hpp>
#include <heddle/engine/footprint.hpp>
#include <heddle/engine/laps.hpp>
#include <heddle/engine/options.hpp>
#include <heddle/engine/outcome.hpp>
#include <heddle/engine/record_pool.hpp>
#include <heddle/engine/rounds.hpp>
#include <heddle/engine/scheduling_point.hpp>
#include <heddle/engine/self.hpp>
#include <heddle/engine/strategy.hpp>
#include <heddle/engine/trace.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace heddle::engine {

/// What an execution knows of one of its threads.
struct ThreadState {
  explicit ThreadState(Execution& owner, ThreadIndex number) : execution(&owner), index(number) {}

  Execution* execution;
  ThreadIndex index;
  std::unique_ptr<Fiber> fiber;
  const void* frames = nullptr;  ///< where those of its own code begin, while it stands still
  UniqueFunction body;
  std::string name;         ///< what it is called now
  std::string_view called;  ///< in reports: as when it was made
  Birth birth;
  std::uint32_t threads_started = 0;
  std::uint32_t objects_made = 0;
  ObjectRecord* starts = nullptr;  ///< stands for what it has started, if anybody has asked for it
  bool daemon = false;
  bool ended = false;
  bool lost = false;               ///< its fiber was abandoned
  bool keeps_catching = false;     ///< because the exception that ends an execution did not get through
  ThreadState* starter = nullptr;  ///< whom to give control back at the first operation; null once that is done
  ObjectRecord* end = nullptr;     ///< the object that stands for the thread; none for main

  const Operation* pending = nullptr;  ///< lives on the thread's own stack; null while it runs local code
  ObjectRecord* object = nullptr;      ///< of the pending operation: its objects may be gone before it is
  ObjectRecord* second = nullptr;
  ObjectRecord* guard = nullptr;
  std::array<ObjectRecord*, 2> acts{};
  const ObjectRecord* destroyed = nullptr;  ///< of what it stands at, if that has been destroyed meanwhile
  std::uint64_t pending_since = 0;
  std::uint64_t last_step = 0;  ///< index of the step it took last

  bool timer_armed = false;
  bool may_wake_spuriously = false;  ///< the armed timer stands for a spurious wakeup
  bool has_woken_spuriously = false;
  std::chrono::nanoseconds deadline{0};
  Ending gave_up = Ending::done;  ///< how its timer ended the pending operation, if it did

  Rounds rounds;
  Laps laps;
  std::uint64_t stacks_elsewhere = 0;  ///< a sum over them, when the thread's own code began to run
  std::uint32_t quiet_returns = 0;     ///< while unwinding
  std::uint32_t unwind_throws = 0;
  std::optional<Trace::Uncaught> uncaught;
};

/// Whose rounds a bound has left out, and where.
struct RoundsBound {
  ThreadIndex thread = 0;
  Site site;
};

/// What a thread is about to do, as a search sees it that asks how it would go elsewhere.
struct Announcement {
  ObjectIndex object = no_object;
  ObjectIndex second = no_object;
  ObjectIndex guard = no_object;  ///< the object whose level the guard looks at; none: a level of 0 for ever
  Access access = Access::none;
  Access second_access = Access::none;
  std::uint8_t parts = 1;
  std::uint8_t looks_at = 1;
  /// An object, or none for a level of 0 for ever, and levels of it.
  struct Condition {
    ObjectIndex object = no_object;
    Levels levels{0, 0};
  };
  std::array<Condition, 2> acts{};  ///< where both hold, the operation changes something
  Levels guard_holds_at;
  bool has_timer = false;  ///< where its guard does not hold, its timer can fire
};

/// Runs scenarios, one execution after another, each under the choices of a strategy. Threads, stacks, objects and
/// steps are kept from execution to execution: once warm, a step allocates nothing.
///
/// Use, again and again: `run`; look at the execution with the const functions; `unwind`.
/// An Execution belongs to the OS thread that made it.
class Execution {
 public:
  /// Throws UsageError inside another execution.
  Execution(const Settings& settings, std::size_t stack_size, std::uint32_t max_threads);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// Runs `body` as the thread "main" until the execution ends. Threads that have not ended stay where they are:
  /// `body` and `strategy` must live until `unwind`.
  /// Throws std::bad_alloc if there is no memory for main's stack.
  Outcome run(const std::function<void()>& body, Strategy& strategy);

  /// Takes down the threads that have not ended, youngest first. The destructors of what is on their stacks run;
  /// nothing else of theirs does. Returns the thread that had to be left behind because it kept catching `Unwind`,
  /// if there is one: what is on its stack has leaked.
  std::optional<ThreadIndex> unwind();

  [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }
  [[nodiscard]] std::span<const Step> steps() const noexcept { return steps_.span(); }
  /// The steps of the execution before.
  [[nodiscard]] std::span<const Step> previous_steps() const noexcept { return previous_steps_.span(); }
  [[nodiscard]] std::uint32_t thread_count() const noexcept { return thread_count_; }
  /// Of a thread other than main.
  [[nodiscard]] Birth birth_of_thread(ThreadIndex thread) const noexcept { return threads_[thread]->birth; }
  [[nodiscard]] Birth birth_of_object(ObjectIndex object) const noexcept { return objects_[object].birth; }
  [[nodiscard]] std::int32_t level(ObjectIndex object) const noexcept { return objects_[object].level; }
  /// How many steps had been taken when an object was destroyed; `ObjectRecord::never` if it was not, or only when
  /// the threads were taken down.
  [[nodiscard]] std::uint64_t destroyed_after(ObjectIndex object) const noexcept {
    return objects_[object].destroyed_after;
  }
  [[nodiscard]] std::string_view thread_name(ThreadIndex thread) const noexcept { return threads_[thread]->name; }
  [[nodiscard]] bool is_daemon(ThreadIndex thread) const noexcept { return threads_[thread]->daemon; }
  [[nodiscard]] bool has_ended(ThreadIndex thread) const noexcept { return threads_[thread]->ended; }
  /// Before which choices a thread had come to the end of an idle round (see Strategy::KnownIdle); ascending.
  [[nodiscard]] std::span<const std::uint64_t> idle_before() const noexcept { return idle_before_; }
  /// A thread was passed over, at the end of an idle round, while others could go.
  [[nodiscard]] bool passed_over() const noexcept { return passed_over_; }
  /// A thread was passed over although its round was not idle: set by the first one, within Settings::max_rounds.
  [[nodiscard]] const std::optional<RoundsBound>& beyond_rounds() const noexcept { return beyond_rounds_; }
  /// Some thread came back to where it had been before: which executions there are may hang on how that was
  /// compared.
  [[nodiscard]] bool compared_rounds() const noexcept { return compared_rounds_; }
  /// See Settings. For executions to come.
  void set_poll_repetitions(std::uint32_t repetitions) noexcept { settings_.poll_repetitions = repetitions; }
  /// See Trace.
  [[nodiscard]] const std::optional<std::uint64_t>& circle_since() const noexcept { return circle_since_; }
  /// It ended since several threads went round in a circle: the others could have gone on.
  [[nodiscard]] bool went_in_a_circle() const noexcept { return circle_since_.has_value(); }
  /// Some thread stands at an operation that it cannot take, and no timer lets it go.
  [[nodiscard]] bool some_thread_is_blocked() const noexcept;
  /// Some thread let an exception out.
  [[nodiscard]] bool has_uncaught() const noexcept { return has_uncaught_; }
  /// A requirement that did not hold.
  struct Failure {
    ThreadIndex thread = 0;
    std::size_t after = 0;  ///< steps that had been taken
    std::string message;
    Site site;
  };
  /// The first of them ended the execution, unless the strategy `goes_on_after_failures`.
  [[nodiscard]] std::span<const Failure> failures() const noexcept { return failures_; }
  /// Set if Heddle was used wrongly in it: a sentence for a person. The thread that did was told by a UsageError,
  /// but the execution, and so the search, is worth nothing.
  [[nodiscard]] const std::string& misuse() const noexcept { return misuse_; }
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

  /// The step that `agent` would take: kind, objects, site, access. For a thread that has announced an operation.
  [[nodiscard]] Step pending(Agent agent) const;

  /// Of a thread that has announced an operation. One that is passed over can never go, unless `goes_all_the_same`.
  [[nodiscard]] Announcement announcement(ThreadIndex thread, bool goes_all_the_same = false) const;

  /// What a step touched beyond what its operation had announced.
  struct FurtherTouch {
    std::size_t step;
    Touch touch;
  };
  [[nodiscard]] std::span<const FurtherTouch> further_touches(std::size_t step) const noexcept;

  /// Replaces `footprint` by everything that a step touched.
  void footprint(std::size_t step, std::vector<Touch>& footprint) const;

  /// As Trace::label of that step.
  [[nodiscard]] std::string pending_label(Agent agent) const;

  /// Everything, by value. Between `run` and `unwind`.
  [[nodiscard]] Trace trace() const;

  /// A number that is equal for executions in which the same threads are stuck at the same places after the same
  /// signals and accesses in the same order: those that a diagnosis would say the same about.
  [[nodiscard]] std::uint64_t fingerprint() const;

 private:
  friend Step* pass(const Operation&);
  friend Step* pass_timed(const Operation&, std::chrono::nanoseconds);
  friend class Object;
  friend std::uint32_t choose_value(std::uint32_t, Site);
  friend void touch(const ObjectRef&, Access, std::uint32_t);
  friend void require(bool, std::string_view, Site);
  friend void end_effect(const Step& step) noexcept;
  friend Step* pass_again(ThreadState&, const Operation&, std::chrono::nanoseconds);
  friend Step* pass_by(ThreadState&, const Operation&);
  friend void sleep(const OperationKind&, std::chrono::nanoseconds, Site);
  friend ThreadIndex start_thread(UniqueFunction, std::string_view, bool, const ObjectRef&, Site);
  friend ObjectRef object_of_thread(ThreadIndex);
  friend ObjectRef starts_of(ThreadIndex);
  friend ObjectRef starts_of_this_thread();
  friend ObjectRef uncaught_hook();
  friend bool in_daemon() noexcept;
  friend std::optional<ThreadIndex> thread_of_object(const ObjectRef&) noexcept;
  friend std::string& name_of_thread(ThreadIndex);
  friend bool is_daemon(ThreadIndex);
  friend std::vector<ThreadIndex> living_threads();
  friend void set_uncaught_hook(UncaughtHook);
  friend bool can_start_thread() noexcept;
  friend std::uint32_t count_nameless_thread() noexcept;
  friend bool is_this_thread(const ObjectRef&) noexcept;
  friend bool belongs_here(const ObjectRef&) noexcept;
  friend bool has_given_up(ThreadIndex) noexcept;
  friend std::chrono::nanoseconds now() noexcept;
  friend bool unwinding() noexcept;
  friend bool taken_down(bool);

  /// A guard as the search for enabled threads wants it: `level - low <= span`, unsigned.
  struct Gate {
    const std::int32_t* level;
    std::int32_t low;
    std::uint32_t span;
  };
  static constexpr std::int32_t zero = 0;
  static constexpr Gate open{&zero, 0, 0};
  static constexpr Gate shut{&zero, 1, 0};
  [[nodiscard]] static bool passes(const Gate& gate) noexcept {
    return static_cast<std::uint32_t>(*gate.level) - static_cast<std::uint32_t>(gate.low) <= gate.span;
  }

  // A thread at its operation.
  Step* pass(ThreadState& self, const Operation& operation, std::chrono::nanoseconds timeout,
             const CallState* call = nullptr);
  Step* pass_plainly(ThreadState& self, const Operation& operation);
  void announce(ThreadState& self, const Operation& operation);
  void publish(ThreadState& self);
  void publish_further(ThreadState& self);
  static void count(ObjectRecord& object, std::uint8_t parts, Access access) noexcept {
    if (access == Access::none) return;
    const std::uint32_t written = access == Access::write ? 1 : 0;
    for (std::uint32_t part = 0; parts >> part != 0; ++part) {
      if ((parts >> part & 1U) == 0) continue;
      ++object.counts[part].accesses;
      object.counts[part].writes += written;
    }
  }
  [[noreturn]] void refuse_foreign(const Operation& operation);
  void note_destroyed(const Object& object) noexcept;
  Step* refuse_destroyed(ThreadState& self, const Operation& operation);
  std::optional<std::uint32_t> choose_value(ThreadState& self, const OperationKind& kind, std::uint32_t count,
                                            Site site);
  bool decide_spurious_wakeup(ThreadState& self, const Operation& operation);
  void arm(ThreadState& self, std::chrono::nanoseconds timeout) noexcept;
  void disarm(ThreadState& thread) noexcept;
  Step* commit(ThreadState& self, const Operation& operation);
  void settle(ThreadState& self);
  Step& new_step();
  void grow_steps();
  Step* unwind_at(ThreadState& self, bool quiet);

  // Rounds of loops: execution_rounds.cpp.
  void look_for_a_round(ThreadState& self, const Operation& operation, bool gives_way, const CallState& call);
  void look_for_a_circle(ThreadState& self);
  [[nodiscard]] bool is_fair(const ThreadState& self, std::uint64_t since) const;
  [[nodiscard]] bool may_come_in_time(const ThreadState& thread, std::uint64_t since) const;
  [[nodiscard]] bool hinder_each_other(std::uint64_t since) const;
  void end_in_a_circle(ThreadState& self, std::uint64_t since);
  [[nodiscard]] bool is_idle(bool seems_idle);
  [[nodiscard]] bool others_go_on(const ThreadState& self) const noexcept;
  void stop_repeating(ThreadState& thread) noexcept;
  void measure_own_code(ThreadState& self) noexcept;
  [[nodiscard]] std::uint64_t sum_of_stacks_elsewhere(const ThreadState& self) const noexcept;
  [[nodiscard]] std::uint64_t state_of_all() const noexcept;
  void open_accesses(ThreadState& self, const Step& step);
  void close_accesses(ThreadState& self, const Step& last);
  void count_timer(ThreadState& thread, const Step& step, bool looks_elsewhere);
  [[nodiscard]] bool bounds_rounds() const noexcept { return settings_.max_rounds != 0; }

  // Who goes next.
  void schedule(ThreadState& self);
  std::uint32_t collect_enabled();
  std::uint32_t collect_special(std::uint32_t count);
  std::uint32_t add_timers(std::uint32_t count);
  std::uint32_t next_deadline();
  std::uint32_t pass_over_threads(std::uint32_t count);
  std::uint32_t let_go_by_turns();
  static bool sleeps(const ThreadState& thread) noexcept;
  bool may_fire(const ThreadState& thread) const noexcept;
  void fire(ThreadState& thread);
  void go_on_with(ThreadState& self, ThreadState& next);
  void end(ThreadState& self, Outcome outcome);
  void fail(ThreadState& self, std::string_view message, Site site);

  // A thread's life.
  ThreadState& thread_slot(ThreadIndex index);
  ThreadState& new_thread(UniqueFunction body, std::string_view name, bool daemon, ObjectRecord* end);
  static void thread_loop(void* thread);
  void run_body(ThreadState& self);
  void end_by_exception(ThreadState& self);
  void record_unless_exit(ThreadState& self);
  void record_uncaught(ThreadState& self);
  void finish_thread(ThreadState& self);
  static void on_fault(const void* address);
  static void on_terminate();
  [[noreturn]] void abandon(ThreadState& self, Outcome outcome);

  // Objects.
  ObjectRecord& new_object(const ObjectKind& kind, std::string_view name, Site site, std::int32_t level);
  ObjectRecord& add_object(const ObjectKind& kind, std::string_view name, Site site, std::int32_t level,
                           Birth birth);
  [[nodiscard]] ObjectRef object_of(ThreadState& thread);
  [[nodiscard]] ObjectRef starts_of_thread(ThreadState& thread);
  [[nodiscard]] ObjectRef hook_object();
  [[nodiscard]] std::string_view interned(std::string_view name);
  static ObjectIndex index_of(const ObjectRecord* object) noexcept {
    return object == nullptr ? no_object : object->index;
  }

  [[nodiscard]] std::string object_label(ObjectIndex object) const;

  void reset();
  [[nodiscard]] Trace::Pending pending_of(const ThreadState& thread) const;

  Settings settings_;
  std::size_t stack_size_;
  std::uint32_t max_threads_;
  std::uint64_t serial_;
  FaultGuard fault_guard_;
  Strategy* strategy_ = nullptr;
  Fiber root_;

  std::vector<Gate> gates_;     // by thread
  std::vector<Agent> enabled_;  // room for every thread and timer: who is passed over comes last
  std::vector<Agent> left_out_;
  std::uint32_t left_out_count_ = 0;
  std::vector<std::uint64_t> idle_before_;
  Strategy::KnownIdle known_idle_;
  std::uint32_t alternatives_ = 1;
  std::uint32_t thread_count_ = 0;
  std::uint32_t unfinished_ = 0;  // non-daemon threads that have not ended
  std::uint32_t timers_armed_ = 0;
  std::uint32_t repeating_ = 0;  // threads that are passed over
  std::uint32_t nameless_ = 0;
  bool unwinding_ = false;
  bool quiet_ = false;  // nobody can run, but for the one that is to be chosen
  bool passed_over_ = false;
  bool livelocked_ = false;
  bool compared_rounds_ = false;
  std::optional<std::uint64_t> circle_since_;  // where the circle began that the execution ended with
  std::optional<RoundsBound> beyond_rounds_;
  struct State {
    std::uint64_t hash;   // of everything
    std::uint64_t after;  // how many steps
  };
  std::vector<State> states_;  // that threads arrived in, since one did what cannot be undone
  bool has_uncaught_ = false;
  Outcome outcome_ = Outcome::completed;
  ThreadIndex culprit_ = 0;
  std::vector<Failure> failures_;
  std::uint64_t values_chosen_ = 0;
  std::uint64_t values_in_a_row_ = 0;  // since the last step that is none
  std::string misuse_;
  std::chrono::nanoseconds now_{0};

  // An array by hand: a step is written once, and growing is out of the way.
  struct Steps {
    std::unique_ptr<Step[]> all;
    std::size_t size = 0;
    std::size_t room = 0;
    [[nodiscard]] std::span<const Step> span() const noexcept { return {all.get(), size}; }
  };
  Steps steps_;
  Steps previous_steps_;
  std::vector<FurtherTouch> further_touches_;  // of all steps, in their order
  std::vector<std::unique_ptr<ThreadState>> threads_;
  RecordPool objects_;  // those past `object_count_` are kept for the next execution
  std::uint32_t object_count_ = 0;
  ObjectRecord* main_object_ = nullptr;  // stands for main, if anybody has asked for it
  ObjectRecord* hook_object_ = nullptr;  // stands for the hook, likewise
  std::shared_ptr<const UncaughtHook> uncaught_hook_;
  struct NameHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_set<std::string, NameHash, std::equal_to<>> names_;
};

}  // namespace heddle::engine
