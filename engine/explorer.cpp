#include <heddle/engine/explorer.hpp>

#include <heddle/engine/diagnosis/diagnosis.hpp>
#include <heddle/engine/difference.hpp>
#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/lifetimes.hpp>
#include <heddle/engine/strategies/bounded_dpor.hpp>
#include <heddle/engine/strategies/depth_first.hpp>
#include <heddle/engine/strategies/dpor.hpp>
#include <heddle/engine/strategies/random.hpp>
#include <heddle/engine/strategies/replay.hpp>
#include <heddle/engine/strategies/retrace.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>

namespace heddle::engine {
namespace {

// Executions of so many steps seldom end later on.
constexpr std::uint64_t long_execution = 1'000;

constexpr std::size_t smallest_stack = std::size_t{16} * 1024;

// Of the time of a search, one part in so many may go into its estimate, until it rests on so many executions.
constexpr int share_of_estimate = 20;
constexpr std::uint64_t enough_drawn = 20'000;

/// Of so many executions, the last one is to be run again.
bool is_due(std::uint64_t executions) { return std::has_single_bit(executions); }

const Options& checked(const Options& options) {
  if (options.stack_size < smallest_stack)
    throw UsageError(
        fmt::format("stack_size is {}; a thread needs at least {} bytes", options.stack_size, smallest_stack));
  if (options.max_threads < 1 || options.max_threads > std::numeric_limits<ThreadIndex>::max())
    throw UsageError(fmt::format("max_threads is {}; it must be 1 to 65535", options.max_threads));
  if (options.max_steps < 1) throw UsageError("max_steps is 0; an execution needs at least one step");
  if (options.livelock_after < 1) throw UsageError("livelock_after is 0; it must be at least 1");
  if (options.max_time < std::chrono::nanoseconds::zero()) throw UsageError("max_time is negative");
  if (options.ladder && options.search == Search::random)
    throw UsageError("a ladder of preemption bounds is for dpor and depth_first; random keeps to none");
  if (options.estimate_after < std::chrono::nanoseconds::zero()) throw UsageError("estimate_after is negative");
  return options;
}

/// What makes two findings the same: the hazard and the places it is told at.
std::string place_of(const Finding& finding) {
  std::string key = std::string(heddle::name_of(finding.hazard));
  for (const Mark& mark : finding.marks) {
    Site site;
    if (mark.step) site = finding.trace.steps[*mark.step].site;
    else if (const auto& pending = finding.trace.threads[mark.thread].pending) site = pending->site;
    key += fmt::format(" {}@{}:{}", mark.thread, site.file, site.line);
  }
  const Trace& trace = finding.trace;
  if (finding.hazard == Hazard::requirement_failed)
    key += fmt::format(" {}:{}", trace.requirement_site.file, trace.requirement_site.line);
  for (const Trace::Thread& thread : trace.threads)
    if (thread.uncaught) key += fmt::format(" {} {}", thread.uncaught->type, thread.uncaught->what);
  return key;
}

}  // namespace

std::unique_ptr<Strategy> make_strategy(const Options& options) {
  switch (options.search) {
    case Search::depth_first: return std::make_unique<DepthFirst>(options.preemption_bound);
    case Search::dpor:
      if (options.preemption_bound) return std::make_unique<BoundedDpor>(*options.preemption_bound);
      return std::make_unique<Dpor>(options.dependence);
    case Search::random: return std::make_unique<Random>(options.seed);
  }
  throw UsageError("unknown search");
}

Explorer::Explorer(std::string name, std::function<void()> body, const Options& options)
    : body_(std::move(body)), execution_(checked(options).settings(), options.stack_size, options.max_threads) {
  if (!body_) throw UsageError("a scenario without a body");
  verdict_.scenario = std::move(name);
  verdict_.options = options;
}

Verdict Explorer::explore(Strategy& strategy) {
  start_ = last_progress_ = last_estimate_ = Time::now();
  prepare_estimate(strategy);
  prepare_guard(strategy);
  const bool exhausted = search(strategy);
  check_last_again();
  conclude(strategy, exhausted);
  watch_for_unseen_sharing();
  verdict_.elapsed = Time::now() - start_;
  return std::move(verdict_);
}

Verdict Explorer::climb() {
  start_ = last_progress_ = Time::now();
  Options within = verdict_.options;
  const std::uint32_t top = within.preemption_bound.value_or(std::numeric_limits<std::uint32_t>::max());
  for (std::uint32_t bound = 0;; ++bound) {
    within.preemption_bound = bound;
    const auto strategy = make_strategy(within);
    const std::uint64_t before = verdict_.executions;
    const bool exhausted = search(*strategy);
    check_last_again();
    verdict_.rungs.push_back({bound, verdict_.executions - before, exhausted});
    const bool says_most = exhausted || bound == 0 || verdict_.violated() || verdict_.refused();
    if (says_most) {
      verdict_.options.preemption_bound = bound;
      conclude(*strategy, exhausted);
    }
    if (!exhausted || !strategy->bounded() || bound == top) break;
  }
  verdict_.elapsed = Time::now() - start_;
  return std::move(verdict_);
}

/// True if the strategy said that this was all.
bool Explorer::search(Strategy& strategy) {
  if (strategy.events() != nullptr) strategy.events()->tell_classes_apart();
  while (strategy.begin()) {
    if (!may_go_on()) return false;
    run_once(strategy);
    if (!verdict_.findings.empty() && !verdict_.options.keep_going) return false;
    if (stops_at_long_cut_ && verdict_.cut > 0 && verdict_.options.max_steps >= long_execution) {
      stopped_at_long_cut_ = true;
      return false;
    }
    if (broke_off_) {  // there is a search that does not go on after failures, and sees what else there is
      broke_off_ = false;
      DepthFirst every_schedule(verdict_.options.preemption_bound);
      return search(every_schedule);
    }
    look_for_use_after_destroy(strategy);
    if (verdict_.refused()) return false;
  }
  return true;
}

void Explorer::conclude(const Strategy& strategy, bool exhausted) {
  verdict_.exhausted = exhausted;
  verdict_.preemptions_bounded = verdict_.options.preemption_bound && strategy.bounded();
  verdict_.complete =
      exhausted && verdict_.cut == 0 && !strategy.bounded() && !verdict_.bounded_loop && !verdict_.refused();
}

void Explorer::run_once(Strategy& strategy) {
  const Outcome outcome = execution_.run(body_, strategy);
  if (!execution_.misuse().empty() && !execution_.failures().empty()) return show_first_failure();
  refuse_misuse();
  check_against_previous();
  strategy.finish(execution_);
  verdict_.steps += execution_.steps().size();
  if (strategy.events() != nullptr && !verdict_.refused()) lifetimes_.look_at(execution_, *strategy.events());
  if (strategy.abandoned() && !verdict_.refused()) {
    ++verdict_.abandoned;
    // Where nothing was cut, that should not happen; a scenario that is not deterministic leads there.
    const bool suspicious = verdict_.cut == 0 && execution_.failures().empty();
    return suspicious && is_due(verdict_.abandoned) ? check_again() : unwind();
  }
  if (observer_) observer_(execution_);
  ++verdict_.executions;
  verdict_.max_depth = std::max<std::uint64_t>(verdict_.max_depth, execution_.steps().size());
  verdict_.max_threads = std::max(verdict_.max_threads, execution_.thread_count());
  verdict_.fair_only = verdict_.fair_only || execution_.passed_over();
  if (const auto& beyond = execution_.beyond_rounds(); beyond && !verdict_.bounded_loop)
    verdict_.bounded_loop = {std::string(execution_.thread_name(beyond->thread)), beyond->site};
  if (outcome == Outcome::cut) ++verdict_.cut;
  if (verdict_.refused()) return unwind();
  note_class(strategy);
  if (!execution_.failures().empty() && strategy.goes_on_after_failures()) return show_failures(strategy);
  const bool may_be_wrong =
      outcome == Outcome::cut ? execution_.some_thread_is_blocked() : outcome != Outcome::completed;
  if (may_be_wrong || execution_.has_uncaught()) return examine();
  if (is_due(verdict_.executions)) return check_again();
  unwind();
}

void Explorer::refuse_misuse() {
  if (execution_.misuse().empty()) return;
  const std::string misuse = execution_.misuse();
  unwind();
  throw UsageError(fmt::format("scenario {}: {}", verdict_.scenario, misuse));
}

void Explorer::unwind() {
  if (const auto left_behind = execution_.unwind())
    throw UsageError(
        fmt::format("scenario {}: thread number {} keeps catching the exception that ends an execution; "
                    "let `catch (...)` rethrow, or leave its loop",
                    verdict_.scenario, *left_behind));
}

void Explorer::examine() {
  const bool known = !seen_.insert(execution_.fingerprint()).second;
  if (known) return is_due(verdict_.executions) ? check_again() : unwind();
  const Trace trace = execution_.trace();
  unwind();
  if (trace.outcome == Outcome::cut && diagnose(trace).empty()) return;
  const Schedule schedule = schedule_of(verdict_.scenario, execution_.settings(), trace);
  replay_against(schedule, trace);
  if (verdict_.refused()) return;
  for (Diagnosis& diagnosis : diagnose(trace))
    add_finding({diagnosis.hazard, std::move(diagnosis.message), std::move(diagnosis.marks), schedule, trace});
}

/// An execution that went on after a failure is none of the scenario's; what it stands for is shown by itself.
void Explorer::show_failures(Strategy& strategy) {
  const std::vector<Step> steps(execution_.steps().begin(), execution_.steps().end());
  const Schedule whole = schedule_at_hand(std::span(steps));
  unwind();
  for (const std::unique_ptr<Strategy>& way : strategy.ways_to_failures()) {
    (void)way->begin();
    const Outcome outcome = execution_.run(body_, *way);
    refuse_misuse();
    check_against_previous();
    if (verdict_.refused()) return unwind();
    if (!is_failure(outcome)) return tell_failure_without_cause(whole);
    if (observer_) observer_(execution_);
    examine();
    if (verdict_.refused() || (!verdict_.findings.empty() && !verdict_.options.keep_going)) return;
  }
}

/// An execution that went on after a failure has used Heddle wrongly, which none of the scenario's own may do: it
/// had ended there. So that is shown, and this search cannot go on.
void Explorer::show_first_failure() {
  broke_off_ = true;
  const std::vector<Step> steps(execution_.steps().begin(), execution_.steps().end());
  const Schedule schedule = schedule_at_hand(std::span(steps));
  unwind();
  ReplaySchedule as_it_is(schedule);
  (void)as_it_is.begin();
  execution_.run(body_, as_it_is);
  refuse_misuse();
  ++verdict_.executions;
  verdict_.steps += execution_.steps().size();
  if (observer_) observer_(execution_);
  examine();
}

void Explorer::add_finding(Finding finding) {
  if (explained_.insert(place_of(finding)).second) verdict_.findings.push_back(std::move(finding));
}

/// Runs the schedules in which an object is destroyed before a use of it: those refuse the scenario.
void Explorer::look_for_use_after_destroy(Strategy& strategy) {
  if (strategy.events() == nullptr || verdict_.refused()) return;
  for (const std::unique_ptr<Strategy>& way : lifetimes_.ways(*strategy.events())) {
    (void)way->begin();
    execution_.run(body_, *way);
    refuse_misuse();
    check_against_previous();
    unwind();
    if (verdict_.refused()) return;
  }
}

bool Explorer::may_go_on() {
  const Options& options = verdict_.options;
  const std::uint64_t runs = verdict_.executions + verdict_.abandoned;
  if (options.max_executions != 0 && runs >= options.max_executions) {
    verdict_.budget = Budget::executions;
    return false;
  }
  // Looking at a clock costs as much as a few steps.
  if (verdict_.steps - steps_at_last_look_ < 1'000 && runs - runs_at_last_look_ < 64) return true;
  steps_at_last_look_ = verdict_.steps;
  runs_at_last_look_ = runs;
  const Time::time_point now = Time::now();
  bool go_on = options.max_time == std::chrono::nanoseconds::zero() || now - start_ < options.max_time;
  if (go_on && probe_) estimate(now);
  if (verdict_.refused()) return false;
  go_on = report_progress(now) && go_on;
  if (!go_on) verdict_.budget = Budget::time;
  return go_on;
}

/// Now and then, says how far it is. False if nobody wants it to go on.
bool Explorer::report_progress(Time::time_point now) {
  if (!progress_ || now - last_progress_ < std::chrono::milliseconds(100)) return true;
  last_progress_ = now;
  return progress_({verdict_.executions, verdict_.steps, verdict_.max_depth, verdict_.findings.size(), now - start_,
                    verdict_.estimate ? &*verdict_.estimate : nullptr});
}

void Explorer::prepare_estimate(const Strategy& strategy) {
  const Options& options = verdict_.options;
  if (options.estimate_after == std::chrono::nanoseconds::zero()) return;
  probe_ = strategy.probe();
  estimate_after_ = options.estimate_after;
  if (options.max_time != std::chrono::nanoseconds::zero())
    estimate_after_ = std::min<Time::duration>(estimate_after_, options.max_time / 10);
}

/// Now and then, draws executions for as long as their share of the time allows, and only until they are enough.
void Explorer::estimate(Time::time_point now) {
  if (now - start_ < estimate_after_ || now - last_estimate_ < estimate_after_ / 10) return;
  last_estimate_ = now;
  if (!verdict_.estimate || verdict_.estimate->drawn < enough_drawn) {
    while (drawing_ < (now - start_) / share_of_estimate && !verdict_.refused()) {
      const Time::time_point before = Time::now();
      draw();
      drawing_ += Time::now() - before;
    }
    verdict_.estimate = probe_->estimate();
  }
  if (verdict_.estimate)
    verdict_.estimate->per_second =
        static_cast<double>(verdict_.executions) / std::chrono::duration<double>(now - start_).count();
}

/// Runs an execution that counts for nothing but the estimate.
void Explorer::draw() {
  (void)probe_->begin();
  execution_.run(body_, *probe_);
  refuse_misuse();
  check_against_previous();
  if (!verdict_.refused()) probe_->finish(execution_);
  unwind();
}

Replay Explorer::replay(const Schedule& schedule) {
  ReplaySchedule strategy(schedule);
  (void)strategy.begin();
  execution_.run(body_, strategy);
  refuse_misuse();
  strategy.finish(execution_);
  Replay replay{execution_.trace(), strategy.divergence(), {}};
  // How much a call takes of a stack is nothing that a schedule says: it may overflow sooner.
  if (replay.trace.outcome == Outcome::stack_overflow) replay.divergence.reset();
  unwind();
  if (replay.divergence) return replay;
  for (Diagnosis& diagnosis : diagnose(replay.trace))
    replay.findings.push_back(
        {diagnosis.hazard, std::move(diagnosis.message), std::move(diagnosis.marks), schedule, replay.trace});
  return replay;
}

}  // namespace heddle::engine
