#pragma once

/// The one header of the engine that primitives see.
///
/// A primitive is made of `Object`s. What its users call becomes an `Operation` on them, announced and executed by
/// `perform`: the thread stands still at the operation until it is chosen and the operation's guard holds; then the
/// effect runs, as one atomic step. Nothing else may touch the state that operations share, and no effect may
/// perform another operation.
///
/// Two rules keep a primitive safe while an execution is being unwound (see `Unwind`): between entering a member
/// function and `perform`, take addresses of members and do not read them (the object may be gone); and operations
/// that user code runs in destructors, or would not expect to throw, are `quiet`.

#include <heddle/engine/operation.hpp>
#include <heddle/engine/site.hpp>
#include <heddle/engine/step.hpp>
#include <heddle/engine/unique_function.hpp>
#include <heddle/engine/usage_error.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace heddle::engine {

class Execution;

/// Who made a thread or an object in an execution, and the how manieth of that maker's it is: a name that does not
/// depend on what others do at the same time.
struct Birth {
  ThreadIndex creator = 0;
  std::uint32_t number = 0;
};

/// Items are told apart from parts and from each other (see `touch`).
inline constexpr std::uint32_t first_item = 8;

/// How often a part of an object has been used.
struct PartCounts {
  std::uint32_t writes = 0;
  std::uint32_t accesses = 0;  ///< writes, too
};

/// What an execution keeps of an object. Outlives the object, until the execution is over.
struct ObjectRecord {
  const ObjectKind* kind = nullptr;
  std::string_view name;
  Site created;
  std::int32_t level = 0;
  ObjectIndex index = no_object;
  Birth birth;
  bool destroyed = false;
  std::uint64_t destroyed_after = never;  ///< steps that had been taken, unless it was taken down with its thread
  static constexpr std::uint64_t never = UINT64_MAX;
  std::array<PartCounts, first_item> counts{};  ///< of all steps that are over
};

/// Refers to an object of one execution.
class ObjectRef {
 public:
  /// True if they refer to the same object, which may be gone.
  friend bool operator==(const ObjectRef& a, const ObjectRef& b) noexcept {
    return a.record_ == b.record_ && a.execution_ == b.execution_;
  }

  /// What guards look at: 0 or 1 for a lock, the number of items of a queue. Only for effects.
  [[nodiscard]] std::int32_t level() const noexcept { return record_->level; }
  /// Only for effects, and before the object is shared.
  void set_level(std::int32_t level) const noexcept { record_->level = level; }

  /// For the engine.
  [[nodiscard]] ObjectRecord* record() const noexcept { return record_; }

 protected:
  constexpr ObjectRef() noexcept = default;
  constexpr ObjectRef(ObjectRecord* record, std::uint64_t execution) noexcept
      : record_(record), execution_(execution) {}
  ObjectRecord* record_ = nullptr;
  std::uint64_t execution_ = 0;  // the serial number of the execution it belongs to; 0: none

 private:
  friend class Execution;
  friend bool belongs_here(const ObjectRef& object) noexcept;
};

/// A shared thing that operations touch. Made inside a scenario's body or one of its threads, it belongs to that
/// execution; made elsewhere, every operation on it throws UsageError. It must outlive those who use it: an
/// operation whose turn comes after its object has been destroyed ends the execution, and the check, with a
/// UsageError. `dpor` looks for that wherever an operation and the end of its object are in no order.
class Object : public ObjectRef {
 public:
  /// `name`: what the scenario calls it, or "" to have it numbered; copied.
  Object(const ObjectKind& kind, std::string_view name, Site site, std::int32_t level = 0);
  ~Object();
  /// Only while no operation on it is pending. What was moved from belongs to nothing.
  Object(Object&& other) noexcept
      : ObjectRef(std::exchange(other.record_, nullptr), std::exchange(other.execution_, 0)) {}
  Object& operator=(Object&&) = delete;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
};

/// Levels of an object: `low` to `high`; where high is less than low, all but those between the two.
struct Levels {
  std::int32_t low = std::numeric_limits<std::int32_t>::min();
  std::int32_t high = std::numeric_limits<std::int32_t>::max();
  [[nodiscard]] constexpr bool contain(std::int32_t level) const noexcept {
    const auto from = static_cast<std::uint32_t>(low);
    return static_cast<std::uint32_t>(level) - from <= static_cast<std::uint32_t>(high) - from;
  }
};

/// When an operation may execute: while the level of an object is among these. No object: a level of 0 for ever.
struct Guard {
  const ObjectRef* object = nullptr;
  std::int32_t low = 0;
  std::int32_t high = 0;

  [[nodiscard]] bool holds() const noexcept {
    return Levels{low, high}.contain(object == nullptr ? 0 : object->level());
  }

