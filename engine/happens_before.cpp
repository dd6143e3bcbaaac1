#include <heddle/engine/happens_before.hpp>

#include <heddle/engine/class_hash.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

void HappensBefore::truncate(std::uint32_t size) {
  while (events_.size() > size) {
    const Event& event = events_.back();
    if (events_.size() <= known_) {
      for (Index i = event.first_touch; i < event.last_touch; ++i) accesses_[touches_[i].variable].pop_back();
      touches_.resize(event.first_touch);
    }
    if (events_.size() <= known_ && !event.is_value) {
      Process& process = processes_[event.process];
      process.last = event.previous;
      --process.events;
    }
    for (Index i = event.first_level; i < event.last_level; ++i) levels_of_[levels_touched_[i]].pop();
    levels_touched_.resize(event.first_level);
    values_.resize(event.first_value);
    const bool of_a_step = event.is_value && step_before(this->size()) != no_step;
    if (of_a_step) events_[step_before(this->size())].move = nullptr;
    events_.pop_back();
  }
  known_ = std::min(known_, size);
  while (!races_.empty() && races_.back().found_at >= size) races_.pop_back();
  while (!pending_.empty() && pending_.back().at >= size) pending_.pop_back();
  while (!barriers_.empty() && barriers_.back().event >= size) barriers_.pop_back();
  while (!threads_.empty() && threads_.back().born_at != nothing && threads_.back().born_at >= size) {
    processes_[threads_.back().process].thread = no_thread;
    threads_.pop_back();
  }
}

// ---- as the execution goes on -------------------------------------------------------------------------------

void HappensBefore::begin_step(const Execution& execution, Agent agent, bool passed_over) {
  Event event;
  event.thread = agent.thread;
  event.process = process(agent.thread);
  event.first_value = static_cast<Index>(values_.size());
  event.first_level = static_cast<Index>(levels_touched_.size());
  const Announcement here = execution.announcement(agent.thread, passed_over);
  event.announced = canonical(execution, here);
  const Index index = size();
  if (here.object != no_object)
    add_level(event.announced.object, execution.level(here.object), index, event.process);
  if (here.second != no_object)
    add_level(event.announced.second, execution.level(here.second), index, event.process);
  event.acts_levels = acts_levels(execution, here);
  if (here.guard != no_object) event.guard_level = execution.level(here.guard);
  event.last_level = static_cast<Index>(levels_touched_.size());
  events_.push_back(event);
}

void HappensBefore::begin_value(std::uint32_t value, std::uint32_t count) {
  Event event;
  event.is_value = true;
  event.first_value = static_cast<Index>(values_.size());
  event.first_level = event.last_level = static_cast<Index>(levels_touched_.size());
  events_.push_back(event);
  if (count == 1) return;
  values_.push_back(value);
  if (const Index step = step_before(size()); step != no_step) events_[step].move = nullptr;
}

void HappensBefore::catch_up(const Execution& execution, std::uint32_t end) {
  meet_threads(execution);
  for (; known_ < end; ++known_) learn(execution, known_);
}

/// All threads that are new have been started by the last step.
void HappensBefore::meet_threads(const Execution& execution) {
  while (threads_.size() < execution.thread_count()) {
    const auto thread = static_cast<ThreadIndex>(threads_.size());
    ProcessId process = 0;
    if (thread != 0) {
      const Birth birth = execution.birth_of_thread(thread);
      process = names_.process(threads_[birth.creator].process, birth.number);
    }
    const Index born_at = thread == 0 ? nothing : step_before(size());
    threads_.push_back({process, born_at, execution.is_daemon(thread)});
    if (process >= process_hashes_.size()) process_hashes_.resize(process + 1, class_hash::start);
    if (thread != 0) {
      const Birth birth = execution.birth_of_thread(thread);
      process_hashes_[process] = class_hash::added(process_hashes_[threads_[birth.creator].process], birth.number);
    }
    if (born_at != nothing) note_birth(events_[born_at], threads_.back());
    if (process >= processes_.size()) processes_.resize(process + 1);
    processes_[process].thread = thread;
  }
  if (names_.processes() > stride_) widen_clocks();
  scratch_.resize(stride_);
}

void HappensBefore::note_birth(Event& event, const Thread& thread) noexcept {
  if (thread.daemon) event.starts_daemon = true;
  else ++event.starts;
}

