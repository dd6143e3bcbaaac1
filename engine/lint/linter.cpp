#include <heddle/engine/lint/linter.hpp>

#include <heddle/engine/lint/daemon_cut_off.hpp>
#include <heddle/engine/lint/event_as_counter.hpp>
#include <heddle/engine/lint/join_without_task_done.hpp>
#include <heddle/engine/lint/lock_order_inversion.hpp>
#include <heddle/engine/lint/timer_never_joined.hpp>
#include <heddle/engine/lint/unheard_notify.hpp>
#include <heddle/engine/lint/wait_without_loop.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace heddle::engine {
namespace {

constexpr ReadForLint lints[] = {
    lock_order_inversion, unheard_notify,   wait_without_loop,  join_without_task_done,
    daemon_cut_off,       event_as_counter, timer_never_joined,
};

bool went_well(const Trace& trace) {
  const bool through = trace.outcome == Outcome::completed || trace.outcome == Outcome::cut;
  return through && std::none_of(trace.threads.begin(), trace.threads.end(),
                                 [](const Trace::Thread& thread) { return thread.uncaught.has_value(); });
}

}  // namespace

std::vector<Suspicion> lint(const Trace& trace) {
  std::vector<Suspicion> all;
  if (!went_well(trace)) return all;
  for (const ReadForLint read : lints)
    for (Suspicion& suspicion : read(trace)) all.push_back(std::move(suspicion));
  return all;
}

void Linter::read(const Execution& execution) {
  // One that went on after a failure is none of the scenario's.
  if (!execution.failures().empty()) return;
  const Trace trace = execution.trace();
  std::set<std::size_t> counted;
  for (Suspicion& suspicion : lint(trace)) {
    const std::string key = fmt::format("{} {}", name_of(suspicion.lint), suspicion.key);
    const auto [at, fresh] = known_.try_emplace(key, noticed_.size());
    if (fresh) noticed_.push_back({std::move(suspicion), trace, 0});
    if (counted.insert(at->second).second) ++noticed_[at->second].executions;
  }
}

}  // namespace heddle::engine
