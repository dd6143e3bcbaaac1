#include <heddle/engine/strategy.hpp>

namespace heddle::engine {
namespace {

template <class IsIt>
std::uint32_t first_index(const ChoicePoint& point, IsIt is_it) noexcept {
  const auto all = static_cast<std::uint32_t>(point.enabled.size() + point.passed_over.size());
  for (std::uint32_t index = 0; index < all; ++index)
    if (is_it(agent_at(point, index))) return index;
  return Strategy::stop;
}

}  // namespace

std::uint32_t index_of(const ChoicePoint& point, Agent agent) noexcept {
  return first_index(point, [&](Agent one) { return one == agent; });
}

std::uint32_t index_of_thread(const ChoicePoint& point, ThreadIndex thread) noexcept {
  return first_index(point, [&](Agent one) { return one.thread == thread; });
}

Agent agent_at(const ChoicePoint& point, std::uint32_t index) noexcept {
  return index < point.enabled.size() ? point.enabled[index] : point.passed_over[index - point.enabled.size()];
}

}  // namespace heddle::engine
