#include "tests/support/catch.hpp"

#include <heddle/heddle.hpp>

#include <initializer_list>
#include <string>

using namespace heddle;

namespace {

Verdict complete_verdict(std::initializer_list<Hazard> hazards = {}) {
  Verdict verdict;
  verdict.complete = verdict.exhausted = true;
  verdict.options.keep_going = true;
  for (const Hazard hazard : hazards) {
    Finding finding;
    finding.hazard = hazard;
    verdict.findings.push_back(finding);
  }
  return verdict;
}

Verdict stopped_verdict(std::initializer_list<Hazard> hazards = {}) {
  Verdict verdict = complete_verdict(hazards);
  verdict.complete = verdict.exhausted = false;
  verdict.options.keep_going = false;
  if (hazards.size() == 0) verdict.budget = Budget::executions;
  return verdict;
}

Verdict bounded_verdict(std::uint32_t preemptions) {
  Verdict verdict = complete_verdict();
  verdict.complete = false;
  verdict.preemptions_bounded = true;
  verdict.options.preemption_bound = preemptions;
  return verdict;
}

Verdict cut_verdict(std::uint64_t steps) {
  Verdict verdict = complete_verdict();
  verdict.complete = false;
  verdict.cut = 3;
  verdict.options.max_steps = steps;
  return verdict;
}

constexpr auto as_expected = Assessment::as_expected;
constexpr auto unexpected = Assessment::unexpected;
constexpr auto inconclusive = Assessment::inconclusive;

}  // namespace

HEDDLE_SCENARIO("test/scenario-that-holds") {
  Lock lock;
  lock.acquire();
}

HEDDLE_SCENARIO("test/scenario-that-is-stuck", expects(Hazard::self_deadlock).under(Clock::virtual_time)) {
  Lock lock;
  lock.acquire();
  lock.acquire();
}

TEST_CASE("a scenario is registered under its name with its expectation and place", "[scenario]") {
  const Scenario* holding = scenario_named("test/scenario-that-holds");
  REQUIRE(holding != nullptr);
  CHECK(holding->expectation.hazards().empty());
  CHECK(holding->expectation.clock() == Clock::explored);
  CHECK(std::string(holding->site.file).ends_with("scenario_test.cpp"));
  CHECK(holding->site.line != 0);
  const Scenario* stuck = scenario_named("test/scenario-that-is-stuck");
  REQUIRE(stuck != nullptr);
  CHECK(stuck->expectation.clock() == Clock::virtual_time);
  CHECK(scenario_named("test/no-such-scenario") == nullptr);
  CHECK(scenario_named("") == nullptr);
}

TEST_CASE("scenarios are listed by name", "[scenario]") {
  const auto all = scenarios();
  REQUIRE(all.size() >= 2);
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i - 1]->name < all[i]->name);
}

TEST_CASE("registered scenarios can be checked as they are expected", "[scenario]") {
  for (const char* name : {"test/scenario-that-holds", "test/scenario-that-is-stuck"}) {
    const Scenario* scenario = scenario_named(name);
    REQUIRE(scenario != nullptr);
    const Verdict verdict = check(scenario->name, scenario->body, scenario->expectation.applied_to({}));
    CHECK(assess(scenario->expectation, verdict) == as_expected);
  }
}

TEST_CASE("an expectation tells itself in words", "[scenario]") {
  CHECK(holds().text() == "holds");
  CHECK(Expectation().text() == "holds");
  CHECK(expects(Hazard::lost_wakeup).text() == "lost_wakeup");
  CHECK(expects(Hazard::lost_wakeup, Hazard::livelock).text() == "lost_wakeup and livelock");
  CHECK(holds().within_preemptions(1).text() == "holds within 1 preemption");
  CHECK(holds().within_preemptions(2).text() == "holds within 2 preemptions");
  CHECK(holds().within_steps(50).text() == "holds within 50 steps");
  CHECK(holds().within_preemptions(0).within_steps(50).text() == "holds within 0 preemptions and 50 steps");
  CHECK(expects(Hazard::deadlock).within_steps(9).text() == "deadlock within 9 steps");
}

TEST_CASE("an expectation sets the clock and the bounds of a check, and nothing else", "[scenario]") {
  Options given;
  given.seed = 5;
  given.max_steps = 77;
  given.preemption_bound = 4;
  const Options plain = holds().applied_to(given);
  CHECK(plain.clock == Clock::explored);
  CHECK(plain.max_steps == 77);
  CHECK(plain.preemption_bound == 4U);
  const Options bounded =
      holds().under(Clock::virtual_time).within_preemptions(1).within_steps(9).applied_to(given);
  CHECK(bounded.clock == Clock::virtual_time);
  CHECK(bounded.preemption_bound == 1U);
  CHECK(bounded.max_steps == 9);
  CHECK(bounded.seed == 5);
}

TEST_CASE("an expectation accepts its hazards, and deadlock its special cases", "[scenario]") {
  CHECK(expects(Hazard::deadlock).accepts(Hazard::lost_wakeup));
  CHECK(expects(Hazard::deadlock).accepts(Hazard::deadlock));
  CHECK_FALSE(expects(Hazard::lost_wakeup).accepts(Hazard::deadlock));
  CHECK_FALSE(expects(Hazard::deadlock).accepts(Hazard::livelock));
  CHECK(expects(Hazard::livelock, Hazard::lock_cycle).accepts(Hazard::lock_cycle));
  CHECK_FALSE(holds().accepts(Hazard::deadlock));
}

