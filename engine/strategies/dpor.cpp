#include <heddle/engine/strategies/dpor.hpp>

#include <heddle/engine/execution.hpp>
#include <heddle/engine/strategies/class_probe.hpp>
#include <heddle/engine/strategies/retrace.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

// ---- from execution to execution ----------------------------------------------------------------------------

/// Goes back to the deepest place with something left to do.
bool Dpor::begin() {
  depth_ = 0;
  abandoned_ = in_doubt_ = false;
  trees_.discard(ahead_);
  if (!std::exchange(started_, true)) return true;
  while (!nodes_.empty()) {
    const auto place = static_cast<std::uint32_t>(nodes_.size() - 1);
    if (steps_.size() > place) take_back(place);
    if (second_pass_) set_down_another(place);
    const Node& node = nodes_.back();
    if (node.values == 0 ? node.todo != WakeupTrees::none : node.picked < node.values) {
      fork_ = place;
      known_until_ = place + 1;
      arranged_ = place + 1;
      return true;
    }
    asleep_.resize(node.first_asleep);
    enabled_.resize(node.first_enabled);
    sleeper_count_ = node.first_explored;
    nodes_.pop_back();
  }
  return start_second_pass();
}

/// What ends has been seen first, since there is an end to it.
bool Dpor::start_second_pass() {
  if (!unfinished_ || second_pass_) return false;
  second_pass_ = true;
  fork_ = arranged_ = 0;
  known_until_ = 1;
  return true;
}

/// All that follows the step, or the value, that was picked at a place has been explored.
void Dpor::take_back(std::uint32_t place) {
  Node& node = nodes_[place];
  const std::uint32_t step = steps_.step_before(place + 1);
  if (node.values == 0) fall_asleep(place);
  else if (step != HappensBefore::no_step)
    nodes_[step].ends_thread = nodes_[step].ends_thread || steps_.move(step).ends_thread;
  steps_.forget_end();
  steps_.truncate(place);
  if (node.values != 0) {
    node.picked = next_value(place, node.picked + 1);
    return;
  }
  node.cuts_off = CutsOff::nobody;
  node.ends_thread = false;
  set_down_.resize(node.first_set_down);
  set_down_counts_.resize(node.first_set_down);
  drop_what_is_shown(place);
  const auto last = static_cast<std::uint32_t>(sleeper_count_ - 1);
  node.full = node.full || is_whole(place, last);
  if (node.todo == WakeupTrees::none && !node.full && !brought_along(place)) set_down_all_values(place);
}

/// Of some step at each place, all values are to be explored: here of the one that was explored last.
void Dpor::set_down_all_values(std::uint32_t place) {
  Move rest = *sleepers_[sleeper_count_ - 1].move;
  rest.values = {};
  sequence_.assign(1, &steps_.kept(rest));
  trees_.insert(nodes_[place].todo, sequence_, steps_.living_before(place));
}

/// Where races do not tell what else there is to try: somebody who could have gone and does not sleep.
void Dpor::set_down_another(std::uint32_t place) {
  Node& node = nodes_[place];
  if (node.values != 0 || node.todo != WakeupTrees::none || !node.unfinished) return;
  const auto enabled = std::span(enabled_).subspan(node.first_enabled, node.last_enabled - node.first_enabled);
  const auto found = std::ranges::find_if(enabled, [&](ProcessId process) { return !is_asleep(place, process); });
  if (found == enabled.end()) return;
  Move another;
  another.process = *found;
  sequence_.assign(1, &steps_.kept(another));
  trees_.insert(node.todo, sequence_, steps_.living_before(place));
}

/// True if some step has been explored with all values at an earlier place, and could be taken here. What else
/// there is to see from here has then been asked for, or will be, at that place, by the races with that step:
/// unless there an execution was cut because of that step, and here it is not, or sequences are cut there.
bool Dpor::brought_along(std::uint32_t place) const {
  const Node& node = nodes_[place];
  if (trees_.has_cut()) return false;
  return std::any_of(asleep_.begin() + static_cast<std::ptrdiff_t>(node.first_asleep),
                     asleep_.begin() + static_cast<std::ptrdiff_t>(node.last_asleep),
                     [&](std::uint32_t index) { return is_whole(place, index) && !sleepers_[index].unfinished; });
}

