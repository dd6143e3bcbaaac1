#include <heddle/engine/diagnosis/abandoned_lock.hpp>

#include <heddle/engine/diagnosis/possession.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace heddle::engine {
namespace {

bool has_ended(const Standstill& standstill, const Hold& hold) {
  return standstill.trace().threads[hold.thread].ended;
}

/// True if all the others that hold what the thread waits for have ended, and there is one. It may hold some of the
/// permits itself.
bool is_abandoned(const Standstill& standstill, const Wait& wait) {
  const auto holds = standstill.holds_on(wait.object);
  const auto ended = [&](const Hold& hold) { return has_ended(standstill, hold); };
  return std::any_of(holds.begin(), holds.end(), ended) &&
         std::all_of(holds.begin(), holds.end(),
                     [&](const Hold& hold) { return hold.thread == wait.thread || ended(hold); });
}

/// "worker0 took it at step 3 (x.cpp:5) and ended without releasing it"
std::string who_abandoned(const Standstill& standstill, const Wait& wait) {
  const Trace& trace = standstill.trace();
  if (trace.objects[wait.object].kind->has_permits) return why_no_permit(standstill, wait);
  std::vector<std::string> holders;
  for (const Hold& hold : standstill.holds_on(wait.object)) {
    const auto& holder = trace.threads[hold.thread];
    holders.push_back(fmt::format("{} took it at {} and {} without releasing it", holder.name,
                                  step_text(trace, hold.since),
                                  holder.uncaught ? death(*holder.uncaught) : "ended"));
  }
  return list(holders);
}

Diagnosis told(const Standstill& standstill, ObjectIndex lock, const std::vector<ThreadIndex>& threads) {
  const Trace& trace = standstill.trace();
  Diagnosis diagnosis{Hazard::abandoned_lock, {}, {}};
  for (const Hold& hold : standstill.holds_on(lock)) {
    if (!has_ended(standstill, hold)) continue;
    // Of several permits the last is told.
    if (trace.objects[lock].kind->has_permits && hold.since != told_taking(standstill, lock, hold.thread)) continue;
    diagnosis.marks.push_back(mark_step(trace, hold.since, taking(standstill, lock) + ", and never releases it"));
  }
  diagnosis.message = fmt::format("{}: {}", wait_for_ever(standstill, threads),
                                  who_abandoned(standstill, *standstill.wait_of(threads.front())));
  for (const ThreadIndex thread : threads) {
    diagnosis.marks.push_back(mark_pending(thread, waiting_words(standstill, *standstill.wait_of(thread))));
  }
  return diagnosis;
}

}  // namespace

void abandoned_lock(Inquest& inquest) {
  const Standstill& standstill = inquest.standstill();
  std::map<ObjectIndex, std::vector<ThreadIndex>> waiters;
  for (const Wait& wait : standstill.waits()) {
    if (wait.what == WaitsFor::ownership && inquest.open(wait.thread) && is_abandoned(standstill, wait)) {
      waiters[wait.object].push_back(wait.thread);
    }
  }
  for (const auto& [lock, threads] : waiters) inquest.report(told(standstill, lock, threads), threads);
}

}  // namespace heddle::engine
