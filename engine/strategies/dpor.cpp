#include <heddle/engine/strategies/dpor.hpp>

#include <heddle/engine/execution.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

// ---- from execution to execution -------------------------------------------------------------------------------

/// Goes back to the deepest place with something left to do.
bool Dpor::begin() {
  depth_ = 0;
  abandoned_ = false;
  trees_.discard(ahead_);
  if (!std::exchange(started_, true)) return true;
  while (!nodes_.empty()) {
    const Node& node = nodes_.back();
    const auto place = static_cast<std::uint32_t>(nodes_.size() - 1);
    if (steps_.size() > place) {
      fall_asleep(place);
      nodes_.back().ends = Ends::nobody;
      nodes_.back().partly = false;
      steps_.forget_end();
      steps_.truncate(place);
    }
    if (node.todo != WakeupTrees::none) {
      fork_ = place;
      arranged_ = place + 1;
      return true;
    }
    asleep_.resize(node.first_asleep);
    sleeper_count_ = node.first_explored;
    nodes_.pop_back();
  }
  return false;
}

void Dpor::finish(const Execution& execution) {
  if (replaying()) return;  // the execution did not go as before, which the explorer sees
  catch_up(execution, depth_);
  steps_.close(execution);
  if (const auto* const end = steps_.ending()) {
    nodes_[end->event].ends = std::max(nodes_[end->event].ends, end->ends);
    failed_ = failed_ || end->ends == Ends::everybody;
  }
  // Of another value, all races: what is to be set down for those found before comes with the value that it had
  // then.
  const bool another_value = fork_ < depth_ && steps_.move(fork_).is_value;
  for (const Race& race : steps_.races())
    if (another_value || race.found_at >= fork_) reverse(race);
}

/// Sets down that the second step of a race is to come first, if nobody has seen to it.
void Dpor::reverse(const Race& race) {
  if (sabotage_ == Sabotage::forget_blocked && race.second == Race::nothing) return;
  if (sabotage_ == Sabotage::drop_sequences && ++reversals_ % 3 == 0) return;
  steps_.reversal(race, sequence_);
  bool covered = false;
  each_asleep(race.first,
              [&](std::uint32_t index) { covered = covered || is_weak_initial(sleeper(index), sequence_); });
  if (!covered) trees_.insert(nodes_[race.first].todo, sequence_);
}

// ---- an execution ----------------------------------------------------------------------------------------------

std::uint32_t Dpor::choose_agent(const ChoicePoint& point) {
  if (replaying()) return nodes_[depth_++].picked;
  catch_up(point.execution, depth_);
  Node& node = arrive();
  inherit_sleep(depth_);
  const std::uint32_t picked = pick(point, node);
  if (picked == stop) return abandon();
  steps_.begin_step(point.execution, point.enabled[picked]);
  node.picked = picked;
  ++depth_;
  return picked;
}

std::uint32_t Dpor::choose_value(std::uint32_t count) {
  if (replaying()) return nodes_[depth_++].picked;
  const bool fresh = nodes_.size() == depth_;
  Node& node = arrive();
  if (fresh) lay_out_values(node, count);
  const Move first = trees_.move(node.todo);
  ahead_ = trees_.take_first(node.todo);
  steps_.begin_value(first.value);
  node.picked = first.value;
  ++depth_;
  return first.value;
}

/// All values, whatever is explored at other places, since each leads somewhere else; but for those of a step that
/// was set down with its value.
void Dpor::lay_out_values(Node& node, std::uint32_t count) {
  if (node.todo != WakeupTrees::none && !trees_.move(node.todo).is_value)
    return trees_.put_values_before(node.todo, count);
  if (!open_ && node.todo != WakeupTrees::none) {
    nodes_[last_step()].partly |= trees_.breadth(node.todo) < count;
    return;
  }
  for (std::uint32_t value = 0; value < count; ++value) trees_.add_value(node.todo, value);
}

/// The place of the last step that is no choice of a value.
std::uint32_t Dpor::last_step() const {
  std::uint32_t place = depth_;
  while (place > 0 && steps_.is_value(place - 1)) --place;
  return place == 0 ? 0 : place - 1;
}

