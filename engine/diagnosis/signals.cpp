#include <heddle/engine/diagnosis/signals.hpp>

#include <heddle/engine/diagnosis/news.hpp>

#include <algorithm>
#include <span>

namespace heddle::engine {
namespace {

/// True if the thread waits on after this step, and did not only look whether a signal stands.
bool stays(const Trace& trace, std::uint64_t wait) {
  const Step& step = trace.steps[wait];
  for (std::uint64_t index = wait + 1; index < trace.steps.size(); ++index) {
    const Step& next = trace.steps[index];
    if (next.agent == step.agent) return next.kind->role == Role::wake && next.object == step.object;
  }
  const auto& pending = trace.threads[step.agent.thread].pending;
  return pending && pending->kind->role == Role::wake && pending->object == step.object;
}

/// Those who wait and have not given up, in the order in which they came.
class Line {
 public:
  void join(ThreadIndex thread) { threads_.push_back(thread); }
  void leave(ThreadIndex thread) { std::erase(threads_, thread); }

  std::vector<ThreadIndex> reach(std::int64_t count) {
    const auto some = std::min(threads_.size(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    const auto end = threads_.begin() + static_cast<std::ptrdiff_t>(some);
    std::vector<ThreadIndex> reached(threads_.begin(), end);
    threads_.erase(threads_.begin(), end);
    return reached;
  }

 private:
  std::vector<ThreadIndex> threads_;
};

/// The step in which the thread took the lock that it gave up when it began to wait.
std::optional<std::uint64_t> took_before(const Trace& trace, std::uint64_t began) {
  const Step& wait = trace.steps[began];
  for (std::uint64_t index = began; index-- > 0;) {
    const Step& step = trace.steps[index];
    const bool takes = step.object == wait.second && step.kind->role == Role::acquire && step.value != 0;
    if (takes && step.agent == wait.agent) return index;
  }
  return std::nullopt;
}

/// True if the thread took the lock after a step (at that site, if there is one) and released it again before
/// another, and waited on nothing meanwhile.
bool passed_through(const Trace& trace, ThreadIndex thread, ObjectIndex lock, std::uint64_t after,
                    std::uint64_t before, const std::optional<Site>& at = std::nullopt) {
  std::int64_t depth = 0;
  bool passing = false;
  Role last = Role::plain;
  for (std::uint64_t index = 0; index < before; ++index) {
    const Step& step = trace.steps[index];
    if (step.agent != Agent{thread, false}) continue;
    const Role role = step.kind->role;
    if (role == Role::wait && step.second == lock) depth = 0;
    if (step.object == lock && step.value != 0) {
      // To take it again after a wait is part of that wait.
      if (role == Role::acquire && depth++ == 0) {
        passing = index > after && last != Role::wake && (!at || step.site == *at);
      }
      if (role == Role::release && depth > 0 && --depth == 0 && passing) return true;
    }
    last = role;
  }
  return false;
}

}  // namespace

bool Signal::reaches(ThreadIndex thread) const noexcept {
  return std::find(reached.begin(), reached.end(), thread) != reached.end();
}

std::vector<Signal> signals_on(const Standstill& standstill, ObjectIndex object) {
  const Trace& trace = standstill.trace();
  std::vector<Signal> signals;
  std::size_t standing = 0;  // from here on they have not been taken back
  Line line;
  for (const auto index : standstill.steps_on(object)) {
    const Step& step = trace.steps[index];
    switch (step.kind->role) {
      case Role::wait:
        if (step.value == 0 && stays(trace, index)) line.join(step.agent.thread);
        break;
      case Role::timer:
      case Role::wake: line.leave(step.agent.thread); break;
      case Role::signal:
        if (step.value >= 0) signals.push_back({index, line.reach(step.value), std::nullopt});
        break;
      case Role::unsignal:
        if (step.value == 0) break;
        for (; standing < signals.size(); ++standing) signals[standing].taken_back = index;
        break;
      default: break;
    }
  }
  return signals;
}

std::optional<std::uint64_t> began_to_wait(const Standstill& standstill, const Wait& wait) {
  if (wait.kind->role != Role::wake) return std::nullopt;
  const auto steps = standstill.steps_on(wait.object);
  const auto last = std::find_if(steps.rbegin(), steps.rend(), [&](std::uint64_t index) {
    const Step& step = standstill.trace().steps[index];
    return step.agent == Agent{wait.thread, false} && step.kind->role == Role::wait;
  });
  if (last == steps.rend()) return std::nullopt;
  return *last;
}

std::optional<LastSignal> last_signal_of_others(const Standstill& standstill, const Wait& wait) {
  const auto& steps = standstill.trace().steps;
  const auto signals = signals_on(standstill, wait.object);
  const auto last = std::find_if(signals.rbegin(), signals.rend(), [&](const Signal& signal) {
    return steps[signal.step].agent.thread != wait.thread;
  });
  if (last == signals.rend()) return std::nullopt;
  LastSignal told{*last, Effect::came_before, last == signals.rbegin()};
  const auto began = began_to_wait(standstill, wait);
  const bool before = began ? last->step < *began : last->step < wait.since;
  if (!before) told.effect = last->reached.empty() ? Effect::met_nobody : Effect::went_to_others;
  else if (last->reaches(wait.thread)) told.effect = Effect::woke_it;
  else if (last->taken_back && began && *last->taken_back < *began) told.effect = Effect::taken_back;
  return told;
}

bool went_on_since(const Standstill& standstill, const Wait& wait, std::uint64_t signal) {
  const Trace& trace = standstill.trace();
  const std::uint64_t began = began_to_wait(standstill, wait).value_or(trace.steps.size());
  for (const auto index : standstill.steps_on(wait.object)) {
    const Step& step = trace.steps[index];
    if (index <= signal || step.value <= 0) continue;
    const Role role = step.kind->role;
    const bool meets = role == Role::wait || role == Role::wake || role == Role::test;
    if (index < began && meets && step.agent.thread == wait.thread) return true;
    if (index > began && role == Role::signal && step.agent.thread != wait.thread) return true;
  }
  if (began == trace.steps.size() || acted_on_old_news(standstill, wait, signal)) return false;
  const ObjectIndex lock = trace.steps[began].second;
  if (lock == no_object) return false;
  if (passed_through(trace, wait.thread, lock, signal, began)) return true;
  const auto took = took_before(trace, began);
  if (!took || !trace.steps[*took].site.known()) return false;
  for (std::size_t other = 0; other < trace.threads.size(); ++other) {
    if (passed_through(trace, static_cast<ThreadIndex>(other), lock, signal, began, trace.steps[*took].site))
      return true;
  }
  return false;
}

}  // namespace heddle::engine
