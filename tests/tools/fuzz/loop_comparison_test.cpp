#include <heddle/tools/fuzz/loop_comparison.hpp>

#include <heddle/engine/explorer.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <algorithm>
#include <memory>
#include <vector>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

/// Ends its search after a few executions, and says that it was all.
class Hasty final : public engine::Strategy {
 public:
  explicit Hasty(const Options& options) : strategy_(engine::make_strategy(options)) {}
  [[nodiscard]] bool begin() override { return executions_++ < 1 && strategy_->begin(); }
  [[nodiscard]] std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    return strategy_->choose_agent(point);
  }
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override { return strategy_->choose_value(count); }
  void finish(const engine::Execution& execution) override { strategy_->finish(execution); }
  [[nodiscard]] KnownIdle known_idle() const noexcept override { return strategy_->known_idle(); }

 private:
  std::unique_ptr<engine::Strategy> strategy_;
  int executions_ = 0;
};

/// t looks for an event at most so often; u sets it.
Program poll(int rounds) {
  Statement loop = on(Op::loop, -1, rounds);
  loop.body = {on(Op::is_set, 0)};
  loop.otherwise = {on(Op::sleep, -1, 1)};
  return program_of({{ObjectType::event}}, {{loop}, {on(Op::set, 0)}});
}

ComparisonOptions options_with(StrategyFactory factory) {
  ComparisonOptions options;
  options.factory = std::move(factory);
  return options;
}

}  // namespace

TEST_CASE("a loop is compared with all its states, let go round more often, and unrolled") {
  for (const int rounds : {0, 1, 3, 5}) {
    std::vector<Mismatch> faults;
    const LoopSearches searches = compare_loops(poll(rounds), options_with(engine::make_strategy), false, faults);
    CHECK(faults.empty());
    CHECK(searches.graphs == 1);
    CHECK(searches.too_large == 0);
    CHECK(searches.compared >= 9);
  }
}

TEST_CASE("an outcome that the search does not see is found out") {
  std::vector<Mismatch> faults;
  (void)compare_loops(
      poll(2), options_with([](const Options& options) { return std::make_unique<Hasty>(options); }), true, faults);
  REQUIRE_FALSE(faults.empty());
  CHECK(faults.front().fault == Fault::lost_outcome);
  CHECK(faults.front().search == "dpor against the graph of all states");
}

TEST_CASE("a loop without an end to its executions is counted, not compared") {
  Statement loop = on(Op::loop);
  loop.body = {on(Op::fetch_add, 0, 1)};
  loop.until = Until::never;
  std::vector<Mismatch> faults;
  const LoopSearches searches = compare_loops(program_of({{ObjectType::atomic}}, {{loop}}),
                                              options_with(engine::make_strategy), false, faults);
  CHECK(faults.empty());
  CHECK(searches.compared == 0);
  CHECK(searches.too_large == 2);
}
