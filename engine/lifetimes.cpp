#include <heddle/engine/lifetimes.hpp>

#include <heddle/engine/class_hash.hpp>
#include <heddle/engine/execution.hpp>
#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/strategies/retrace.hpp>

#include <algorithm>

namespace heddle::engine {

void Lifetimes::look_at(const Execution& execution, const HappensBefore& events) {
  risks_.clear();
  const auto steps = execution.steps();
  for (std::uint32_t use = 0; use < events.size(); ++use) {
    const Step& step = steps[use];
    // A timer only looks at what its operation was announced with.
    if (step.agent.timer || step.kind->outlasts) continue;
    note(execution, events, use, step.object);
    note(execution, events, use, step.second);
  }
  // An operation that was announced and never executed could have been announced too late.
  for (std::uint32_t i = 0; i < execution.thread_count(); ++i) {
    const auto thread = static_cast<ThreadIndex>(i);
    const Step pending = execution.pending({thread, false});
    if (execution.has_ended(thread) || pending.kind == nullptr || pending.kind->outlasts) continue;
    const std::uint32_t announced = events.latest_of(thread);
    if (announced == HappensBefore::no_step) continue;
    note(execution, events, announced, pending.object);
    note(execution, events, announced, pending.second);
  }
}

/// Notes the use of an object if it may come after its end.
void Lifetimes::note(const Execution& execution, const HappensBefore& events, std::uint32_t use,
                     ObjectIndex object) {
  if (object == no_object) return;
  const std::uint64_t after = execution.destroyed_after(object);
  if (after == ObjectRecord::never || after <= use) return;
  const std::uint32_t destroys = events.step_before(static_cast<std::uint32_t>(after));
  if (destroys == HappensBefore::no_step || destroys == use || events.happens_before(use, destroys)) return;
  const Risk risk{use, destroys};
  if (fails_before(execution, events, risk)) return;
  if (met_.insert(class_hash::added(events.hash_of(use), events.hash_of(destroys))).second) risks_.push_back(risk);
}

std::vector<std::unique_ptr<Strategy>> Lifetimes::ways(HappensBefore& events) {
  std::vector<std::unique_ptr<Strategy>> ways;
  for (const Risk& risk : risks_)
    ways.push_back(retrace(events, risk.use, [&](std::uint32_t step) { return leads_to(events, step, risk); }));
  risks_.clear();
  return ways;
}

/// True if a requirement fails on the way: a search may go on after that, an execution of the scenario does not.
bool Lifetimes::fails_before(const Execution& execution, const HappensBefore& events, const Risk& risk) {
  return std::ranges::any_of(execution.failures(), [&](const Execution::Failure& failure) {
    const std::uint32_t step = events.step_before(static_cast<std::uint32_t>(failure.after));
    return step == HappensBefore::no_step || leads_to(events, step, risk);
  });
}

bool Lifetimes::leads_to(const HappensBefore& events, std::uint32_t step, const Risk& risk) noexcept {
  return step == risk.destroys || events.happens_before(step, risk.destroys) ||
         (step != risk.use && events.happens_before(step, risk.use));
}

}  // namespace heddle::engine
