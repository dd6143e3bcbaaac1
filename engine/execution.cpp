#include <heddle/engine/execution.hpp>

#include <fmt/format.h>
#include <cxxabi.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <limits>
#include <tuple>
#include <typeinfo>
#include <unordered_map>

// For the path of a step: into it, or out of its way. ([[gnu::cold]] would take half of the path along.)
#define HEDDLE_INLINE [[gnu::always_inline]] inline
#define HEDDLE_APART [[gnu::noinline]]

// What is called from here on has its frames so far down that the frames of this one's callers, and of what they
// call next, do not come to lie where it has been. What the engine leaves behind there differs from step to step:
// told as a thread's own, it would make each round of a loop another one.
#define HEDDLE_KEEP_A_DISTANCE() asm volatile("" : : "r"(__builtin_alloca(2048)) : "memory")

namespace heddle::engine {
namespace {

/// The thread whose code runs now; null outside of executions, and while the explorer runs.
constinit thread_local ThreadState* running = nullptr;

/// Set while an Execution lives on this OS thread.
constinit thread_local bool occupied = false;

constexpr ObjectKind main_kind{"Thread", true};
constexpr ObjectKind starts_kind{"threads", true};
constexpr ObjectKind hook_kind{"excepthook", true};

/// Objects of the engine's, among those that a thread makes: the first ones, whether they are asked for or not, so
/// that they are the same in all executions.
constexpr std::uint32_t number_of_starts = 0;
constexpr std::uint32_t number_of_main = 1;
constexpr std::uint32_t number_of_hook = 2;
constexpr std::uint32_t first_number_of(ThreadIndex thread) { return thread == 0 ? 3 : 1; }

constexpr OperationKind end_kind{.name = "end", .role = Role::end, .outlasts = true};
constexpr OperationKind look_for_hook_kind{"look for"};
constexpr OperationKind choose_kind{"choose", Role::choose};
constexpr OperationKind timeout_kind{"time out", Role::timer};
constexpr OperationKind spurious_choice_kind{"choose whether to wake spuriously", Role::choose};
constexpr OperationKind spurious_kind{"wake spuriously", Role::timer};

// A loop of nothing but quiet operations, or one that swallows every exception, must come to an end.
constexpr std::uint32_t most_quiet_returns = 100'000;
constexpr std::uint32_t most_unwind_throws = 1'000;

/// The number of a part, of which `bit` is the bit.
constexpr std::uint32_t part_number(std::uint8_t bit) { return static_cast<std::uint32_t>(std::countr_zero(bit)); }

/// Serial numbers start apart for each Execution, so that no two executions of a process share one.
std::uint64_t first_serial() {
  static std::atomic<std::uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed) << 40U;
}

std::string type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  std::string text = name ? name.get() : type.name();
  constexpr std::string_view own = "heddle::";
  if (text.starts_with(own)) text.erase(0, own.size());
  return text;
}

/// The thread of that number. Written member by member it would be two stores, which tells where it is done for
/// every thread at every step.
HEDDLE_INLINE Agent agent_of(std::uint32_t thread) noexcept {
  static_assert(sizeof(Agent) == sizeof(thread) && offsetof(Agent, thread) == 0);
  if constexpr (std::endian::native == std::endian::little) return std::bit_cast<Agent>(thread);
  else return {static_cast<ThreadIndex>(thread), false};
}

/// What `work` returns; its frames keep a distance.
template <class Work>
HEDDLE_APART auto at_a_distance(const Work& work) {
  HEDDLE_KEEP_A_DISTANCE();
  return work();
}

ThreadState& running_thread(const char* what) {
  if (running == nullptr)
    throw UsageError(
        fmt::format("{} outside of a check: primitives work in a scenario's body and its threads, "
                    "while heddle::check or heddle::replay runs it",
                    what));
  return *running;
}

}  // namespace

// ---- the door for primitives --------------------------------------------------------------------------------

/// The door for a thread that may be coming back. What its callers have in registers and on the stack is told by
/// this function's frame. Everything the engine does is done at a distance.
HEDDLE_APART Step* pass_again(ThreadState& self, const Operation& operation, std::chrono::nanoseconds timeout) {
  std::jmp_buf registers;
  std::memset(&registers, 0, sizeof registers);
  (void)_setjmp(registers);
  __builtin_unwind_init();  // what a compiler has moved aside by now lies right below this frame's beginning
  HEDDLE_KEEP_A_DISTANCE();
  self.frames = __builtin_frame_address(0);
  const CallState call{&registers, static_cast<const void* const*>(self.frames),
                       static_cast<const std::byte*>(self.frames) - 5 * sizeof(void*), &operation,
                       sizeof operation};
  return self.execution->pass(self, operation, timeout, &call);
}

/// The door for all others. Apart, so that `pass` saves no registers for it.
HEDDLE_APART Step* pass_by(ThreadState& self, const Operation& operation) {
  HEDDLE_KEEP_A_DISTANCE();
  self.frames = __builtin_frame_address(0);
  return self.execution->pass_plainly(self, operation);
}

Step* pass(const Operation& operation) {
  ThreadState* const self = running;
  if (self == nullptr) [[unlikely]]
    running_thread(operation.kind->name);
  const Execution& execution = *self->execution;
  // While unwinding, what the operation refers to may be gone.
  const bool looked_at =
      !execution.unwinding_ && (execution.bounds_rounds() || self->rounds.may_have_been_at(operation));
  if (looked_at) [[unlikely]]
    return pass_again(*self, operation, no_timeout);
  return pass_by(*self, operation);
}

Step* pass_timed(const Operation& operation, std::chrono::nanoseconds timeout) {
  return pass_again(running_thread(operation.kind->name), operation, timeout);
}

