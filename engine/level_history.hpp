#pragma once

#include <heddle/engine/canonical_names.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace heddle::engine {

/// The levels of one object in the course of an execution: before each event that may have changed it. Answers what
/// it would have been without some event, in a time that hardly grows with the length of the execution.
class LevelHistory {
 public:
  using Index = std::uint32_t;

  /// An event of a process, before which the object's level was `level`. The last one so far, or as late as that.
  void add(Index event, ProcessId process, std::int32_t level);

  /// Takes the last one back.
  void pop() noexcept;

  /// The level before the last event up to and including this one. There must be one.
  [[nodiscard]] std::int32_t level_at(Index event) const noexcept;

  /// What the level would be at the event `end`, where it is `level_now`, if `first` and all that comes after it
  /// had not been. `comes_after` says of an event if it is `first` or happens after it: of the events of one
  /// process, that must be true for none, or from one of them on. As far as an int32 reaches.
  template <class ComesAfter>
  [[nodiscard]] std::int32_t level_without(Index first, Index end, std::int32_t level_now,
                                           ComesAfter comes_after) const {
    const auto from = std::ranges::lower_bound(all_, first, {}, &Entry::event);
    const auto to =
        std::lower_bound(from, all_.end(), end, [](const Entry& e, Index event) { return e.event < event; });
    std::int64_t level = from != to ? from->level : level_now;
    if (to - from <= few) {
      for (auto entry = from; entry != to; ++entry)
        if (!comes_after(entry->event)) level += change_by(entry, level_now);
      return clamped(level);
    }
    for (const std::vector<Own>& own : by_process_) {
      const auto lower = std::ranges::lower_bound(own, first, {}, &Own::event);
      const auto upper = std::lower_bound(lower, own.end(), end, [](const Own& o, Index e) { return o.event < e; });
      const auto after = std::partition_point(lower, upper, [&](const Own& o) { return !comes_after(o.event); });
      level +=
          change_before(own, after - own.begin(), level_now) - change_before(own, lower - own.begin(), level_now);
    }
    return clamped(level);
  }

 private:
  static constexpr std::ptrdiff_t few = 16;  // events are looked at one by one rather than process by process

  struct Entry {
    Index event;
    std::int32_t level;
    Index process;  // in `by_process_`
  };
  struct Own {
    Index event;
    std::int64_t change_before;  // by all events of the process before this one, together
    Index entry;                 // in `all_`
  };

  [[nodiscard]] static std::int32_t clamped(std::int64_t level) noexcept {
    using Limits = std::numeric_limits<std::int32_t>;
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(level, Limits::min(), Limits::max()));
  }
  [[nodiscard]] std::int64_t change_by(std::vector<Entry>::const_iterator entry,
                                       std::int32_t level_now) const noexcept {
    const auto next = entry + 1;
    return std::int64_t{next != all_.end() ? next->level : level_now} - entry->level;
  }
  [[nodiscard]] std::int64_t change_before(std::span<const Own> own, std::ptrdiff_t count,
                                           std::int32_t level_now) const noexcept;

  std::vector<Entry> all_;
  std::vector<std::vector<Own>> by_process_;
  std::vector<ProcessId> processes_;  // whose they are
};

}  // namespace heddle::engine
