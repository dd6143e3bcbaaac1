#include <heddle/tools/report/lint_text.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

using namespace heddle;
using namespace heddle::report;

namespace {

constexpr Look look{100, false};

Verdict with_a_warning() {
  Verdict verdict = hand_made::out_of_executions();
  verdict.executions = 34;
  Warning warning;
  warning.lint = Lint::unheard_notify;
  warning.message = "worker1's notify at step 4 reached nobody, and worker0 waited.";
  const Finding finding = hand_made::lost_wakeup();
  warning.trace = finding.trace;
  warning.schedule = finding.schedule;
  warning.marks = {{2, 3, "reaches nobody"}, {1, std::nullopt, "waits"}};
  warning.executions = 2;
  verdict.warnings.push_back(warning);
  return verdict;
}

}  // namespace

TEST_CASE("a warning is told with its places, its standing and its schedule") {
  const Filed filed{"x.schedule", "./heddle replay x.schedule", "./heddle explain x.schedule"};
  CHECK(lint_text(with_a_warning(), std::span(&filed, 1), look) ==
        "seeds/handover: lint: 1 warning\n"
        "\n"
        "unheard_notify: worker1's notify at step 4 reached nobody, and worker0 waited.\n"
        "\n"
        "  no/such/folder/handover.cpp:13\n"
        "  no/such/folder/handover.cpp:18\n"
        "\n"
        "Unconfirmed (seen in 2 of 34 executions): nothing was found to go wrong by it, and not every\n"
        "schedule was seen.\n"
        "schedule: x.schedule\n"
        "replay:   ./heddle replay x.schedule\n"
        "explain:  ./heddle explain x.schedule\n");
  CHECK(lint_text(hand_made::held(), {}, look).empty());
}

TEST_CASE("how much is known of a warning, in words") {
  Verdict verdict = with_a_warning();
  Warning& warning = verdict.warnings.front();
  CHECK(standing_words(warning, verdict) ==
        "Unconfirmed (seen in 2 of 34 executions): nothing was found to go wrong by it, and not every schedule was "
        "seen.");
  verdict.complete = true;
  CHECK(standing_words(warning, verdict) ==
        "Unconfirmed (seen in 2 of 34 executions): nothing was found to go wrong by it, but something else goes "
        "wrong.");

  warning.standing = Standing::harmless_here;
  CHECK(standing_words(warning, verdict) ==
        "Harmless here (seen in 2 of 34 executions): every schedule of this scenario was seen, and nothing goes "
        "wrong by it. The program may do more than the scenario.");
  CHECK(schedule_worth_filing(warning) == &warning.schedule);

  warning.standing = Standing::confirmed;
  warning.found_by_direction = hand_made::lost_wakeup();
  CHECK(standing_words(warning, verdict) ==
        "Confirmed (seen in 2 of 34 executions) by a search directed at it: lost_wakeup: " +
            hand_made::lost_wakeup().message);
  CHECK(schedule_worth_filing(warning) == &warning.found_by_direction->schedule);

  verdict.findings.push_back(hand_made::lost_wakeup());
  warning.found_by_direction.reset();
  warning.found_by_search = 0;
  CHECK(standing_words(warning, verdict) ==
        "Confirmed (seen in 2 of 34 executions): it is what goes wrong in finding 1 of the search, lost_wakeup.");
  CHECK(schedule_worth_filing(warning) == nullptr);
}