void end_effect(const Step& step) noexcept {
  if (!step.watched || running == nullptr) [[likely]]
    return;
  at_a_distance([] { running->stacks_elsewhere = running->execution->sum_of_stacks_elsewhere(*running); });
}

Object::Object(const ObjectKind& kind, std::string_view name, Site site, std::int32_t level) {
  if (running == nullptr) return;  // its first operation will say so
  Execution& execution = *running->execution;
  record_ = at_a_distance([&] { return &execution.new_object(kind, name, site, level); });
  execution_ = execution.serial_;
}

Object::~Object() {
  if (running != nullptr && running->execution->serial_ == execution_)
    at_a_distance([this] { running->execution->note_destroyed(*this); });
  // Volatile, since a compiler may leave out what is stored in an object that ends, and who uses it still is to be
  // told.
  const_cast<volatile std::uint64_t&>(execution_) = 0;
}

void touch(const ObjectRef& object, Access access, std::uint32_t part) {
  if (running == nullptr) return;
  Execution& execution = *running->execution;
  at_a_distance([&] {
    execution.further_touches_.push_back(
        {execution.steps_.size - 1, {object.record()->index, part, access, object.level()}});
  });
}

std::uint32_t choose_value(std::uint32_t count, Site site) {
  ThreadState& self = running_thread("choose");
  Execution& execution = *self.execution;
  if (!execution.unwinding_) {
    if (const auto picked = execution.choose_value(self, choose_kind, count, site)) return *picked;
  }
  (void)execution.unwind_at(self, false);
  return 0;
}

void require(bool condition, std::string_view message, Site site) {
  ThreadState& self = running_thread("require");
  Execution& execution = *self.execution;
  if (execution.unwinding_) {
    (void)execution.unwind_at(self, true);
    return;
  }
  if (condition) return;
  execution.fail(self, message, site);
  (void)execution.unwind_at(self, false);
}

void sleep(const OperationKind& kind, std::chrono::nanoseconds duration, Site site) {
  ThreadState& self = running_thread(kind.name);
  const bool takes_time =
      self.execution->settings_.clock == Clock::virtual_time && duration > std::chrono::nanoseconds::zero();
  const Operation operation{.kind = &kind, .guard = takes_time ? Guard::never() : Guard::always(), .site = site};
  const Step* const step = pass_again(self, operation, takes_time ? duration : no_timeout);
  if (step != nullptr) end_effect(*step);
}

HEDDLE_APART ThreadIndex start_thread(UniqueFunction body, std::string_view name, bool daemon, const ObjectRef& end,
                                      Site) {
  ThreadState& self = running_thread("start");
  self.frames = __builtin_frame_address(0);
  Execution& execution = *self.execution;
  if (execution.unwinding_) return self.index;
  ThreadState& child = execution.new_thread(std::move(body), name, daemon, end.record());
  child.starter = &self;
  execution.go_on_with(self, child);
  if (execution.unwinding_) (void)execution.unwind_at(self, false);
  return child.index;
}

bool can_start_thread() noexcept {
  return running == nullptr || running->execution->thread_count_ < running->execution->max_threads_;
}

ObjectRef object_of_thread(ThreadIndex thread) {
  Execution& execution = *running_thread("a thread").execution;
  return execution.object_of(*execution.threads_[thread]);
}

ObjectRef starts_of(ThreadIndex thread) {
  Execution& execution = *running_thread("a thread").execution;
  return execution.starts_of_thread(*execution.threads_[thread]);
}

ObjectRef starts_of_this_thread() {
  ThreadState& self = running_thread("start");
  return self.execution->starts_of_thread(self);
}

ObjectRef uncaught_hook() { return running_thread("excepthook").execution->hook_object(); }

std::optional<ThreadIndex> thread_of_object(const ObjectRef& end) noexcept {
  if (!belongs_here(end)) return std::nullopt;
  const Execution& execution = *running->execution;
  for (std::uint32_t i = 0; i < execution.thread_count_; ++i)
    if (execution.threads_[i]->end == end.record()) return static_cast<ThreadIndex>(i);
  return end.record() == execution.main_object_ ? std::optional<ThreadIndex>(0) : std::nullopt;
}

std::string& name_of_thread(ThreadIndex thread) {
  return running_thread("a thread").execution->threads_[thread]->name;
}

bool is_daemon(ThreadIndex thread) { return running_thread("a thread").execution->threads_[thread]->daemon; }

bool in_daemon() noexcept { return running != nullptr && running->daemon; }

std::vector<ThreadIndex> living_threads() {
  Execution& execution = *running_thread("a thread").execution;
  // Who is started later, by whomever, is started by one of these, or by one that they start before: so that start,
  // or the one that led to it, writes something that is read here.
  std::vector<ThreadIndex> found{0};
  for (std::size_t next = 0; next < found.size(); ++next)
    for (std::uint32_t i = found[next] + 1U; i < execution.thread_count_; ++i)
      if (execution.threads_[i]->birth.creator == found[next]) found.push_back(static_cast<ThreadIndex>(i));
  for (const ThreadIndex thread : found) {
    touch(execution.starts_of_thread(*execution.threads_[thread]), Access::read);
    if (thread != 0) touch(object_of_thread(thread), Access::read, part_number(life_part));
  }
  std::erase_if(found, [&](ThreadIndex thread) {
    const ThreadState& state = *execution.threads_[thread];
    return state.end != nullptr && state.end->level == thread_ended;
  });
  return found;
}

void set_uncaught_hook(UncaughtHook hook) {
  if (running == nullptr) return;
  running->execution->uncaught_hook_ =
      hook == nullptr ? nullptr : std::make_shared<const UncaughtHook>(std::move(hook));
}

ThreadIndex this_thread() { return running_thread("a primitive").index; }

bool is_this_thread(const ObjectRef& end) noexcept {
  return running != nullptr && running->end != nullptr && running->end == end.record();
}

