#include <heddle/engine/strategies/random.hpp>

namespace heddle::engine {
namespace {

/// The output function of splitmix64 (Steele, Lea, Flood, OOPSLA 2014).
constexpr std::uint64_t mixed(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;

}  // namespace

bool Random::begin() {
  state_ = mixed(mixed(seed_ + golden) + ++execution_);
  next_ = mixed(state_ += golden) >> 32U;
  return true;
}

void Random::finish(const Execution&) {}

std::uint32_t Random::choose_agent(const ChoicePoint& point) {
  return below(static_cast<std::uint32_t>(point.enabled.size()));
}

std::uint32_t Random::choose_value(std::uint32_t count) { return below(count); }

/// The high word of a product (Lemire 2019), without the rejection: with 32 random bits the bias is below
/// count / 2^32, and every draw takes the same time. The bits of the next draw are made now, while nobody waits for
/// them.
std::uint32_t Random::below(std::uint32_t count) noexcept {
  if (count == 1) return 0;
  const std::uint64_t bits = next_;
  next_ = mixed(state_ += golden) >> 32U;
  return static_cast<std::uint32_t>((bits * count) >> 32U);
}

}  // namespace heddle::engine