/// A step that was set down with some values may now have been explored with all there are: then it has shown also
/// what was set down with any values, or without it. What would have been shown by that is looked at again.
void Dpor::drop_what_is_shown(std::uint32_t place) {
  const auto asleep = static_cast<std::uint32_t>(sleeper_count_ - 1);
  if (sleepers_[asleep].move->values.empty() || !is_whole(place, asleep)) return;
  trees_.prune(
      nodes_[place].todo, [&](const Sequence& sequence) { return has_shown(place, asleep, sequence); },
      [&](Sequence& sequence) { set_down(place, sequence); });
}

void Dpor::finish(const Execution& execution) {
  idle_before_.assign(execution.idle_before().begin(), execution.idle_before().end());
  if (replaying()) return;  // the execution did not go as before, which the explorer sees
  catch_up(execution, depth_);
  steps_.close(execution);
  if (const auto* const end = steps_.ending()) nodes_[end->event].cuts_off = CutsOff::daemons;
  note_unfinished(execution);
  note_failures(execution);
  // Of those races that were found before, the ones for which a sequence would be set down now that was not then:
  // with other values, or with new steps before its end. And those whose second would do something else without the
  // first: what came after it then was of no concern to what it did, and may be of some to that.
  const bool other_values = !steps_.values_from(fork_).empty();
  const std::vector<std::uint32_t>& least = steps_.least_clock_from(fork_);
  for (Race& race : steps_.races()) {
    const bool more = !steps_.happens_before(race.first, least) && sabotage_ != Sabotage::only_new_races;
    if (other_values || race.found_at >= fork_ || race.differs || more) reverse(race);
  }
}

/// At every place on the way to an end that was none, races do not tell what else there is to try.
void Dpor::note_unfinished(const Execution& execution) {
  const Outcome outcome = execution.outcome();
  const bool too_many_values =
      outcome == Outcome::cut &&
      static_cast<std::uint64_t>(std::ranges::count(nodes_, 0U, &Node::values)) < execution.settings().max_steps;
  const bool broke_off = outcome == Outcome::stack_overflow || outcome == Outcome::terminated ||
                         execution.went_in_a_circle() || too_many_values;
  if (!broke_off && outcome != Outcome::cut && !in_doubt_) return;
  if (!unfinished_ && fork_ == 0) second_pass_ = true;  // the first execution already
  unfinished_ = true;
  const std::uint32_t last = steps_.step_before(depth_);
  if (broke_off && last != HappensBefore::no_step) nodes_[last].cuts_off = CutsOff::everybody;
  for (std::size_t place = nodes_.size(); place-- > 0 && !nodes_[place].unfinished;)
    nodes_[place].unfinished = true;
}

/// Sets down that the second step of a race is to come first, if nobody has seen to it.
void Dpor::reverse(Race& race) {
  if (sabotage_ == Sabotage::forget_blocked && race.second == Race::nothing) return;
  if (sabotage_ == Sabotage::drop_sequences && ++reversals_ % 3 == 0) return;
  steps_.reversal(race, sequence_);
  set_down(race.first, sequence_);
}

/// Unless what sleeps at a place has shown all that a sequence could, or what is set down there will.
void Dpor::set_down(std::uint32_t place, Sequence& sequence) {
  bool shown = false;
  bool by_values = is_taken_by_values(place);
  each_asleep(place, [&](std::uint32_t index) {
    shown = shown || (may_stand_for(place, index, sequence) && has_shown(place, index, sequence));
    by_values = by_values || !sleepers_[index].move->values.empty();
  });
  if (!shown) trees_.insert(nodes_[place].todo, sequence, steps_.living_before(place), by_values);
}

/// What fell asleep at an earlier place, and is no part of a sequence, has shown the sequence but not all that may
/// come after it: for that, its races set down longer sequences there. Unless these were cut.
bool Dpor::may_stand_for(std::uint32_t place, std::uint32_t asleep, const Sequence& sequence) const {
  return !trees_.has_cut() || sabotage_ == Sabotage::lean_on_cut || asleep >= nodes_[place].first_explored ||
         std::ranges::any_of(sequence,
                             [&](const Move* move) { return move->process == sleepers_[asleep].move->process; });
}

