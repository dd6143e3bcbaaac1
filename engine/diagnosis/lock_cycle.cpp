#include <heddle/engine/diagnosis/lock_cycle.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/possession.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace heddle::engine {
namespace {

/// The thread that this one is stuck behind, if it waits for a lock or an end: the first of the holders that can
/// still be thought to release it.
std::optional<ThreadIndex> next_of(const Inquest& inquest, ThreadIndex thread) {
  const Wait* const wait = inquest.standstill().wait_of(thread);
  if (wait == nullptr || !inquest.open(thread)) return std::nullopt;
  if (wait->what == WaitsFor::end && !wait->partners.empty()) return wait->partners.front();
  if (wait->what != WaitsFor::ownership) return std::nullopt;
  for (const Hold& hold : inquest.standstill().holds_on(wait->object)) {
    if (hold.thread != thread && inquest.standstill().wait_of(hold.thread)) return hold.thread;
  }
  return std::nullopt;
}

/// The cycle that one runs into from `first` on, if one does; told from its lowest thread on.
std::vector<ThreadIndex> cycle_from(const Inquest& inquest, ThreadIndex first, std::vector<bool>& visited) {
  std::vector<ThreadIndex> path;
  std::optional<ThreadIndex> here = first;
  while (here && !visited[*here]) {
    visited[*here] = true;
    path.push_back(*here);
    here = next_of(inquest, *here);
  }
  if (!here) return {};
  const auto entry = std::find(path.begin(), path.end(), *here);
  std::vector<ThreadIndex> cycle(entry, path.end());
  if (!cycle.empty()) std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
  return cycle;
}

Diagnosis told(const Standstill& standstill, const std::vector<ThreadIndex>& cycle) {
  const Trace& trace = standstill.trace();
  Diagnosis diagnosis{Hazard::lock_cycle, {}, {}};
  std::vector<std::string> edges;
  for (std::size_t index = 0; index < cycle.size(); ++index) {
    const Wait& wait = *standstill.wait_of(cycle[index]);
    const ThreadIndex next = cycle[(index + 1) % cycle.size()];
    for (const Hold& hold : standstill.holds_on(wait.object)) {
      if (hold.thread != next) continue;
      const std::uint64_t took = told_taking(standstill, wait.object, next);
      diagnosis.marks.push_back(mark_step(trace, took, taking(standstill, wait.object)));
      break;
    }
    edges.push_back(wait.what == WaitsFor::end
                        ? fmt::format("{} {}", clear_name(trace, wait.thread), waiting(standstill, wait))
                        : follows(standstill, wait, next));
  }
  std::sort(diagnosis.marks.begin(), diagnosis.marks.end(),
            [](const Mark& a, const Mark& b) { return a.step < b.step; });
  for (const ThreadIndex thread : cycle) {
    diagnosis.marks.push_back(mark_pending(thread, waiting_words(standstill, *standstill.wait_of(thread))));
  }
  diagnosis.message = fmt::format("{} wait for each other{}: {}", list(trace, cycle),
                                  cycle.size() > 2 ? " in a circle" : "", fmt::join(edges, "; "));
  return diagnosis;
}

}  // namespace

void lock_cycle(Inquest& inquest) {
  std::vector<bool> visited(inquest.trace().threads.size());
  std::vector<std::vector<ThreadIndex>> cycles;
  for (const Wait& wait : inquest.standstill().waits()) {
    auto cycle = cycle_from(inquest, wait.thread, visited);
    if (!cycle.empty()) cycles.push_back(std::move(cycle));
  }
  std::sort(cycles.begin(), cycles.end());
  for (const auto& cycle : cycles) inquest.report(told(inquest.standstill(), cycle), cycle);
}

}  // namespace heddle::engine
