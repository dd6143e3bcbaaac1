#include <heddle/engine/diagnosis/holders.hpp>

#include <algorithm>

namespace heddle::engine {

Holders::Holders(const Trace& trace) {
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) after(trace.steps[index], index);
}

void Holders::after(const Step& step, std::uint64_t index) {
  switch (step.kind->role) {
    case Role::acquire:
      if (step.value != 0) acquire(step, index);
      break;
    case Role::release:
      if (step.value != 0) release(step);
      break;
    case Role::wait:
      // One that only looked was refused: the thread did not hold what it would have given up.
      if (step.value == 0 && step.second != no_object && step.access == Access::write)
        give_up(step.agent.thread, step.second);
      break;
    default: break;
  }
}

std::span<const Hold> Holders::of(ObjectIndex object) const {
  const auto found = objects_.find(object);
  if (found == objects_.end()) return {};
  return found->second.holds;
}

void Holders::acquire(const Step& step, std::uint64_t index) {
  Ownership& ownership = objects_[step.object];
  if (ownership.credit > 0) {
    --ownership.credit;
    return;
  }
  std::size_t depth = 1;
  if (const auto before = given_up_.find({step.agent.thread, step.object}); before != given_up_.end()) {
    depth = before->second;
    given_up_.erase(before);
  }
  ownership.holds.insert(ownership.holds.end(), depth, Hold{step.agent.thread, index});
}

void Holders::release(const Step& step) {
  Ownership& ownership = objects_[step.object];
  auto& holds = ownership.holds;
  for (auto left = static_cast<std::uint64_t>(step.value); left > 0; --left) {
    if (holds.empty()) {
      ownership.credit += left;
      return;
    }
    const auto own = std::find_if(holds.rbegin(), holds.rend(),
                                  [&](const Hold& hold) { return hold.thread == step.agent.thread; });
    holds.erase(own != holds.rend() ? std::prev(own.base()) : holds.begin());
  }
}

void Holders::give_up(ThreadIndex thread, ObjectIndex object) {
  auto& holds = objects_[object].holds;
  auto depth = std::erase_if(holds, [&](const Hold& hold) { return hold.thread == thread; });
  if (depth == 0) {
    // A lock that does not know its holder can be given up by another.
    depth = 1;
    holds.clear();
  }
  given_up_[{thread, object}] = depth;
}

}  // namespace heddle::engine
