#include <heddle/tools/report/summary.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

using namespace heddle;
using namespace heddle::report;

namespace {

const Look plain{100, false};
const SummaryShape shape{16};

}  // namespace

TEST_CASE("each scenario is a row, aligned under the header") {
  CHECK(summary_header(shape, plain) == "      scenario           executions          time  verdict\n");
  CHECK(summary_row(hand_made::held(), holds(), shape, plain) ==
        "ok    seeds/handover             34        1.2 ms  holds\n");
  CHECK(summary_row(hand_made::violated(), expects(Hazard::lost_wakeup), shape, plain) ==
        "ok    seeds/handover             34        1.2 ms  violated: lost_wakeup (as expected)\n");
}

TEST_CASE("only what is as expected is ok") {
  CHECK(summary_row(hand_made::violated(), holds(), shape, plain).substr(0, 4) == "FAIL");
  CHECK(summary_row(hand_made::held(), expects(Hazard::deadlock), shape, plain).substr(0, 4) == "FAIL");
  CHECK(summary_row(hand_made::out_of_executions(), holds(), shape, plain).substr(0, 4) == "open");
  CHECK(summary_row(hand_made::held_within_two_preemptions(), holds(), shape, plain).substr(0, 4) == "open");
  CHECK(summary_row(hand_made::held_within_two_preemptions(), holds().within_preemptions(2), shape, plain)
            .substr(0, 4) == "ok  ");
  Verdict refused = hand_made::held();
  refused.nondeterminism = Divergence{};
  CHECK(summary_row(refused, holds(), shape, plain).substr(0, 4) == "FAIL");
}

TEST_CASE("the last line counts what came out how") {
  SummaryCounts counts;
  counts.add(Assessment::as_expected);
  CHECK(summary_line(counts, plain) == "1 scenario: 1 as expected\n");
  counts.add(Assessment::unexpected);
  counts.add(Assessment::inconclusive);
  counts.add(Assessment::nondeterministic);
  counts.add(Assessment::unseen_sharing);
  counts.unchecked = 2;
  CHECK(
      summary_line(counts, plain) ==
      "7 scenarios: 1 as expected, 1 not as expected, 1 not deterministic, 1 with unseen sharing, 1 inconclusive, "
      "2 not checked\n");
}