std::uint32_t HappensBefore::step_before(std::uint32_t event) const noexcept {
  while (event > 0 && events_[event - 1].is_value) --event;
  return event == 0 ? no_step : event - 1;
}

std::span<const std::uint32_t> HappensBefore::values_before_all() const noexcept {
  const auto first_step = std::find_if(events_.begin(), events_.end(), [](const Event& e) { return !e.is_value; });
  return values_between(0, static_cast<Index>(first_step - events_.begin()));
}

std::span<const std::uint32_t> HappensBefore::values_between(Index first, Index last) const noexcept {
  return values_from(first).first(values_from(first).size() - values_from(last).size());
}

void HappensBefore::widen_clocks() {
  const std::uint32_t wider =
      std::max(2 * stride_, (names_.processes() + clock_block - 1) / clock_block * clock_block);
  std::vector<std::uint32_t> clocks(std::size_t{known_} * wider, 0);
  for (Index i = 0; i < known_; ++i)
    std::copy_n(row(i), stride_, clocks.begin() + static_cast<std::ptrdiff_t>(std::size_t{i} * wider));
  clocks_ = std::move(clocks);
  stride_ = wider;
  for (Barrier& barrier : barriers_) barrier.clock.resize(stride_, 0);
}

void HappensBefore::learn(const Execution& execution, Index index) {
  Event& event = events_[index];
  const Step& step = execution.steps()[index];
  clocks_.resize(std::size_t{index + 1} * stride_);
  event.first_touch = event.last_touch = static_cast<Index>(touches_.size());
  if (event.is_value) {
    event.first_level = event.last_level = static_cast<Index>(levels_touched_.size());
    note_end_of_thread(execution, index);
    note_hash(execution, index);
    return;
  }
  if (step.after_quiet) come_to_rest(execution, index);
  Process& process = processes_[event.process];
  start_clock(event.thread, step.after_quiet, index);
  take_touches(execution, event, index);
  find_races(contender(index), {.first = 0, .second = index, .found_at = index});
  join_dependences({touches_.data() + event.first_touch, touches_.data() + event.last_touch});
  event.previous = std::exchange(process.last, index);
  event.number = ++process.events;
  scratch_[event.process] = event.number;
  std::copy(scratch_.begin(), scratch_.end(),
            clocks_.begin() + static_cast<std::ptrdiff_t>(std::size_t{index} * stride_));
  for (Index i = event.first_touch; i < event.last_touch; ++i) add_access(touches_[i], index);
  note_end_of_thread(execution, index);
  note_hash(execution, index);
}

/// A value belongs to the step before it, and is told apart by that and by what was chosen there before.
void HappensBefore::note_hash(const Execution& execution, Index index) {
  if (!tells_classes_apart_) return;
  const Step& step = execution.steps()[index];
  std::uint64_t hash = process_hashes_[threads_[step.agent.thread].process];
  hash = class_hash::added(hash, step.kind->name);
  hash = class_hash::added(hash, static_cast<std::uint64_t>(step.value));
  if (events_[index].is_value) {
    hash = class_hash::added(hash, index == 0 ? class_hash::start : hash_of(index - 1));
  } else {
    hash = class_hash::added(hash, object_hash(execution, step.object));
    hash = class_hash::added(hash, object_hash(execution, step.second));
    hash = class_hash::added(hash, 2 * static_cast<std::uint64_t>(step.ending) + (step.agent.timer ? 1 : 0));
    std::uint64_t past = 0;
    for (std::size_t process = 0; process < process_hashes_.size(); ++process)
      if (const std::uint32_t events = scratch_[process]; events != 0)
        past += class_hash::added(process_hashes_[process], events);
    hash = class_hash::added(hash, past);
  }
  events_[index].hash = hash + (index == 0 ? 0 : events_[index - 1].hash);
}

std::uint64_t HappensBefore::object_hash(const Execution& execution, ObjectIndex object) const noexcept {
  if (object == no_object) return 0;
  const Birth birth = execution.birth_of_object(object);
  return class_hash::added(~process_hashes_[threads_[birth.creator].process], birth.number);
}

