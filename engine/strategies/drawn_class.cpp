#include <heddle/engine/strategies/drawn_class.hpp>

#include <heddle/engine/execution.hpp>

namespace heddle::engine {

bool DrawnClass::begin() {
  steps_.truncate(0);
  return random_.begin();
}

std::uint32_t DrawnClass::choose_agent(const ChoicePoint& point) {
  steps_.catch_up(point.execution, steps_.size());
  std::uint32_t picked = stop;
  if (long_turns_ && random_.choose_value(length_of_turns) != 0) picked = index_of(point, {point.current, false});
  if (picked >= point.enabled.size()) picked = random_.choose_agent(point);
  steps_.begin_step(point.execution, point.enabled[picked]);
  return picked;
}

std::uint32_t DrawnClass::choose_value(std::uint32_t count) {
  const std::uint32_t picked = random_.choose_value(count);
  steps_.begin_value(picked, count);
  return picked;
}

void DrawnClass::finish(const Execution& execution) { steps_.catch_up(execution, steps_.size()); }

}  // namespace heddle::engine
