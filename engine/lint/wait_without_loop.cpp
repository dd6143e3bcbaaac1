#include <heddle/engine/lint/wait_without_loop.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace heddle::engine {
namespace {

/// A wait that was not followed by another look. Steps from 0.
struct Trusting {
  std::uint64_t look = 0;            ///< the last before it waited
  std::vector<std::uint64_t> looks;  ///< all of them
  std::uint64_t began = 0;
  std::optional<std::uint64_t> signal;  ///< nothing: it woke without one
  std::uint64_t took_lock_again = 0;
  std::optional<std::uint64_t> went_on;  ///< its next step; nothing: the execution ended before that
  bool released = false;                 ///< the lock, later on
};

std::vector<std::uint64_t> looks_before(const Trace& trace, std::uint64_t began) {
  const Step& wait = trace.steps[began];
  const auto took_lock = last_step_of(trace, wait.agent.thread, Role::acquire, wait.second, began);
  std::vector<std::uint64_t> looks;
  if (took_lock == trace.steps.size()) return looks;
  for (std::uint64_t index = took_lock; index < began; ++index) {
    const Step& step = trace.steps[index];
    if (step.agent == wait.agent && is_look(step) && step.site.known()) looks.push_back(index);
  }
  return looks;
}

/// What the thread did with the lock after it had waited; nothing if it looked again, or waited again.
std::optional<Trusting> trusting(const Trace& trace, std::uint64_t began) {
  const Step& wait = trace.steps[began];
  if (!waits_for_a_moment(wait)) return std::nullopt;
  Trusting it;
  it.began = began;
  it.looks = looks_before(trace, began);
  if (it.looks.empty()) return std::nullopt;
  it.look = it.looks.back();
  const auto end = trace.steps.size();
  const auto woke = next_step_of(trace, wait.agent.thread, Role::wake, wait.object, began);
  if (woke == end) return std::nullopt;
  const bool spurious = trace.steps[woke].ending == Ending::spurious;
  if (!spurious && (trace.steps[woke].value == 0 || trace.steps[woke].ending != Ending::done)) return std::nullopt;
  for (std::uint64_t index = woke; index-- > began && !spurious && !it.signal;) {
    const Step& step = trace.steps[index];
    if (step.kind->role == Role::signal && step.object == wait.object && step.value > 0) it.signal = index;
  }
  it.took_lock_again = next_step_of(trace, wait.agent.thread, Role::acquire, wait.second, woke);
  for (std::uint64_t index = it.took_lock_again + 1; index < end; ++index) {
    const Step& step = trace.steps[index];
    if (step.agent != wait.agent) continue;
    const bool looks_again = std::any_of(it.looks.begin(), it.looks.end(), [&](std::uint64_t look) {
      return is_look(step) && step.site == trace.steps[look].site;
    });
    if (looks_again || step.kind->role == Role::wait) return std::nullopt;
    if (!it.went_on) it.went_on = index;
    if (step.kind->role != Role::release || step.object != wait.second) continue;
    it.released = true;
    break;
  }
  if (it.took_lock_again == end) return std::nullopt;
  return it;
}

/// True if what a thread had looked at changed between its being woken and its having the lock, by others; or if
/// nobody had woken it.
bool was_deceived(const Trace& trace, const Trusting& it) {
  if (!it.signal) return true;
  const ThreadIndex thread = trace.steps[it.began].agent.thread;
  for (std::uint64_t index = *it.signal + 1; index < it.took_lock_again; ++index) {
    const Step& step = trace.steps[index];
    if (step.agent.thread == thread || !is_change(step)) continue;
    const bool of_that = std::any_of(it.looks.begin(), it.looks.end(),
                                     [&](std::uint64_t look) { return trace.steps[look].object == step.object; });
    if (of_that) return true;
  }
  return false;
}

bool shows(const Trace& trace, Site site) {
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    if (trace.steps[index].site != site) continue;
    const auto it = trusting(trace, index);
    if (it && was_deceived(trace, *it)) return true;
  }
  return false;
}

Suspicion told(const Trace& trace, const Trusting& it) {
  Suspicion suspicion;
  suspicion.lint = Lint::wait_without_loop;
  const Step& wait = trace.steps[it.began];
  const std::string who = clear_name(trace, wait.agent.thread);
  suspicion.message =
      fmt::format("{} looked at {} at {}, waited on {} at {}, {}, and went on at {} without looking again", who,
                  clear_name(trace, trace.steps[it.look].object), step_text(trace, it.look),
                  clear_name(trace, wait.object), step_text(trace, it.began),
                  it.signal ? fmt::format("was woken by {}", deed(trace, *it.signal)) : "woke without a reason",
                  step_text(trace, *it.went_on));
  suspicion.marks = {
      mark_step(trace, it.look, "looks at " + clear_name(trace, trace.steps[it.look].object)),
      mark_step(trace, it.began, "waits"),
      mark_step(trace, *it.went_on, "goes on without looking again"),
  };
  suspicion.key =
      fmt::format("{} {} {}", identity(trace, wait.object), spot(trace.steps[it.look].site), spot(wait.site));
  const std::string& name = who;
  suspicion.hold_back = {{name, Role::wake, wait.site}, {name, Role::acquire, wait.site}};
  suspicion.shown_by = [site = wait.site](const Finding& finding) { return shows(finding.trace, site); };
  return suspicion;
}

}  // namespace

std::vector<Suspicion> wait_without_loop(const Trace& trace) {
  std::vector<Suspicion> all;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const auto it = trusting(trace, index);
    if (it && it->released) all.push_back(told(trace, *it));
  }
  return all;
}

}  // namespace heddle::engine