/// What follows a step up to the next operation belongs to it, as do the values that are chosen there, this one for
/// the last: after some of them, that is the end.
void HappensBefore::note_end_of_thread(const Execution& execution, Index index) {
  const Index step = step_before(index + 1);
  if (step == no_step) {
    events_[index].living = living_before(0);
    return;
  }
  Event& event = events_[step];
  event.ends_thread = !threads_[event.thread].daemon && execution.has_ended(event.thread);
  event.move = nullptr;
  Living living = living_before(step);
  living.threads += event.starts - (event.ends_thread ? 1 : 0);
  living.daemons = living.daemons || event.starts_daemon;
  for (Index i = step; i <= index; ++i) events_[i].living = living;
}

void HappensBefore::take_touches(const Execution& execution, Event& event, Index index) {
  const Step& step = execution.steps()[index];
  if (step.access != Access::none && step.object != no_object) {
    const std::uint32_t object = canonical(execution, step.object);
    for (std::uint32_t i = 0; step.parts >> i != 0; ++i)
      if ((step.parts >> i & 1U) != 0 && !overlooks(i))
        add_touch({names_.variable(object, part(i)), step.access == Access::write}, event.first_touch);
  }
  if (step.second_access != Access::none && step.second != no_object)
    add_touch({names_.variable(canonical(execution, step.second), 0), step.second_access == Access::write},
              event.first_touch);
  event.first_further = static_cast<Index>(touches_.size());
  for (const auto& [at, touch] : execution.further_touches(index)) {
    if (overlooks(touch.part)) continue;
    const std::uint32_t object = canonical(execution, touch.object);
    add_touch({names_.variable(object, part(touch.part)), touch.access == Access::write}, event.first_touch);
    if (touch.access == Access::write && touch.object != step.object)
      add_level(object, touch.level, index, event.process);
  }
  event.last_touch = static_cast<Index>(touches_.size());
  event.last_level = static_cast<Index>(levels_touched_.size());
}

void HappensBefore::add_touch(VariableTouch touch, Index first_of_event) {
  if (touch.variable >= accesses_.size()) accesses_.resize(names_.variables());
  for (Index i = first_of_event; i < touches_.size(); ++i)
    if (touches_[i].variable == touch.variable) {
      touches_[i].write = touches_[i].write || touch.write;
      return;
    }
  touches_.push_back(touch);
}

void HappensBefore::add_level(std::uint32_t object, std::int32_t level, Index index, ProcessId process) {
  if (object >= levels_of_.size()) levels_of_.resize(names_.objects());
  levels_touched_.push_back(object);
  levels_of_[object].add(index, process, level);
}

Announcement HappensBefore::canonical(const Execution& execution, Announcement announced) {
  for (ObjectIndex* object : {&announced.object, &announced.second, &announced.guard, &announced.acts[0].object,
                              &announced.acts[1].object})
    if (*object != no_object) *object = canonical(execution, *object);
  return announced;
}

std::array<std::int32_t, 2> HappensBefore::acts_levels(const Execution& execution, const Announcement& announced) {
  std::array<std::int32_t, 2> levels{};
  for (std::size_t i = 0; i < levels.size(); ++i)
    if (announced.acts[i].object != no_object) levels[i] = execution.level(announced.acts[i].object);
  return levels;
}

std::uint32_t HappensBefore::canonical(const Execution& execution, ObjectIndex object) {
  const Birth birth = execution.birth_of_object(object);
  return names_.object(threads_[birth.creator].process, birth.number);
}

// ---- clocks -------------------------------------------------------------------------------------------------

/// In `scratch_`: what happens before the next event of a thread, whatever that is.
void HappensBefore::start_clock(ThreadIndex thread, bool quiet_before, Index index) {
  std::fill(scratch_.begin(), scratch_.end(), 0);
  const Process& process = processes_[threads_[thread].process];
  const Index before = process.last != nothing ? process.last : threads_[thread].born_at;
  if (before != nothing) join(row(before));
  if (quiet_before) {
    for (const Process& other : processes_)
      if (other.last != nothing) join(row(other.last));
    barriers_.push_back({index, scratch_});
    return;
  }
  if (!barriers_.empty()) join(barriers_.back().clock.data());
}

void HappensBefore::join(const std::uint32_t* clock) noexcept {
  std::uint32_t* const into = scratch_.data();
  for (std::uint32_t i = 0; i < stride_; i += clock_block)
    for (std::uint32_t j = i; j < i + clock_block; ++j) into[j] = std::max(into[j], clock[j]);
}

