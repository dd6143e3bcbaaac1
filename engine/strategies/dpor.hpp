#pragma once

#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/strategy.hpp>
#include <heddle/engine/wakeup_tree.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace heddle::engine {

/// One execution for each class of executions that differ only in the order of steps that commute (a Mazurkiewicz
/// trace): Optimal DPOR with wakeup trees (Abdulla, Aronis, Jonsson, Sagonas, JACM 2017), for operations that
/// block.
///
/// After each execution, every race in it is reversed: at the place before its first step, a sequence of moves that
/// takes the second step first is set down to be explored, unless a branch that is there already, or one that has
/// been explored, will show or has shown the same. What has been explored at a place sleeps there and in what
/// follows, until a step that depends on it is taken.
///
/// Values that are chosen belong to the step before them: a step with one value is another than with another.
///
/// Where an execution was cut at the bound on steps, or broken off for all threads, its races with what would have
/// come later are not known. Then there is a second pass, which tries at each place of such an execution whatever
/// does not sleep (Godefroid, 1996): that needs no races, and covers all there is within the bound. What that may
/// lead to where everything sleeps is given up.
class Dpor final : public Strategy {
 public:
  /// For tests of the tests: ways to go wrong that they must notice.
  enum class Sabotage : std::uint8_t {
    none,
    drop_sequences,  ///< every third sequence is not set down
    forget_blocked,  ///< races of operations that never executed are left out
    sleep_too_long,  ///< what sleeps is not woken by a step that depends on it
    only_new_races,  ///< races are reversed when they are found, and not again when more has come
    overlook_part,   ///< one part of objects is left out of what depends on what
    lean_on_cut,     ///< what slept before stands for sequences whose continuation was cut
  };

  /// Of a hundred megabytes, about so many branches of wakeup trees take up all.
  static constexpr std::uint64_t most_branches = 4'000'000;

  /// `enough`: how many branches of wakeup trees there may be before sequences are cut (see WakeupTrees).
  explicit Dpor(Dependence dependence, Sabotage sabotage = Sabotage::none, std::uint64_t enough = most_branches)
      : steps_(dependence), trees_(enough), sabotage_(sabotage) {
    if (sabotage == Sabotage::overlook_part) steps_.overlook(1);
  }

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  [[nodiscard]] KnownIdle known_idle() const noexcept override { return {idle_before_, known_until_}; }
  [[nodiscard]] HappensBefore* events() noexcept override { return &steps_; }
  /// As if the thread whose requirement failed stood still for ever: the classes are those of that program.
  [[nodiscard]] bool goes_on_after_failures() const noexcept override { return true; }
  [[nodiscard]] std::vector<std::unique_ptr<Strategy>> ways_to_failures() override;
  [[nodiscard]] bool abandoned() const noexcept override { return abandoned_; }
  [[nodiscard]] std::unique_ptr<Probe> probe() const override;

 private:
  /// A place of the execution at hand: before its step of the same number.
  struct Node {
    WakeupTrees::Branch todo = WakeupTrees::none;
    CutsOff cuts_off = CutsOff::nobody;  ///< whom the step taken here did, with any of the values chosen after it
    bool ends_thread = false;            ///< the step taken here, with any of the values chosen after it
    bool unfinished = false;             ///< an execution that has come by did not come to its end
    bool full = false;                   ///< of some step here, all values have been explored
    std::uint32_t picked = 0;            ///< the index that was returned for the step taken here, or the value
    std::uint32_t values = 0;            ///< how many may be chosen here; 0: it is a step that is taken
    std::size_t first_set_down = 0;      ///< in `set_down_`: the values that are to be chosen after this step
    std::size_t first_enabled = 0;       ///< in `enabled_`: who could have gone
    std::size_t last_enabled = 0;
    std::size_t first_asleep = 0;  ///< in `asleep_`: what was asleep on arrival …
    std::size_t last_asleep = 0;
    std::size_t first_explored = 0;  ///< in `sleepers_`: … and what fell asleep here
  };
  struct Sleeper {
    const Move* move = nullptr;  ///< with the values after it that it was explored with; none: whatever they are
    std::vector<std::uint32_t> counts;  ///< of how many each was
    bool unfinished = false;            ///< some execution that started with it did not come to its end
  };

