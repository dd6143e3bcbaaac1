#include <heddle/tools/fuzz/canonical.hpp>

#include <algorithm>

namespace heddle::fuzz {

using engine::Access;
using engine::Execution;
using engine::Role;
using engine::Step;
using engine::Touch;

namespace {

bool lets_sleeper_go(const Step& step) noexcept { return step.agent.timer && step.object == engine::no_object; }

}  // namespace

Classes Canonical::classes_of(const Execution& execution) {
  threads_ = execution.thread_count();
  name_threads(execution);
  collect_touches(execution);
  const Fingerprint coarse = fingerprint(execution, false);
  return {coarse, fingerprint(execution, true)};
}

/// Threads are numbered in the order they started, so a thread comes after the one that started it.
void Canonical::name_threads(const Execution& execution) {
  thread_names_.assign(threads_, {});
  for (std::size_t thread = 1; thread < threads_; ++thread) {
    const engine::Birth birth = execution.birth_of_thread(static_cast<engine::ThreadIndex>(thread));
    Fingerprint& name = thread_names_[thread];
    name = thread_names_[birth.creator];
    name.add(birth.number);
  }
}

void Canonical::collect_touches(const Execution& execution) {
  touches_.clear();
  first_touch_.clear();
  for (std::size_t step = 0; step < execution.steps().size(); ++step) {
    first_touch_.push_back(touches_.size());
    execution.footprint(step, some_);
    std::copy_if(some_.begin(), some_.end(), std::back_inserter(touches_),
                 [](const Touch& touch) { return touch.access != Access::none; });
  }
  first_touch_.push_back(touches_.size());
}

Fingerprint Canonical::fingerprint(const Execution& execution, bool parts) {
  const auto steps = execution.steps();
  clocks_.assign(steps.size() * threads_, 0);
  marks_.clear();
  places_.clear();
  present_.assign(threads_ * threads_, 0);
  all_.assign(threads_, 0);
  quiet_.assign(threads_, 0);
  std::size_t started = 1;
  // That others could not go is what lets loops go round, and says nothing: they would have come back to where they
  // were before, too.
  const bool by_time = execution.settings().clock == Clock::virtual_time;
  Fingerprint whole;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const std::size_t thread = step.agent.thread;
    std::uint32_t* const clock = clock_of(i);
    std::uint32_t* const present = present_.data() + thread * threads_;
    // Sleepers whose time comes at the same moment are let go in the order of threads, which is nobody's doing.
    const bool with_the_one_before = lets_sleeper_go(step) && i > 0 && lets_sleeper_go(steps[i - 1]);
    if (by_time && step.after_quiet && !with_the_one_before) quiet_ = all_;
    join(clock, present);
    join(clock, quiet_.data());
    order_after_touched(i, parts);
    ++clock[thread];
    note_touched(i, parts);
    std::copy_n(clock, threads_, present);
    join(all_.data(), clock);
    // A thread that has been started has its starter's past. It could not be in the middle of anything before.
    if (step.kind->role == Role::start && step.value == 1 && started < threads_)
      std::copy_n(clock, threads_, present_.data() + threads_ * started++);

    Fingerprint name = step_name(execution, i);
    Fingerprint past;
    for (std::size_t other = 0; other < threads_; ++other) {
      if (clock[other] == 0) continue;
      Fingerprint seen = thread_names_[other];
      seen.add(clock[other]);
      past.add_unordered(seen);
    }
    name.add(past);
    whole.add_unordered(name);
  }
  return whole;
}

void Canonical::order_after_touched(std::size_t step, bool parts) {
  for (std::size_t i = first_touch_[step]; i < first_touch_[step + 1]; ++i) {
    const Place& place = place_of(touches_[i], parts);
    join(clock_of(step), mark(place.writes));
    if (touches_[i].access == Access::write) join(clock_of(step), mark(place.reads));
  }
}

void Canonical::note_touched(std::size_t step, bool parts) {
  for (std::size_t i = first_touch_[step]; i < first_touch_[step + 1]; ++i) {
    const Place& place = place_of(touches_[i], parts);
    join(mark(touches_[i].access == Access::write ? place.writes : place.reads), clock_of(step));
  }
}

Canonical::Place& Canonical::place_of(const Touch& touch, bool parts) {
  const std::uint32_t part = parts ? touch.part : 0;
  const auto found = std::find_if(places_.begin(), places_.end(), [&](const Place& place) {
    return place.object == touch.object && place.part == part;
  });
  if (found != places_.end()) return *found;
  const std::size_t writes = marks_.size();
  marks_.resize(writes + 2 * threads_, 0);
  places_.push_back({touch.object, part, writes, writes + threads_});
  return places_.back();
}

Fingerprint Canonical::object_name(const Execution& execution, engine::ObjectIndex object) const {
  Fingerprint name;
  if (object == engine::no_object) return name;
  const engine::Birth birth = execution.birth_of_object(object);
  name.add(thread_names_[birth.creator]);
  name.add(birth.number);
  return name;
}

/// All there is to a step by itself. How many others could have gone depends on the order of things, and so does
/// the access of one that changed nothing.
Fingerprint Canonical::step_name(const Execution& execution, std::size_t number) const {
  const Step& step = execution.steps()[number];
  Fingerprint name = thread_names_[step.agent.thread];
  name.add(reinterpret_cast<std::uintptr_t>(step.kind));
  name.add(object_name(execution, step.object));
  name.add(object_name(execution, step.second));
  name.add(static_cast<std::uint64_t>(step.value));
  name.add(static_cast<std::uint64_t>(step.ending));
  name.add(step.agent.timer ? 1 : 0);
  return name;
}

void Canonical::join(std::uint32_t* into, const std::uint32_t* from) const noexcept {
  for (std::size_t thread = 0; thread < threads_; ++thread) into[thread] = std::max(into[thread], from[thread]);
}

}  // namespace heddle::fuzz