/// True if values were set down with the step that is being explored at a place.
bool Dpor::is_taken_by_values(std::uint32_t place) const noexcept {
  std::size_t next = place + 1;
  while (next < nodes_.size() && nodes_[next].values != 0) ++next;
  return nodes_[place].first_set_down < (next < nodes_.size() ? nodes_[next].first_set_down : set_down_.size());
}

/// What was not explored to the end has shown only sequences in which it is taken; what was explored value by
/// value, before it was with all there are, only those with its value.
bool Dpor::has_shown(std::uint32_t place, std::uint32_t asleep, const Sequence& sequence) const {
  Move explored = *sleepers_[asleep].move;
  const auto met = std::find_if(sequence.begin(), sequence.end(),
                                [&](const Move* move) { return move->process == explored.process; });
  const bool taken = met != sequence.end();
  // One step more, and an execution that was cut would have come so far.
  if (sleepers_[asleep].unfinished && !taken) return false;
  if (!explored.values.empty() && is_whole(place, asleep)) {
    if (!taken) return all_have_shown(place, explored.process, sequence);
    explored.values = {};
  }
  return is_weak_initial(explored, sequence, steps_.living_before(place));
}

/// True if a step sleeps with all values, and with none of them has anything to do with a sequence. (What it leads
/// to, an end for one, may be another with another value, and so may what wakes it.)
bool Dpor::all_have_shown(std::uint32_t place, ProcessId process, const Sequence& sequence) const {
  bool shown = is_asleep(place, process);
  each_asleep(place, [&](std::uint32_t index) {
    if (sleepers_[index].move->process != process) return;
    Move explored = *sleepers_[index].move;
    explored.values = {};
    shown =
        shown && !sleepers_[index].unfinished && is_weak_initial(explored, sequence, steps_.living_before(place));
  });
  return shown;
}

std::unique_ptr<Probe> Dpor::probe() const { return std::make_unique<ClassProbe>(steps_.dependence()); }

// ---- failures -----------------------------------------------------------------------------------------------

/// Those that nothing led to which came after another: with the others, the execution would not have got so far.
void Dpor::note_failures(const Execution& execution) {
  let_exceptions_out_ = execution.has_uncaught();
  failures_.clear();
  failed_before_all_ = false;
  for (const Execution::Failure& failure : execution.failures()) {
    const std::uint32_t step = steps_.step_before(static_cast<std::uint32_t>(failure.after));
    failed_before_all_ = step == HappensBefore::no_step;
    if (failed_before_all_) return;
    const bool led_to = std::any_of(failures_.begin(), failures_.end(),
                                    [&](std::uint32_t earlier) { return steps_.happens_before(earlier, step); });
    if (!led_to) failures_.push_back(step);
  }
}

std::vector<std::unique_ptr<Strategy>> Dpor::ways_to_failures() {
  std::vector<std::unique_ptr<Strategy>> ways;
  if (failed_before_all_)
    ways.push_back(retrace(steps_, HappensBefore::no_step, [](std::uint32_t) { return false; }));
  for (const std::uint32_t failure : failures_)
    ways.push_back(
        retrace(steps_, failure, [&](std::uint32_t step) { return steps_.happens_before(step, failure); }));
  if (!let_exceptions_out_ || failures_.empty()) return ways;
  // One with all the exceptions that do not come after a failure.
  ways.push_back(retrace(steps_, failures_.front(), [&](std::uint32_t step) {
    return std::none_of(failures_.begin(), failures_.end(),
                        [&](std::uint32_t failure) { return steps_.happens_before(failure, step); });
  }));
  return ways;
}

// ---- an execution -------------------------------------------------------------------------------------------

std::uint32_t Dpor::choose_agent(const ChoicePoint& point) {
  if (replaying()) return nodes_[depth_++].picked;
  catch_up(point.execution, depth_);
  Node& node = arrive();
  inherit_sleep(depth_);
  node.first_set_down = set_down_.size();
  note_enabled(point, node);
  const bool was_set_down = node.todo != WakeupTrees::none;
  const std::uint32_t picked = was_set_down ? follow(point, node) : go_on(point);
  // Where sequences were cut, it is to be expected that everything may sleep.
  if (picked == stop) return abandon(was_set_down || !trees_.has_cut());
  steps_.begin_step(point.execution, agent_at(point, picked), picked >= point.enabled.size());
  node.picked = picked;
  ++depth_;
  return picked;
}

