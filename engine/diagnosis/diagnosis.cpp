#include <heddle/engine/diagnosis/diagnosis.hpp>

#include <heddle/engine/diagnosis/abandoned_lock.hpp>
#include <heddle/engine/diagnosis/deadlock.hpp>
#include <heddle/engine/diagnosis/inquest.hpp>
#include <heddle/engine/diagnosis/livelock.hpp>
#include <heddle/engine/diagnosis/lock_cycle.hpp>
#include <heddle/engine/diagnosis/lost_wakeup.hpp>
#include <heddle/engine/diagnosis/requirement_failed.hpp>
#include <heddle/engine/diagnosis/self_deadlock.hpp>
#include <heddle/engine/diagnosis/stack_overflow.hpp>
#include <heddle/engine/diagnosis/starved_queue.hpp>
#include <heddle/engine/diagnosis/stuck_barrier.hpp>
#include <heddle/engine/diagnosis/uncaught_exception.hpp>

#include <algorithm>

namespace heddle::engine {
namespace {

using Examine = void (*)(Inquest&);

/// The hazards that stand by themselves, whoever else is stuck; the most telling first.
constexpr Examine evident[] = {
    requirement_failed, stack_overflow, uncaught_exception, self_deadlock,
    lock_cycle,         abandoned_lock, lost_wakeup,        livelock,
};

/// Those that a few threads bring about by themselves, while the others go on: of executions that were cut.
constexpr Examine partial[] = {self_deadlock, lock_cycle};

/// Those that are to blame only for what none of the others explains; in the order to ask them.
constexpr Examine remaining[] = {starved_queue, stuck_barrier, deadlock};

bool nothing_wrong(const Trace& trace) {
  const bool went_through = trace.outcome == Outcome::completed || trace.outcome == Outcome::stopped;
  return went_through && std::none_of(trace.threads.begin(), trace.threads.end(),
                                      [](const Trace::Thread& thread) { return thread.uncaught.has_value(); });
}

}  // namespace

std::vector<Diagnosis> diagnose(const Trace& trace) {
  if (nothing_wrong(trace)) return {};
  Inquest inquest(trace);
  if (trace.outcome == Outcome::cut) {
    uncaught_exception(inquest);
    for (const Examine examine : partial) examine(inquest);
    return inquest.conclude();
  }
  for (const Examine examine : evident) examine(inquest);
  inquest.spread();
  for (const Examine examine : remaining) examine(inquest);
  return inquest.conclude();
}

}  // namespace heddle::engine