std::uint32_t count_nameless_thread() noexcept { return running == nullptr ? 0 : ++running->execution->nameless_; }

bool has_given_up(ThreadIndex thread) noexcept {
  return running != nullptr && running->execution->threads_[thread]->gave_up != Ending::done;
}

std::chrono::nanoseconds now() noexcept {
  return running == nullptr ? std::chrono::nanoseconds::zero() : running->execution->now_;
}

bool unwinding() noexcept { return running != nullptr && running->execution->unwinding_; }

bool taken_down(bool quiet) {
  if (!unwinding()) return false;
  (void)running->execution->unwind_at(*running, quiet);
  return true;
}

bool belongs_here(const ObjectRef& object) noexcept {
  return running != nullptr && object.execution_ == running->execution->serial_;
}

// ---- an execution from outside ------------------------------------------------------------------------------

Execution::Execution(const Settings& settings, std::size_t stack_size, std::uint32_t max_threads)
    : settings_(settings),
      stack_size_(stack_size),
      max_threads_(max_threads),
      serial_(first_serial()),
      fault_guard_(&Execution::on_fault, &Execution::on_terminate) {
  if (occupied) throw UsageError("a check inside a check: a scenario's body cannot check or replay another");
  occupied = true;
}

Execution::~Execution() {
  unwind();
  occupied = false;
}

Outcome Execution::run(const std::function<void()>& body, Strategy& strategy) {
  reset();
  strategy_ = &strategy;
  known_idle_ = strategy.known_idle();
  ThreadState& main = new_thread([&body] { body(); }, "main", false, nullptr);
  running = &main;
  root_.switch_to(*main.fiber);
  running = nullptr;
  return outcome_;
}

std::optional<ThreadIndex> Execution::unwind() {
  std::optional<ThreadIndex> left_behind;
  unwinding_ = true;
  for (std::uint32_t i = thread_count_; i-- > 0;) {
    ThreadState& thread = *threads_[i];
    if (!thread.ended && !thread.lost) {
      running = &thread;
      root_.switch_to(*thread.fiber);
      running = nullptr;
      if (thread.keeps_catching) left_behind = thread.index;
    }
    if (thread.lost) {
      thread.fiber->restart();
      thread.lost = thread.keeps_catching = false;
      thread.ended = true;
    }
  }
  thread_count_ = 0;
  uncaught_hook_.reset();
  return left_behind;
}

void Execution::reset() {
  if (thread_count_ != 0) unwind();
  ++serial_;
  std::swap(steps_, previous_steps_);
  steps_.size = 0;
  further_touches_.clear();
  gates_.clear();
  unfinished_ = 0;
  timers_armed_ = 0;
  repeating_ = 0;
  nameless_ = 0;
  object_count_ = 0;
  main_object_ = hook_object_ = nullptr;
  uncaught_hook_.reset();
  unwinding_ = false;
  quiet_ = false;
  passed_over_ = false;
  livelocked_ = false;
  compared_rounds_ = false;
  circle_since_.reset();
  beyond_rounds_.reset();
  states_.clear();
  idle_before_.clear();
  has_uncaught_ = false;
  outcome_ = Outcome::completed;
  culprit_ = 0;
  failures_.clear();
  values_chosen_ = values_in_a_row_ = 0;
  misuse_.clear();
  now_ = std::chrono::nanoseconds::zero();
}

// ---- a thread at its operation ------------------------------------------------------------------------------
//
// The path of nearly every step is `pass_plainly`: what is rare stands apart, and what is not is inlined.

Step* Execution::pass_plainly(ThreadState& self, const Operation& operation) {
  const bool rare = unwinding_ || self.starter != nullptr;
  if (rare) [[unlikely]]
    return pass(self, operation, no_timeout);
  announce(self, operation);
  schedule(self);
  if (unwinding_) [[unlikely]]
    return unwind_at(self, operation.quiet);
  if (self.destroyed != nullptr) [[unlikely]]
    return refuse_destroyed(self, operation);
  return commit(self, operation);
}

/// `call`: to be compared with the thread's other arrivals, if it is given.
HEDDLE_APART Step* Execution::pass(ThreadState& self, const Operation& operation, std::chrono::nanoseconds timeout,
                                   const CallState* call) {
  if (unwinding_) return unwind_at(self, operation.quiet);
  if (self.rounds.watching()) measure_own_code(self);
  self.may_wake_spuriously = decide_spurious_wakeup(self, operation);
  if (unwinding_) return unwind_at(self, operation.quiet);
  announce(self, operation);
  const bool timed = timeout != no_timeout;
  if (timed || self.may_wake_spuriously) arm(self, timeout);
  if (call != nullptr) look_for_a_round(self, operation, timed || operation.kind->role == Role::yield, *call);
  if (unwinding_) return unwind_at(self, operation.quiet);
  if (self.starter != nullptr) go_on_with(self, *std::exchange(self.starter, nullptr));
  else schedule(self);
  if (unwinding_) return unwind_at(self, operation.quiet);
  if (self.destroyed != nullptr) return refuse_destroyed(self, operation);
  Step* const step = commit(self, operation);
  settle(self);
  return step;
}

/// Counts what the thread's last step has done to its objects. Only here is it known: an effect may find that it
/// changed nothing.
HEDDLE_INLINE void Execution::publish(ThreadState& self) {
  if (steps_.size == 0) [[unlikely]]
    return;
  const Step& last = steps_.all[self.last_step];
  if (self.object != nullptr) count(*self.object, last.parts, last.access);
  if (self.second != nullptr) count(*self.second, 1, last.second_access);
  const bool further = !further_touches_.empty() && further_touches_.back().step == self.last_step;
  if (further || self.rounds.watching()) [[unlikely]]
    publish_further(self);
}