  [[nodiscard]] bool replaying() const noexcept { return depth_ < fork_; }
  Node& arrive();
  void take_back(std::uint32_t place);
  [[nodiscard]] bool brought_along(std::uint32_t place) const;
  void drop_what_is_shown(std::uint32_t place);
  void set_down_all_values(std::uint32_t place);
  void set_down_another(std::uint32_t place);
  void note_unfinished(const Execution& execution);
  bool start_second_pass();
  void begin_values(std::uint32_t count);
  [[nodiscard]] std::uint32_t next_value(std::uint32_t place, std::uint32_t from);
  void fall_asleep(std::uint32_t step);
  [[nodiscard]] const Move& move_explored(std::uint32_t step);
  void inherit_sleep(std::uint32_t place);
  [[nodiscard]] bool sleeps_anything(std::uint32_t place) const noexcept;
  [[nodiscard]] std::size_t explored_end(std::uint32_t place) const noexcept;
  /// A step of the process, with all its values.
  [[nodiscard]] bool is_asleep(std::uint32_t place, ProcessId process) const;
  /// With what sleeps besides, that is the step with all its values.
  [[nodiscard]] bool is_whole(std::uint32_t place, std::uint32_t asleep) const;
  [[nodiscard]] bool are_asleep(std::uint32_t place, ProcessId process, std::vector<std::uint32_t>& values) const;
  template <class Visit>
  void each_asleep(std::uint32_t place, Visit visit) const;
  void catch_up(const Execution& execution, std::uint32_t end);
  void note_enabled(const ChoicePoint& point, Node& node);
  [[nodiscard]] std::uint32_t follow(const ChoicePoint& point, Node& node);
  [[nodiscard]] std::uint32_t go_on(const ChoicePoint& point);
  std::uint32_t abandon(bool in_doubt) noexcept;
  void reverse(Race& race);
  void set_down(std::uint32_t place, Sequence& sequence);
  [[nodiscard]] bool may_stand_for(std::uint32_t place, std::uint32_t asleep, const Sequence& sequence) const;
  [[nodiscard]] bool is_taken_by_values(std::uint32_t place) const noexcept;
  [[nodiscard]] bool has_shown(std::uint32_t place, std::uint32_t asleep, const Sequence& sequence) const;
  [[nodiscard]] bool all_have_shown(std::uint32_t place, ProcessId process, const Sequence& sequence) const;
  void note_failures(const Execution& execution);

  HappensBefore steps_;
  WakeupTrees trees_;
  Sabotage sabotage_;
  std::vector<Node> nodes_;
  std::uint32_t depth_ = 0;                        // steps taken in this execution
  std::uint32_t fork_ = 0;                         // steps it shares with the one before
  std::uint32_t arranged_ = 0;                     // nodes whose sleep is known
  WakeupTrees::Branch ahead_ = WakeupTrees::none;  // the tree of the place that the last step leads to
  std::vector<ProcessId> enabled_;                 // of all nodes
  std::vector<std::uint32_t> asleep_;              // indices into `sleepers_`, of all nodes
  std::vector<Sleeper> sleepers_;  // likewise; those past `sleeper_count_` are kept for their memory
  std::size_t sleeper_count_ = 0;
  std::vector<std::uint32_t> inherited_;
  std::vector<std::uint32_t> set_down_;         // values, of all nodes
  std::vector<std::uint32_t> set_down_counts_;  // of how many each was, as far as it is known
  std::vector<std::uint32_t> values_;           // being looked at
  Sequence sequence_;
  std::vector<std::uint32_t> failures_;  // of the last execution: the steps after which they came
  bool failed_before_all_ = false;       // before the first step
  bool let_exceptions_out_ = false;
  bool started_ = false;
  std::vector<std::uint64_t> idle_before_;  // of the last execution (see KnownIdle) …
  std::uint64_t known_until_ = 0;           // … and how far the one at hand goes the same way
  bool abandoned_ = false;
  bool in_doubt_ = false;    // where the last execution was abandoned, something may not have been seen elsewhere
  bool unfinished_ = false;  // some execution so far
  bool second_pass_ = false;
  std::uint64_t reversals_ = 0;
};

}  // namespace heddle::engine
