#include <heddle/tools/report/text_report.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

using namespace heddle;
using namespace heddle::report;
using Catch::Matchers::Contains;

namespace {

const Look plain{100, false};
const Filed filed{"out/x.schedule", "./heddle replay out/x.schedule", "./heddle explain out/x.schedule"};

}  // namespace

TEST_CASE("the report of a finding says what happened, shows it, and says what to type") {
  const std::vector<Filed> all{filed};
  const Expectation expectation = expects(Hazard::lost_wakeup);
  CHECK("\n" + verdict_text(hand_made::violated(), &expectation, all, plain) == R"(
seeds/handover: violated: lost_wakeup (as expected)

lost_wakeup: worker0 waits for ever on Condition ready; worker1's notify at step 4 came before and
woke nobody

  step  main                   worker0                      worker1
     1  start worker0 :20
     2  start worker1 :21
     3                                                      acquire Lock 1 :17
>    4                                                      notify Condition ready, wakes nobody :18
                                                            ^ nobody waits yet: this wakes no one
     5                                                      release Lock 1 :19
     6                                                      end :17
     7                         acquire Lock 1 :12
     8                         wait Condition ready :13
>  end  waits for the end of   waits on Condition ready
        worker0 :22, since     :13, since step 8
        step 2

  no/such/folder/handover.cpp:13
  no/such/folder/handover.cpp:18

schedule: out/x.schedule
replay:   ./heddle replay out/x.schedule
explain:  ./heddle explain out/x.schedule

34 executions, 1,204 steps, at most 40 steps and 3 threads each; dpor, explored clock; 1.2 ms;
stopped at the first finding (--keep-going goes on)
)");
}

TEST_CASE("a verdict that holds says what was searched") {
  CHECK(verdict_text(hand_made::held(), nullptr, {}, plain) ==
        "seeds/handover: holds\n"
        "34 executions, 1,204 steps, at most 40 steps and 3 threads each; dpor, explored clock; 1.2 ms\n");
}

TEST_CASE("a verdict about fair schedules says what was passed over, and how to see it") {
  Verdict verdict = hand_made::held();
  verdict.fair_only = true;
  const std::string text = verdict_text(verdict, nullptr, {}, plain);
  CHECK_THAT(text, Contains("holds for fair schedules") && Contains("passed") && Contains("--poll-repetitions"));
}

TEST_CASE("for those who write C++, remedies are fields and not flags") {
  Verdict verdict = hand_made::out_of_executions();
  verdict.fair_only = true;
  const std::string text = verdict_text(verdict, nullptr, {}, plain, Voice::fields);
  CHECK_THAT(text, Contains("options.max_executions") && Contains("options.poll_repetitions") && !Contains("--"));
}

TEST_CASE("several findings are counted, each with its own schedule") {
  Verdict verdict = hand_made::violated();
  verdict.options.keep_going = true;
  verdict.findings.push_back(verdict.findings.front());
  const std::vector<Filed> all{filed, {"out/x-2.schedule", "", ""}};
  const std::string text = verdict_text(verdict, nullptr, all, plain);
  CHECK_THAT(text, Contains("finding 1 of 2\n") && Contains("finding 2 of 2\n"));
  CHECK_THAT(text, Contains("schedule: out/x.schedule\n") && Contains("schedule: out/x-2.schedule\n"));
  CHECK_THAT(text, !Contains("stopped at the first finding"));
}

TEST_CASE("a scenario that is not deterministic is refused with the first step that differed") {
  Verdict verdict = hand_made::held();
  verdict.nondeterminism = Divergence{6, "a load Shared 1", "a store Shared 1", {}};
  CHECK_THAT(verdict_text(verdict, nullptr, {}, plain), Contains("refused: not deterministic") &&
                                                            Contains("step 7") && Contains("a load Shared 1") &&
                                                            Contains("a store Shared 1") && !Contains("holds"));
}

TEST_CASE("what threads share unseen is told with both executions, where they part, and what to do") {
  Verdict verdict = hand_made::held();
  const Finding finding = hand_made::lost_wakeup();
  verdict.unseen_sharing = UnseenSharing{
      finding.schedule, finding.trace, finding.schedule, finding.trace, {2, "a load x", "a store x", {}},
      {finding}};
  verdict.options.seed = 5;
  const std::vector<Filed> schedules{{"out/x.schedule", "heddle replay out/x.schedule", ""}};
  CHECK_THAT(verdict_text(verdict, nullptr, schedules, plain),
             Contains("refused: unseen_sharing\n") && Contains("--seed 5") && Contains("step 3: a store x") &&
                 Contains("a load x") && Contains("There it goes wrong: lost_wakeup: ") &&
                 Contains("drawn at random:\n") && Contains("the nearest of the search:\n") &&
                 Contains("heddle_std::atomic") && Contains("replay:   heddle replay out/x.schedule\n") &&
                 !Contains("holds"));
  CHECK_THAT(verdict_text(verdict, nullptr, schedules, plain, Voice::fields), Contains("options.seed 5"));
}

TEST_CASE("a replay shows the finding again and the number of its trace") {
  const Finding finding = hand_made::lost_wakeup();
  const Replay replay{finding.trace, std::nullopt, {finding}};
  const Expectation expectation = expects(Hazard::deadlock);
  const std::string text = replay_text(replay, finding.schedule, &expectation, false, plain);
  CHECK_THAT(text, Contains("seeds/handover: replayed 8 steps: lost_wakeup (as expected)\n"));
  CHECK_THAT(text, Contains("nobody waits yet") && Contains("explored clock; trace "));
  CHECK_THAT(replay_text(replay, finding.schedule, nullptr, false, plain), Contains("8 steps: lost_wakeup\n"));
}

TEST_CASE("a replay without a finding says so, and shows its steps if asked") {
  Finding finding = hand_made::lost_wakeup();
  finding.trace.outcome = engine::Outcome::completed;
  const Replay replay{finding.trace, std::nullopt, {}};
  CHECK_THAT(replay_text(replay, finding.schedule, nullptr, false, plain),
             Contains("nothing goes wrong in this execution") && !Contains("acquire Lock 1"));
  CHECK_THAT(replay_text(replay, finding.schedule, nullptr, true, plain), Contains("acquire Lock 1"));
}

TEST_CASE("a divergence says what was expected, what came and what else could have, in one line") {
  CHECK(divergence_words({6, "a load x", "a store x", {"a store x", "b load x"}}) ==
        "at step 7: expected: a load x; got: a store x; enabled there: a store x, b load x");
  CHECK(divergence_words({0, "a", "the end", {}}) ==
        "at step 1: expected: a; got: the end; enabled there: nothing");
}
