#include <heddle/engine/lint/timer_never_joined.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>
#include <heddle/engine/lint/order.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace heddle::engine {
namespace {

/// A thread that was started, and waited on what would have called it off.
struct Delayed {
  std::uint64_t started = 0;              ///< the step that did
  std::uint64_t waits = 0;                ///< its own step
  std::optional<std::uint64_t> went_off;  ///< its own step: it looked, and was not called off
};

/// True for what a timer does itself to what would call it off: that is written where the timer is made. Others may
/// wait for it as well, to be finished.
bool is_timers_own(const Trace& trace, const Step& step) noexcept {
  if (step.object == no_object || step.agent.timer) return false;
  const Trace::Object& object = trace.objects[step.object];
  return object.kind->calls_off && object.created == step.site;
}

/// By ThreadIndex.
std::vector<std::optional<Delayed>> delayed_in(const Trace& trace) {
  std::vector<std::optional<Delayed>> all(trace.threads.size());
  std::vector<std::uint64_t> started(trace.threads.size());
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    const ThreadIndex self = step.agent.thread;
    if (step.kind->role == Role::start && step.value != 0) {
      for (std::size_t i = 0; i < trace.threads.size(); ++i)
        if (trace.threads[i].object == step.object) started[i] = index;
    }
    if (!is_timers_own(trace, step)) continue;
    switch (step.kind->role) {
      case Role::wait:
        if (self != 0 && !all[self] && step.value == 0) all[self] = {started[self], index, std::nullopt};
        break;
      case Role::test:
        if (all[self] && !all[self]->went_off && step.object == trace.steps[all[self]->waits].object &&
            step.value == 0)
          all[self]->went_off = index;
        break;
      default: break;
    }
  }
  return all;
}

bool is_cancelled(const Trace& trace, ThreadIndex thread, ObjectIndex object) {
  return std::any_of(trace.steps.begin(), trace.steps.end(), [&](const Step& step) {
    return step.object == object && step.kind->role == Role::signal && step.agent.thread != thread;
  });
}

bool is_joined(const Trace& trace, ThreadIndex thread) {
  return std::any_of(trace.steps.begin(), trace.steps.end(), [&](const Step& step) {
    return step.object == trace.threads[thread].object && step.kind->role == Role::join && !step.kind->implicit &&
           step.value != 0;
  });
}

/// True if some thread came to know that it had gone off, by something else than the end of a scope.
bool is_heard_of(const Trace& trace, ThreadIndex thread, std::uint64_t went_off) {
  const Order order(trace, Order::Links::handshakes);
  std::vector<bool> joined(trace.threads.size());  // by the end of a scope
  for (std::uint64_t index = went_off + 1; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    const ThreadIndex other = step.agent.thread;
    if (other == thread || joined[other]) continue;
    joined[other] =
        step.kind->implicit && step.kind->role == Role::join && step.object == trace.threads[thread].object;
    if (!joined[other] && order.before(went_off, index)) return true;
  }
  return false;
}

Suspicion told(const Trace& trace, ThreadIndex thread, const Delayed& delayed) {
  const std::string name = clear_name(trace, thread);
  const Step& start = trace.steps[delayed.started];
  const ObjectIndex object = trace.steps[delayed.waits].object;
  Suspicion suspicion;
  suspicion.lint = Lint::timer_never_joined;
  suspicion.message = fmt::format(
      "{} starts {}, a timer, at {}, and nobody cancels it, joins it or hears of what it does: {}",
      clear_name(trace, start.agent.thread), name, step_text(trace, delayed.started),
      delayed.went_off ? fmt::format("it goes off at {}, and may at any time, also when all else is over",
                                     step_text(trace, *delayed.went_off))
                       : "it is a daemon, and is cut off before it goes off");
  suspicion.marks = {
      mark_step(trace, delayed.started, fmt::format("starts {}", name)),
      delayed.went_off ? mark_step(trace, *delayed.went_off, "goes off") : mark_pending(thread, "is cut off here")};
  const std::string identified = identity(trace, object);
  suspicion.key = fmt::format("{} {}", identified, spot(start.site));
  suspicion.hold_back = {place_of(trace, delayed.waits)};
  suspicion.shown_by = [identified](const Finding& finding) {
    const std::vector<std::optional<Delayed>> all = delayed_in(finding.trace);
    return std::any_of(all.begin(), all.end(), [&](const std::optional<Delayed>& one) {
      return one && !one->went_off && identity(finding.trace, finding.trace.steps[one->waits].object) == identified;
    });
  };
  return suspicion;
}

}  // namespace

std::vector<Suspicion> timer_never_joined(const Trace& trace) {
  std::vector<Suspicion> all;
  if (trace.outcome != Outcome::completed) return all;
  const std::vector<std::optional<Delayed>> delayed = delayed_in(trace);
  for (std::size_t i = 0; i < delayed.size(); ++i) {
    if (!delayed[i]) continue;
    const auto thread = static_cast<ThreadIndex>(i);
    const bool cared_for = is_cancelled(trace, thread, trace.steps[delayed[i]->waits].object) ||
                           is_joined(trace, thread) ||
                           (delayed[i]->went_off && is_heard_of(trace, thread, *delayed[i]->went_off));
    if (!cared_for) all.push_back(told(trace, thread, *delayed[i]));
  }
  return all;
}

}  // namespace heddle::engine