HEDDLE_INLINE void Execution::announce(ThreadState& self, const Operation& operation) {
  const bool foreign = (operation.object != nullptr && operation.object->execution_ != serial_) ||
                       (operation.second != nullptr && operation.second->execution_ != serial_);
  if (foreign) [[unlikely]]
    refuse_foreign(operation);
  publish(self);
  const auto record_of = [](const ObjectRef* object) { return object == nullptr ? nullptr : object->record_; };
  const Guard& guard = operation.guard;
  self.pending = &operation;
  self.object = record_of(operation.object);
  self.second = record_of(operation.second);
  self.guard = record_of(guard.object);
  for (std::size_t i = 0; i < self.acts.size(); ++i) self.acts[i] = record_of(operation.acts[i].object);
  gates_[self.index] = {self.guard == nullptr ? &zero : &self.guard->level, guard.low,
                        static_cast<std::uint32_t>(guard.high) - static_cast<std::uint32_t>(guard.low)};
  self.pending_since = steps_.size;
}

HEDDLE_APART void Execution::refuse_foreign(const Operation& operation) {
  misuse_ = fmt::format(
      "\"{}\" at {}:{} on an object that does not belong to this execution: it was made before or "
      "outside of it, or has been destroyed; make it in the scenario's body",
      operation.kind->name, operation.site.file, operation.site.line);
  throw UsageError(misuse_);
}

/// Whoever stands at it is not to go on from there. What stands for an object elsewhere, as for a thread that
/// outlives its Thread, is still good.
void Execution::note_destroyed(const Object& object) noexcept {
  object.record_->destroyed = true;
  if (unwinding_) return;
  object.record_->destroyed_after = steps_.size;
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    ThreadState& thread = *threads_[i];
    const Operation* const pending = thread.pending;
    if (pending != nullptr && (pending->object == &object || pending->second == &object))
      thread.destroyed = object.record_;
  }
}

/// Ends the execution: the effect would run on what is no more.
HEDDLE_APART Step* Execution::refuse_destroyed(ThreadState& self, const Operation& operation) {
  const ObjectRecord& gone = *self.destroyed;
  misuse_ = fmt::format(
      "\"{}\" at {}:{} on {}, made at {}:{}, which has been destroyed while {} stood there; what threads use must "
      "outlive them: declare it before them, or let them share it",
      operation.kind->name, operation.site.file, operation.site.line,
      gone.name.empty() ? fmt::format("the {}", gone.kind->name) : fmt::format("{} {}", gone.kind->name, gone.name),
      gone.created.file, gone.created.line, self.called);
  end(self, Outcome::stopped);
  return unwind_at(self, operation.quiet);
}

/// A step without a scheduling point: nobody can tell when it happens. Nothing if the strategy stops the execution.
std::optional<std::uint32_t> Execution::choose_value(ThreadState& self, const OperationKind& kind,
                                                     std::uint32_t count, Site site) {
  if (values_in_a_row_ >= settings_.max_steps) {
    end(self, Outcome::cut);
    return std::nullopt;
  }
  const std::uint32_t picked = strategy_->choose_value(count);
  if (picked >= count) {
    end(self, Outcome::stopped);
    return std::nullopt;
  }
  ++values_chosen_;
  ++values_in_a_row_;
  publish(self);
  self.object = self.second = nullptr;
  self.last_step = steps_.size;
  Step& step = new_step() = Step{};
  step.kind = &kind;
  step.site = site;
  step.value = picked;
  step.alternatives = count;
  step.agent = {self.index, false};
  return picked;
}

/// Whether this wait will wake spuriously is chosen when it begins, so that it also may not. When, is the timer's.
bool Execution::decide_spurious_wakeup(ThreadState& self, const Operation& operation) {
  if (!settings_.spurious_wakeups || !operation.may_wake_spuriously || self.has_woken_spuriously) return false;
  return choose_value(self, spurious_choice_kind, 2, operation.site).value_or(0) == 1;
}

void Execution::arm(ThreadState& self, std::chrono::nanoseconds timeout) noexcept {
  self.timer_armed = true;
  const auto longest = std::chrono::nanoseconds::max() - now_;
  self.deadline = now_ + std::min(timeout, longest);
  ++timers_armed_;
}

void Execution::disarm(ThreadState& thread) noexcept {
  thread.timer_armed = false;
  --timers_armed_;
}

HEDDLE_INLINE Step* Execution::commit(ThreadState& self, const Operation& operation) {
  self.pending = nullptr;
  self.last_step = steps_.size;
  values_in_a_row_ = 0;
  Step& step = new_step();
  step.kind = operation.kind;
  step.object = index_of(self.object);
  step.second = index_of(self.second);
  step.site = operation.site;
  step.value = 0;
  step.alternatives = alternatives_;
  step.agent = {self.index, false};
  step.access = operation.access;
  step.second_access = operation.second_access;
  step.ending = Ending::done;
  step.parts = operation.parts;
  step.looks_at = operation.looks_at == 0 ? operation.parts : operation.looks_at;
  step.after_quiet = std::exchange(quiet_, false);
  step.passed_over = left_out_count_ != 0;
  step.watched = false;
  return &step;
}

/// What a step means for the timer and the rounds of its thread.
void Execution::settle(ThreadState& self) {
  if (self.timer_armed) disarm(self);
  Step& step = steps_.all[self.last_step];
  step.ending = std::exchange(self.gave_up, Ending::done);
  if (step.ending == Ending::timed_out) step.access = step.second_access = Access::none;
  stop_repeating(self);
  step.watched = self.rounds.watching();
  if (step.watched || bounds_rounds()) open_accesses(self, step);
}

HEDDLE_INLINE Step& Execution::new_step() {
  if (steps_.size == steps_.room) [[unlikely]]
    grow_steps();
  return steps_.all[steps_.size++];
}

