#pragma once

#include <heddle/engine/estimate.hpp>
#include <heddle/engine/finding.hpp>
#include <heddle/engine/options.hpp>
#include <heddle/engine/warning.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle {

/// Two executions made the same choices and did not take the same steps, or a replay met what its schedule does
/// not expect.
struct Divergence {
  std::uint64_t step = 0;            ///< the first that differed, from 0
  std::string expected;              ///< "worker1 notify Condition 1"; or what there should be instead of a step
  std::string got;                   ///< likewise
  std::vector<std::string> enabled;  ///< what could have been executed there
};

/// What ended a search before the strategy said that it was complete.
enum class Budget : std::uint8_t { none, executions, time };

/// One search of a ladder.
struct Rung {
  std::uint32_t preemptions = 0;  ///< its bound
  std::uint64_t executions = 0;
  bool exhausted = false;

  friend bool operator==(const Rung&, const Rung&) = default;
};

/// A loop that counts, or goes on by itself in some other way, and that was let go round so often and no further.
struct BoundedLoop {
  std::string thread;
  Site site;  ///< where it came back to
};

/// Threads share something that Heddle does not see: a plain variable, say. An execution drawn at random does what
/// none of those does that a complete search has run, and of which one should be the same up to the order of steps
/// that commute. Or a requirement fails in an execution of the search, and not in one that takes only those of its
/// steps that lead there.
struct UnseenSharing {
  Schedule drawn;  ///< the execution drawn at random, or the one where the requirement fails
  Trace drawn_trace;
  Schedule seen;  ///< the execution of the search that has most in common with it, or the one with those steps only
  Trace seen_trace;
  /// The first step of `drawn_trace` that the other does not have (before it they are the same, up to that order),
  /// what its thread did there in the other, and what here.
  Divergence parting;
  std::vector<Finding> found;  ///< what goes wrong in `drawn`, if anything
  bool at_random = true;       ///< `drawn` was drawn at random
};

/// What is known of a scenario after a search.
struct Verdict {
  std::string scenario;
  /// What it was checked with; after a ladder with the bound of the rung that the verdict is of.
  Options options;

  /// Every schedule that matters was seen, no bound left any out: the search was exhausted and neither a cut
  /// execution, nor a bound on preemptions or rounds, nor a budget got in its way.
  bool complete = false;
  /// The strategy saw all there is within its bounds.
  bool exhausted = false;
  Budget budget = Budget::none;      ///< which budget ended the search
  bool preemptions_bounded = false;  ///< the preemption bound left schedules out
  std::vector<Rung> rungs{};         ///< of a ladder, from the lowest; the last one may not be exhausted
  std::uint64_t cut = 0;             ///< executions cut by `max_steps`
  std::uint64_t abandoned = 0;       ///< executions that the search stopped because others show the same
  /// Loops at the end of an idle round were passed over while others could go: the verdict is about fair schedules.
  bool fair_only = false;
  /// Set if a loop whose rounds were not idle was passed over all the same, beyond `options.max_rounds`: the first
  /// one.
  std::optional<BoundedLoop> bounded_loop{};

  std::uint64_t executions = 0;
  std::uint64_t steps = 0;        ///< of all executions together, abandoned ones included
  std::uint64_t max_depth = 0;    ///< steps of the longest execution
  std::uint32_t max_threads = 0;  ///< threads of the execution that had most, "main" included
  std::chrono::nanoseconds elapsed{0};

  /// How much there was to search, if the search went on for long enough to ask (see Options::estimate_after).
  std::optional<Estimate> estimate;

  /// Different in hazard or in place; in the order they were found.
  std::vector<Finding> findings;
  /// What executions in which nothing went wrong show all the same, in the order it was noticed; only with
  /// Options::lint. They are not part of what holds or is violated.
  std::vector<Warning> warnings;
  /// Set if the scenario is not deterministic: it was refused, and nothing else here says anything.
  std::optional<Divergence> nondeterminism;
  /// Set if what the search saw is not all there is: the scenario was refused, and nothing else here says anything.
  std::optional<UnseenSharing> unseen_sharing;
  /// Executions that Options::guard drew at random.
  std::uint64_t drawn = 0;

  /// The scenario does not keep to what a search takes for granted.
  [[nodiscard]] bool refused() const noexcept { return nondeterminism || unseen_sharing; }
  /// No hazard, in every schedule.
  [[nodiscard]] bool holds() const noexcept { return complete && findings.empty() && !refused(); }
  /// At least one finding.
  [[nodiscard]] bool violated() const noexcept { return !findings.empty() && !refused(); }
  /// Neither is known.
  [[nodiscard]] bool inconclusive() const noexcept { return !holds() && !violated(); }
};

}  // namespace heddle