Dpor::Node& Dpor::arrive() {
  if (nodes_.size() == depth_) {
    Node node;
    node.todo = std::exchange(ahead_, WakeupTrees::none);
    node.first_explored = sleeper_count_;
    nodes_.push_back(node);
  }
  return nodes_[depth_];
}

/// Learns what was done since, and with it what sleeps on.
void Dpor::catch_up(const Execution& execution, std::uint32_t end) {
  steps_.catch_up(execution, end);
  while (arranged_ < nodes_.size()) inherit_sleep(arranged_);
}

std::uint32_t Dpor::pick(const ChoicePoint& point, Node& node) {
  return node.todo != WakeupTrees::none ? follow(point, node) : go_on(point);
}

/// Takes the next step that was set down.
std::uint32_t Dpor::follow(const ChoicePoint& point, Node& node) {
  const Move move = trees_.move(node.todo);
  open_ = trees_.is_open(node.todo);
  ahead_ = trees_.take_first(node.todo);
  if (move.is_value) return stop;
  const ThreadIndex thread = steps_.thread_of(move.process);
  const auto found =
      std::find_if(point.enabled.begin(), point.enabled.end(), [&](Agent agent) { return agent.thread == thread; });
  return found == point.enabled.end() ? stop : static_cast<std::uint32_t>(found - point.enabled.begin());
}

/// Nothing was set down: the same thread goes on, if it may, or else the first that does not sleep.
std::uint32_t Dpor::go_on(const ChoicePoint& point) {
  open_ = true;
  std::uint32_t picked = stop;
  for (std::uint32_t i = 0; i < point.enabled.size(); ++i) {
    const Agent agent = point.enabled[i];
    if (is_asleep(depth_, steps_.process(agent.thread))) continue;
    if (agent == Agent{point.current, false}) return i;
    if (picked == stop) picked = i;
  }
  return picked;
}

std::uint32_t Dpor::abandon() noexcept {
  abandoned_ = true;
  return stop;
}

// ---- what sleeps -----------------------------------------------------------------------------------------------

/// All that starts with this step has been explored at its place.
void Dpor::fall_asleep(std::uint32_t event) {
  Move move = steps_.move(event);
  // With other values, what starts with it is still to be seen.
  if (move.is_value || nodes_[event].partly) return;
  move.ends = nodes_[event].ends;
  if (sleeper_count_ == sleepers_.size()) sleepers_.emplace_back();
  Sleeper& sleeper = sleepers_[sleeper_count_++];
  sleeper.move = move;
  sleeper.touches.assign(move.touches.begin(), move.touches.end());
}

/// What sleeps at a place: what slept at the one before and has nothing to do with the step in between.
void Dpor::inherit_sleep(std::uint32_t place) {
  if (place < arranged_) return;
  arranged_ = place + 1;
  nodes_[place].first_asleep = asleep_.size();
  if (place > 0) {
    const Move step = steps_.move(place - 1);
    inherited_.clear();
    each_asleep(place - 1, [&](std::uint32_t index) {
      if (sabotage_ == Sabotage::sleep_too_long || !conflict(sleeper(index), step)) inherited_.push_back(index);
    });
    asleep_.insert(asleep_.end(), inherited_.begin(), inherited_.end());
  }
  nodes_[place].last_asleep = asleep_.size();
}

template <class Visit>
void Dpor::each_asleep(std::uint32_t place, Visit visit) const {
  const Node& node = nodes_[place];
  for (std::size_t i = node.first_asleep; i < node.last_asleep; ++i) visit(asleep_[i]);
  const std::size_t end = place + 1 < nodes_.size() ? nodes_[place + 1].first_explored : sleeper_count_;
  for (std::size_t i = node.first_explored; i < end; ++i) visit(static_cast<std::uint32_t>(i));
}

Move Dpor::sleeper(std::uint32_t index) const noexcept {
  Move move = sleepers_[index].move;
  move.touches = sleepers_[index].touches;
  return move;
}

bool Dpor::is_asleep(std::uint32_t place, ProcessId process) const {
  bool asleep = false;
  each_asleep(place, [&](std::uint32_t index) { asleep = asleep || sleepers_[index].move.process == process; });
  return asleep;
}

}  // namespace heddle::engine
