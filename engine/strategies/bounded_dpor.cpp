#include <heddle/engine/strategies/bounded_dpor.hpp>

#include <heddle/engine/execution.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

BoundedDpor::BoundedDpor(std::uint32_t preemption_bound, Sabotage sabotage)
    : steps_(Dependence::coarse,
             sabotage == Sabotage::only_immediate ? HappensBefore::Races::immediate : HappensBefore::Races::all),
      preemption_bound_(preemption_bound),
      sabotage_(sabotage) {}

/// Goes back to the deepest place with something left to do.
bool BoundedDpor::begin() {
  depth_ = 0;
  if (!std::exchange(started_, true)) return true;
  while (!nodes_.empty()) {
    const auto place = static_cast<std::uint32_t>(nodes_.size() - 1);
    steps_.forget_end();
    steps_.truncate(place);
    if (pick_next(place)) {
      fork_ = place;
      known_until_ = place + 1;
      return true;
    }
    alternatives_.resize(nodes_.back().first);
    nodes_.pop_back();
    unfinished_ = std::min(unfinished_, place);
  }
  return false;
}

bool BoundedDpor::pick_next(std::uint32_t place) {
  Node& node = nodes_[place];
  return node.is_value ? ++node.picked < node.count : pick_next_agent(place);
}

bool BoundedDpor::pick_next_agent(std::uint32_t place) {
  Node& node = nodes_[place];
  for (std::uint32_t i = 0; i < node.count; ++i) {
    Alternative& alternative = alternatives(place)[i];
    if (alternative.done || !(alternative.wanted || place < unfinished_)) continue;
    if (alternative.preempts && node.preemptions == preemption_bound_) {
      bounded_ = true;
      continue;
    }
    alternative.done = true;
    node.picked = i;
    return true;
  }
  return false;
}

void BoundedDpor::finish(const Execution& execution) {
  idle_before_.assign(execution.idle_before().begin(), execution.idle_before().end());
  if (replaying()) return;  // the execution did not go as before, which the explorer sees
  steps_.catch_up(execution, depth_);
  steps_.close(execution);
  const Outcome outcome = execution.outcome();
  const bool ended =
      outcome == Outcome::completed || outcome == Outcome::deadlocked || outcome == Outcome::livelocked;
  if (!ended) unfinished_ = static_cast<std::uint32_t>(nodes_.size());
  for (const Race& race : steps_.races())
    if (race.found_at >= fork_) reverse(race);
}

void BoundedDpor::reverse(const Race& race) {
  const ThreadIndex thread = steps_.second_thread(race);
  want(race.first, thread);
  if (sabotage_ != Sabotage::only_at_the_race) want(place_without_cost(race.first), thread);
}

/// The last place up to this one where going on with anybody takes no more preemptions than were made there.
std::uint32_t BoundedDpor::place_without_cost(std::uint32_t place) noexcept {
  while (place > 0) {
    const Node& node = nodes_[place];
    const bool preempted = !node.is_value && alternatives(place)[node.picked].preempts;
    if (!node.is_value && (node.gives_way || preempted)) break;
    --place;
  }
  return place;
}

void BoundedDpor::want(std::uint32_t place, ThreadIndex thread) {
  const auto all = std::span(alternatives(place), nodes_[place].is_value ? 0 : nodes_[place].count);
  const auto found = std::ranges::find(all, thread, &Alternative::thread);
  if (found != all.end()) {
    found->wanted = true;
    return;
  }
  for (Alternative& alternative : all) alternative.wanted = true;
}

// ---- an execution -------------------------------------------------------------------------------------------

std::uint32_t BoundedDpor::choose_agent(const ChoicePoint& point) {
  if (replaying()) return nodes_[depth_++].picked;
  steps_.catch_up(point.execution, depth_);
  if (nodes_.size() == depth_) arrive(point);
  const Node& node = nodes_[depth_];
  if (node.picked >= point.enabled.size()) return stop;
  steps_.begin_step(point.execution, point.enabled[node.picked]);
  ++depth_;
  return node.picked;
}

/// The thread that is at it goes on if it can: a first execution takes no further preemptions.
void BoundedDpor::arrive(const ChoicePoint& point) {
  Node node;
  node.first = alternatives_.size();
  node.count = static_cast<std::uint32_t>(point.enabled.size());
  node.preemptions = preemptions_before(depth_);
  const Agent current{point.current, false};
  const auto found = std::ranges::find(point.enabled, current);
  const bool can_go_on = found != point.enabled.end();
  node.gives_way = gives_way(point);
  node.picked = can_go_on ? static_cast<std::uint32_t>(found - point.enabled.begin()) : 0;
  for (std::uint32_t i = 0; i < node.count; ++i)
    alternatives_.push_back({point.enabled[i].thread, preempts(point, i), i == node.picked, i == node.picked});
  nodes_.push_back(node);
}

std::uint32_t BoundedDpor::preemptions_before(std::uint32_t place) noexcept {
  if (place == 0) return 0;
  const Node& before = nodes_[place - 1];
  const bool preempted = !before.is_value && alternatives(place - 1)[before.picked].preempts;
  return before.preemptions + (preempted ? 1 : 0);
}

std::uint32_t BoundedDpor::choose_value(std::uint32_t count) {
  if (replaying()) return nodes_[depth_++].picked;
  if (nodes_.size() == depth_)
    nodes_.push_back({.first = alternatives_.size(),
                      .count = count,
                      .preemptions = preemptions_before(depth_),
                      .is_value = true});
  const std::uint32_t picked = nodes_[depth_].picked;
  if (picked >= count) return stop;
  steps_.begin_value(picked, count);
  ++depth_;
  return picked;
}

}  // namespace heddle::engine