HEDDLE_APART void Execution::grow_steps() {
  const std::size_t room = std::max<std::size_t>(256, 2 * steps_.room);
  auto larger = std::make_unique_for_overwrite<Step[]>(room);
  std::copy_n(steps_.all.get(), steps_.size, larger.get());
  steps_.all = std::move(larger);
  steps_.room = room;
}

HEDDLE_APART Step* Execution::unwind_at(ThreadState& self, bool quiet) {
  if ((quiet || std::uncaught_exceptions() > 0) && ++self.quiet_returns <= most_quiet_returns) return nullptr;
  if (std::uncaught_exceptions() > 0 || ++self.unwind_throws > most_unwind_throws) {
    self.keeps_catching = true;
    abandon(self, outcome_);
  }
  throw Unwind{};
}

// ---- who goes next ------------------------------------------------------------------------------------------

HEDDLE_INLINE void Execution::schedule(ThreadState& self) {
  for (;;) {
    const std::uint32_t count = collect_enabled();
    if (count == 0) [[unlikely]]
      return end(self, livelocked_ ? Outcome::livelocked : Outcome::deadlocked);
    if (steps_.size - values_chosen_ >= settings_.max_steps) [[unlikely]]
      return end(self, Outcome::cut);
    const std::uint32_t picked = strategy_->choose_agent(
        {{enabled_.data(), count}, {enabled_.data() + count, left_out_count_}, self.index, *this});
    if (picked >= count + left_out_count_) [[unlikely]]
      return end(self, Outcome::stopped);
    alternatives_ = count;
    const Agent& agent = enabled_[picked];
    ThreadState& next = *threads_[agent.thread];
    if (agent.timer) [[unlikely]] {
      fire(next);
      continue;
    }
    if (&next != &self) go_on_with(self, next);
    return;
  }
}

HEDDLE_INLINE std::uint32_t Execution::collect_enabled() {
  const Gate* const gates = gates_.data();
  Agent* const enabled = enabled_.data();
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    enabled[count] = agent_of(i);
    count += passes(gates[i]) ? 1U : 0U;
  }
  left_out_count_ = 0;
  if ((timers_armed_ | repeating_) != 0) [[unlikely]]
    count = collect_special(count);
  return count;
}

HEDDLE_APART std::uint32_t Execution::collect_special(std::uint32_t count) {
  left_out_.clear();
  if (repeating_ != 0) count = pass_over_threads(count);
  if (timers_armed_ != 0) count = add_timers(count);
  if (count == 0 && !left_out_.empty()) count = let_go_by_turns();
  if (count == 0) return 0;
  std::ranges::copy(left_out_, enabled_.begin() + count);
  left_out_count_ = static_cast<std::uint32_t>(left_out_.size());
  passed_over_ = passed_over_ || left_out_count_ != 0;
  return count;
}

bool Execution::may_fire(const ThreadState& thread) const noexcept {
  return thread.timer_armed && !passes(gates_[thread.index]);
}

bool Execution::sleeps(const ThreadState& thread) noexcept { return thread.pending->kind->role == Role::yield; }

/// Who waits with a timer may still be reached by what it waits for.
std::uint32_t Execution::pass_over_threads(std::uint32_t count) {
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const ThreadState& thread = *threads_[enabled_[i].thread];
    if (!thread.timer_armed && thread.rounds.repeating) left_out_.push_back(enabled_[i]);
    else enabled_[kept++] = enabled_[i];
  }
  return kept;
}

std::uint32_t Execution::add_timers(std::uint32_t count) {
  const bool stands_still = settings_.clock == Clock::virtual_time;
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    ThreadState& thread = *threads_[i];
    if (!may_fire(thread)) continue;
    if (thread.rounds.repeating) {
      left_out_.push_back({thread.index, true});
    } else if (!stands_still || thread.may_wake_spuriously) {
      enabled_[count++] = {thread.index, true};
    } else if (thread.deadline <= now_) {
      // Of several timers due at one moment, the others compete with whom the first one woke. But a sleeper whose
      // time has come is only let go: nobody can tell when, so that happens first, and what it does next competes.
      if (sleeps(thread)) {
        quiet_ = true;
        enabled_[0] = {thread.index, true};
        return 1;
      }
      enabled_[count++] = {thread.index, true};
    }
  }
  return count == 0 ? next_deadline() : count;
}

/// Nobody can run: time goes on to the next deadline of those who are not passed over.
std::uint32_t Execution::next_deadline() {
  auto earliest = std::chrono::nanoseconds::max();
  const auto counts = [&](const ThreadState& thread) { return may_fire(thread) && !thread.rounds.repeating; };
  for (std::uint32_t i = 0; i < thread_count_; ++i)
    if (counts(*threads_[i])) earliest = std::min(earliest, threads_[i]->deadline);
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    const ThreadState& thread = *threads_[i];
    if (!counts(thread) || thread.deadline != earliest) continue;
    quiet_ = true;
    if (sleeps(thread)) {  // first, as in add_timers
      enabled_[0] = {thread.index, true};
      return 1;
    }
    enabled_[count++] = {thread.index, true};
  }
  return count;
}

/// Nobody can go but those at the end of an idle round. They take turns, and nothing comes of it, unless they keep
/// something where it is not seen, or one was passed over at the only moments at which it could have gone. So who
/// has had fewer turns goes first, in the middle of another's round, too.
std::uint32_t Execution::let_go_by_turns() {
  const Agent next = *std::ranges::min_element(left_out_, {}, [this](const Agent agent) {
    const ThreadState& thread = *threads_[agent.thread];
    const bool on_its_way = thread.rounds.is_on_its_way(Rounds::place_of(*thread.pending));
    return std::tuple(thread.rounds.turns(), !on_its_way, agent.thread);
  });
  ThreadState& thread = *threads_[next.thread];
  livelocked_ = thread.rounds.turns() > settings_.livelock_after;
  if (livelocked_) return 0;
  thread.rounds.go_round(Rounds::place_of(*thread.pending));
  quiet_ = true;
  enabled_[0] = next;
  std::erase(left_out_, next);
  return 1;
}

