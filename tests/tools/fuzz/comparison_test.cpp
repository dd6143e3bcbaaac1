#include <heddle/tools/fuzz/comparison.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/depth_first.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <algorithm>
#include <memory>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

/// Depth-first search that says after so many executions that this was all.
class GivesUp final : public engine::Strategy {
 public:
  explicit GivesUp(int executions) noexcept : left_(executions) {}
  [[nodiscard]] bool begin() override { return left_-- > 0 && all_.begin(); }
  [[nodiscard]] std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    return all_.choose_agent(point);
  }
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override { return all_.choose_value(count); }
  void finish(const engine::Execution& execution) override { all_.finish(execution); }

 private:
  engine::DepthFirst all_;
  int left_;
};

/// Depth-first search that stops an execution at its fourth choice.
class StopsShort final : public engine::Strategy {
 public:
  [[nodiscard]] bool begin() override {
    choices_ = 0;
    return all_.begin();
  }
  [[nodiscard]] std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    const std::uint32_t picked = all_.choose_agent(point);
    return ++choices_ == 4 ? stop : picked;
  }
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override { return all_.choose_value(count); }
  void finish(const engine::Execution& execution) override { all_.finish(execution); }
  [[nodiscard]] bool abandoned() const noexcept override { return choices_ >= 4; }

 private:
  engine::DepthFirst all_;
  int choices_ = 0;
};

Program race() { return program_of({{ObjectType::shared}}, {{on(Op::store, 0, 1)}, {on(Op::load, 0)}}); }

bool has(const Comparison& comparison, Fault fault) {
  return std::any_of(comparison.faults.begin(), comparison.faults.end(),
                     [&](const Mismatch& mismatch) { return mismatch.fault == fault; });
}

Comparison compared(const Program& program, StrategyFactory factory) {
  ComparisonOptions options;
  options.factory = std::move(factory);
  return compare(program, options);
}

}  // namespace

TEST_CASE("a search that is right has no faults") {
  const Comparison comparison = compared(race(), engine::make_strategy);
  CHECK_FALSE(comparison.skipped);
  CHECK(comparison.faults.empty());
  CHECK(comparison.all.fine.size() == 2);
}

TEST_CASE("a search that goes on after failures may have more executions than there are that end at them") {
  // main fails at once in every execution; what the others do besides has several classes.
  const Block adds{on(Op::store, 0, 1), on(Op::store, 0, 2)};
  Program program = program_of({{ObjectType::shared}}, {adds, adds});
  program.threads[0].body.push_back(on(Op::require, -1, 0));
  renumber(program);
  for (const bool only_outcomes : {false, true}) {
    ComparisonOptions options;
    options.factory = engine::make_strategy;
    options.only_outcomes = only_outcomes;
    CHECK(compare(program, options).faults.empty());
  }
}

TEST_CASE("a search that leaves out an outcome, and with it a class, is found out") {
  const Comparison comparison = compared(race(), [](const Options&) { return std::make_unique<GivesUp>(1); });
  CHECK(has(comparison, Fault::lost_outcome));
  CHECK(has(comparison, Fault::lost_class));
  CHECK_FALSE(has(comparison, Fault::redundant));
  CHECK(comparison.faults.front().search == "dpor, coarse");
  CHECK(comparison.faults.front().detail.starts_with("1 of 2 outcomes:\n"));
}

TEST_CASE("a search that runs several executions of a class is found out, unless only outcomes are asked for") {
  const auto factory = [](const Options&) { return std::make_unique<engine::DepthFirst>(); };
  CHECK(has(compared(race(), factory), Fault::redundant));
  ComparisonOptions options;
  options.factory = factory;
  options.only_outcomes = true;
  CHECK(compare(race(), options).faults.empty());
}

TEST_CASE("a search that stops executions half-way is found out") {
  const Comparison comparison = compared(race(), [](const Options&) { return std::make_unique<StopsShort>(); });
  CHECK(has(comparison, Fault::blocked));
}

TEST_CASE("a search that stops executions half-way is let off for that if asked to") {
  ComparisonOptions options;
  options.allow_waste = true;
  options.factory = [](const Options&) { return std::make_unique<StopsShort>(); };
  const Comparison comparison = compare(race(), options);
  CHECK_FALSE(has(comparison, Fault::blocked));
  CHECK(has(comparison, Fault::lost_outcome));
}

TEST_CASE("a search that does not come to an end is stopped") {
  ComparisonOptions options;
  options.max_interleavings = 100;
  options.factory = [](const Options&) {
    Options random;
    random.search = Search::random;
    return engine::make_strategy(random);
  };
  CHECK(has(compare(race(), options), Fault::unfinished));
}

TEST_CASE("other hazards than those there are are found out") {
  const Program program = program_of({{ObjectType::lock}}, {{on(Op::acquire, 0)}, {on(Op::acquire, 0)}});
  const Comparison right = compared(program, engine::make_strategy);
  CHECK(right.faults.empty());
  CHECK(right.all.hazards == std::set<Hazard>{Hazard::abandoned_lock});
  CHECK(has(compared(program, [](const Options&) { return std::make_unique<GivesUp>(0); }), Fault::hazards));
}

TEST_CASE("a program with too many interleavings is skipped") {
  ComparisonOptions options;
  options.factory = engine::make_strategy;
  options.max_interleavings = 10;
  CHECK(compare(race(), options).skipped);
  options.random_executions = 0;
  CHECK(compare(race(), options).skipped);
}

TEST_CASE("faults have names") {
  CHECK(name_of(Fault::refused) == "refused");
  CHECK(name_of(Fault::random) == "random");
}
