#include <heddle/engine/level_history.hpp>

#include <algorithm>
#include <iterator>

namespace heddle::engine {

void LevelHistory::add(Index event, ProcessId process, std::int32_t level) {
  const auto found = std::ranges::find(processes_, process);
  const auto index = static_cast<Index>(found - processes_.begin());
  if (found == processes_.end()) {
    processes_.push_back(process);
    by_process_.emplace_back();
  }
  std::vector<Own>& own = by_process_[index];
  const std::int64_t before = change_before(own, static_cast<std::ptrdiff_t>(own.size()), level);
  own.push_back({event, before, static_cast<Index>(all_.size())});
  all_.push_back({event, level, index});
}

void LevelHistory::pop() noexcept {
  by_process_[all_.back().process].pop_back();
  all_.pop_back();
}

std::int32_t LevelHistory::level_at(Index event) const noexcept {
  return std::prev(std::ranges::upper_bound(all_, event, {}, &Entry::event))->level;
}

/// What the first so many events of a process have changed, together.
std::int64_t LevelHistory::change_before(std::span<const Own> own, std::ptrdiff_t count,
                                         std::int32_t level_now) const noexcept {
  if (count == 0) return 0;
  if (static_cast<std::size_t>(count) < own.size()) return own[static_cast<std::size_t>(count)].change_before;
  const Own& last = own.back();
  const std::size_t next = last.entry + 1;
  const std::int64_t level_after = next < all_.size() ? all_[next].level : level_now;
  return last.change_before + level_after - all_[last.entry].level;
}

}  // namespace heddle::engine