HEDDLE_APART void Execution::fire(ThreadState& thread) {
  disarm(thread);
  const Operation& operation = *thread.pending;
  stop_repeating(thread);
  if (thread.may_wake_spuriously) {
    thread.gave_up = Ending::spurious;
    thread.has_woken_spuriously = true;
  } else {
    thread.gave_up = Ending::timed_out;
    if (settings_.clock == Clock::virtual_time) now_ = std::max(now_, thread.deadline);
  }
  gates_[thread.index] = open;
  Step& step = new_step() = Step{};
  step.kind = thread.may_wake_spuriously ? &spurious_kind : &timeout_kind;
  step.object = index_of(thread.object);
  step.site = operation.site;
  step.alternatives = alternatives_;
  step.agent = {thread.index, true};
  step.after_quiet = std::exchange(quiet_, false);
  step.passed_over = left_out_count_ != 0;
  // It fires only while the operation cannot execute, so it reads what the guard does.
  const Announcement announced = announcement(thread.index);
  step.parts = step.looks_at = announced.looks_at;
  step.access = step.object == no_object || announced.looks_at == 0 ? Access::none : Access::read;
  const bool looks_elsewhere = announced.guard != no_object && announced.guard != announced.object;
  if (looks_elsewhere) further_touches_.push_back({steps_.size - 1, {announced.guard, 0, Access::read}});
  count_timer(thread, step, looks_elsewhere);
  // In virtual time a sleeper is let go before anybody else goes.
  quiet_ = settings_.clock == Clock::virtual_time && sleeps(thread);
}

HEDDLE_INLINE void Execution::go_on_with(ThreadState& self, ThreadState& next) {
  running = &next;
  self.fiber->switch_to(*next.fiber);
}

HEDDLE_APART void Execution::end(ThreadState& self, Outcome outcome) {
  outcome_ = outcome;
  culprit_ = self.index;
  running = nullptr;
  self.fiber->switch_to(root_);
}

/// Ends the execution, or leaves the thread where it is for good.
HEDDLE_APART void Execution::fail(ThreadState& self, std::string_view message, Site site) {
  failures_.push_back({self.index, steps_.size, std::string(message), site});
  if (!strategy_->goes_on_after_failures()) return end(self, Outcome::requirement_failed);
  publish(self);
  gates_[self.index] = shut;
  if (self.starter != nullptr) go_on_with(self, *std::exchange(self.starter, nullptr));
  else schedule(self);
}

// ---- a thread's life ----------------------------------------------------------------------------------------

ThreadState& Execution::thread_slot(ThreadIndex index) {
  if (index == threads_.size()) {
    auto thread = std::make_unique<ThreadState>(*this, index);
    thread->fiber = std::make_unique<Fiber>(stack_size_, &Execution::thread_loop, thread.get());
    threads_.push_back(std::move(thread));
    enabled_.resize(threads_.size() * 2);
  }
  return *threads_[index];
}

ThreadState& Execution::new_thread(UniqueFunction body, std::string_view name, bool daemon, ObjectRecord* end) {
  const Birth birth = running == nullptr ? Birth{} : Birth{running->index, running->threads_started++};
  ThreadState& thread = thread_slot(static_cast<ThreadIndex>(thread_count_));
  thread.body = std::move(body);
  thread.name = name;
  // What main is called is a literal.
  if (end == nullptr) thread.called = name;
  else thread.called = end->name.empty() ? interned(name) : end->name;
  thread.birth = birth;
  thread.threads_started = 0;
  thread.objects_made = first_number_of(thread.index);
  thread.starts = nullptr;
  thread.frames = nullptr;
  thread.daemon = daemon;
  thread.ended = false;
  thread.end = end;
  thread.pending = nullptr;
  thread.object = thread.second = nullptr;
  thread.destroyed = nullptr;
  thread.last_step = 0;
  thread.timer_armed = false;
  thread.has_woken_spuriously = false;
  thread.gave_up = Ending::done;
  thread.rounds.reset();
  thread.laps.reset();
  thread.quiet_returns = 0;
  thread.unwind_throws = 0;
  thread.uncaught.reset();
  gates_.push_back(shut);
  ++thread_count_;
  if (!daemon) ++unfinished_;
  return thread;
}

void Execution::thread_loop(void* thread) {
  auto& self = *static_cast<ThreadState*>(thread);
  for (;;) {
    // What executions before have left on the stack is not to tell rounds of this one apart.
    if (self.fiber->deepest() != nullptr) clear_unused_stack(self.fiber->deepest());
    self.execution->run_body(self);
    self.execution->finish_thread(self);
  }
}

void Execution::run_body(ThreadState& self) {
  try {
    self.body();
    self.body.reset();
  } catch (const Unwind&) {  // NOLINT(bugprone-empty-catch): the way out of an execution that is over
  } catch (...) {
    end_by_exception(self);
  }
  self.body.reset();
}

/// Does what is to be done about the exception being handled.
HEDDLE_APART void Execution::end_by_exception(ThreadState& self) {
  if (unwinding_) return;
  if (self.index == 0) return record_unless_exit(self);
  const std::uint64_t after = steps_.size;
  const ObjectRef hook_found = hook_object();
  Step* const look =
      pass(self, {.kind = &look_for_hook_kind, .object = &hook_found, .access = Access::read, .quiet = true},
           no_timeout);
  if (look == nullptr) return;
  const auto hook = uncaught_hook_;  // another may be set while it is at work
  if (hook == nullptr) {
    record_unless_exit(self);
    if (self.uncaught) self.uncaught->after = after;
    return;
  }
  look->value = 1;
  record_uncaught(self);
  const Trace::Uncaught uncaught = *std::exchange(self.uncaught, std::nullopt);
  try {
    (*hook)(uncaught.type, uncaught.what);
  } catch (const Unwind&) {  // NOLINT(bugprone-empty-catch): as above
  } catch (...) {
    if (!unwinding_) record_unless_exit(self);
  }
}