void Dpor::note_enabled(const ChoicePoint& point, Node& node) {
  enabled_.resize(node.first_enabled);
  for (const Agent agent : point.enabled) enabled_.push_back(steps_.process(agent.thread));
  node.last_enabled = enabled_.size();
}

std::uint32_t Dpor::choose_value(std::uint32_t count) {
  if (replaying()) return nodes_[depth_++].picked;
  if (nodes_.size() == depth_) begin_values(count);
  Node& node = nodes_[depth_];
  if (node.picked >= count) return abandon(true);
  steps_.begin_value(node.picked, count);
  ++depth_;
  return node.picked;
}

/// The value that was set down with the step before; or else the first of all that do not sleep.
void Dpor::begin_values(std::uint32_t count) {
  Node& node = arrive();
  std::swap(ahead_, node.todo);  // what is set down comes after the values
  node.values = count;
  node.picked = next_value(depth_, 0);
  const std::uint32_t step = steps_.step_before(depth_);
  if (step == HappensBefore::no_step || set_down_.size() == nodes_[step].first_set_down) return;
  const std::size_t at = nodes_[step].first_set_down + steps_.move(step).values.size();
  if (count == 1 || at >= set_down_.size()) return;
  set_down_counts_[at] = count;
  node.picked = set_down_[at];
}

/// Of those that may be chosen at a place, the first from there on that is to be explored; how many they are if
/// there is none.
std::uint32_t Dpor::next_value(std::uint32_t place, std::uint32_t from) {
  const std::uint32_t count = nodes_[place].values;
  const std::uint32_t step = steps_.step_before(place);
  if (step == HappensBefore::no_step || count == 1) return from;
  if (set_down_.size() != nodes_[step].first_set_down) return count;
  const Move move = steps_.move(step);
  values_.assign(move.values.begin(), move.values.end());
  for (; from < count; ++from) {
    values_.push_back(from);
    if (!are_asleep(step, move.process, values_)) break;
    values_.pop_back();
  }
  return from;
}

Dpor::Node& Dpor::arrive() {
  if (nodes_.size() == depth_) {
    Node node;
    node.todo = std::exchange(ahead_, WakeupTrees::none);
    node.first_explored = sleeper_count_;
    node.first_enabled = node.last_enabled = enabled_.size();
    nodes_.push_back(node);
  }
  return nodes_[depth_];
}

/// Learns what was done since, and with it what sleeps on.
void Dpor::catch_up(const Execution& execution, std::uint32_t end) {
  steps_.catch_up(execution, end);
  while (arranged_ < nodes_.size()) inherit_sleep(arranged_);
}

/// Takes the next step that was set down.
std::uint32_t Dpor::follow(const ChoicePoint& point, Node& node) {
  const Move move = trees_.move(node.todo);
  const std::uint32_t found = index_of_thread(point, steps_.thread_of(move.process));
  if (found != stop) {
    set_down_.insert(set_down_.end(), move.values.begin(), move.values.end());
    set_down_counts_.resize(set_down_.size());
  }
  ahead_ = trees_.take_first(node.todo);
  return found;
}

/// Nothing was set down: the same thread goes on, if it may, or else the first that does not sleep.
std::uint32_t Dpor::go_on(const ChoicePoint& point) {
  std::uint32_t picked = stop;
  for (std::uint32_t i = 0; i < point.enabled.size(); ++i) {
    const Agent agent = point.enabled[i];
    if (is_asleep(depth_, steps_.process(agent.thread))) continue;
    if (agent == Agent{point.current, false}) return i;
    if (picked == stop) picked = i;
  }
  return picked;
}

std::uint32_t Dpor::abandon(bool in_doubt) noexcept {
  abandoned_ = true;
  in_doubt_ = in_doubt;
  return stop;
}

// ---- what sleeps --------------------------------------------------------------------------------------------

/// All that starts with this step, and the values that were set down with it, has been explored at its place.
void Dpor::fall_asleep(std::uint32_t step) {
  if (sleeper_count_ == sleepers_.size()) sleepers_.emplace_back();
  Sleeper& sleeper = sleepers_[sleeper_count_++];
  const std::size_t first = nodes_[step].first_set_down;
  sleeper.move = &move_explored(step);
  sleeper.unfinished = nodes_[step].unfinished && second_pass_;
  sleeper.counts.assign(set_down_counts_.begin() + static_cast<std::ptrdiff_t>(first), set_down_counts_.end());
}