const std::vector<std::uint32_t>& HappensBefore::least_clock_from(std::uint32_t event) {
  least_clock_.assign(stride_, UINT32_MAX);
  for (Index i = event; i < size(); ++i) {
    if (events_[i].is_value) continue;
    const std::uint32_t* const clock = row(i);
    for (std::uint32_t j = 0; j < stride_; ++j) least_clock_[j] = std::min(least_clock_[j], clock[j]);
  }
  return least_clock_;
}

void HappensBefore::join_dependences(std::span<const VariableTouch> touches) {
  for (const VariableTouch& touch : touches) {
    const std::vector<PastAccess>& accesses = accesses_[touch.variable];
    const auto before = [&](std::size_t end) { return newest_to_meet(accesses, end, touch.write); };
    for (std::size_t i = before(accesses.size()); i-- > 0; i = before(i)) {
      join(row(accesses[i].event));
      if (accesses[i].write) break;
    }
  }
}

void HappensBefore::add_access(VariableTouch touch, Index event) {
  std::vector<PastAccess>& accesses = accesses_[touch.variable];
  const Index before = accesses.empty() ? 0 : accesses.back().writes_end;
  accesses.push_back({event, touch.write, touch.write ? static_cast<Index>(accesses.size() + 1) : before});
}

/// Where the newest of the first `end` accesses that a touch depends on ends in the list; 0 if there is none. A
/// read depends on writes only: it must not look at the reads between, or a loop of loads would cost the square of
/// its length.
std::size_t HappensBefore::newest_to_meet(const std::vector<PastAccess>& accesses, std::size_t end,
                                          bool write) noexcept {
  return write || end == 0 ? end : accesses[end - 1].writes_end;
}

ThreadIndex HappensBefore::thread_of(ProcessId process) const noexcept {
  return process < processes_.size() ? processes_[process].thread : no_thread;
}

// ---- races --------------------------------------------------------------------------------------------------

HappensBefore::Contender HappensBefore::contender(Index index) const noexcept {
  const Event& event = events_[index];
  return {event.thread,      index,
          &event.announced,  event.acts_levels,
          event.guard_level, {touches_.data() + event.first_touch, touches_.data() + event.last_touch}};
}

HappensBefore::Contender HappensBefore::contender(const Pending& pending) {
  pending_touches_.clear();
  touches_of(pending.announced, true, pending_touches_);
  return {pending.thread,      pending.at,          &pending.announced,
          pending.acts_levels, pending.guard_level, pending_touches_};
}

/// Adds the races whose second part this is. `scratch_` holds what happens before it in any case.
void HappensBefore::find_races(const Contender& second, Race race) {
  candidates_.clear();
  for (const VariableTouch& touch : second.touches) add_candidates(second, touch);
  keep_latest(race);
}

/// Goes back over the steps on one variable that depend on the second and do not happen before it in any case.
/// Those without which it could not have been taken are passed over: the race is with what stood in its way before.
void HappensBefore::add_candidates(const Contender& second, const VariableTouch& touch) {
  if (touch.variable >= accesses_.size()) return;
  const std::vector<PastAccess>& accesses = accesses_[touch.variable];
  const auto before = [&](std::size_t end) { return newest_to_meet(accesses, end, touch.write); };
  for (std::size_t i = before(accesses.size()); i-- > 0; i = before(i)) {
    const Index first = accesses[i].event;
    const bool write = accesses[i].write;
    const bool past = in_past(first);
    const bool taken = !past && (wanted_ == Races::all || could_come_before(second, first));
    if (taken) candidates_.push_back(first);
    // What comes before a write happens before it.
    if (write && (past || (taken && wanted_ == Races::immediate))) break;
  }
}

/// Of the candidates, adds races with those that do not happen before another, unless with all.
void HappensBefore::keep_latest(Race race) {
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
  const auto is_covered = [&](Index a) {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](Index b) { return a != b && happens_before(a, b); });
  };
  for (const Index first : candidates_) {
    race.first = first;
    if (wanted_ == Races::all || !is_covered(first)) races_.push_back(race);
  }
}

bool HappensBefore::could_come_before(const Contender& second, Index first) const {
  const Announcement& announced = *second.announced;
  if (announced.has_timer) return true;
  const std::int32_t level =
      announced.guard == no_object ? 0 : level_without(announced.guard, first, second.at, second.guard_level);
  return announced.guard_holds_at.contain(level);
}

