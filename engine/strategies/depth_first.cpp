#include <heddle/engine/strategies/depth_first.hpp>

#include <heddle/engine/execution.hpp>
#include <heddle/engine/strategies/preemptions.hpp>
#include <heddle/engine/strategies/schedule_probe.hpp>

namespace heddle::engine {

DepthFirst::DepthFirst(std::optional<std::uint32_t> preemption_bound) : bound_(preemption_bound) {}

bool DepthFirst::begin() {
  depth_ = 0;
  preemptions_ = 0;
  choices_ = 0;
  if (!started_) return started_ = true;
  while (!path_.empty() && ++path_.back().now == path_.back().last) {
    candidates_.resize(path_.back().first);
    path_.pop_back();
  }
  if (path_.empty()) return false;
  known_until_ = path_.back().choice + 1;
  return true;
}

void DepthFirst::finish(const Execution& execution) {
  idle_before_.assign(execution.idle_before().begin(), execution.idle_before().end());
}

std::unique_ptr<Probe> DepthFirst::probe() const { return std::make_unique<ScheduleProbe>(bound_); }

std::uint32_t DepthFirst::choose_agent(const ChoicePoint& point) {
  const auto count = static_cast<std::uint32_t>(point.enabled.size());
  ++choices_;
  if (count == 1) return 0;
  fresh_.clear();
  // First the thread that is at it: the first execution has no preemptions at all.
  for (const bool preempting : {false, true})
    for (std::uint32_t i = 0; i < count; ++i) {
      if (bound_ ? preempts(point, i) != preempting
                 : (point.enabled[i] != Agent{point.current, false}) != preempting)
        continue;
      if (bound_ && preempting && preemptions_ == *bound_) bounded_ = true;
      else fresh_.push_back(i);
    }
  const std::uint32_t picked = choose(count);
  if (bound_ && picked != stop && preempts(point, picked)) ++preemptions_;
  return picked;
}

std::uint32_t DepthFirst::choose_value(std::uint32_t count) {
  ++choices_;
  if (count == 1) return 0;
  fresh_.clear();
  for (std::uint32_t i = 0; i < count; ++i) fresh_.push_back(i);
  return choose(count);
}

std::uint32_t DepthFirst::choose(std::uint32_t count) {
  if (depth_ == path_.size()) {
    const std::size_t first = candidates_.size();
    candidates_.insert(candidates_.end(), fresh_.begin(), fresh_.end());
    path_.push_back({count, first, candidates_.size(), first, choices_ - 1});
  }
  const Node& node = path_[depth_++];
  // Not the alternatives there were last time: the explorer will say what differed.
  return node.count == count ? candidates_[node.now] : stop;
}

}  // namespace heddle::engine
