#include <heddle/engine/strategies/retrace.hpp>

#include <heddle/engine/execution.hpp>
#include <heddle/engine/happens_before.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

bool Retrace::begin() { return !std::exchange(begun_, true); }

std::uint32_t Retrace::choose_agent(const ChoicePoint& point) {
  meet_threads(point.execution);
  if (next_ == choices_.size() || choices_[next_].is_value) return stop;
  const auto thread = std::ranges::find(processes_, choices_[next_].process) - processes_.begin();
  const std::uint32_t found = index_of_thread(point, static_cast<ThreadIndex>(thread));
  if (found != stop) ++next_;
  return found;
}

std::uint32_t Retrace::choose_value(std::uint32_t count) {
  if (count == 1) return 0;
  const bool fits = next_ < choices_.size() && choices_[next_].is_value && choices_[next_].value < count;
  return fits ? choices_[next_++].value : stop;
}

void Retrace::meet_threads(const Execution& execution) {
  if (processes_.empty()) processes_.push_back(0);
  while (processes_.size() < execution.thread_count()) {
    const Birth birth = execution.birth_of_thread(static_cast<ThreadIndex>(processes_.size()));
    processes_.push_back(names_.process(processes_[birth.creator], birth.number));
  }
}

std::unique_ptr<Strategy> retrace(HappensBefore& events, std::uint32_t last,
                                  const std::function<bool(std::uint32_t)>& goes_along) {
  std::vector<Retrace::Choice> choices;
  const auto add = [&](std::uint32_t step) {
    const Move move = events.move(step);
    choices.push_back({move.process, false, 0});
    for (const std::uint32_t value : move.values) choices.push_back({move.process, true, value});
  };
  for (const std::uint32_t value : events.values_before_all()) choices.push_back({0, true, value});
  for (std::uint32_t step = 0; step < events.size(); ++step)
    if (!events.is_value(step) && step != last && goes_along(step)) add(step);
  if (last != HappensBefore::no_step) add(last);
  return std::make_unique<Retrace>(events.names(), std::move(choices));
}

}  // namespace heddle::engine
