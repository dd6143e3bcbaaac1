// What the explorer does to find out a scenario that is not deterministic: it runs executions again.

#include <heddle/engine/diagnosis/diagnosis.hpp>
#include <heddle/engine/difference.hpp>
#include <heddle/engine/explorer.hpp>
#include <heddle/engine/heap_shift.hpp>
#include <heddle/engine/strategies/replay.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace heddle::engine {
namespace {

// The last execution is run again so often, unless that takes too long: of the time of the search one part in so
// many, or so much.
constexpr int reruns_of_last = 8;
constexpr int share_of_reruns = 20;
constexpr std::chrono::milliseconds longest_rerun{250};

// And executions of which one fails so often.
constexpr int reruns_of_failure = 4;

}  // namespace

/// Runs the execution that left this trace again, and refuses the scenario if it does not go the same way.
void Explorer::replay_against(const Schedule& schedule, const Trace& trace) {
  const HeapShift other_addresses(++reruns_);
  ReplaySchedule again(schedule);
  if (trace.outcome == Outcome::stack_overflow) again.go_on_with(trace.culprit);
  (void)again.begin();
  execution_.run(body_, again);
  refuse_misuse();
  again.finish(execution_);
  const Trace now = execution_.trace();
  if (!overflow_alike(trace, now)) {
    check_against_previous();
    const auto& divergence = again.divergence();
    const bool stopped_likewise = trace.outcome == Outcome::stopped && divergence &&
                                  divergence->step == trace.steps.size() && now.outcome == Outcome::stopped;
    if (verdict_.nondeterminism) return unwind();
    if (divergence && !stopped_likewise)
      refuse({divergence->step, described(trace, divergence->step), divergence->got, divergence->enabled});
    else if (auto other = difference(trace, now)) refuse(std::move(*other));
  }
  unwind();
}

/// A scenario that looks at clocks or addresses would otherwise be found out only when choices repeat themselves.
void Explorer::check_again() {
  const Trace trace = execution_.trace();
  unwind();
  replay_against(schedule_of(verdict_.scenario, execution_.settings(), trace), trace);
}

/// The same, several times: what is random may come out the same once.
void Explorer::check_last_again() {
  const Outcome outcome = execution_.outcome();
  if (verdict_.executions == 0 || verdict_.refused() || !verdict_.findings.empty()) return;
  // Of these, there are no replays.
  if (outcome == Outcome::stopped || !execution_.failures().empty()) return;
  const Time::time_point begin = Time::now();
  const Time::duration allowed = std::max<Time::duration>((begin - start_) / share_of_reruns, longest_rerun);
  const std::vector<Step> steps(execution_.steps().begin(), execution_.steps().end());
  const Schedule schedule = schedule_at_hand(std::span(steps));
  ReplaySchedule again(schedule);
  (void)again.begin();
  execution_.run(body_, again);
  refuse_misuse();
  again.finish(execution_);
  check_against_previous();
  const Trace trace = execution_.trace();
  if (verdict_.nondeterminism) return unwind();
  if (const auto& divergence = again.divergence()) refuse(*divergence);
  else if (trace.outcome != outcome)
    refuse({steps.size(),
            fmt::format("the end of the execution ({})", name_of(outcome)),
            described(trace, trace.steps.size()),
            {}});
  unwind();
  const Schedule labelled = schedule_of(verdict_.scenario, execution_.settings(), trace);
  for (int i = 1; i < reruns_of_last && !verdict_.nondeterminism && Time::now() - begin < allowed; ++i)
    replay_against(labelled, trace);
}

/// Of the execution that took these steps, the last one.
Schedule Explorer::schedule_at_hand(std::span<const Step> steps) const {
  Schedule schedule = schedule_of(verdict_.scenario, execution_.settings(), steps);
  schedule.idle_before.assign(execution_.idle_before().begin(), execution_.idle_before().end());
  schedule.circle_since = execution_.circle_since();
  return schedule;
}

void Explorer::check_against_previous() {
  const auto previous = execution_.previous_steps();
  const auto difference = first_difference(previous, execution_.steps());
  if (!difference) return;
  Trace now = execution_.trace();
  std::string got = described(now, *difference);
  now.steps.assign(previous.begin(), previous.end());  // the names are near enough: they were the same so far
  refuse({*difference, described(now, *difference), std::move(got), {}});
}

/// By itself, in one of its threads.
bool Explorer::is_failure(Outcome outcome) noexcept {
  return outcome == Outcome::requirement_failed || outcome == Outcome::terminated ||
         outcome == Outcome::stack_overflow;
}

/// Leaves the execution at hand.
bool Explorer::fails_again(const Schedule& schedule) {
  unwind();
  const HeapShift other_addresses(++reruns_);
  ReplaySchedule again(schedule);
  (void)again.begin();
  const Outcome outcome = execution_.run(body_, again);
  refuse_misuse();
  return is_failure(outcome);
}

/// The execution at hand takes the steps that lead to a failure, and there is none. If that stays so, and the whole
/// execution fails each time, some other of its steps leads there, unseen.
void Explorer::tell_failure_without_cause(const Schedule& whole) {
  Trace alone = execution_.trace();
  const Schedule leading = schedule_of(verdict_.scenario, execution_.settings(), alone);
  for (int i = 0; i < reruns_of_failure; ++i)
    if (!fails_again(whole) || fails_again(leading) || !fails_again(whole)) {
      refuse({alone.steps.size(), "a requirement that fails", described(alone, alone.steps.size()), {}});
      return unwind();
    }
  Trace failing = execution_.trace();
  unwind();
  UnseenSharing& told = verdict_.unseen_sharing.emplace();
  told.at_random = false;
  told.drawn = schedule_of(verdict_.scenario, execution_.settings(), failing);
  told.seen = leading;
  told.parting = {
      failing.steps.size(), described(alone, alone.steps.size()), described(failing, failing.steps.size()), {}};
  for (const Diagnosis& diagnosis : diagnose(failing))
    told.found.push_back({diagnosis.hazard, diagnosis.message, diagnosis.marks, told.drawn, failing});
  told.drawn_trace = std::move(failing);
  told.seen_trace = std::move(alone);
}

void Explorer::refuse(Divergence divergence) { verdict_.nondeterminism = std::move(divergence); }

}  // namespace heddle::engine
