#include <heddle/engine/check.hpp>

#include <heddle/engine/explorer.hpp>

#include <fmt/format.h>

namespace heddle {

Verdict check(std::string name, const std::function<void()>& body, const Options& options,
              const ProgressFunction& progress) {
  engine::Explorer explorer(std::move(name), body, options);
  explorer.report_progress(progress);
  if (options.ladder) return explorer.climb();
  const auto strategy = engine::make_strategy(options);
  return explorer.explore(*strategy);
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
