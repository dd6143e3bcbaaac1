#include <heddle/engine/rounds.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {
namespace {

constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) noexcept {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29U);
}

}  // namespace

void Rounds::reset() noexcept {
  note_progress();
  elsewhere_ = state_ = 0;
}

void Rounds::note_progress() noexcept {
  idle = repeating = false;
  turns_ = 0;
  watching_ = false;
  filter_ = 0;
  visits_.clear();
  last_ = nullptr;
  log_.clear();
  open_count_ = 0;
  state_ = mixed(state_, 1);
}

// ---- what a step does ---------------------------------------------------------------------------------------

void Rounds::open(const ObjectRecord& object) {
  if (log_.size() == most_accesses) forget_oldest();
  open_[open_count_++] = log_.size();
  log_.push_back({&object, 0, false, object.level, object.level, object.counts});
}

void Rounds::add(const ObjectRecord& object, std::uint8_t parts, bool wrote) {
  if (log_.size() == most_accesses) forget_oldest();
  log_.push_back({&object, parts, wrote, object.level, object.level, object.counts});
}

void Rounds::close(const Step& step, std::array<Done, 2> done) {
  for (const std::uint64_t result : {std::uint64_t{step.site.line}, static_cast<std::uint64_t>(step.value),
                                     static_cast<std::uint64_t>(step.ending)}) {
    turn_results_ = mixed(turn_results_, result);
    state_ = mixed(state_, result);
  }
  for (std::size_t i = 0; i < open_count_; ++i) {
    Access& access = log_[open_[i]];
    access.parts = done[i].parts;
    access.wrote = done[i].wrote;
    access.level_after = access.object->level;
  }
  open_count_ = 0;
}

/// Rounds that begin there can no longer be compared.
void Rounds::forget_oldest() noexcept {
  const std::size_t gone = most_accesses / 2;
  log_.erase(log_.begin(), log_.begin() + gone);
  for (std::size_t i = 0; i < open_count_; ++i) open_[i] -= gone;
  for (Visit& visit : visits_)
    for (Before& before : visit.before) {
      before.known = before.known && before.from >= gone;
      before.from -= gone;
    }
}

// ---- where it arrives ---------------------------------------------------------------------------------------

Rounds::Visit* Rounds::find(const Place& place) noexcept {
  const auto found = std::ranges::find(visits_, place, &Visit::place);
  return found == visits_.end() ? nullptr : &*found;
}

bool Rounds::compares_at(const Place& place, bool gives_way) {
  const std::uint64_t bit = bit_of(place);
  const bool been_there = (filter_ & bit) != 0;
  filter_ |= bit;
  if (find(place) != nullptr) return true;
  if ((!gives_way && !been_there) || visits_.size() == most_visits) return false;
  visits_.reserve(most_visits);  // they are pointed to
  visits_.emplace_back().place = place;
  watching_ = true;
  return true;
}

Rounds::Arrival Rounds::arrive(const Place& place, std::uint64_t own, std::chrono::nanoseconds now) {
  Visit& visit = *find(place);
  const Self self{own, elsewhere_};
  const Arrival arrival = compare(visit, self);
  visit.in_a_row = arrival == Arrival::idle ? visit.in_a_row + 1 : 0;
  took_time_ = now != visit.time;
  visit.before[visit.arrivals++ % most_back] = {true, log_.size(), self};
  visit.time = now;
  last_ = &visit;
  state_ = mixed(mixed(mixed(own, elsewhere_), place.site.line), 2);
  return arrival;
}

Rounds::Arrival Rounds::compare(const Visit& visit, Self self) const noexcept {
  Arrival best = Arrival::new_to_it;
  for (std::uint32_t count = 1; count <= most_back && count <= visit.arrivals; ++count) {
    const Arrival arrival = visit.back(count).known ? compare(visit.back(count), self) : Arrival::new_to_it;
    if (arrival == Arrival::idle) return arrival;
    if (count == 1) best = arrival;
  }
  return best;
}

Rounds::Arrival Rounds::compare(const Before& before, Self self) const noexcept {
  const auto holds = [](Condition condition, bool met) { return met || condition == overlooked_; };
  return holds(Condition::same_self, before.self == self) && holds(Condition::undone, undone(before.from)) &&
                 holds(Condition::undisturbed, undisturbed(before.from))
             ? Arrival::idle
             : Arrival::changed;
}

void Rounds::go_round(const Place& place) noexcept {
  if (turns_ != 0 && place != turns_at_) return;
  const std::uint64_t results = std::exchange(turn_results_, 0);
  const bool as_before = turns_ == 1 || (turns_ > 1 && results == last_turn_results_);
  last_turn_results_ = results;
  turns_at_ = place;
  turns_ = as_before ? turns_ + 1 : 1;
}

/// What the round did to each object cancels out. What others did to it meanwhile, on a part that the round has not
/// used, does not count. What is gone does not matter.
bool Rounds::undone(std::size_t from) const noexcept {
  for (std::size_t i = from; i < log_.size(); ++i) {
    const Access& access = log_[i];
    if (!access.wrote || access.object->destroyed) continue;
    std::int64_t change = 0;
    for (std::size_t other = from; other < log_.size(); ++other)
      if (log_[other].object == access.object && log_[other].wrote)
        change += std::int64_t{log_[other].level_after} - log_[other].level_before;
    if (change != 0) return false;
  }
  return true;
}

/// Between two accesses of the round to a part of an object, nobody has written it; and nobody has looked at it
/// after the round had written it.
bool Rounds::undisturbed(std::size_t from) const noexcept {
  for (std::size_t i = from; i < log_.size(); ++i) {
    const Access& access = log_[i];
    if (access.object->destroyed) continue;
    for (std::uint32_t part = 0; access.parts >> part != 0; ++part) {
      if ((access.parts >> part & 1U) == 0) continue;
      const auto next =
          std::find_if(log_.begin() + static_cast<std::ptrdiff_t>(i) + 1, log_.end(),
                       [&](const Access& a) { return a.object == access.object && (a.parts >> part & 1U) != 0; });
      if (next == log_.end()) continue;
      const PartCounts& then = access.before[part];
      const PartCounts& now = next->before[part];
      if (now.writes != then.writes + (access.wrote ? 1 : 0)) return false;
      if (access.wrote && now.accesses != then.accesses + 1) return false;
    }
  }
  return true;
}

}  // namespace heddle::engine