/// The step taken at a place, with the values that were set down with it, and with all that any others led to.
const Move& Dpor::move_explored(std::uint32_t step) {
  const Node& node = nodes_[step];
  const std::span<const std::uint32_t> values = std::span(set_down_).subspan(node.first_set_down);
  const Move& taken = steps_.move(step);
  const bool ends_thread = taken.ends_thread || node.ends_thread;
  if (taken.cuts_off == node.cuts_off && taken.ends_thread == ends_thread &&
      std::ranges::equal(taken.values, values))
    return taken;
  Move move = taken;
  move.cuts_off = node.cuts_off;
  move.ends_thread = ends_thread;
  move.values = values;
  return steps_.kept(move);
}

/// True if the step of a process sleeps with every continuation of these values.
bool Dpor::are_asleep(std::uint32_t place, ProcessId process, std::vector<std::uint32_t>& values) const {
  bool asleep = false;
  std::uint32_t count = 0;
  each_asleep(place, [&](std::uint32_t index) {
    const Move& move = *sleepers_[index].move;
    if (move.process != process) return;
    const std::size_t length = std::min(values.size(), move.values.size());
    if (!std::equal(values.begin(), values.end(), move.values.begin(),
                    move.values.begin() + static_cast<std::ptrdiff_t>(length)))
      return;
    if (length == move.values.size()) asleep = true;
    else count = sleepers_[index].counts[length];
  });
  if (asleep || count == 0) return asleep;
  asleep = true;
  for (std::uint32_t value = 0; value < count && asleep; ++value) {
    values.push_back(value);
    asleep = are_asleep(place, process, values);
    values.pop_back();
  }
  return asleep;
}

/// What sleeps at a place: what slept at the one before and has nothing to do with the step in between, or with the
/// one that the value in between was chosen after.
void Dpor::inherit_sleep(std::uint32_t place) {
  if (place < arranged_) return;
  arranged_ = place + 1;
  nodes_[place].first_asleep = asleep_.size();
  if (place > 0 && sleeps_anything(place - 1)) {
    const std::uint32_t last = steps_.step_before(place);
    Move step = steps_.move(last);
    // Whether it ends its thread goes with the last of the values chosen after it.
    const bool more_to_choose = place < steps_.size() && steps_.is_value(place);
    step.ends_thread = step.ends_thread && !more_to_choose;
    const Living living = steps_.living_before(last);
    inherited_.clear();
    each_asleep(place - 1, [&](std::uint32_t index) {
      const bool woken = sabotage_ != Sabotage::sleep_too_long && conflict(*sleepers_[index].move, step, living);
      if (!woken) inherited_.push_back(index);
    });
    asleep_.insert(asleep_.end(), inherited_.begin(), inherited_.end());
  }
  nodes_[place].last_asleep = asleep_.size();
}

bool Dpor::sleeps_anything(std::uint32_t place) const noexcept {
  return nodes_[place].first_asleep != nodes_[place].last_asleep ||
         nodes_[place].first_explored != explored_end(place);
}

std::size_t Dpor::explored_end(std::uint32_t place) const noexcept {
  return place + 1 < nodes_.size() ? nodes_[place + 1].first_explored : sleeper_count_;
}

template <class Visit>
void Dpor::each_asleep(std::uint32_t place, Visit visit) const {
  const Node& node = nodes_[place];
  for (std::size_t i = node.first_asleep; i < node.last_asleep; ++i) visit(asleep_[i]);
  for (std::size_t i = node.first_explored; i < explored_end(place); ++i) visit(static_cast<std::uint32_t>(i));
}

bool Dpor::is_asleep(std::uint32_t place, ProcessId process) const {
  if (!sleeps_anything(place)) return false;
  std::vector<std::uint32_t> whatever_they_are;
  return are_asleep(place, process, whatever_they_are);
}

bool Dpor::is_whole(std::uint32_t place, std::uint32_t asleep) const {
  return sleepers_[asleep].move->values.empty() || is_asleep(place, sleepers_[asleep].move->process);
}

}  // namespace heddle::engine
