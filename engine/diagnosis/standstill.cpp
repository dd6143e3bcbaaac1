#include <heddle/engine/diagnosis/standstill.hpp>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

namespace heddle::engine {
namespace {

WaitsFor what_ends(Role role) noexcept {
  switch (role) {
    case Role::acquire: return WaitsFor::ownership;
    case Role::join: return WaitsFor::end;
    case Role::wait:
    case Role::wake: return WaitsFor::signal;
    case Role::get: return WaitsFor::item;
    case Role::put: return WaitsFor::space;
    case Role::drain: return WaitsFor::settlement;
    case Role::leave: return WaitsFor::arrivals;
    default: return WaitsFor::other;
  }
}

bool is_at_a_meeting(Role role) noexcept {
  return role == Role::arrive || role == Role::leave || role == Role::break_up;
}

}  // namespace

Standstill::Standstill(const Trace& trace) : trace_(&trace) {
  wait_of_.assign(trace.threads.size(), 0);
  waiting_for_.resize(trace.threads.size());
  if (trace.outcome != Outcome::deadlocked && trace.outcome != Outcome::livelocked && trace.outcome != Outcome::cut)
    return;
  holders_ = Holders(trace);
  index_steps();
  find_signals();
  find_meetings();
  find_waits();
  find_partners();
}

const Wait* Standstill::wait_of(ThreadIndex thread) const noexcept {
  const auto place = wait_of_[thread];
  return place == 0 ? nullptr : &waits_[place - 1];
}

bool Standstill::polls(ThreadIndex thread) const noexcept {
  if (trace_->outcome != Outcome::livelocked) return false;
  const auto& one = trace_->threads[thread];
  return !one.ended && one.pending &&
         (one.pending->repeats || one.pending->enabled || one.pending->kind->role == Role::yield);
}

std::span<const ThreadIndex> Standstill::waiting_for(ThreadIndex thread) const noexcept {
  return waiting_for_[thread];
}

std::span<const std::uint64_t> Standstill::steps_on(ObjectIndex object) const noexcept {
  if (std::size_t{object} + 1 >= first_step_.size()) return {};
  const std::span<const std::uint64_t> all(steps_);
  return all.subspan(first_step_[object], first_step_[object + 1] - first_step_[object]);
}

std::optional<ThreadIndex> Standstill::thread_of(ObjectIndex object) const noexcept {
  const auto& threads = trace_->threads;
  const auto found = std::find_if(threads.begin(), threads.end(),
                                  [&](const Trace::Thread& thread) { return thread.object == object; });
  if (object == no_object || found == threads.end()) return std::nullopt;
  return static_cast<ThreadIndex>(found - threads.begin());
}

void Standstill::index_steps() {
  const auto& steps = trace_->steps;
  first_step_.assign(trace_->objects.size() + 1, 0);
  for (const Step& step : steps) {
    if (step.object != no_object) ++first_step_[step.object + 1];
  }
  for (std::size_t object = 1; object < first_step_.size(); ++object)
    first_step_[object] += first_step_[object - 1];
  auto next = first_step_;
  steps_.resize(first_step_.back());
  for (std::uint64_t index = 0; index < steps.size(); ++index) {
    if (steps[index].object != no_object) steps_[next[steps[index].object]++] = index;
  }
}

std::span<const Hold> Standstill::holds_on(ObjectIndex object) const noexcept {
  if (const auto found = last_to_come_.find(object); found != last_to_come_.end()) return {&found->second, 1};
  if (object < given_by_others_.size() && given_by_others_[object]) return {};
  return holders_.of(object);
}

const Meeting* Standstill::meeting_at(ObjectIndex object) const noexcept {
  const auto found = meetings_.find(object);
  return found == meetings_.end() ? nullptr : &found->second;
}

void Standstill::find_signals() {
  given_by_others_.assign(trace_->objects.size(), false);
  std::map<std::pair<ObjectIndex, ThreadIndex>, std::int64_t> permits;
  for (const Step& step : trace_->steps) {
    const bool acquires = step.kind->role == Role::acquire;
    if (!acquires && step.kind->role != Role::release) continue;
    if (step.object == no_object || !trace_->objects[step.object].kind->has_permits) continue;
    std::int64_t& has = permits[{step.object, step.agent.thread}];
    has += acquires ? step.value : -step.value;
    if (has < 0) given_by_others_[step.object] = true;
  }
}

void Standstill::find_meetings() {
  for (const Trace::Thread& thread : trace_->threads) {
    if (!thread.pending || thread.pending->object == no_object) continue;
    if (!is_at_a_meeting(thread.pending->kind->role)) continue;
    const ObjectIndex place = thread.pending->object;
    const auto [found, added] = meetings_.try_emplace(place);
    if (!added) continue;
    Meeting& meeting = found->second;
    for (const auto index : steps_on(place)) meeting.after(trace_->steps[index], index);
    if (!meeting.full()) continue;
    const Meeting::Arrival& last = meeting.present().back();
    last_to_come_[place] = {last.thread, last.step};
  }
}

void Standstill::find_waits() {
  for (std::size_t index = 0; index < trace_->threads.size(); ++index) {
    const auto thread = static_cast<ThreadIndex>(index);
    const auto& one = trace_->threads[index];
    if (one.ended || !one.pending || polls(thread)) continue;
    if (trace_->outcome == Outcome::cut && !waits_for_certain_threads(*one.pending)) continue;
    waits_.push_back(wait_in(thread, *one.pending));
    wait_of_[index] = static_cast<std::uint32_t>(waits_.size());
  }
}

/// True for a wait that goes on as long as certain threads stand still, whatever the others do.
bool Standstill::waits_for_certain_threads(const Trace::Pending& pending) const {
  if (pending.enabled || !pending.kind->patient || pending.object == no_object) return false;
  if (pending.kind->role == Role::join) return true;
  return pending.kind->role == Role::acquire && only_owners_release(pending.object);
}

bool Standstill::only_owners_release(ObjectIndex object) const {
  if (trace_->objects[object].kind->has_permits) return false;
  Holders holders;
  for (const auto index : steps_on(object)) {
    const Step& step = trace_->steps[index];
    const auto holds = holders.of(object);
    const bool by_another =
        step.kind->role == Role::release && step.value != 0 &&
        std::ranges::none_of(holds, [&](const Hold& hold) { return hold.thread == step.agent.thread; });
    if (by_another) return false;
    holders.after(step, index);
  }
  return true;
}

Wait Standstill::wait_in(ThreadIndex thread, const Trace::Pending& pending) const {
  Wait wait;
  wait.thread = thread;
  wait.what = what_ends(pending.kind->role);
  if (is_at_a_meeting(pending.kind->role)) {
    const Meeting* const meeting = meeting_at(pending.object);
    if (meeting != nullptr && meeting->full()) wait.what = WaitsFor::ownership;
    else if (meeting == nullptr || !meeting->is_present(thread)) wait.what = WaitsFor::other;
  }
  wait.object = pending.object;
  wait.kind = pending.kind;
  wait.site = pending.site;
  wait.since = pending.since;
  if (wait.what == WaitsFor::settlement) wait.tasks = pending.second;
  return wait;
}

void Standstill::find_partners() {
  // Many threads may wait for the same thing, and the steps on it may be many too: look once.
  std::map<std::pair<ObjectIndex, WaitsFor>, std::vector<ThreadIndex>> known;
  for (Wait& wait : waits_) {
    const auto [found, added] = known.try_emplace({wait.object, wait.what});
    if (added) found->second = partners_of(wait);
    wait.partners = found->second;
    std::erase(wait.partners, wait.thread);
    for (const ThreadIndex partner : wait.partners) waiting_for_[partner].push_back(wait.thread);
  }
}

std::vector<ThreadIndex> Standstill::partners_of(const Wait& wait) const {
  std::vector<ThreadIndex> threads;
  const auto add_all = [&](ObjectIndex object, std::initializer_list<Role> roles) {
    for (const auto index : steps_on(object)) {
      const Step& step = trace_->steps[index];
      if (std::find(roles.begin(), roles.end(), step.kind->role) != roles.end())
        threads.push_back(step.agent.thread);
    }
  };
  switch (wait.what) {
    case WaitsFor::ownership:
      for (const Hold& hold : holds_on(wait.object)) threads.push_back(hold.thread);
      if (threads.empty()) add_all(wait.object, {Role::release});
      break;
    case WaitsFor::end:
      if (const auto joined = thread_of(wait.object)) threads.push_back(*joined);
      break;
    case WaitsFor::signal: add_all(wait.object, {Role::signal}); break;
    case WaitsFor::item: add_all(wait.object, {Role::put}); break;
    case WaitsFor::space: add_all(wait.object, {Role::get}); break;
    case WaitsFor::settlement: add_all(wait.object, {Role::get, Role::settle}); break;
    case WaitsFor::arrivals:
      for (const auto& [thread, last] : meeting_at(wait.object)->last_arrivals())
        if (!meeting_at(wait.object)->is_present(thread)) threads.push_back(thread);
      break;
    case WaitsFor::other: break;
  }
  std::sort(threads.begin(), threads.end());
  threads.erase(std::unique(threads.begin(), threads.end()), threads.end());
  return threads;
}

}  // namespace heddle::engine
