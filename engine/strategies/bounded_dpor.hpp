#pragma once

#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/strategies/preemptions.hpp>
#include <heddle/engine/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::engine {

/// What every interleaving with at most so many preemptions shows, by some of these interleavings: bounded
/// partial-order reduction with conservative backtracking (Coons, Musuvathi, McKinley, OOPSLA 2013).
///
/// After each execution, every race in it asks that its second step be tried at the place before the first; and
/// also at the last place before that where trying it takes no preemption beyond those of this execution: the
/// reversed execution may be out of bounds by the first way and within by the second. Whoever cannot go there
/// stands for all who can. Which steps commute is told coarsely: whether two do may hang on what came before them,
/// and the execution in which they do not, by which their race would be found, may be out of bounds. No step
/// sleeps, since what another order of steps that commute has shown may have been out of bounds: so a class may be
/// visited several times. At an end that was none (a bound on steps, a failing requirement, std::terminate) races
/// do not tell what else there is, and all who can go are tried at every place on the way.
class BoundedDpor final : public Strategy {
 public:
  /// For tests of the tests: ways to go wrong that they must notice.
  enum class Sabotage : std::uint8_t {
    none,
    only_at_the_race,  ///< reversals are not tried where they take no further preemption
    only_immediate,    ///< races with other steps in between are left out
  };

  explicit BoundedDpor(std::uint32_t preemption_bound, Sabotage sabotage = Sabotage::none);

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  [[nodiscard]] KnownIdle known_idle() const noexcept override { return {idle_before_, known_until_}; }
  [[nodiscard]] HappensBefore* events() noexcept override { return &steps_; }
  [[nodiscard]] bool bounded() const noexcept override { return bounded_; }

 private:
  /// What could be done at a place, and what is to be.
  struct Alternative {
    ThreadIndex thread = 0;
    bool preempts = false;
    bool wanted = false;
    bool done = false;
  };
  /// A place of the execution at hand: before its step of the same number.
  struct Node {
    std::size_t first = 0;          ///< in `alternatives_`
    std::uint32_t count = 0;        ///< of alternatives, or of values
    std::uint32_t picked = 0;       ///< the index that was returned
    std::uint32_t preemptions = 0;  ///< made before
    bool is_value = false;
    bool gives_way = false;  ///< whoever took the last step: nobody else's going on preempts it
  };

  [[nodiscard]] bool replaying() const noexcept { return depth_ < fork_; }
  [[nodiscard]] Alternative* alternatives(std::uint32_t place) noexcept {
    return alternatives_.data() + nodes_[place].first;
  }
  bool pick_next(std::uint32_t place);
  bool pick_next_agent(std::uint32_t place);
  void arrive(const ChoicePoint& point);
  void reverse(const Race& race);
  [[nodiscard]] std::uint32_t place_without_cost(std::uint32_t place) noexcept;
  [[nodiscard]] std::uint32_t preemptions_before(std::uint32_t place) noexcept;
  void want(std::uint32_t place, ThreadIndex thread);

  HappensBefore steps_;
  std::uint32_t preemption_bound_;
  Sabotage sabotage_;
  std::vector<Node> nodes_;
  std::vector<Alternative> alternatives_;   // of all nodes
  std::uint32_t depth_ = 0;                 // steps taken in this execution
  std::uint32_t fork_ = 0;                  // steps it shares with the one before
  std::uint32_t unfinished_ = 0;            // places from the first one on at which all are wanted
  std::vector<std::uint64_t> idle_before_;  // of the last execution (see KnownIdle) …
  std::uint64_t known_until_ = 0;           // … and how far the one at hand goes the same way
  bool started_ = false;
  bool bounded_ = false;
};

}  // namespace heddle::engine
