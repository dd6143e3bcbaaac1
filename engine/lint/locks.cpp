#include <heddle/engine/lint/locks.hpp>

#include <algorithm>

namespace heddle::engine {

Locks::Locks(const Trace& trace) : is_lock_(trace.objects.size(), false) {
  std::vector<bool> shared(trace.objects.size(), false);
  Holders holders;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    const bool acquires = step.kind->role == Role::acquire && step.value != 0;
    const bool releases = step.kind->role == Role::release && step.value != 0;
    const auto by_others = [&] {
      const auto holds = holders.of(step.object);
      return std::any_of(holds.begin(), holds.end(),
                         [&](const Hold& hold) { return hold.thread != step.agent.thread; });
    };
    if (releases && (holders.of(step.object).empty() || by_others())) shared[step.object] = true;
    if (acquires && by_others()) shared[step.object] = true;
    if (acquires) is_lock_[step.object] = true;
    holders.after(step, index);
  }
  for (ObjectIndex object = 0; object < is_lock_.size(); ++object) {
    // What is free and stands above one has permits for several. (A lock stands at zero then, a semaphore with one
    // permit at one.)
    const bool roomy = holders.of(object).empty() && trace.objects[object].level > 1;
    if (shared[object] || roomy) is_lock_[object] = false;
  }
}

void HeldLocks::after(const Step& step, std::uint64_t index) {
  holders_.after(step, index);
  if (step.kind->role != Role::acquire || !locks_->is_lock(step.object)) return;
  const auto at = std::lower_bound(acquired_.begin(), acquired_.end(), step.object);
  if (at == acquired_.end() || *at != step.object) acquired_.insert(at, step.object);
}

std::vector<Held> HeldLocks::of(ThreadIndex thread) const {
  std::vector<Held> held;
  for (const ObjectIndex lock : acquired_) {
    for (const Hold& hold : holders_.of(lock)) {
      if (hold.thread != thread) continue;
      held.push_back({lock, hold.since});
      break;
    }
  }
  return held;
}

}  // namespace heddle::engine