  static Guard always() noexcept { return {}; }
  static Guard never() noexcept { return {nullptr, 1, 1}; }
  static Guard exactly(const ObjectRef& object, std::int32_t level) noexcept { return {&object, level, level}; }
  static Guard other_than(const ObjectRef& object, std::int32_t level) noexcept {
    const auto around = static_cast<std::uint32_t>(level);
    return {&object, static_cast<std::int32_t>(around + 1), static_cast<std::int32_t>(around - 1)};
  }
  static Guard at_least(const ObjectRef& object, std::int32_t level) noexcept {
    return {&object, level, std::numeric_limits<std::int32_t>::max()};
  }
  static Guard below(const ObjectRef& object, std::int32_t level) noexcept {
    return {&object, std::numeric_limits<std::int32_t>::min(), level - 1};
  }
};

/// What a thread is about to do.
///
/// What it says of its accesses is what a search may leave out: two operations of different threads that are next
/// to each other, and of which neither writes a part of an object that the other touches, lead to the same state
/// either way round. Say too little, and schedules are missed.
struct Operation {
  const OperationKind* kind;
  const ObjectRef* object = nullptr;
  Access access = Access::none;
  /// The parts of `object` that it accesses, a bit for each: operations on different parts commute. Most objects
  /// have only one, but a queue has two ends.
  std::uint8_t parts = 1;
  /// The parts that it reads where it changes nothing, and that its timer reads. 0: those that it accesses.
  std::uint8_t looks_at = 0;
  /// Where one of these does not hold it changes nothing (see Step::changed_nothing), like a try that fails.
  std::array<Guard, 2> acts{};
  const ObjectRef* second = nullptr;
  Access second_access = Access::none;
  Guard guard{};
  Site site{};
  /// While unwinding: return without effect instead of throwing.
  bool quiet = false;
  /// The wait may end without a reason, under `spurious_wakeups`.
  bool may_wake_spuriously = false;
};

/// Thrown at a thread's operation when the execution is over and the thread is not, to take down its stack.
/// User code may catch it with `catch (...)`, but the next operation throws it again. While it is on its way,
/// operations (those of destructors) return a default value at once, without effect.
struct Unwind {};

/// Thrown by a thread that has done enough: it ends, and that is no finding.
struct ThreadExit {};

/// A timer that never fires.
inline constexpr std::chrono::nanoseconds no_timeout = std::chrono::nanoseconds::max();

/// Announces the operation and stands still until it is chosen: the first half of `perform`, and not for use by
/// itself. Null while unwinding.
[[nodiscard]] Step* pass(const Operation& operation);
[[nodiscard]] Step* pass_timed(const Operation& operation, std::chrono::nanoseconds timeout);

/// After the effect of its step: from here on the thread runs code of its own. A call each time, since a branch
/// would leave other things on the thread's stack in some rounds than in others.
void end_effect(const Step& step) noexcept;

class EndOfEffect {
 public:
  explicit EndOfEffect(const Step& step) noexcept : step_(step) {}
  ~EndOfEffect() { end_effect(step_); }
  EndOfEffect(const EndOfEffect&) = delete;
  EndOfEffect& operator=(const EndOfEffect&) = delete;

 private:
  const Step& step_;
};

/// Executes an operation: announces it, waits for its turn, runs `effect(step)` as part of its step and returns
/// what that returns. The effect fills in `step.value` and says `step.changed_nothing()` if so; it may throw, which
/// counts as its result.
/// Throws UsageError outside of an execution, or for an object that is not of this execution; Unwind.
template <class Effect>
auto perform(const Operation& operation, Effect&& effect) {
  using Result = std::invoke_result_t<Effect&, Step&>;
  Step* const step = pass(operation);
  if (step == nullptr) [[unlikely]]
    return Result();
  const EndOfEffect end(*step);
  return effect(*step);
}

/// The same for an operation that gives up after a time, with a timer that competes with it. The effect does not
/// run if the timer was faster. A timer does not fire while the operation could execute.
template <class Effect>
Ending perform_timed(const Operation& operation, std::chrono::nanoseconds timeout, Effect&& effect) {
  Step* const step = pass_timed(operation, timeout);
  if (step == nullptr) [[unlikely]]
    return Ending::timed_out;
  const EndOfEffect end(*step);
  const Ending ending = step->ending;
  if (ending == Ending::done) effect(*step);
  return ending;
}

/// For effects: the running step also accesses this object, or a numbered item of it, which is a part like those
/// of Operation. Items are told apart from parts and from each other. Say it before changing its level.
/// What it reads besides it is taken to read wherever else a search would have it.
void touch(const ObjectRef& object, Access access, std::uint32_t part = 0);

/// One of 0 … count - 1, each in some execution. `count` at least 1. No scheduling point: nobody can tell.
[[nodiscard]] std::uint32_t choose_value(std::uint32_t count, Site site);

