#include <heddle/engine/execution.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {
namespace {

constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) noexcept {
  hash = (hash ^ value) * 0xbf58476d1ce4e5b9U;
  return hash ^ (hash >> 31U);
}

bool is_progress(const Step& step) noexcept {
  const Role role = step.kind->role;
  return role == Role::start || role == Role::end || role == Role::choose;
}

bool writes(const Step& step, ObjectIndex object) noexcept {
  return (step.object == object && step.access == Access::write) ||
         (step.second == object && step.second_access == Access::write);
}

}  // namespace

// ---- what a thread keeps elsewhere ----------------------------------------------------------------------------

/// The stacks of those who made it, and of those who made these, and its own function: what it may refer to.
std::uint64_t Execution::sum_of_stacks_elsewhere(const ThreadState& self) const noexcept {
  std::uint64_t sum = sum_of_memory(&self.body, &self.body + 1);
  for (const ThreadState* thread = &self; thread->index != 0;) {
    thread = threads_[thread->birth.creator].get();
    if (thread->ended || thread->frames == nullptr) continue;
    sum = sum * 31 + sum_of_memory(thread->frames, thread->fiber->stack_top());
  }
  return sum;
}

void Execution::measure_own_code(ThreadState& self) noexcept {
  if (!steps_.all[self.last_step].watched) return;
  self.rounds.note_change_elsewhere(sum_of_stacks_elsewhere(self) - self.stacks_elsewhere);
}

// ---- what steps do ------------------------------------------------------------------------------------------

/// Before the effect.
void Execution::open_accesses(ThreadState& self, const Step& step) {
  for (ObjectRecord* const object : {self.object, self.second}) {
    if (object == nullptr || object->kind->transient) continue;
    if (bounds_rounds()) self.laps.use(*object, object->birth.creator == self.index);
    if (step.watched) self.rounds.open(*object);
  }
}

/// After the effect, once all that it did is counted.
void Execution::close_accesses(ThreadState& self, const Step& last) {
  std::array<Rounds::Done, 2> done{};
  std::size_t count = 0;
  bool progress = is_progress(last);
  const auto add = [&](const ObjectRecord* object, std::uint8_t parts, Access access) {
    if (object == nullptr || object->kind->transient) return;
    const bool wrote = access == Access::write;
    progress = progress || (wrote && !object->kind->level_is_all);
    done[count++] = {access == Access::none ? std::uint8_t{0} : parts, wrote};
    if (bounds_rounds()) self.laps.used(*object);
  };
  add(self.object, last.parts, last.access);
  add(self.second, 1, last.second_access);
  if (last.watched) self.rounds.close(last, done);
  for (const FurtherTouch& further : further_touches(self.last_step)) {
    if (further.touch.access != Access::write) continue;
    const ObjectKind& kind = *objects_[further.touch.object].kind;
    progress = progress || !kind.level_is_all || further.touch.part < first_item;
  }
  if (!progress) return;
  self.rounds.note_progress();
  states_.clear();
}

[[gnu::noinline]] void Execution::publish_further(ThreadState& self) {
  for (const FurtherTouch& further : further_touches(self.last_step)) {
    if (further.touch.part >= first_item) continue;
    count(objects_[further.touch.object], static_cast<std::uint8_t>(1U << further.touch.part),
          further.touch.access);
  }
  if (self.rounds.watching() || bounds_rounds()) close_accesses(self, steps_.all[self.last_step]);
}

/// A timer has looked at the object of its thread's operation, and at what the guard looks at.
void Execution::count_timer(ThreadState& thread, const Step& step, bool looks_elsewhere) {
  const auto look = [&](ObjectRecord& object, std::uint8_t parts) {
    if (!object.kind->transient) {
      if (bounds_rounds()) {
        thread.laps.use(object, object.birth.creator == thread.index);
        thread.laps.used(object);
      }
      if (thread.rounds.watching()) thread.rounds.add(object, parts, false);
    }
    count(object, parts, Access::read);
  };
  if (thread.object != nullptr && step.access != Access::none) look(*thread.object, step.parts);
  if (looks_elsewhere) look(*thread.guard, 1);
}

// ---- where threads arrive -----------------------------------------------------------------------------------

void Execution::look_for_a_round(ThreadState& self, const Operation& operation, bool gives_way,
                                 const CallState& call) {
  Rounds& rounds = self.rounds;
  // A loop that goes by one of these goes by others, too, where it does not hold what it is about to give up.
  const Role role = operation.kind->role;
  const bool gives_up = role == Role::release || role == Role::wait;
  const Rounds::Place place = Rounds::place_of(operation);
  const bool beyond = bounds_rounds() && self.laps.arrive(place) > settings_.max_rounds;
  bool idle = false;
  if (!gives_up && rounds.compares_at(place, gives_way)) {
    self.fiber->note_depth(call.live);
    const Rounds::Arrival arrival =
        rounds.arrive(place, hash_of(call, *self.fiber, objects_, {steps_.all.get(), steps_.room}), now_);
    compared_rounds_ = compared_rounds_ || arrival != Rounds::Arrival::new_to_it;
    idle = arrival == Rounds::Arrival::idle && rounds.in_a_row() > settings_.poll_repetitions;
    look_for_a_circle(self);
    if (unwinding_) return;
  }
  if (!is_idle(idle || beyond || rounds.goes_round())) return;
  if (!idle && beyond && !beyond_rounds_) beyond_rounds_ = RoundsBound{self.index, operation.site};
  rounds.idle = true;
  const bool is_another = settings_.clock == Clock::virtual_time && rounds.took_time() && others_go_on(self);
  if (is_another) return;
  rounds.repeating = true;
  ++repeating_;
}

