#include <heddle/engine/lint/daemon_cut_off.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>
#include <heddle/engine/lint/locks.hpp>

#include <fmt/format.h>

#include <optional>

namespace heddle::engine {
namespace {

/// The thread's first change of something after that step.
std::optional<std::uint64_t> first_change(const Trace& trace, ThreadIndex thread, std::uint64_t since) {
  for (std::uint64_t index = since + 1; index < trace.steps.size(); ++index)
    if (trace.steps[index].agent.thread == thread && is_change(trace.steps[index])) return index;
  return std::nullopt;
}

bool gives_back(const Trace::Pending& pending, ObjectIndex lock) noexcept {
  const bool releases = pending.kind->role == Role::release && pending.object == lock;
  return releases || (pending.kind->role == Role::wait && pending.second == lock);
}

Suspicion told(const Trace& trace, ThreadIndex thread, const Held& held, std::uint64_t change) {
  const Trace::Pending& pending = *trace.threads[thread].pending;
  Suspicion suspicion;
  suspicion.lint = Lint::daemon_cut_off;
  suspicion.message = fmt::format(
      "the execution ended while {}, a daemon, held {} since {}: it had changed {} at {}, and did not come to its "
      "{}{}",
      clear_name(trace, thread), clear_name(trace, held.lock), step_text(trace, held.since),
      clear_name(trace, trace.steps[change].object), step_text(trace, change), pending.kind->name,
      in_brackets(pending.site));
  suspicion.marks = {mark_step(trace, held.since, "takes " + clear_name(trace, held.lock)),
                     mark_step(trace, change, "changes " + clear_name(trace, trace.steps[change].object)),
                     mark_pending(thread, "is cut off here")};
  suspicion.key = fmt::format("{} {} {} {}", identity(trace, held.lock), spot(trace.steps[held.since].site),
                              spot(trace.steps[change].site), spot(pending.site));
  suspicion.shown_by = [](const Finding&) { return false; };
  return suspicion;
}

}  // namespace

std::vector<Suspicion> daemon_cut_off(const Trace& trace) {
  std::vector<Suspicion> all;
  if (trace.outcome != Outcome::completed) return all;
  const Locks locks(trace);
  HeldLocks held_locks(locks);
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) held_locks.after(trace.steps[index], index);
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const Trace::Thread& it = trace.threads[i];
    // One that was about to end would have kept the lock for good: that is no matter of being cut off.
    if (!it.daemon || it.ended || !it.pending || it.pending->kind->role == Role::end) continue;
    const auto thread = static_cast<ThreadIndex>(i);
    for (const Held& held : held_locks.of(thread)) {
      const auto change = first_change(trace, thread, held.since);
      if (!change || gives_back(*it.pending, held.lock)) continue;
      all.push_back(told(trace, thread, held, *change));
      break;
    }
  }
  return all;
}

}  // namespace heddle::engine