/// The level of an object at `end`, if `first` and all that happens after it had not been.
std::int32_t HappensBefore::level_without(std::uint32_t object, Index first, Index end,
                                          std::int32_t level_now) const {
  if (object >= levels_of_.size()) return level_now;
  return levels_of_[object].level_without(
      first, end, level_now, [&](Index event) { return event == first || happens_before(first, event); });
}

// ---- the end of an execution --------------------------------------------------------------------------------

void HappensBefore::close(const Execution& execution) {
  catch_up(execution, size());
  races_before_end_ = races_.size();
  pending_before_end_ = pending_.size();
  close_ending(execution);
  for (std::uint32_t i = 0; i < execution.thread_count(); ++i)
    close_pending(execution, static_cast<ThreadIndex>(i));
}

/// A step that ends the execution depends on every step of the daemons: they could have gone on. And on the last
/// steps of the other threads: each could have been the one that ends it.
void HappensBefore::close_ending(const Execution& execution) {
  const Index last = step_before(size());
  if (last == no_step || !cut_off_daemons(execution)) return;
  ending_.event = last;
  events_[last].move = nullptr;
  ending_.clock.assign(row(last), row(last) + stride_);
  const Event& event = events_[last];
  Process& process = processes_[event.process];
  const Index newest = std::exchange(process.last, event.previous);
  start_clock(event.thread, false, last);
  process.last = newest;
  const Contender second = contender(last);
  for (const bool daemons : {true, false}) {
    candidates_.clear();
    for (std::size_t thread = 0; thread < threads_.size(); ++thread) {
      if (threads_[thread].daemon != daemons || !races_with_end(static_cast<ThreadIndex>(thread))) continue;
      const Index first = processes_[threads_[thread].process].last;
      if (first == nothing || first >= last || in_past(first)) continue;
      if (daemons && others_would_not_end_without(first)) continue;
      if (could_come_before(second, first) && goes_the_same_way(second, first)) candidates_.push_back(first);
    }
    keep_latest({.first = 0, .second = last, .ending = true, .found_at = size()});
  }
  join_cut_off();
}

/// True if without a step of a daemon, some thread that is none would be there and not have ended: the execution
/// would not end where it did.
bool HappensBefore::others_would_not_end_without(Index first) const noexcept {
  return std::ranges::any_of(threads_, [&](const Thread& thread) {
    const Index end = processes_[thread.process].last;
    if (thread.daemon || end == nothing || end == ending_.event || !happens_before(first, end)) return false;
    const bool started_by_it =
        thread.born_at == first || (thread.born_at != nothing && happens_before(first, thread.born_at));
    return !started_by_it;
  });
}

bool HappensBefore::cut_off_daemons(const Execution& execution) const noexcept {
  // Also one that has ended: it might not have got as far.
  return execution.outcome() == Outcome::completed &&
         std::any_of(threads_.begin(), threads_.end(), [](const Thread& thread) { return thread.daemon; });
}

bool HappensBefore::cuts_off(ThreadIndex thread) const noexcept {
  return ending_.event != nothing && events_[ending_.event].thread != thread && threads_[thread].daemon;
}

bool HappensBefore::races_with_end(ThreadIndex thread) const noexcept {
  return ending_.event != nothing && events_[ending_.event].thread != thread;
}

void HappensBefore::join_cut_off() {
  std::copy_n(row(ending_.event), stride_, scratch_.begin());
  for (std::size_t thread = 0; thread < threads_.size(); ++thread) {
    const Index last = processes_[threads_[thread].process].last;
    if (races_with_end(static_cast<ThreadIndex>(thread)) && last != nothing && last < ending_.event)
      join(row(last));
  }
  std::copy(scratch_.begin(), scratch_.end(),
            clocks_.begin() + static_cast<std::ptrdiff_t>(std::size_t{ending_.event} * stride_));
}

void HappensBefore::forget_end() {
  races_.resize(std::min(races_.size(), races_before_end_));
  pending_.resize(std::min(pending_.size(), pending_before_end_));
  if (ending_.event == nothing) return;
  std::copy(ending_.clock.begin(), ending_.clock.end(),
            clocks_.begin() + static_cast<std::ptrdiff_t>(std::size_t{ending_.event} * stride_));
  events_[ending_.event].move = nullptr;
  ending_.event = nothing;
}