/// Ends the execution as failed if the condition does not hold. No scheduling point.
void require(bool condition, std::string_view message, Site site);

/// Gives way for a time. Under the explored clock any time is as good as none.
void sleep(const OperationKind& kind, std::chrono::nanoseconds duration, Site site);

/// Runs `body` as a new thread, up to its first operation, which becomes part of the running step. `end` is the
/// object that stands for the thread: its level is raised to `thread_ended` when it ends. Call it right after the
/// step that starts the thread. Returns the number of the thread; nothing happens while unwinding.
/// Throws std::bad_alloc if there is no memory for a stack.
ThreadIndex start_thread(UniqueFunction body, std::string_view name, bool daemon, const ObjectRef& end, Site site);
inline constexpr std::int32_t thread_running = 0;
inline constexpr std::int32_t thread_ended = 1;

/// The parts of an object that stands for a thread, as bits for `Operation::parts`.
inline constexpr std::uint8_t life_part = 1;  ///< written by its start and its end
inline constexpr std::uint8_t card_part = 2;  ///< for what a primitive keeps of it, like its name

/// The object that stands for a thread: the one that it was started with. Main has one too, of the engine's, whose
/// level is `thread_running` for ever. Throws UsageError outside of an execution.
[[nodiscard]] ObjectRef object_of_thread(ThreadIndex thread);

/// An object for what a thread has started: its starts write it, so that nobody else does, and who lists the
/// threads reads it. Throws UsageError outside of an execution.
[[nodiscard]] ObjectRef starts_of(ThreadIndex thread);
[[nodiscard]] ObjectRef starts_of_this_thread();

/// The thread that an object stands for; nothing if it has not been started.
[[nodiscard]] std::optional<ThreadIndex> thread_of_object(const ObjectRef& end) noexcept;

/// What a thread is called. It may be changed: reports go on calling it by the name of its object. Only for effects
/// that access the card of its object.
[[nodiscard]] std::string& name_of_thread(ThreadIndex thread);

[[nodiscard]] bool is_daemon(ThreadIndex thread);

/// True if the running thread is a daemon. False outside of an execution.
[[nodiscard]] bool in_daemon() noexcept;

/// The threads that have been started and have not ended: main first, for ever; then those that it started, in that
/// order; then those that these started; and so on. An order by who started whom, since the order in which threads
/// of different starters come is none that a search tries. Only for effects of operations that read the starts of
/// main: touches what else they depend on. Takes for granted that what starts a thread writes the starts of the
/// starter.
[[nodiscard]] std::vector<ThreadIndex> living_threads();

/// What is called in a thread other than main that lets an exception out, with the exception's type and what it
/// says, while it is being handled. What it swallows is no finding; an exception that it lets out itself is.
using UncaughtHook = std::function<void(const std::string& type, const std::string& what)>;

/// From now on until the execution is over; none: as it was. Only for effects of operations that write
/// `uncaught_hook()`. A thread that lets an exception out looks for it in a step of its own.
void set_uncaught_hook(UncaughtHook hook);

/// The object that stands for the hook. Throws UsageError outside of an execution.
[[nodiscard]] ObjectRef uncaught_hook();

/// False if the execution has as many threads as it may.
[[nodiscard]] bool can_start_thread() noexcept;

/// True if the object belongs to the execution that is running: only then may its level be read.
[[nodiscard]] bool belongs_here(const ObjectRef& object) noexcept;

/// True if that object stands for the running thread.
[[nodiscard]] bool is_this_thread(const ObjectRef& end) noexcept;

/// The number of the running thread. Throws UsageError outside of an execution.
[[nodiscard]] ThreadIndex this_thread();

/// How many threads without a name of their own this execution has made so far, this one included.
/// 0 outside of an execution.
[[nodiscard]] std::uint32_t count_nameless_thread() noexcept;

/// True if the timed operation that this thread stands at has given up: nothing reaches it any more.
[[nodiscard]] bool has_given_up(ThreadIndex thread) noexcept;

/// Under virtual time, the time since the execution began; under the explored clock, always 0.
[[nodiscard]] std::chrono::nanoseconds now() noexcept;

/// True while the execution is over and this thread is being taken down.
[[nodiscard]] bool unwinding() noexcept;

/// For member functions that must read a member before they can announce an operation: true while unwinding, and
/// the function is to return at once. Throws Unwind where `perform` of such an operation would.
[[nodiscard]] bool taken_down(bool quiet = false);

/// A value as a step's `value`: numbers, characters, enumerations and truth values as they are, anything else as 0
/// (addresses would differ from run to run).
template <class T>
[[nodiscard]] constexpr std::int64_t value_of(const T& value) noexcept {
  if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) return static_cast<std::int64_t>(value);
  else return 0;
}

}  // namespace heddle::engine
