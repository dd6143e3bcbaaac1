#pragma once

#include <heddle/engine/step.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace heddle::engine {

class Execution;
class HappensBefore;
class Probe;
struct ChoicePoint;

/// Where control may pass: one of `enabled` is to take the next step.
struct ChoicePoint {
  /// Who could go, in the order of their numbers, threads before timers. Never empty.
  std::span<const Agent> enabled;
  /// Who could go, too, but has nothing new to see (see Rounds). For a strategy that must have one of them go: that
  /// leads to nothing that is not seen elsewhere.
  std::span<const Agent> passed_over;
  /// The thread that took the last step and now stands at its next operation (or has ended).
  ThreadIndex current;
  /// The execution so far: its steps, and what each thread is about to do (`Execution::pending`).
  const Execution& execution;
};

/// Where an agent is in a choice point's `enabled`, or past its end in its `passed_over`; Strategy::stop if
/// nowhere.
[[nodiscard]] std::uint32_t index_of(const ChoicePoint& point, Agent agent) noexcept;
/// Likewise, for a thread or its timer.
[[nodiscard]] std::uint32_t index_of_thread(const ChoicePoint& point, ThreadIndex thread) noexcept;
/// Who is there.
[[nodiscard]] Agent agent_at(const ChoicePoint& point, std::uint32_t index) noexcept;

/// Makes the choices, and says when the search is complete. One object for one search.
///
/// The explorer calls, in this order: `begin`; then, as the execution goes on, `choose_agent` before every step and
/// `choose_value` for every nondeterministic value; then `finish`; and so on until `begin` returns false.
/// Equal choices lead to equal choice points, unless the scenario is not deterministic.
class Strategy {
 public:
  /// Returned in place of a choice: stop this execution here.
  static constexpr std::uint32_t stop = UINT32_MAX;

  Strategy() = default;
  Strategy(const Strategy&) = delete;
  Strategy& operator=(const Strategy&) = delete;
  virtual ~Strategy() = default;

  /// Prepares the next execution. False: the search is complete, there is none.
  [[nodiscard]] virtual bool begin() = 0;

  /// An index into `point.enabled`, or past its end into `point.passed_over`, or `stop`. Called also when there is
  /// only one.
  [[nodiscard]] virtual std::uint32_t choose_agent(const ChoicePoint& point) = 0;

  /// A value below `count`, or `stop`.
  [[nodiscard]] virtual std::uint32_t choose_value(std::uint32_t count) = 0;

  /// What is known beforehand of idle rounds. Whether a round is idle may hang on addresses, which differ from
  /// execution to execution: so where choices are made again, what was found before is taken over.
  struct KnownIdle {
    std::span<const std::uint64_t>
        before{};           ///< the choices before which a thread came to the end of one; ascending
    std::uint64_t end = 0;  ///< it is known of the choices with lower numbers
    /// Set if before the last choice, of number `end`, threads have gone round in a circle since this one.
    std::optional<std::uint64_t> circle_since{};
  };
  /// Valid until the execution that was prepared ends.
  [[nodiscard]] virtual KnownIdle known_idle() const noexcept { return {}; }

  /// The execution has ended. Its threads have not been unwound yet: what each was about to do can be seen.
  virtual void finish(const Execution& execution) = 0;

  /// True if it stopped the last execution because others show all that it could. An optimal search never does.
  [[nodiscard]] virtual bool abandoned() const noexcept { return false; }

  /// True if an execution is to go on without a thread whose requirement has failed. It is then up to the strategy
  /// to say how the failures come about (`ways_to_failures`): such an execution counts for nothing else.
  [[nodiscard]] virtual bool goes_on_after_failures() const noexcept { return false; }

  /// Strategies that each lead one execution to one failure of the last execution, and end it there: enough of them
  /// that nothing is missed. Valid until `begin`.
  [[nodiscard]] virtual std::vector<std::unique_ptr<Strategy>> ways_to_failures() { return {}; }

  /// What it knows of the last execution, from `finish` to `begin`; null for a strategy that keeps no such account.
  [[nodiscard]] virtual HappensBefore* events() noexcept { return nullptr; }

  /// True if a bound of the strategy's own has left out schedules, so that completeness is within it only.
  [[nodiscard]] virtual bool bounded() const noexcept { return false; }

  /// What draws executions to estimate how many this search has to run; null if there is no telling.
  [[nodiscard]] virtual std::unique_ptr<Probe> probe() const;
};

}  // namespace heddle::engine
