#include <heddle/engine/laps.hpp>

#include <algorithm>
#include <numeric>

namespace heddle::engine {
namespace {

std::uint64_t writes_to(const ObjectRecord& object) noexcept {
  return std::accumulate(object.counts.begin(), object.counts.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const PartCounts& part) { return sum + part.writes; });
}

}  // namespace

void Laps::reset() noexcept {
  laps_.clear();
  known_.clear();
  news_ = 0;
}

void Laps::use(const ObjectRecord& object, bool own) {
  const std::uint64_t writes = writes_to(object);
  const auto known = std::ranges::find(known_, &object, &std::pair<const ObjectRecord*, std::uint64_t>::first);
  if (known != known_.end()) {
    if (known->second != writes) ++news_;
    return;
  }
  if (known_.size() == most) std::erase_if(known_, [](const auto& one) { return one.first->destroyed; });
  if (known_.size() == most) {
    ++news_;
    return;
  }
  known_.emplace_back(&object, writes);
  if (writes != 0 && !own) ++news_;
}

void Laps::used(const ObjectRecord& object) {
  const auto known = std::ranges::find(known_, &object, &std::pair<const ObjectRecord*, std::uint64_t>::first);
  if (known != known_.end()) known->second = writes_to(object);
}

std::uint32_t Laps::arrive(const Rounds::Place& place) {
  const auto found = std::ranges::find(laps_, place, &Lap::place);
  if (found == laps_.end()) {
    if (laps_.size() < most) laps_.push_back({place, news_, 0});
    return 0;
  }
  found->count = found->news == news_ ? found->count + 1 : 0;
  found->news = news_;
  return found->count;
}

}  // namespace heddle::engine