/// Who could have gone on, had the execution not ended, races with its end; who could not, as ever.
void HappensBefore::close_pending(const Execution& execution, ThreadIndex thread) {
  if (execution.has_ended(thread) || execution.pending({thread, false}).kind == nullptr) return;
  const Pending here = pending(execution, thread, size());
  const bool cut_off = cuts_off(thread);
  if (can_go(here) && !cut_off) return;
  start_clock(thread, false, size());
  const Contender second = contender(here);
  candidates_.clear();
  if (cut_off && !in_past(ending_.event) && could_come_before(second, ending_.event))
    candidates_.push_back(ending_.event);
  for (const VariableTouch& touch : second.touches) add_candidates(second, touch);
  keep_latest({.first = 0, .pending = static_cast<Index>(pending_.size()), .found_at = size()});
  pending_.push_back(here);
}

/// Before this event nobody could run. Those who go on later will do so after everything so far; what they stand at
/// could have come earlier all the same.
void HappensBefore::come_to_rest(const Execution& execution, Index index) {
  for (std::uint32_t i = 0; i < execution.thread_count(); ++i) {
    const auto thread = static_cast<ThreadIndex>(i);
    const Event& event = events_[index];
    if (thread == event.thread) {
      find_pending_races({thread, index, event.announced, event.acts_levels, event.guard_level});
    } else if (!execution.has_ended(thread) && execution.pending({thread, false}).kind != nullptr) {
      Pending here = pending(execution, thread, index);
      here.announced.has_timer = false;  // or it would have fired
      here.guard_level = level_before(here.announced.guard, index, here.guard_level);
      for (std::size_t part = 0; part < here.acts_levels.size(); ++part)
        here.acts_levels[part] = level_before(here.announced.acts[part].object, index, here.acts_levels[part]);
      if (!can_go(here)) find_pending_races(here);
    }
  }
}

/// The level of an object before an event, the last one so far; `now`: what it is after that.
std::int32_t HappensBefore::level_before(std::uint32_t object, Index index, std::int32_t now) const {
  const Event& event = events_[index];
  const auto touched = std::span(levels_touched_).subspan(event.first_level, event.last_level - event.first_level);
  return std::ranges::find(touched, object) == touched.end() ? now : levels_of_[object].level_at(index);
}

HappensBefore::Pending HappensBefore::pending(const Execution& execution, ThreadIndex thread, Index at) {
  const Announcement here = execution.announcement(thread);
  Pending pending{thread, at, canonical(execution, here), acts_levels(execution, here),
                  here.guard == no_object ? 0 : execution.level(here.guard)};
  return pending;
}

bool HappensBefore::can_go(const Pending& pending) noexcept {
  return pending.announced.has_timer || pending.announced.guard_holds_at.contain(pending.guard_level);
}

void HappensBefore::find_pending_races(const Pending& pending) {
  start_clock(pending.thread, false, pending.at);
  find_races(contender(pending),
             {.first = 0, .pending = static_cast<Index>(pending_.size()), .found_at = pending.at});
  pending_.push_back(pending);
}

// ---- reversing a race ---------------------------------------------------------------------------------------

const Move& HappensBefore::move(std::uint32_t step) {
  const Move*& move = events_[step].move;
  if (move == nullptr) move = &moves_.kept(made_of(step));
  return *move;
}

Move HappensBefore::made_of(Index step) const noexcept {
  const Event& event = events_[step];
  Index next = step + 1;
  while (next < size() && events_[next].is_value) ++next;
  Move move;
  move.process = event.process;
  move.daemon = threads_[event.thread].daemon;
  move.ends_thread = event.ends_thread;
  move.starts_daemon = event.starts_daemon;
  move.starts = event.starts;
  if (step == ending_.event) move.cuts_off = CutsOff::daemons;
  move.touches = Touches({touches_.data() + event.first_touch, touches_.data() + event.last_touch});
  move.values = values_between(step, next);
  return move;
}

