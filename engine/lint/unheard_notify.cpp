#include <heddle/engine/lint/unheard_notify.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace heddle::engine {
namespace {

/// A wait that a notify ended. Steps from 0.
struct SavedWait {
  ThreadIndex thread = 0;
  ObjectIndex object = no_object;
  ObjectIndex lock = no_object;
  std::uint64_t took_lock = 0;
  std::uint64_t began = 0;
  std::uint64_t saved_by = 0;  ///< the notify
};

/// Looking at something, and the change to it that came too late to be seen.
struct OldLook {
  std::uint64_t look = 0;
  std::uint64_t change = 0;
};

std::optional<std::uint64_t> notify_that_woke(const Trace& trace, const SavedWait& wait, std::uint64_t woke) {
  for (std::uint64_t index = woke; index-- > wait.began;) {
    const Step& step = trace.steps[index];
    if (step.kind->role == Role::signal && step.object == wait.object && step.value > 0) return index;
  }
  return std::nullopt;
}

std::optional<SavedWait> saved_wait(const Trace& trace, std::uint64_t began) {
  const Step& step = trace.steps[began];
  if (!waits_for_a_moment(step)) return std::nullopt;
  SavedWait wait{step.agent.thread, step.object, step.second, 0, began, 0};
  const auto end = trace.steps.size();
  const auto woke = next_step_of(trace, wait.thread, Role::wake, wait.object, began);
  wait.took_lock = last_step_of(trace, wait.thread, Role::acquire, wait.lock, began);
  if (woke == end || wait.took_lock == end) return std::nullopt;
  const Step& wake = trace.steps[woke];
  if (wake.value == 0 || wake.ending != Ending::done || !wake.kind->patient) return std::nullopt;
  const auto notify = notify_that_woke(trace, wait, woke);
  if (!notify) return std::nullopt;
  wait.saved_by = *notify;
  return wait;
}

std::optional<std::uint64_t> last_unheard(const Trace& trace, const SavedWait& wait) {
  for (std::uint64_t index = wait.began; index-- > 0;) {
    const Step& step = trace.steps[index];
    const bool signals = step.kind->role == Role::signal && step.object == wait.object && step.value >= 0;
    if (!signals || step.agent.thread == wait.thread) continue;
    if (step.value == 0) return index;
    return std::nullopt;  // somebody was told meanwhile
  }
  return std::nullopt;
}

/// The last look at something that the notifying thread changed after it and before the notify. Of looks before
/// the thread had the lock the time before, there is no telling what they were for.
std::optional<OldLook> old_look(const Trace& trace, const SavedWait& wait, std::uint64_t notify) {
  const auto released = last_step_of(trace, wait.thread, Role::release, wait.lock, wait.took_lock);
  const std::uint64_t from = released == trace.steps.size() ? 0 : released;
  std::vector<ObjectIndex> seen;
  for (std::uint64_t index = wait.began; index-- > from;) {
    const Step& look = trace.steps[index];
    if (look.agent.thread != wait.thread || !is_look(look)) continue;
    if (std::find(seen.begin(), seen.end(), look.object) != seen.end()) continue;
    seen.push_back(look.object);
    for (std::uint64_t change = notify; change-- > index + 1;) {
      const Step& step = trace.steps[change];
      const bool its = step.agent.thread == trace.steps[notify].agent.thread && step.object == look.object;
      if (its && is_change(step)) return OldLook{index, change};
    }
  }
  return std::nullopt;
}

/// True if the thread had the lock right after the notifying one, and waited without a look at anything.
bool waits_blindly(const Trace& trace, const SavedWait& wait, std::uint64_t notify) {
  for (std::uint64_t index = notify + 1; index < wait.began; ++index) {
    const Step& step = trace.steps[index];
    const bool its = step.agent.thread == wait.thread;
    if (its && (is_look(step) || is_change(step))) return false;
    const bool takes = step.kind->role == Role::acquire && step.object == wait.lock && step.value != 0;
    if (takes && index != wait.took_lock) return false;
  }
  return notify < wait.took_lock;
}

Suspicion told(const Trace& trace, const SavedWait& wait, std::uint64_t notify, const std::optional<OldLook>& old) {
  Suspicion suspicion;
  suspicion.lint = Lint::unheard_notify;
  const std::string who = clear_name(trace, wait.thread);
  const std::string blindly = "without having looked at anything since";
  const std::string in_vain =
      old ? fmt::format("having looked at {} at {}, before {} changed it at {}",
                        clear_name(trace, trace.steps[old->look].object), step_text(trace, old->look),
                        clear_name(trace, trace.steps[notify].agent.thread), step_text(trace, old->change))
          : blindly;
  suspicion.message = fmt::format("{} reached nobody, and {} began to wait on {} at {}, {}: only {} woke it",
                                  deed(trace, notify), who, clear_name(trace, wait.object),
                                  step_text(trace, wait.began), in_vain, deed(trace, wait.saved_by));
  if (old) {
    const std::string what = clear_name(trace, trace.steps[old->look].object);
    suspicion.marks.push_back(mark_step(trace, old->look, "looks at " + what));
    suspicion.marks.push_back(mark_step(trace, old->change, "changes it"));
  }
  suspicion.marks.push_back(
      mark_step(trace, notify, fmt::format("{} reaches nobody", trace.steps[notify].kind->name)));
  suspicion.marks.push_back(mark_step(trace, wait.began, "begins to wait, and knows nothing of that"));
  suspicion.marks.push_back(mark_step(trace, wait.saved_by, "wakes it, by luck"));
  const Site site = trace.steps[wait.began].site;
  const std::string object = identity(trace, wait.object);
  suspicion.key = fmt::format("{} {} {}", object, spot(trace.steps[notify].site), spot(site));
  suspicion.hold_back = {place_of(trace, wait.took_lock)};
  suspicion.shown_by = [site, object](const Finding& finding) {
    return is_deadlock(finding.hazard) && stuck_at(finding.trace, Role::wake, site, object);
  };
  return suspicion;
}

}  // namespace

std::vector<Suspicion> unheard_notify(const Trace& trace) {
  std::vector<Suspicion> all;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const auto wait = saved_wait(trace, index);
    if (!wait) continue;
    const auto notify = last_unheard(trace, *wait);
    if (!notify) continue;
    const auto old = old_look(trace, *wait, *notify);
    if (old || waits_blindly(trace, *wait, *notify)) all.push_back(told(trace, *wait, *notify, old));
  }
  return all;
}

}  // namespace heddle::engine
