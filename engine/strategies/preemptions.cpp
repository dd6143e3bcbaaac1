#include <heddle/engine/strategies/preemptions.hpp>

#include <heddle/engine/execution.hpp>

#include <algorithm>

namespace heddle::engine {

bool gives_way(const ChoicePoint& point) {
  const Agent current{point.current, false};
  if (std::find(point.enabled.begin(), point.enabled.end(), current) == point.enabled.end()) return true;
  const Step next = point.execution.pending(current);
  const bool had_blocked = next.ending != Ending::done;
  return had_blocked || next.kind->role == Role::yield;
}

bool preempts(const ChoicePoint& point, std::uint32_t index) {
  const Agent agent = point.enabled[index];
  return !agent.timer && agent.thread != point.current && !gives_way(point);
}

}  // namespace heddle::engine
