// What the explorer does to find out a scenario that is not deterministic: it runs executions again.

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

void Explorer::refuse(Divergence divergence) { verdict_.nondeterminism = std::move(divergence); }

}  // namespace heddle::engine
