#pragma once

#include <heddle/engine/finding.hpp>
#include <heddle/engine/options.hpp>
#include <heddle/engine/usage_error.hpp>
#include <heddle/engine/verdict.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle {

/// How far a running check is. Handed to a progress function between executions.
struct Progress {
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  std::uint64_t max_depth = 0;
  std::size_t findings = 0;
  std::chrono::nanoseconds elapsed{0};
  const Estimate* estimate = nullptr;  ///< how much there is to search, once that is known
};

/// Called between executions, about ten times a second. Returning false stops the search, as a time budget would.
using ProgressFunction = std::function<bool(const Progress&)>;

/// Runs `body` under every schedule that the options' search visits, and says what is known afterwards.
/// `body` is called once for each execution, as the thread "main"; it makes all that the threads share.
/// Blocks until the search is complete or a budget is used up. Several OS threads may each check at the same time;
/// a check inside a scenario's body throws UsageError, as do options out of range.
[[nodiscard]] Verdict check(std::string name, const std::function<void()>& body, const Options& options = {},
                            const ProgressFunction& progress = {});

/// One execution under a given schedule.
struct Replay {
  Trace trace;                           ///< what happened, as far as the schedule fitted
  std::optional<Divergence> divergence;  ///< set if it does not fit the program
  std::vector<Finding> findings;         ///< what goes wrong in it; empty after a divergence
};

/// Runs `body` once, making the choices of `schedule`, under the schedule's own settings.
/// Of `options` only the sizes (stack_size, max_threads) are used. Throws UsageError as `check` does, and if the
/// schedule is of a scenario with another name.
[[nodiscard]] Replay replay(std::string name, const std::function<void()>& body, const Schedule& schedule,
                            const Options& options = {});

}  // namespace heddle
