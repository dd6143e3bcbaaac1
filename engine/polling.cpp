#include <heddle/engine/polling.hpp>

#include <heddle/engine/scheduling_point.hpp>

#include <algorithm>

namespace heddle::engine {
namespace {

constexpr std::uint64_t empty_hash = 0xcbf29ce484222325U;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  return (hash ^ value) * 0x9e3779b97f4a7c15U + (hash >> 29U);
}

}  // namespace

void Polling::reset() noexcept {
  repeating = false;
  woken = false;
  idle_rounds = 0;
  watching_ = false;
  only_reads_ = true;
  hash_ = empty_hash;
  previous_hash_ = 0;
  repetitions_ = 0;
  last_yield_ = {};
  seen_.clear();
}

void Polling::note(const Step& step, const ObjectRecord* object) {
  if (!only_reads_) return;
  const bool is_read = step.access == Access::read && step.second_access != Access::write &&
                       step.ending == Ending::done && object != nullptr;
  if (!is_read || seen_.size() == most_seen) {
    only_reads_ = false;
    return;
  }
  // The version stands in for values that do not fit a step.
  for (const std::uint64_t part : {std::uint64_t{step.object}, std::uint64_t{object->version},
                                   static_cast<std::uint64_t>(step.value), std::uint64_t{step.site.line}})
    hash_ = mixed(hash_, part);
  seen_.push_back({object, object->version});
}

void Polling::note_further(const ObjectRecord& object) {
  if (!only_reads_) return;
  if (seen_.size() == most_seen) {
    only_reads_ = false;
    return;
  }
  hash_ = mixed(mixed(hash_, object.index), object.version);
  seen_.push_back({&object, object.version});
}

bool Polling::repeats_at_yield(Site site, std::uint32_t allowed) {
  const bool came_back = watching_ && site == last_yield_;
  last_yield_ = site;
  if (!came_back || !only_reads_ || hash_ != previous_hash_) {
    repetitions_ = 0;
    idle_rounds = 0;
    return false;
  }
  return ++repetitions_ > allowed;
}

void Polling::go_on() {
  previous_hash_ = watching_ && only_reads_ ? hash_ : 0;
  watching_ = true;
  only_reads_ = true;
  hash_ = empty_hash;
  seen_.clear();
}

bool Polling::saw_something_change() const noexcept {
  return std::any_of(seen_.begin(), seen_.end(),
                     [](const Seen& seen) { return seen.object->version != seen.version; });
}

}  // namespace heddle::engine
