#include <heddle/engine/strategies/replay.hpp>

#include <heddle/engine/execution.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace heddle::engine {

bool ReplaySchedule::begin() { return !std::exchange(begun_, true); }

std::uint32_t ReplaySchedule::choose_agent(const ChoicePoint& point) {
  if (next_ == schedule_->choices.size() && goes_on_with_) {
    const auto found = std::find(point.enabled.begin(), point.enabled.end(), Agent{*goes_on_with_, false});
    if (found != point.enabled.end()) return static_cast<std::uint32_t>(found - point.enabled.begin());
  }
  if (next_ == schedule_->choices.size())
    return diverge(point, point.execution.pending_label(point.enabled.front()));
  const Choice& choice = schedule_->choices[next_];
  if (choice.kind == Choice::Kind::value) return diverge(point, "a choice of a thread");
  const Agent agent{static_cast<ThreadIndex>(choice.picked), choice.kind == Choice::Kind::timer};
  const std::uint32_t found = index_of(point, agent);
  if (found == stop) {
    const bool exists =
        agent.thread < point.execution.thread_count() && point.execution.pending(agent).kind != nullptr;
    return diverge(point, exists ? point.execution.pending_label(agent) + ", which is not enabled"
                                 : fmt::format("no thread number {}", agent.thread));
  }
  const std::string label = point.execution.pending_label(agent);
  if (!choice.label.empty() && choice.label != label) return diverge(point, label);
  if (choice.count != point.enabled.size())
    return diverge(point, fmt::format("{}, as one of {}", label, point.enabled.size()));
  ++next_;
  return found;
}

std::uint32_t ReplaySchedule::choose_value(std::uint32_t count) {
  const bool fits = next_ < schedule_->choices.size() && schedule_->choices[next_].kind == Choice::Kind::value &&
                    schedule_->choices[next_].count == count && schedule_->choices[next_].picked < count;
  if (!fits) {
    divergence_ = {next_, expected(), fmt::format("a choice among {} values", count), {}};
    return stop;
  }
  return schedule_->choices[next_++].picked;
}

void ReplaySchedule::finish(const Execution& execution) {
  if (divergence_ || next_ == schedule_->choices.size()) return;
  divergence_ = {next_, expected(), fmt::format("the execution ended ({})", name_of(execution.outcome())), {}};
}

std::uint32_t ReplaySchedule::diverge(const ChoicePoint& point, std::string got) {
  divergence_ = {next_, expected(), std::move(got), {}};
  for (const Agent agent : point.enabled) divergence_->enabled.push_back(point.execution.pending_label(agent));
  return stop;
}

std::string ReplaySchedule::expected() const {
  if (next_ == schedule_->choices.size()) return "the end of the execution";
  const Choice& choice = schedule_->choices[next_];
  if (choice.kind == Choice::Kind::value) return fmt::format("a choice among {} values", choice.count);
  const std::string step = choice.label.empty() ? fmt::format("thread number {}", choice.picked) : choice.label;
  return fmt::format("{}, as one of {}", step, choice.count);
}

}  // namespace heddle::engine
