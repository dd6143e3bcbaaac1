#include <heddle/engine/diagnosis/stuck_barrier.hpp>

#include <heddle/engine/diagnosis/meeting.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace heddle::engine {
namespace {

/// By barrier: the open threads that wait for others to come.
std::map<ObjectIndex, std::vector<ThreadIndex>> waiters(const Inquest& inquest) {
  std::map<ObjectIndex, std::vector<ThreadIndex>> groups;
  for (const Wait& wait : inquest.standstill().waits())
    if (wait.what == WaitsFor::arrivals && inquest.open(wait.thread)) groups[wait.object].push_back(wait.thread);
  return groups;
}

/// By thread: one of these, or stuck, directly or not, behind them.
std::vector<bool> behind(const Standstill& standstill, const std::vector<ThreadIndex>& threads) {
  std::vector<bool> behind(standstill.trace().threads.size());
  std::vector<ThreadIndex> next = threads;
  for (const ThreadIndex thread : threads) behind[thread] = true;
  while (!next.empty()) {
    const ThreadIndex thread = next.back();
    next.pop_back();
    for (const ThreadIndex waiter : standstill.waiting_for(thread)) {
      if (behind[waiter]) continue;
      behind[waiter] = true;
      next.push_back(waiter);
    }
  }
  return behind;
}

/// True if one who came before is neither gone nor stuck behind those who wait.
bool another_is_to_blame(const Standstill& standstill, const std::vector<ThreadIndex>& threads) {
  const auto excused = behind(standstill, threads);
  const auto& partners = standstill.wait_of(threads.front())->partners;
  return std::any_of(partners.begin(), partners.end(),
                     [&](ThreadIndex partner) { return standstill.lingers(partner) && !excused[partner]; });
}

/// ", since step 4", ", since steps 4 and 7"
std::string since_when(const Standstill& standstill, const std::vector<ThreadIndex>& threads) {
  if (threads.size() == 1) return ", " + since(*standstill.wait_of(threads.front()));
  std::vector<std::string> steps;
  for (const ThreadIndex thread : threads) steps.push_back(std::to_string(standstill.wait_of(thread)->since));
  return fmt::format(", since steps {}", list(steps));
}

Diagnosis told(const Standstill& standstill, const std::vector<ThreadIndex>& threads) {
  const Wait& wait = *standstill.wait_of(threads.front());
  Diagnosis diagnosis{Hazard::stuck_barrier, {}, {}};
  diagnosis.message = fmt::format("{}{}: {}", wait_for_ever(standstill, threads), since_when(standstill, threads),
                                  why_for_ever(standstill, wait));
  const auto& arrivals = standstill.meeting_at(wait.object)->last_arrivals();
  for (const ThreadIndex partner : wait.partners) {
    if (const auto last = arrivals.find(partner); last != arrivals.end())
      diagnosis.marks.push_back(mark_step(standstill.trace(), last->second, "comes for the last time"));
  }
  for (const ThreadIndex thread : threads)
    diagnosis.marks.push_back(mark_pending(thread, waiting_words(standstill, *standstill.wait_of(thread))));
  return diagnosis;
}

void report(Inquest& inquest, const std::vector<ThreadIndex>& threads) {
  const auto partners = partners_told(*inquest.standstill().wait_of(threads.front()));
  inquest.report(told(inquest.standstill(), threads), threads, {partners.begin(), partners.end()});
  inquest.spread();
}

}  // namespace

void stuck_barrier(Inquest& inquest) {
  const Standstill& standstill = inquest.standstill();
  for (const auto& [barrier, threads] : waiters(inquest)) {
    if (standstill.wait_of(threads.front())->partners.empty() || !inquest.open(threads.front())) continue;
    if (!another_is_to_blame(standstill, threads)) report(inquest, threads);
  }
  // Nobody else was ever seen there. Perhaps one who is stuck would have come: then that is to blame.
  if (inquest.has_cause()) return;
  for (const auto& [barrier, threads] : waiters(inquest))
    if (standstill.wait_of(threads.front())->partners.empty() && inquest.open(threads.front()))
      report(inquest, threads);
}

}  // namespace heddle::engine
