#include <heddle/engine/nearest.hpp>

#include <heddle/engine/difference.hpp>

#include <algorithm>
#include <string>

namespace heddle::engine {
namespace {

/// The index of a thread's step in the execution that has one with as many of that thread's before it; the number
/// of steps if there is none. Threads of two executions go by their names in reports.
std::size_t counterpart(const Trace& in, const Trace& of, std::size_t step) {
  const Agent agent = of.steps[step].agent;
  const std::string& name = of.threads[agent.thread].name;
  auto before = std::count_if(of.steps.begin(), of.steps.begin() + static_cast<std::ptrdiff_t>(step),
                              [&](const Step& other) { return other.agent.thread == agent.thread; });
  for (std::size_t i = 0; i < in.steps.size(); ++i)
    if (in.threads[in.steps[i].agent.thread].name == name && before-- == 0) return i;
  return in.steps.size();
}

}  // namespace

Nearest::Nearest(const Execution& execution, const HappensBefore& events)
    : given_(execution.trace()), hashes_(hashes_of(events)), wanted_(hashes_.begin(), hashes_.end()) {}

void Nearest::look_at(const Execution& execution, const HappensBefore& events) {
  std::size_t common = 0;
  for (std::uint32_t i = 0; i < events.size(); ++i) common += wanted_.count(events.hash_of(i));
  if (found_ && common <= most_) return;
  found_ = true;
  most_ = common;
  nearest_ = execution.trace();
  const std::vector<std::uint64_t> hashes = hashes_of(events);
  nearest_hashes_ = {hashes.begin(), hashes.end()};
}

Divergence Nearest::parting() const {
  std::size_t step = 0;
  while (step < given_.steps.size() && step < hashes_.size() && nearest_hashes_.contains(hashes_[step])) ++step;
  if (step == given_.steps.size())
    return {step, described(nearest_, std::min(step, nearest_.steps.size())), described(given_, step), {}};
  const std::size_t other = counterpart(nearest_, given_, step);
  return {step, described(nearest_, other), described(given_, step), {}};
}

std::vector<std::uint64_t> Nearest::hashes_of(const HappensBefore& events) {
  std::vector<std::uint64_t> hashes;
  for (std::uint32_t i = 0; i < events.size(); ++i) hashes.push_back(events.hash_of(i));
  return hashes;
}

}  // namespace heddle::engine
