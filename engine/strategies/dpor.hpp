#pragma once

#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/strategy.hpp>
#include <heddle/engine/wakeup_tree.hpp>

#include <cstddef>
#include <cstdint>
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
class Dpor final : public Strategy {
 public:
  /// For tests of the tests: ways to go wrong that they must notice.
  enum class Sabotage : std::uint8_t {
    none,
    drop_sequences,  ///< every third sequence is not set down
    forget_blocked,  ///< races of operations that never executed are left out
    sleep_too_long,  ///< what sleeps is not woken by a step that depends on it
  };

  explicit Dpor(Dependence dependence, Sabotage sabotage = Sabotage::none)
      : steps_(dependence), sabotage_(sabotage) {}

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  /// Once an execution has ended because a requirement failed, other such ends may be left out.
  [[nodiscard]] bool bounded() const noexcept override { return failed_; }
  [[nodiscard]] bool covers_cut_executions() const noexcept override { return false; }
  [[nodiscard]] bool abandoned() const noexcept override { return abandoned_; }

 private:
  /// A place of the execution at hand: before its step of the same number.
  struct Node {
    WakeupTrees::Branch todo = WakeupTrees::none;
    Ends ends = Ends::nobody;  ///< whom the step taken here cut off, with any of the values chosen after it
    bool partly = false;  ///< of the values chosen after the step taken here, only those set down were explored
    std::uint32_t picked = 0;      ///< the index that was returned for the step taken here
    std::size_t first_asleep = 0;  ///< in `asleep_`: what was asleep on arrival …
    std::size_t last_asleep = 0;
    std::size_t first_explored = 0;  ///< in `sleepers_`: … and what fell asleep here
  };
  struct Sleeper {
    Move move;
    std::vector<VariableTouch> touches;
  };

  [[nodiscard]] bool replaying() const noexcept { return depth_ < fork_; }
  Node& arrive();
  [[nodiscard]] std::uint32_t last_step() const;
  void lay_out_values(Node& node, std::uint32_t count);
  void fall_asleep(std::uint32_t event);
  void inherit_sleep(std::uint32_t place);
  [[nodiscard]] Move sleeper(std::uint32_t index) const noexcept;
  [[nodiscard]] bool is_asleep(std::uint32_t place, ProcessId process) const;
  template <class Visit>
  void each_asleep(std::uint32_t place, Visit visit) const;
  void catch_up(const Execution& execution, std::uint32_t end);
  [[nodiscard]] std::uint32_t pick(const ChoicePoint& point, Node& node);
  [[nodiscard]] std::uint32_t follow(const ChoicePoint& point, Node& node);
  [[nodiscard]] std::uint32_t go_on(const ChoicePoint& point);
  std::uint32_t abandon() noexcept;
  void reverse(const Race& race);

  HappensBefore steps_;
  WakeupTrees trees_;
  Sabotage sabotage_;
  std::vector<Node> nodes_;
  std::uint32_t depth_ = 0;                        // steps taken in this execution
  std::uint32_t fork_ = 0;                         // steps it shares with the one before
  std::uint32_t arranged_ = 0;                     // nodes whose sleep is known
  WakeupTrees::Branch ahead_ = WakeupTrees::none;  // the tree of the place that the last step leads to
  bool open_ = true;                   // all values that are chosen after the last step are to be explored
  std::vector<std::uint32_t> asleep_;  // indices into `sleepers_`, of all nodes
  std::vector<Sleeper> sleepers_;      // likewise; those past `sleeper_count_` are kept for their memory
  std::size_t sleeper_count_ = 0;
  std::vector<std::uint32_t> inherited_;
  std::vector<Move> sequence_;
  bool started_ = false;
  bool abandoned_ = false;
  bool failed_ = false;
  std::uint64_t reversals_ = 0;
};

}  // namespace heddle::engine
