#include <heddle/tools/report/verdict_words.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

using namespace heddle;
using report::executions_words;
using report::verdict_words;
using report::Voice;

TEST_CASE("what holds is said in one word") {
  CHECK(verdict_words(hand_made::held()) == "holds");
  CHECK(verdict_words(hand_made::held(), holds()) == "holds");
}

TEST_CASE("a violated scenario names each hazard once, in the order they were found") {
  Verdict verdict = hand_made::violated();
  CHECK(verdict_words(verdict) == "violated: lost_wakeup");
  verdict.findings.push_back(verdict.findings.front());
  verdict.findings.push_back(verdict.findings.front());
  verdict.findings.back().hazard = Hazard::livelock;
  CHECK(verdict_words(verdict) == "violated: lost_wakeup, livelock");
}

TEST_CASE("what was expected is said to be so") {
  CHECK(verdict_words(hand_made::violated(), expects(Hazard::lost_wakeup)) ==
        "violated: lost_wakeup (as expected)");
  CHECK(verdict_words(hand_made::violated(), expects(Hazard::deadlock)) == "violated: lost_wakeup (as expected)");
}

TEST_CASE("what was not expected stands beside what was") {
  CHECK(verdict_words(hand_made::violated(), holds()) == "violated: lost_wakeup (expected: holds)");
  CHECK(verdict_words(hand_made::held(), expects(Hazard::lost_wakeup)) == "holds (expected: lost_wakeup)");
}

TEST_CASE("a claim within bounds is never called a plain holds") {
  Verdict verdict = hand_made::held_within_two_preemptions();
  CHECK(verdict_words(verdict) == "holds within 2 preemptions");
  CHECK(verdict_words(verdict, holds().within_preemptions(2)) == "holds within 2 preemptions (as expected)");
  CHECK(verdict_words(verdict, holds()) ==
        "inconclusive: holds within 2 preemptions, which says nothing of more (expected: holds)");

  verdict.cut = 5;
  CHECK(verdict_words(verdict) == "holds within 2 preemptions and 10,000 steps");
  verdict.preemptions_bounded = false;
  CHECK(verdict_words(verdict) == "holds within 10,000 steps");
}

TEST_CASE("a verdict about fair schedules says so") {
  Verdict verdict = hand_made::held();
  verdict.fair_only = true;
  CHECK(verdict_words(verdict) == "holds for fair schedules");
}

TEST_CASE("an inconclusive verdict says which budget ended the search and how to raise it") {
  Verdict verdict = hand_made::out_of_executions();
  CHECK(verdict_words(verdict) == "inconclusive: 1,000,000 executions used up; raise --max-executions");
  CHECK(verdict_words(verdict, Voice::fields) ==
        "inconclusive: 1,000,000 executions used up; raise options.max_executions");

  verdict.budget = Budget::time;
  verdict.elapsed = std::chrono::seconds(61);
  CHECK(verdict_words(verdict) == "inconclusive: 60.0 s used up after 1,000,000 executions; raise --max-time");

  verdict.elapsed = std::chrono::seconds(3);
  verdict.executions = 7;
  CHECK(verdict_words(verdict) == "inconclusive: stopped on request after 7 executions");

  verdict.cut = 2;
  CHECK(verdict_words(verdict) ==
        "inconclusive: stopped on request after 7 executions; 2 were cut at 10,000 steps (--max-steps)");
}

TEST_CASE("an inconclusive verdict says how much there is, and advises to raise a budget only where that helps") {
  Verdict verdict = hand_made::out_of_executions();
  verdict.options.search = Search::dpor;
  verdict.estimate.emplace();
  verdict.estimate->count = 1.8e6;
  verdict.estimate->per_second = 1e5;
  CHECK(verdict_words(verdict) ==
        "inconclusive: 1,000,000 executions used up of about 1.8 million classes (about 18 seconds); raise "
        "--max-executions");
  verdict.estimate->count = 3e12;
  CHECK(verdict_words(verdict) ==
        "inconclusive: 1,000,000 executions used up of about 3 trillion classes (about 350 days); fewer threads or "
        "repetitions, or bounded preemptions (--ladder), would leave less to search");
  verdict.estimate->count = 900'000;
  CHECK(verdict_words(verdict) == "inconclusive: 1,000,000 executions used up; raise --max-executions");
}

TEST_CASE("executions that showed nothing new are told of, since they count towards a budget") {
  Verdict verdict = hand_made::out_of_executions();
  verdict.executions = 600'000;
  verdict.abandoned = 400'000;
  CHECK(executions_words(verdict) == "600,000 executions and 400,000 in vain");
  CHECK(verdict_words(verdict) ==
        "inconclusive: 600,000 executions and 400,000 in vain used up; raise --max-executions");
}

TEST_CASE("a random search that found nothing claims nothing") {
  Verdict verdict = hand_made::out_of_executions();
  verdict.options.search = Search::random;
  CHECK(verdict_words(verdict) ==
        "inconclusive: nothing found in 1,000,000 executions drawn at random, which proves nothing; to prove it, "
        "search otherwise (--search)");
}

TEST_CASE("a scenario that is not deterministic is refused, whatever was found") {
  Verdict verdict = hand_made::violated();
  verdict.nondeterminism = Divergence{};
  CHECK(verdict_words(verdict) == "refused: not deterministic");
  CHECK(verdict_words(verdict, expects(Hazard::lost_wakeup)) == "refused: not deterministic");
}

TEST_CASE("a scenario with unseen sharing is refused") {
  Verdict verdict = hand_made::held();
  verdict.unseen_sharing = UnseenSharing{};
  CHECK(verdict_words(verdict) == "refused: unseen_sharing");
  CHECK(verdict_words(verdict, holds()) == "refused: unseen_sharing");
  CHECK(report::name_of(Assessment::unseen_sharing) == "unseen_sharing");
}

TEST_CASE("no verdict but one that holds begins with holds, bounds aside") {
  for (const Verdict& verdict : {hand_made::violated(), hand_made::out_of_executions()})
    CHECK_FALSE(verdict_words(verdict).substr(0, 5) == "holds");
}