void Execution::record_unless_exit(ThreadState& self) {
  try {
    throw;
  } catch (const ThreadExit&) {  // NOLINT(bugprone-empty-catch): that is all it says
  } catch (...) {
    record_uncaught(self);
    has_uncaught_ = true;
  }
}

/// Records the exception being handled.
void Execution::record_uncaught(ThreadState& self) {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  self.uncaught = {type == nullptr ? "std::terminate" : type_name(*type), "", steps_.size};
  if (type == nullptr) return;
  try {
    throw;
  } catch (const std::exception& exception) {
    self.uncaught->what = exception.what();
  } catch (...) {  // NOLINT(bugprone-empty-catch): it has nothing to say
  }
}

void Execution::finish_thread(ThreadState& self) {
  self.quiet_returns = 0;
  if (self.end != nullptr && !unwinding_) {
    const ObjectRef end(self.end, serial_);
    Step* const step =
        pass(self, {.kind = &end_kind, .object = &end, .access = Access::write, .quiet = true}, no_timeout);
    if (step != nullptr) {
      self.end->level = thread_ended;
      publish(self);
    }
  }
  self.ended = true;
  if (unwinding_) {
    running = nullptr;
    self.fiber->switch_to(root_);
    return;
  }
  gates_[self.index] = shut;
  if (!self.daemon) --unfinished_;
  if (unfinished_ == 0) return end(self, Outcome::completed);
  schedule(self);
}

void Execution::on_fault(const void* address) {
  if (running != nullptr && running->fiber->overflowed_at(address))
    running->execution->abandon(*running, Outcome::stack_overflow);
}

void Execution::on_terminate() {
  if (running == nullptr) return;
  Execution& execution = *running->execution;
  const bool thrown = abi::__cxa_current_exception_type() != nullptr;
  if (!execution.unwinding_) {
    execution.record_uncaught(*running);
    execution.has_uncaught_ = true;
    if (thrown) running->uncaught->what += " (out of a noexcept function)";
    execution.outcome_ = Outcome::terminated;
  }
  if (thrown) abi::__cxa_end_catch();  // nobody else will
  execution.abandon(*running, execution.outcome_);
}

void Execution::abandon(ThreadState& self, Outcome outcome) {
  self.lost = true;
  self.pending = nullptr;  // it lives on the stack that is given up
  outcome_ = outcome;
  culprit_ = self.index;
  running = nullptr;
  self.fiber->abandon_for(root_);
}

// ---- objects ------------------------------------------------------------------------------------------------

ObjectRecord& Execution::new_object(const ObjectKind& kind, std::string_view name, Site site, std::int32_t level) {
  return add_object(kind, interned(name), site, level, {running->index, running->objects_made++});
}

ObjectRecord& Execution::add_object(const ObjectKind& kind, std::string_view name, Site site, std::int32_t level,
                                    Birth birth) {
  objects_.reserve(object_count_);
  ObjectRecord& record = objects_[object_count_];
  record = {&kind, name, site, level, object_count_, birth};
  ++object_count_;
  return record;
}

/// Stands for the thread. The engine's own objects are made when they are first asked for.
ObjectRef Execution::object_of(ThreadState& thread) {
  if (thread.end != nullptr) return {thread.end, serial_};
  if (main_object_ == nullptr)
    main_object_ = &add_object(main_kind, "main", {}, thread_running, {0, number_of_main});
  return {main_object_, serial_};
}

ObjectRef Execution::starts_of_thread(ThreadState& thread) {
  if (thread.starts == nullptr)
    thread.starts = &add_object(starts_kind, starts_kind.name, {}, 0, {thread.index, number_of_starts});
  return {thread.starts, serial_};
}

ObjectRef Execution::hook_object() {
  if (hook_object_ == nullptr) hook_object_ = &add_object(hook_kind, hook_kind.name, {}, 0, {0, number_of_hook});
  return {hook_object_, serial_};
}

std::string_view Execution::interned(std::string_view name) {
  if (name.empty()) return {};
  const auto known = names_.find(name);
  return known != names_.end() ? *known : *names_.emplace(name).first;
}

// ---- an execution, looked at --------------------------------------------------------------------------------

bool Execution::some_thread_is_blocked() const noexcept {
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    const ThreadState& thread = *threads_[i];
    if (thread.pending != nullptr && !thread.ended && !thread.timer_armed && !passes(gates_[i])) return true;
  }
  return false;
}

Step Execution::pending(Agent agent) const {
  const ThreadState& thread = *threads_[agent.thread];
  Step step;
  step.agent = agent;
  if (thread.pending == nullptr) return step;
  const Operation& operation = *thread.pending;
  step.site = operation.site;
  step.object = index_of(thread.object);
  if (agent.timer) {
    step.kind = thread.may_wake_spuriously ? &spurious_kind : &timeout_kind;
    return step;
  }
  step.kind = operation.kind;
  step.second = index_of(thread.second);
  step.access = operation.access;
  step.second_access = operation.second_access;
  step.ending = thread.gave_up;
  return step;
}

