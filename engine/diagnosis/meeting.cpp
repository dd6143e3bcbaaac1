#include <heddle/engine/diagnosis/meeting.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

Meeting::Meeting(const Trace& trace, ObjectIndex place, std::uint64_t before) {
  const std::uint64_t end = std::min<std::uint64_t>(before, trace.steps.size());
  for (std::uint64_t index = 0; index < end; ++index)
    if (trace.steps[index].object == place) after(trace.steps[index], index);
}

void Meeting::after(const Step& step, std::uint64_t index) {
  switch (step.kind->role) {
    case Role::arrive: arrive(step, index); break;
    case Role::leave:
      if (step.ending != Ending::done) break;  // it has yet to give up
      if (step.value < 0) break_up(index);
      else std::erase_if(present_, [&](const Arrival& one) { return one.thread == step.agent.thread; });
      break;
    case Role::break_up:
      if (step.value != 0) break_up(index);
      break;
    default: break;
  }
}

bool Meeting::is_present(ThreadIndex thread) const noexcept {
  return std::any_of(present_.begin(), present_.end(), [&](const Arrival& one) { return one.thread == thread; });
}

void Meeting::arrive(const Step& step, std::uint64_t index) {
  last_arrivals_[step.agent.thread] = index;
  if (step.access == Access::read) return;
  if (full()) present_.clear();
  present_.push_back({step.agent.thread, index});
  missing_ = step.value;
}

void Meeting::break_up(std::uint64_t index) {
  last_break_up_ = {index, std::exchange(present_, {}), std::exchange(missing_, 0)};
}

}  // namespace heddle::engine
