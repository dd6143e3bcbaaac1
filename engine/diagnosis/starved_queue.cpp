#include <heddle/engine/diagnosis/starved_queue.hpp>

#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace heddle::engine {
namespace {

bool at_a_queue(const Wait& wait) noexcept { return wait.what == WaitsFor::item || wait.what == WaitsFor::space; }

/// True if the trace shows somebody who could end the wait and who has not ended.
bool has_partner_left(const Standstill& standstill, const Wait& wait) {
  return std::any_of(wait.partners.begin(), wait.partners.end(),
                     [&](ThreadIndex partner) { return standstill.lingers(partner); });
}

/// By thread: open and, directly or not, stuck behind an open thread that waits for something else than a queue, a
/// lock or an end. Not the queue is to blame there.
std::vector<bool> behind_something_else(const Inquest& inquest) {
  const Standstill& standstill = inquest.standstill();
  std::vector<bool> behind(inquest.trace().threads.size());
  std::vector<ThreadIndex> next;
  const auto add = [&](ThreadIndex thread) {
    if (behind[thread] || !inquest.open(thread)) return;
    behind[thread] = true;
    next.push_back(thread);
  };
  for (const Wait& wait : standstill.waits()) {
    const bool by_itself = wait.what == WaitsFor::signal || wait.what == WaitsFor::settlement ||
                           wait.what == WaitsFor::arrivals || wait.what == WaitsFor::other ||
                           (wait.what == WaitsFor::ownership && standstill.holds_on(wait.object).empty());
    if (by_itself) add(wait.thread);
  }
  while (!next.empty()) {
    const ThreadIndex thread = next.back();
    next.pop_back();
    for (const ThreadIndex waiter : standstill.waiting_for(thread)) add(waiter);
  }
  return behind;
}

void mark_partners(const Standstill& standstill, const Wait& wait, Diagnosis& diagnosis) {
  const bool item = wait.what == WaitsFor::item;
  for (const ThreadIndex partner : wait.partners) {
    const Deeds deeds = deeds_of(standstill, wait.object, item ? Role::put : Role::get, partner);
    if (!deeds.last) continue;
    diagnosis.marks.push_back(
        mark_step(standstill.trace(), *deeds.last, item ? "puts the last item" : "takes its last item"));
  }
}

/// The partners that are left are told of as parts of a circle.
Diagnosis told(const Standstill& standstill, const std::vector<ThreadIndex>& threads, bool in_a_circle) {
  const Wait& wait = *standstill.wait_of(threads.front());
  Diagnosis diagnosis{Hazard::starved_queue, {}, {}};
  diagnosis.message = fmt::format("{}{}: {}", wait_for_ever(standstill, threads),
                                  in_a_circle ? ", in a circle" : "", why_for_ever(standstill, wait));
  mark_partners(standstill, wait, diagnosis);
  for (const ThreadIndex thread : threads) {
    diagnosis.marks.push_back(mark_pending(thread, waiting_words(standstill, *standstill.wait_of(thread))));
  }
  return diagnosis;
}

/// Waits with no partner left, told together where they wait for the same thing.
void report_forsaken(Inquest& inquest, const std::vector<bool>& excused, bool partners_known) {
  const Standstill& standstill = inquest.standstill();
  std::map<std::pair<ObjectIndex, WaitsFor>, std::vector<ThreadIndex>> groups;
  for (const Wait& wait : standstill.waits()) {
    if (!at_a_queue(wait) || !inquest.open(wait.thread) || excused[wait.thread]) continue;
    if (has_partner_left(standstill, wait) || wait.partners.empty() == partners_known) continue;
    groups[{wait.object, wait.what}].push_back(wait.thread);
  }
  for (const auto& [what, threads] : groups) inquest.report(told(standstill, threads, false), threads);
  inquest.spread();
}

/// The threads one comes through from an open one on, along the first open partner of each, until one comes back.
std::vector<ThreadIndex> circle_from(const Inquest& inquest, ThreadIndex first) {
  std::vector<ThreadIndex> path{first};
  for (;;) {
    const Wait* const wait = inquest.standstill().wait_of(path.back());
    if (wait == nullptr) return {};
    const auto next = std::find_if(wait->partners.begin(), wait->partners.end(),
                                   [&](ThreadIndex partner) { return inquest.open(partner); });
    if (next == wait->partners.end()) return {};
    const auto before = std::find(path.begin(), path.end(), *next);
    if (before != path.end()) return {before, path.end()};
    path.push_back(*next);
  }
}

/// Waits whose partners wait in turn for them.
void report_circles(Inquest& inquest, const std::vector<bool>& excused) {
  const Standstill& standstill = inquest.standstill();
  for (const Wait& wait : standstill.waits()) {
    if (!at_a_queue(wait) || !inquest.open(wait.thread) || excused[wait.thread]) continue;
    const auto circle = circle_from(inquest, wait.thread);
    const auto at = std::find_if(circle.begin(), circle.end(),
                                 [&](ThreadIndex thread) { return at_a_queue(*standstill.wait_of(thread)); });
    if (at == circle.end()) continue;
    const Wait& starving = *standstill.wait_of(*at);
    std::vector<ThreadIndex> threads;
    for (const Wait& other : standstill.waits()) {
      const bool same = other.object == starving.object && other.what == starving.what;
      if (same && inquest.open(other.thread)) threads.push_back(other.thread);
    }
    const auto partners = partners_told(*standstill.wait_of(threads.front()));
    inquest.report(told(standstill, threads, true), threads, {partners.begin(), partners.end()});
    inquest.spread();
  }
}

/// A barrier to which nobody is left to come is to blame before a queue that nobody was seen to use: one who waits
/// there may be the one to use it.
bool a_barrier_is_stuck(const Inquest& inquest) {
  const auto waits = inquest.standstill().waits();
  return std::any_of(waits.begin(), waits.end(), [&](const Wait& wait) {
    return wait.what == WaitsFor::arrivals && inquest.open(wait.thread) && inquest.matters(wait.thread) &&
           !has_partner_left(inquest.standstill(), wait);
  });
}

}  // namespace

void starved_queue(Inquest& inquest) {
  const auto excused = behind_something_else(inquest);
  report_forsaken(inquest, excused, true);
  report_circles(inquest, excused);
  // Nobody was ever seen at the other side. Perhaps one who is stuck would have come: then that is to blame.
  if (!inquest.has_cause() && !a_barrier_is_stuck(inquest)) report_forsaken(inquest, excused, false);
}

}  // namespace heddle::engine
