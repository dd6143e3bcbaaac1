#include <heddle/engine/check.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/lint/judge.hpp>
#include <heddle/engine/lint/linter.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace heddle {
namespace {

struct Searched {
  Verdict verdict;
  bool may_have_no_end = false;
};

Searched searched_once(const std::string& name, const std::function<void()>& body, const Options& options,
                       const ProgressFunction& progress, const engine::Explorer::Observer& observer) {
  engine::Explorer explorer(name, body, options);
  explorer.report_progress(progress);
  explorer.observe(observer);
  if (options.ladder) return {explorer.climb()};
  if (options.max_rounds == 0 && options.search != Search::random) explorer.stop_at_long_cut();
  const auto strategy = engine::make_strategy(options);
  Verdict verdict = explorer.explore(*strategy);
  return {std::move(verdict), explorer.stopped_at_long_cut()};
}

/// Where an execution may have no end, since a loop goes on by itself, the search begins again and lets each loop
/// do so a few times only.
Verdict searched(const std::string& name, const std::function<void()>& body, const Options& options,
                 const ProgressFunction& progress, const engine::Explorer::Observer& observer) {
  Searched first = searched_once(name, body, options, progress, observer);
  if (!first.may_have_no_end) return std::move(first.verdict);
  Options within = options;
  within.max_rounds = default_rounds;
  if (options.max_time.count() != 0)
    within.max_time =
        std::max<std::chrono::nanoseconds>(options.max_time - first.verdict.elapsed, std::chrono::milliseconds(1));
  Verdict verdict = searched_once(name, body, within, progress, observer).verdict;
  verdict.options.max_time = options.max_time;
  verdict.elapsed += first.verdict.elapsed;
  return verdict;
}

}  // namespace

Verdict check(std::string name, const std::function<void()>& body, const Options& options,
              const ProgressFunction& progress) {
  if (!options.lint) return searched(name, body, options, progress, {});
  bool stopped = false;
  ProgressFunction noting_stops;
  if (progress) {
    noting_stops = [&](const Progress& so_far) {
      stopped = !progress(so_far);
      return !stopped;
    };
  }
  engine::Linter linter;
  Verdict verdict = searched(name, body, options, noting_stops,
                             [&](const engine::Execution& execution) { linter.read(execution); });
  if (!verdict.refused()) verdict.warnings = engine::judge(linter.noticed(), verdict, body, !stopped);
  return verdict;
}

Replay replay(std::string name, const std::function<void()>& body, const Schedule& schedule,
              const Options& options) {
  if (schedule.scenario != name)
    throw UsageError(fmt::format("the schedule is of scenario {}, not of {}", schedule.scenario, name));
  Options used = options;
  used.clock = schedule.settings.clock;
  used.spurious_wakeups = schedule.settings.spurious_wakeups;
  used.poll_repetitions = schedule.settings.poll_repetitions;
  used.livelock_after = schedule.settings.livelock_after;
  used.max_rounds = schedule.settings.max_rounds;
  used.max_steps = schedule.settings.max_steps;
  return engine::Explorer(std::move(name), body, used).replay(schedule);
}

}  // namespace heddle