Announcement Execution::announcement(ThreadIndex thread, bool goes_all_the_same) const {
  const ThreadState& state = *threads_[thread];
  const Operation& operation = *state.pending;
  Announcement announced;
  announced.object = index_of(state.object);
  announced.second = index_of(state.second);
  announced.access = operation.access;
  announced.second_access = operation.second_access;
  announced.parts = operation.parts;
  announced.looks_at = operation.looks_at != 0            ? operation.looks_at
                       : operation.access != Access::none ? operation.parts
                                                          : std::uint8_t{0};
  for (std::size_t i = 0; i < announced.acts.size(); ++i) {
    const Guard& acts = operation.acts[i];
    announced.acts[i] = {index_of(state.acts[i]), {acts.low, acts.high}};
  }
  const bool passed_over = !goes_all_the_same && state.rounds.repeating;
  if (state.gave_up == Ending::timed_out) {
    announced.access = announced.second_access = Access::none;
  } else if (state.gave_up == Ending::done) {
    announced.guard = index_of(state.guard);
    announced.guard_holds_at = {operation.guard.low, operation.guard.high};
    if (passed_over && !state.timer_armed) {
      announced.guard = no_object;
      announced.guard_holds_at = {1, 1};
    }
    announced.has_timer =
        state.timer_armed && !passed_over &&
        (settings_.clock == Clock::explored || state.may_wake_spuriously || state.deadline <= now_);
  }
  return announced;
}

void Execution::footprint(std::size_t step, std::vector<Touch>& footprint) const {
  footprint.clear();
  const Step& made = steps_.all[step];
  if (made.object != no_object && made.access != Access::none)
    for (std::uint32_t part = 0; made.parts >> part != 0; ++part)
      if ((made.parts >> part & 1U) != 0) footprint.push_back({made.object, part, made.access});
  if (made.second != no_object && made.second_access != Access::none)
    footprint.push_back({made.second, 0, made.second_access});
  for (const FurtherTouch& further : further_touches(step)) footprint.push_back(further.touch);
}

std::span<const Execution::FurtherTouch> Execution::further_touches(std::size_t step) const noexcept {
  const auto [first, last] =
      std::equal_range(further_touches_.begin(), further_touches_.end(), FurtherTouch{step, {}},
                       [](const FurtherTouch& a, const FurtherTouch& b) { return a.step < b.step; });
  return {first, last};
}

std::string Execution::object_label(ObjectIndex object) const {
  const ObjectRecord& record = objects_[object];
  std::uint32_t number = 1;
  for (ObjectIndex other = 0; other < object; ++other) number += objects_[other].kind == record.kind ? 1 : 0;
  return engine::object_label(*record.kind, record.name, number);
}

std::string Execution::pending_label(Agent agent) const {
  const Step step = pending(agent);
  const std::string object = step.object == no_object ? "" : object_label(step.object);
  return step_label(agent_label(threads_[agent.thread]->called, agent.timer), *step.kind, object);
}

Trace::Pending Execution::pending_of(const ThreadState& thread) const {
  const Step step = pending({thread.index, false});
  return {step.kind,
          step.object,
          step.second,
          step.site,
          thread.pending_since,
          passes(gates_[thread.index]),
          thread.rounds.repeating || (circle_since_ && thread.last_step >= *circle_since_)};
}

Trace Execution::trace() const {
  Trace trace;
  trace.steps.assign(steps().begin(), steps().end());
  trace.idle_before = idle_before_;
  trace.circle_since = circle_since_;
  trace.outcome = outcome_;
  if (!failures_.empty()) {
    trace.requirement = failures_.front().message;
    trace.requirement_site = failures_.front().site;
  }
  trace.culprit = culprit_;
  trace.passed_over = passed_over_;
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    const ThreadState& thread = *threads_[i];
    Trace::Thread& copy = trace.threads.emplace_back();
    copy.name = thread.called;
    copy.daemon = thread.daemon;
    copy.ended = thread.ended;
    copy.uncaught = thread.uncaught;
    if (thread.end != nullptr) copy.object = thread.end->index;
    if (thread.pending != nullptr && !thread.ended) copy.pending = pending_of(thread);
  }
  std::unordered_map<const ObjectKind*, std::uint32_t> of_kind;
  for (std::uint32_t i = 0; i < object_count_; ++i) {
    const ObjectRecord& record = objects_[i];
    trace.objects.push_back({record.kind, std::string(record.name), ++of_kind[record.kind], record.created,
                             record.level, record.destroyed});
  }
  return trace;
}

std::uint64_t Execution::fingerprint() const {
  // Multiplied before the value comes in, and after: small numbers must not cancel each other out.
  const auto mixed = [](std::uint64_t hash, std::uint64_t value) {
    hash = hash * 0xbf58476d1ce4e5b9U + value;
    hash = (hash ^ (hash >> 30U)) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 32U);
  };
  std::uint64_t hash =
      mixed(static_cast<std::uint64_t>(outcome_), failures_.empty() ? 0 : failures_.front().site.line);
  hash = mixed(hash, culprit_);
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    const ThreadState& thread = *threads_[i];
    const Step step = thread.ended ? Step{} : pending({thread.index, false});
    hash = mixed(mixed(hash, step.object), step.site.line);
    hash =
        mixed(hash, thread.uncaught ? std::hash<std::string>()(thread.uncaught->type + thread.uncaught->what) : 0);
  }
  std::vector<std::uint64_t> holders(object_count_, 0);
  for (const Step& step : steps()) {
    switch (step.kind->role) {
      case Role::acquire:
        if (objects_[step.object].kind->has_permits) break;
        if (step.value == 1) holders[step.object] = mixed(step.agent.thread, step.site.line);
        continue;
      case Role::release:
        if (objects_[step.object].kind->has_permits || step.value != 1) break;
        continue;
      case Role::yield:
      case Role::start:
      case Role::join:
      case Role::end:
      case Role::timer: continue;  // what matters of these is where it led
      default: break;
    }
    hash = mixed(mixed(hash, step.object), step.site.line);
    hash = mixed(mixed(hash, static_cast<std::uint64_t>(step.value)), step.agent.thread);
  }
  for (const std::uint64_t holder : holders) hash = mixed(hash, holder);
  return hash;
}

}  // namespace heddle::engine
