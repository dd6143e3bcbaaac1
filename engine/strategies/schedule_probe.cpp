#include <heddle/engine/strategies/schedule_probe.hpp>

#include <heddle/engine/strategies/preemptions.hpp>

#include <cmath>

namespace heddle::engine {

bool ScheduleProbe::begin() {
  preemptions_ = 0;
  weight_ = 0;
  return Probe::begin();
}

std::uint32_t ScheduleProbe::choose_agent(const ChoicePoint& point) {
  const auto count = static_cast<std::uint32_t>(point.enabled.size());
  if (!bound_) return choose_value(count);
  within_.clear();
  for (std::uint32_t i = 0; i < count; ++i)
    if (preemptions_ < *bound_ || !preempts(point, i)) within_.push_back(i);
  const std::uint32_t picked = within_[choose_value(static_cast<std::uint32_t>(within_.size()))];
  if (preempts(point, picked)) ++preemptions_;
  return picked;
}

std::uint32_t ScheduleProbe::choose_value(std::uint32_t count) {
  weight_ += std::log(count);
  return draw(count);
}

}  // namespace heddle::engine