TEST_CASE("holds is met by a complete search without findings, and by nothing less", "[scenario]") {
  CHECK(assess(holds(), complete_verdict()) == as_expected);
  CHECK(assess(holds(), complete_verdict({Hazard::deadlock})) == unexpected);
  CHECK(assess(holds(), stopped_verdict()) == inconclusive);
  CHECK(assess(holds(), stopped_verdict({Hazard::deadlock})) == unexpected);
  CHECK(assess(holds(), bounded_verdict(2)) == inconclusive);
  CHECK(assess(holds(), cut_verdict(100)) == inconclusive);
}

TEST_CASE("a bounded claim is met by a search as wide, wider or complete, but not by a narrower one",
          "[scenario]") {
  const Expectation claim = holds().within_preemptions(2);
  CHECK(assess(claim, bounded_verdict(2)) == as_expected);
  CHECK(assess(claim, bounded_verdict(3)) == as_expected);
  CHECK(assess(claim, bounded_verdict(1)) == inconclusive);
  CHECK(assess(claim, complete_verdict()) == as_expected);
  CHECK(assess(claim, cut_verdict(100)) == inconclusive);
  CHECK(assess(claim, stopped_verdict()) == inconclusive);
}

TEST_CASE("a claim about the first steps is met by a search as deep, deeper or complete", "[scenario]") {
  const Expectation claim = holds().within_steps(50);
  CHECK(assess(claim, cut_verdict(50)) == as_expected);
  CHECK(assess(claim, cut_verdict(51)) == as_expected);
  CHECK(assess(claim, cut_verdict(49)) == inconclusive);
  CHECK(assess(claim, bounded_verdict(2)) == inconclusive);
}

TEST_CASE("a search that is bounded both ways meets a claim that is", "[scenario]") {
  Verdict verdict = bounded_verdict(2);
  verdict.cut = 1;
  verdict.options.max_steps = 50;
  CHECK(assess(holds().within_preemptions(2).within_steps(50), verdict) == as_expected);
  CHECK(assess(holds().within_preemptions(2), verdict) == inconclusive);
  CHECK(assess(holds().within_steps(50), verdict) == inconclusive);
}

TEST_CASE("a random search meets no claim that nothing happens", "[scenario]") {
  Verdict verdict = stopped_verdict();
  verdict.options.search = Search::random;
  CHECK(assess(holds(), verdict) == inconclusive);
  CHECK(assess(holds().within_preemptions(2), verdict) == inconclusive);
}

TEST_CASE("an expected hazard is met by a finding of it", "[scenario]") {
  CHECK(assess(expects(Hazard::lost_wakeup), stopped_verdict({Hazard::lost_wakeup})) == as_expected);
  CHECK(assess(expects(Hazard::deadlock), stopped_verdict({Hazard::lost_wakeup})) == as_expected);
  CHECK(assess(expects(Hazard::lost_wakeup), stopped_verdict({Hazard::deadlock})) == unexpected);
  CHECK(assess(expects(Hazard::lost_wakeup), complete_verdict()) == unexpected);
  CHECK(assess(expects(Hazard::lost_wakeup), stopped_verdict()) == inconclusive);
  CHECK(assess(expects(Hazard::lost_wakeup), bounded_verdict(2)) == inconclusive);
  CHECK(assess(expects(Hazard::lost_wakeup).within_preemptions(2), bounded_verdict(2)) == unexpected);
}

TEST_CASE("a hazard that is not expected is unexpected beside those that are", "[scenario]") {
  CHECK(assess(expects(Hazard::lost_wakeup), complete_verdict({Hazard::lost_wakeup, Hazard::livelock})) ==
        unexpected);
}

TEST_CASE("of several expected hazards all must be found by a search that keeps going", "[scenario]") {
  const Expectation both = expects(Hazard::lost_wakeup, Hazard::livelock);
  CHECK(assess(both, complete_verdict({Hazard::lost_wakeup, Hazard::livelock})) == as_expected);
  CHECK(assess(both, complete_verdict({Hazard::lost_wakeup})) == unexpected);
  CHECK(assess(both, stopped_verdict({Hazard::lost_wakeup})) == as_expected);
  Verdict ended_early = stopped_verdict({Hazard::lost_wakeup});
  ended_early.options.keep_going = true;
  ended_early.budget = Budget::time;
  CHECK(assess(both, ended_early) == inconclusive);
}

TEST_CASE("a scenario that is not deterministic is assessed as nothing else", "[scenario]") {
  Verdict verdict = complete_verdict({Hazard::deadlock});
  verdict.nondeterminism = Divergence{};
  CHECK(assess(holds(), verdict) == Assessment::nondeterministic);
  CHECK(assess(expects(Hazard::deadlock), verdict) == Assessment::nondeterministic);
  CHECK_FALSE(verdict.violated());
  CHECK(verdict.inconclusive());
}
