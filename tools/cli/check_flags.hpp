#pragma once

#include <heddle/engine/options.hpp>
#include <heddle/engine/scenario.hpp>

#include <CLI/App.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace heddle::cli {

/// The flags of `check` that say how to search, as they were typed. What is not given comes from the scenario's
/// expectation, and else from Options.
class CheckFlags {
 public:
  /// Adds the flags to the command.
  void add_to(CLI::App& command);

  /// Reads the values. Throws InputError for the first that cannot be. Call once, after parsing.
  void read();

  /// How to check a scenario of this expectation.
  [[nodiscard]] Options options_for(const Expectation& expectation) const;

  /// True if warnings are failures.
  [[nodiscard]] bool lint_fails() const noexcept { return lint_fails_; }

  /// What the replay of a schedule needs and no schedule carries: " --stack-size=1048576", or nothing.
  [[nodiscard]] std::string replay_flags() const;

 private:
  struct Typed {
    std::optional<std::string> search, dependence, clock, max_executions, max_steps, max_time, estimate_after,
        preemption_bound, seed, poll_repetitions, livelock_after, max_rounds, stack_size;
  };

  Typed typed_;
  bool keep_going_ = false;
  bool spurious_wakeups_ = false;
  bool no_guard_ = false;
  bool lint_ = false;
  bool lint_fails_ = false;

  std::optional<Search> search_;
  std::optional<Dependence> dependence_;
  std::optional<Clock> clock_;
  std::optional<std::uint64_t> max_executions_;
  std::optional<std::uint64_t> max_steps_;
  bool ladder_ = false;
  std::optional<std::chrono::nanoseconds> max_time_;
  std::optional<std::chrono::nanoseconds> estimate_after_;
  std::optional<std::uint32_t> preemption_bound_;
  std::optional<std::uint64_t> seed_;
  std::optional<std::uint32_t> poll_repetitions_;
  std::optional<std::uint32_t> livelock_after_;
  std::optional<std::uint32_t> max_rounds_;
  std::optional<std::size_t> stack_size_;
};

/// Adds `--stack-size` to a command; `stack_size_value` reads it.
void add_stack_size(CLI::App& command, std::optional<std::string>& typed);
[[nodiscard]] std::optional<std::size_t> stack_size_value(const std::optional<std::string>& typed);

}  // namespace heddle::cli
