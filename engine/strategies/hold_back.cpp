#include <heddle/engine/strategies/hold_back.hpp>

#include <heddle/engine/execution.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

bool HoldBack::begin() {
  if (left_ == 0) return false;
  --left_;
  strict_ = !std::exchange(begun_, true);
  visits_.clear();
  return random_.begin();
}

std::uint32_t HoldBack::choose_agent(const ChoicePoint& point) {
  others_.clear();
  for (std::uint32_t i = 0; i < point.enabled.size(); ++i)
    if (!is_held(point.execution, point.enabled[i])) others_.push_back(i);
  const auto all = static_cast<std::uint32_t>(point.enabled.size());
  const auto free = static_cast<std::uint32_t>(others_.size());
  const std::uint32_t picked = free == 0 ? random_.choose_value(all) : others_[random_.choose_value(free)];
  const Agent agent = point.enabled[picked];
  if (agent.thread < visits_.size()) visits_[agent.thread] = Visit::none;
  return picked;
}

bool HoldBack::is_held(const Execution& execution, Agent agent) {
  if (!at_a_place(execution, agent)) return false;
  if (strict_) return true;
  if (agent.thread >= visits_.size()) visits_.resize(std::size_t{agent.thread} + 1, Visit::none);
  Visit& visit = visits_[agent.thread];
  if (visit == Visit::none) visit = random_.choose_value(4) == 0 ? Visit::free : Visit::held;
  return visit == Visit::held;
}

bool HoldBack::at_a_place(const Execution& execution, Agent agent) const {
  if (agent.timer) return false;
  const Step next = execution.pending(agent);
  return std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
    return place.role == next.kind->role && place.site == next.site &&
           place.thread == execution.thread_name(agent.thread);
  });
}

}  // namespace heddle::engine
