#include <heddle/tools/catch2/heddle_catch2.hpp>

#include <heddle/heddle.hpp>

#include "../../support/catch.hpp"
#include "../cli/bench_of_scenarios.hpp"

#include <cstdint>
#include <stdexcept>
#include <vector>

using namespace heddle;
using Catch::Matchers::Contains;
using scenarios_of_tests::lost;
using scenarios_of_tests::two_locks;

TEST_CASE("a check in a test case passes if the scenario holds") {
  HEDDLE_CHECK("two locks") { two_locks(true); };
  HEDDLE_CHECK("two locks", {.max_executions = 10'000, .seed = 7}) { two_locks(true); };
}

TEST_CASE("a body may use what is around it") {
  int executions = 0;
  HEDDLE_CHECK("counted") { ++executions; };
  CHECK(executions > 0);
}

TEST_CASE("a test can expect a hazard, or claim something within bounds") {
  HEDDLE_CHECK_EXPECTS("lost", expects(Hazard::lost_wakeup)) { lost(); };
  HEDDLE_CHECK_EXPECTS("two locks", holds().within_preemptions(1), {.keep_going = true}) { two_locks(true); };
}

TEST_CASE("lines of a body keep their numbers") {
  std::vector<std::uint32_t> lines;
  HEDDLE_CHECK("lines") {
    lines.push_back(Site::current().line);
    lines.push_back(Site::current().line);
  };
  REQUIRE(lines.size() >= 2);
  CHECK(lines[1] == lines[0] + 1);
}

TEST_CASE("a schedule that goes wrong no more passes when it is replayed") {
  const TemporaryFolder folder;
  static_cast<void>(catch2::check(
      "lost", [] { require(false, "never"); }, {}, folder.path().string()));
  HEDDLE_REPLAY((folder.path() / "lost.schedule").string(), "lost"){};
}

TEST_CASE("a failure's text is the report, with the schedule and how to replay it") {
  const TemporaryFolder folder;
  const catch2::Report report = catch2::check("a/lost", lost, {}, folder.path().string());
  CHECK_FALSE(report.passed);
  const std::string file = (folder.path() / "a-lost.schedule").string();
  CHECK_THAT(report.text, Contains("a/lost: violated: lost_wakeup (expected: holds)") &&
                              Contains("waits for ever on Event ready") && Contains("schedule: " + file) &&
                              Contains("replay:   HEDDLE_REPLAY(\"" + file + "\", \"a/lost\") { … };"));
  CHECK_THAT(report.text, !Contains("--"));
  CHECK(load_schedule(file).scenario == "a/lost");
}

TEST_CASE("a check that is inconclusive fails with its reason") {
  const catch2::Report early = catch2::check("two locks", [] { two_locks(true); }, {.max_executions = 1});
  CHECK_FALSE(early.passed);
  CHECK_THAT(early.text, Contains("inconclusive: 1 execution used up; raise options.max_executions"));

  const catch2::Report bounded = catch2::check("two locks", [] { two_locks(true); }, {.preemption_bound = 0});
  CHECK_FALSE(bounded.passed);
  CHECK_THAT(bounded.text, Contains("inconclusive: holds within 0 preemptions"));
}

TEST_CASE("with options.lint the text has the warnings too") {
  const catch2::Report report =
      catch2::check("two locks", [] { two_locks(false); }, {.lint = true, .max_executions = 1});
  CHECK_FALSE(report.passed);
  CHECK_THAT(report.text, Contains("two locks: lint: 1 warning") && Contains("lock_order_inversion: ") &&
                              Contains("by a search directed at it: lock_cycle:"));
}

TEST_CASE("an expected hazard that is not there fails") {
  const catch2::Report report =
      catch2::check_expects("two locks", expects(Hazard::deadlock), [] { two_locks(true); });
  CHECK_FALSE(report.passed);
  CHECK_THAT(report.text, Contains("holds (expected: deadlock)"));
}

TEST_CASE("a schedule that a check wrote is replayed in its place") {
  const TemporaryFolder folder;
  static_cast<void>(catch2::check("lost", lost, {}, folder.path().string()));
  const std::string file = (folder.path() / "lost.schedule").string();

  const catch2::Report again = catch2::replay(file, "lost", lost);
  CHECK_FALSE(again.passed);
  CHECK_THAT(again.text, Contains("lost_wakeup") && Contains("set Event ready"));

  const catch2::Report changed = catch2::replay(file, "lost", [] { two_locks(true); });
  CHECK_FALSE(changed.passed);
  CHECK_THAT(changed.text, Contains("no longer fits \"lost\" at step"));

  const catch2::Report other = catch2::replay(file, "found", lost);
  CHECK_FALSE(other.passed);
  CHECK_THAT(other.text, Contains("it is a schedule of \"lost\", not of \"found\""));

  CHECK(heddle::replay("lost", lost, load_schedule(file)).findings.size() == 1);
}

TEST_CASE("a check fails where threads share something unseen, and writes the schedule that shows it") {
  const TemporaryFolder folder;
  const auto body = [] {
    bool flag = false;
    Shared<int> a(0, "a");
    Shared<int> b(0, "b");
    Thread other([&] { a.store(1), flag = true; }, "other");
    other.start();
    b.store(1);
    require(!flag, "b is stored first");
  };
  const catch2::Report report = catch2::check("unseen", body, {}, folder.path().string());
  CHECK_FALSE(report.passed);
  CHECK_THAT(report.text, Contains("unseen_sharing") && Contains("options.seed 0") && Contains("HEDDLE_REPLAY("));
  CHECK_FALSE(catch2::replay((folder.path() / "unseen.schedule").string(), "unseen", body).passed);
  CHECK(catch2::check("unseen", body, {.guard = false}, folder.path().string()).passed);
}

TEST_CASE("schedules that cannot be used fail with the reason, scenarios that there are not likewise") {
  CHECK_FALSE(catch2::replay("no/such/file", "lost", lost).passed);
  CHECK_THAT(catch2::replay("no/such/file", "lost", lost).text, Contains("there is no such file"));
  CHECK_THROWS_AS(load_schedule("no/such/file"), std::runtime_error);
  CHECK_FALSE(catch2::check_scenario("no/such/scenario").passed);
  CHECK_THAT(catch2::check_scenario("no/such/scenario").text, Contains("there is no scenario"));
}

TEST_CASE("a folder that cannot be written to does not hide the finding") {
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "").string();
  const catch2::Report report = catch2::check("lost", lost, {}, file);
  CHECK_FALSE(report.passed);
  CHECK_THAT(report.text, Contains("lost_wakeup") && Contains("cannot write a schedule"));
}
