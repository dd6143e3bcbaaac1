#include <heddle/engine/diagnosis/abandoned_lock.hpp>

#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace heddle::engine {
namespace {

bool all_holders_ended(const Standstill& standstill, ObjectIndex lock) {
  const auto holds = standstill.holders().of(lock);
  return !holds.empty() && std::all_of(holds.begin(), holds.end(), [&](const Hold& hold) {
    return standstill.trace().threads[hold.thread].ended;
  });
}

Diagnosis told(const Standstill& standstill, ObjectIndex lock, const std::vector<ThreadIndex>& threads) {
  const Trace& trace = standstill.trace();
  Diagnosis diagnosis{Hazard::abandoned_lock, {}, {}};
  std::vector<std::string> holders;
  for (const Hold& hold : standstill.holders().of(lock)) {
    const auto& holder = trace.threads[hold.thread];
    holders.push_back(fmt::format("{} took it at {} and {} without releasing it", holder.name,
                                  step_text(trace, hold.since),
                                  holder.uncaught ? death(*holder.uncaught) : "ended"));
    diagnosis.marks.push_back(
        mark_step(trace, hold.since, fmt::format("takes {}, and never releases it", trace.label(lock))));
  }
  diagnosis.message = fmt::format("{}: {}", wait_for_ever(standstill, threads), list(holders));
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
    if (wait.what == WaitsFor::ownership && inquest.open(wait.thread) &&
        all_holders_ended(standstill, wait.object)) {
      waiters[wait.object].push_back(wait.thread);
    }
  }
  for (const auto& [lock, threads] : waiters) inquest.report(told(standstill, lock, threads), threads);
}

}  // namespace heddle::engine