void HappensBefore::reversal(Race& race, Sequence& sequence) {
  sequence.clear();
  for (Index i = race.first + 1; i < size(); ++i)
    if (!events_[i].is_value && i != race.second && !happens_before(race.first, i)) sequence.push_back(&move(i));
  const bool taken = race.second != Race::nothing;
  const Contender second = taken ? contender(race.second) : contender(pending_[race.pending]);
  touches_elsewhere(second, race.first);
  if (taken && !fires_elsewhere(second, race.first)) add_further_reads(race.second);
  race.differs = !std::ranges::equal(elsewhere_, second.touches);
  Move last;
  last.process = process(second.thread);
  last.daemon = threads_[second.thread].daemon;
  last.touches = Touches(elsewhere_);
  const bool first_ends_it = race.ending && !threads_[events_[race.first].thread].daemon;
  if (race.ending) {
    last.values = move(ending_.event).values;
    last.ends_thread = true;
    if (!first_ends_it) last.cuts_off = CutsOff::daemons;
  }
  sequence.push_back(&moves_.kept(last));
  if (first_ends_it) {
    Move first = move(race.first);
    first.cuts_off = CutsOff::daemons;
    sequence.push_back(&moves_.kept(first));
  }
  if (race.ending || race.first != ending_.event) return;
  // If the end is all that is between the two, it is to come right after the second.
  Move end = move(ending_.event);
  end.cuts_off = CutsOff::nobody;
  if (conflict(end, last, living_before(ending_.event))) return;
  sequence.push_back(&move(ending_.event));
}

/// True if the second part of a race would be its timer if the first had not been.
bool HappensBefore::fires_elsewhere(const Contender& second, Index first) const {
  const Announcement& announced = *second.announced;
  return announced.has_timer && announced.guard != no_object &&
         !announced.guard_holds_at.contain(level_without(announced.guard, first, second.at, second.guard_level));
}

/// True if the second part of a race would act if the first had not been: a try may succeed that failed.
bool HappensBefore::acts_elsewhere(const Contender& second, Index first) const {
  for (std::size_t i = 0; i < second.announced->acts.size(); ++i) {
    const auto& [object, levels] = second.announced->acts[i];
    const std::int32_t now = second.acts_levels[i];
    if (!levels.contain(object == no_object ? 0 : level_without(object, first, second.at, now))) return false;
  }
  return true;
}

/// True if the second part of a race, a step, would find its objects as it did if the first had not been, and so
/// would be followed by the same; as far as levels tell.
bool HappensBefore::goes_the_same_way(const Contender& second, Index first) const {
  const auto finds_the_same = [&](std::uint32_t object, Access access) {
    if (object == no_object || access == Access::none) return true;
    const std::int32_t level = levels_of_[object].level_at(second.at);
    return level_without(object, first, second.at, level) == level;
  };
  const Announcement& announced = *second.announced;
  return !fires_elsewhere(second, first) && finds_the_same(announced.object, announced.access) &&
         finds_the_same(announced.second, announced.second_access);
}

/// What the second part of a race would touch if the first had not been.
void HappensBefore::touches_elsewhere(const Contender& second, Index first) {
  const Announcement& announced = *second.announced;
  elsewhere_.clear();
  if (fires_elsewhere(second, first)) return timer_touches(announced, elsewhere_);
  touches_of(announced, acts_elsewhere(second, first), elsewhere_);
}

/// What a step looked at besides what it had announced, it looks at elsewhere too: only the step knows.
void HappensBefore::add_further_reads(Index event) {
  for (Index i = events_[event].first_further; i < events_[event].last_touch; ++i)
    if (!touches_[i].write) elsewhere_.push_back(touches_[i]);
}

void HappensBefore::touches_of(const Announcement& announced, bool acts, std::vector<VariableTouch>& touches) {
  if (announced.access != Access::none)
    add_parts(announced.object, acts ? announced.parts : announced.looks_at,
              acts && announced.access == Access::write, touches);
  if (announced.second_access != Access::none)
    add_parts(announced.second, 1, acts && announced.second_access == Access::write, touches);
  if (announced.guard != no_object && announced.guard != announced.object && announced.guard != announced.second)
    add_parts(announced.guard, 1, false, touches);
}

void HappensBefore::timer_touches(const Announcement& announced, std::vector<VariableTouch>& touches) {
  if (announced.object != no_object) add_parts(announced.object, announced.looks_at, false, touches);
  if (announced.guard != announced.object) add_parts(announced.guard, 1, false, touches);
}

void HappensBefore::add_parts(std::uint32_t object, std::uint8_t parts, bool write,
                              std::vector<VariableTouch>& touches) {
  for (std::uint32_t i = 0; parts >> i != 0; ++i)
    if ((parts >> i & 1U) != 0 && !overlooks(i)) touches.push_back({names_.variable(object, part(i)), write});
}

}  // namespace heddle::engine
