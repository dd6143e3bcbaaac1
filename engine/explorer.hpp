#pragma once

#include <heddle/engine/check.hpp>
#include <heddle/engine/class_set.hpp>
#include <heddle/engine/execution.hpp>
#include <heddle/engine/lifetimes.hpp>
#include <heddle/engine/probe.hpp>
#include <heddle/engine/strategy.hpp>
#include <heddle/engine/verdict.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>

namespace heddle::engine {

class DrawnClass;

/// Runs executions until the strategy or a budget says stop, and keeps what there is to know of them.
///
/// It trusts nothing: any two executions that made the same choices must have taken the same steps; the executions
/// number 1, 2, 4, 8 and so on are replayed, and the last one several times; and every finding is replayed before
/// it counts. A scenario that fails one of these is not deterministic and is refused. So is one of which executions
/// drawn at random show what a complete search should have seen and has not (see Options::guard).
class Explorer {
 public:
  /// Called after each execution, before its threads are unwound: also after one that went on when a requirement
  /// had failed (it has `failures` and another outcome), and then after each that shows how that came about.
  using Observer = std::function<void(const Execution&)>;

  /// Throws UsageError for options out of range, and inside an execution.
  Explorer(std::string name, std::function<void()> body, const Options& options);

  void observe(Observer observer) { observer_ = std::move(observer); }
  /// The search is to stop at the first execution that is cut, if it is long: it may have no end.
  void stop_at_long_cut() { stops_at_long_cut_ = true; }
  /// It has.
  [[nodiscard]] bool stopped_at_long_cut() const noexcept { return stopped_at_long_cut_; }
  void report_progress(ProgressFunction progress) { progress_ = std::move(progress); }

  /// Searches. Once.
  /// Throws UsageError for a scenario that uses Heddle wrongly, or whose threads cannot be taken down.
  Verdict explore(Strategy& strategy);

  /// Searches within one bound on preemptions after the other, see Options::ladder. Once, and instead of `explore`.
  /// Throws likewise.
  Verdict climb();

  /// Runs one execution under a schedule's choices. `Settings` must be those of the schedule.
  Replay replay(const Schedule& schedule);

 private:
  using Time = std::chrono::steady_clock;

  bool search(Strategy& strategy);
  void conclude(const Strategy& strategy, bool exhausted);
  void run_once(Strategy& strategy);
  void refuse_misuse();
  void unwind();
  void examine();
  void show_failures(Strategy& strategy);
  void show_first_failure();
  void add_finding(Finding finding);
  void check_again();
  void check_last_again();
  [[nodiscard]] Schedule schedule_at_hand(std::span<const Step> steps) const;
  void look_for_use_after_destroy(Strategy& strategy);
  void replay_against(const Schedule& schedule, const Trace& trace);
  void check_against_previous();
  [[nodiscard]] static bool is_failure(Outcome outcome) noexcept;
  [[nodiscard]] bool fails_again(const Schedule& schedule);
  void tell_failure_without_cause(const Schedule& whole);
  void refuse(Divergence divergence);
  bool may_go_on();
  bool report_progress(Time::time_point now);
  void prepare_guard(Strategy& strategy);
  void note_class(Strategy& strategy);
  void watch_for_unseen_sharing();
  [[nodiscard]] bool is_unseen(DrawnClass& drawn) const;
  [[nodiscard]] bool found_by_going_round();
  void tell_unseen_sharing(DrawnClass& drawn);
  void prepare_estimate(const Strategy& strategy);
  void estimate(Time::time_point now);
  void draw();

  std::function<void()> body_;
  bool stops_at_long_cut_ = false;
  bool stopped_at_long_cut_ = false;
  Execution execution_;
  Verdict verdict_;
  Observer observer_;
  ProgressFunction progress_;
  Time::time_point start_;
  std::uint64_t steps_at_last_look_ = 0;
  std::uint64_t runs_at_last_look_ = 0;
  Time::time_point last_progress_;
  std::uint64_t reruns_ = 0;
  bool broke_off_ = false;
  Lifetimes lifetimes_;
  std::optional<ClassSet> classes_;  // that the search has seen; nothing: nobody asks
  std::unique_ptr<Probe> probe_;     // null: no estimate is wanted, or to be had
  Time::duration estimate_after_{};
  Time::time_point last_estimate_;
  Time::duration drawing_{};                   // time spent on the estimate
  std::unordered_set<std::uint64_t> seen_;     // fingerprints of executions that were examined
  std::unordered_set<std::string> explained_;  // hazards and places of findings
};

/// The strategy that the options name.
[[nodiscard]] std::unique_ptr<Strategy> make_strategy(const Options& options);

}  // namespace heddle::engine