/// Others than those who only repeat themselves. Under virtual time, a round that takes time is another one as long
/// as they do: it brings them nearer to their deadlines, and is at another moment among their steps. Asked on
/// arrival and not again: else the thread would be passed over after a step of another that is to be reversed with
/// its own.
bool Execution::others_go_on(const ThreadState& self) const noexcept {
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    const ThreadState& thread = *threads_[i];
    if (&thread == &self || thread.rounds.idle) continue;
    if (thread.timer_armed || passes(gates_[i])) return true;
  }
  return false;
}

void Execution::stop_repeating(ThreadState& thread) noexcept {
  thread.rounds.idle = false;
  if (std::exchange(thread.rounds.repeating, false)) --repeating_;
}

/// As it was found before, where the execution goes the same way as one before.
bool Execution::is_idle(bool seems_idle) {
  const std::uint64_t choice = steps_.size;
  const bool idle = choice < known_idle_.end ? std::ranges::binary_search(known_idle_.before, choice) : seems_idle;
  if (idle) idle_before_.push_back(choice);
  return idle;
}

/// What everybody has been through since it arrived somewhere, and how all objects are.
std::uint64_t Execution::state_of_all() const noexcept {
  std::uint64_t state = thread_count_;
  for (std::uint32_t i = 0; i < thread_count_; ++i) {
    const ThreadState& thread = *threads_[i];
    state = mixed(state, thread.rounds.state());
    state = mixed(state, thread.rounds.watching() ? 0 : thread.last_step);
    state = mixed(state, thread.pending == nullptr ? 0 : thread.pending->site.line);
    state = mixed(state, thread.ended ? 1 : 0);
  }
  for (std::uint32_t i = 0; i < object_count_; ++i) {
    const ObjectRecord& object = objects_[i];
    if (object.destroyed || object.kind->transient) continue;
    state = mixed(state, static_cast<std::uint32_t>(object.level));
    if (object.kind->level_is_all) continue;
    for (const PartCounts& part : object.counts) state = mixed(state, part.writes);
  }
  return state;
}

/// True if each thread that took steps since then has read, among other things, what another of them wrote: they
/// are in each other's way. (A thread that goes on by itself, like a traffic light, has nothing that it waits for.)
bool Execution::hinder_each_other(std::uint64_t since) const {
  const std::span<const Step> circle = steps().subspan(since);
  const auto is_hindered = [&](ThreadIndex thread) {
    return std::ranges::any_of(circle, [&](const Step& read) {
      return read.agent.thread == thread && read.access == Access::read && read.object != no_object &&
             std::ranges::any_of(circle, [&](const Step& write) {
               return write.agent.thread != thread && writes(write, read.object);
             });
    });
  };
  return std::ranges::all_of(circle, [&](const Step& step) { return is_hindered(step.agent.thread); });
}

/// Threads that undo each other's steps come back together to where they all were. If everybody who can go has gone
/// in between, they can do so for ever.
void Execution::look_for_a_circle(ThreadState& self) {
  if (steps_.size < known_idle_.end) {
    if (steps_.size + 1 == known_idle_.end && known_idle_.circle_since)
      end_in_a_circle(self, *known_idle_.circle_since);
    return;
  }
  if (settings_.clock == Clock::virtual_time && timers_armed_ != 0) return;
  constexpr std::size_t most_states = 1024;
  const std::uint64_t state = state_of_all();
  const auto found = std::ranges::find(states_, state, &State::hash);
  if (found == states_.end()) {
    if (states_.size() < most_states) states_.push_back({state, steps_.size});
    return;
  }
  // The next lap is looked at by itself.
  const std::uint64_t since = std::exchange(found->after, steps_.size);
  if (is_fair(self, since) && hinder_each_other(since)) end_in_a_circle(self, since);
}

/// True if all that the thread has done since then, if anything, is to give up waiting, and somebody has written
/// what it waited for: it may come in time, unless its timer is faster each time.
bool Execution::may_come_in_time(const ThreadState& thread, std::uint64_t since) const {
  const std::span<const Step> lap = steps().subspan(since);
  const auto written = [&](ObjectIndex object) {
    return object != no_object && std::ranges::any_of(lap, [&](const Step& step) { return writes(step, object); });
  };
  const bool went = std::ranges::any_of(lap, [&](const Step& step) {
    return step.agent == Agent{thread.index, false} && step.ending == Ending::done;
  });
  if (went) return false;
  if (thread.timer_armed && (passes(gates_[thread.index]) || written(index_of(thread.object)))) return true;
  return std::ranges::any_of(lap, [&](const Step& step) {
    return step.agent == Agent{thread.index, true} && written(step.object);
  });
}

/// True if everybody who could have gone since then has gone.
bool Execution::is_fair(const ThreadState& self, std::uint64_t since) const {
  const std::span<const Step> lap = steps().subspan(since);
  const auto touched = [&](const ObjectRecord* object) {
    return object != nullptr && std::ranges::any_of(lap, [&](const Step& step) {
             return step.object == object->index || step.second == object->index;
           });
  };
  return std::ranges::all_of(std::span(threads_).first(thread_count_), [&](const auto& one) {
    const ThreadState& thread = *one;
    if (thread.ended) return true;
    if (may_come_in_time(thread, since)) return false;
    if (&thread == &self || thread.last_step >= since || thread.rounds.repeating) return true;
    // It stands still: because it was passed by, though it could have gone now or before?
    return !passes(gates_[thread.index]) && !may_fire(thread) && !touched(thread.guard);
  });
}

void Execution::end_in_a_circle(ThreadState& self, std::uint64_t since) {
  circle_since_ = since;
  end(self, Outcome::livelocked);
}

}  // namespace heddle::engine
