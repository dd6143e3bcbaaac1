#include <heddle/engine/check.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/lint/judge.hpp>
#include <heddle/engine/lint/linter.hpp>

#include <fmt/format.h>

namespace heddle {
namespace {

Verdict searched(std::string name, const std::function<void()>& body, const Options& options,
                 const ProgressFunction& progress, engine::Explorer::Observer observer) {
  engine::Explorer explorer(std::move(name), body, options);
  explorer.report_progress(progress);
  explorer.observe(std::move(observer));
  if (options.ladder) return explorer.climb();
  const auto strategy = engine::make_strategy(options);
  return explorer.explore(*strategy);
}

}  // namespace

Verdict check(std::string name, const std::function<void()>& body, const Options& options,
              const ProgressFunction& progress) {
  if (!options.lint) return searched(std::move(name), body, options, progress, {});
  bool stopped = false;
  ProgressFunction noting_stops;
  if (progress) {
    noting_stops = [&](const Progress& so_far) {
      stopped = !progress(so_far);
      return !stopped;
    };
  }
  engine::Linter linter;
  Verdict verdict = searched(std::move(name), body, options, noting_stops,
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
  used.max_steps = schedule.settings.max_steps;
  return engine::Explorer(std::move(name), body, used).replay(schedule);
}

}  // namespace heddle
