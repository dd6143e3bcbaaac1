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

/// True if the thread had been woken where it waits, and took its lock again between these steps.
bool took_again(const Trace& trace, const Wait& wait, std::uint64_t after, std::uint64_t before) {
  bool woken = false;
  for (std::uint64_t index = 0; index < before; ++index) {
    const Step& step = trace.steps[index];
    if (step.agent != Agent{wait.thread, false}) continue;
    if (woken && index > after && step.kind->role == Role::acquire && step.value != 0) return true;
    woken = step.kind->role == Role::wake && step.object == wait.object && step.value != 0;
  }
  return false;
}

/// From a step that took a lock to one that released it.
struct Passage {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

/// The sections of a thread under a lock in which it did not wait.
std::vector<Passage> passages(const Trace& trace, ThreadIndex thread, ObjectIndex lock) {
  std::vector<Passage> all;
  std::int64_t depth = 0;
  std::optional<std::uint64_t> took;
  Role last = Role::plain;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    if (step.agent != Agent{thread, false}) continue;
    const Role role = step.kind->role;
    if (role == Role::wait && step.second == lock) depth = 0;
    if (step.object == lock && step.value != 0) {
      // To take it again after a wait is part of that wait.
      if (role == Role::acquire && depth++ == 0) took = last == Role::wake ? std::nullopt : std::optional(index);
      if (role == Role::release && depth > 0 && --depth == 0 && took) all.push_back({*took, index});
    }
    last = role;
  }
  return all;
}

/// True if the thread took the lock after the signal and released it again before it took it to wait, or if some
/// thread did so, at any time, where this one took it.
bool seen_to_pass(const Trace& trace, const Wait& wait, std::uint64_t signal, std::uint64_t began) {
  const ObjectIndex lock = trace.steps[began].second;
  const auto took = took_before(trace, began);
  if (lock == no_object || !took) return false;
  const Site site = trace.steps[*took].site;
  for (std::size_t index = 0; index < trace.threads.size(); ++index) {
    const auto thread = static_cast<ThreadIndex>(index);
    for (const auto& [from, to] : passages(trace, thread, lock)) {
      if (thread == wait.thread && from > signal && from < began) return true;
      const bool signals = from < signal && signal < to && trace.steps[signal].agent.thread == thread;
      if (site.known() && trace.steps[from].site == site && !signals) return true;
    }
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
    const bool meets = step.kind->role == Role::wait || step.kind->role == Role::test;
    const bool its = index > signal && index < began && step.agent.thread == wait.thread;
    if (its && meets && step.value > 0) return true;
  }
  // Not when it woke: that may come before or after a signal in executions that are the same otherwise.
  for (const Signal& later : signals_on(standstill, wait.object)) {
    if (later.step > signal && later.step < began && later.reaches(wait.thread)) return true;
    const bool by_another = trace.steps[later.step].agent.thread != wait.thread;
    if (later.step > began && by_another && !later.reached.empty()) return true;
  }
  if (took_again(trace, wait, signal, began)) return true;
  return began < trace.steps.size() && !acted_on_old_news(standstill, wait, signal) &&
         seen_to_pass(trace, wait, signal, began);
}

}  // namespace heddle::engine
