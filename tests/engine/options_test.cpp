#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

using namespace heddle;
using namespace heddle::testing;
using namespace std::chrono_literals;

namespace {

std::string refused(const Options& options) {
  return raised_by([&] {
    (void)check(
        "mine", [] {}, options);
  });
}

void two_writers() {
  Shared<int> x(0);
  together([&] { x.store(1); }, [&] { x.store(2); });
}

}  // namespace

TEST_CASE("clocks and searches are found by their names", "[options]") {
  for (const Clock clock : {Clock::explored, Clock::virtual_time}) CHECK(clock_named(name_of(clock)) == clock);
  for (const Search search : {Search::dpor, Search::depth_first, Search::random})
    CHECK(search_named(name_of(search)) == search);
  CHECK(name_of(Clock::virtual_time) == "virtual_time");
  CHECK(name_of(Search::depth_first) == "depth_first");
  CHECK_FALSE(clock_named("virtual"));
  CHECK_FALSE(clock_named(""));
  CHECK_FALSE(search_named("dfs"));
}

TEST_CASE("settings are what an execution depends on", "[options]") {
  Options options;
  options.clock = Clock::virtual_time;
  options.spurious_wakeups = true;
  options.poll_repetitions = 2;
  options.livelock_after = 3;
  options.max_rounds = 4;
  options.max_steps = 5;
  CHECK(options.settings() == Settings{Clock::virtual_time, true, 2, 3, 4, 5});
  CHECK(Options().settings() == Settings());
}

TEST_CASE("options out of range are usage errors that say what they should be", "[options]") {
  CHECK(refused({.max_steps = 0}) == "UsageError: max_steps is 0; an execution needs at least one step");
  CHECK(refused({.max_time = -1ns}) == "UsageError: max_time is negative");
  CHECK(refused({.livelock_after = 0}) == "UsageError: livelock_after is 0; it must be at least 1");
  CHECK(refused({.stack_size = 16'383}) == "UsageError: stack_size is 16383; a thread needs at least 16384 bytes");
  CHECK(refused({.max_threads = 0}) == "UsageError: max_threads is 0; it must be 1 to 65535");
  CHECK(refused({.max_threads = 65'536}) == "UsageError: max_threads is 65536; it must be 1 to 65535");
  CHECK(refused({.search = Search::random, .ladder = true}) ==
        "UsageError: a ladder of preemption bounds is for dpor and depth_first; random keeps to none");
  CHECK(refused({.max_steps = 1, .stack_size = 16'384, .max_threads = 1}) == "nothing");
}

TEST_CASE("a budget of executions ends the search, inconclusive", "[options]") {
  const Verdict verdict = check("mine", two_writers, {.search = Search::depth_first, .max_executions = 7});
  CHECK(verdict.executions == 7);
  CHECK(verdict.budget == Budget::executions);
  CHECK_FALSE(verdict.exhausted);
  CHECK(verdict.inconclusive());
}

TEST_CASE("a budget of exactly as many executions as there are is enough", "[options]") {
  CHECK(check("mine", two_writers, {.search = Search::depth_first, .max_executions = 19}).holds());
  CHECK_FALSE(check("mine", two_writers, {.search = Search::depth_first, .max_executions = 18}).holds());
}

TEST_CASE("a budget of zero executions is no limit", "[options]") {
  const Verdict verdict =
      check("mine", two_writers, {.search = Search::depth_first, .max_executions = 0, .max_time = 0s});
  CHECK(verdict.executions == 19);
  CHECK(verdict.holds());
}

TEST_CASE("an execution is cut at max_steps, and a search that cut one does not hold", "[options]") {
  const Verdict verdict = check("mine", two_writers, {.max_steps = 7});
  CHECK(verdict.exhausted);
  CHECK(verdict.cut == verdict.executions);  // each would have 8 steps
  CHECK(verdict.max_depth == 7);
  CHECK(verdict.inconclusive());
  CHECK(check("mine", two_writers, {.max_steps = 8}).holds());
}

TEST_CASE("keep_going collects all findings, otherwise the first ends the search", "[options]") {
  const auto body = [] {
    const int chosen = choose(4);
    Event never;
    if (chosen == 1) never.wait();
    if (chosen == 2) throw RuntimeError("oops");
    require(chosen != 3, "not three");
  };
  const Verdict first = check("mine", body);
  CHECK(first.executions == 2);
  CHECK(first.findings.size() == 1);
  const Verdict all = check("mine", body, {.keep_going = true});
  CHECK(all.executions == 4);
  REQUIRE(all.findings.size() == 3);
  CHECK(is_deadlock(all.findings[0].hazard));
  CHECK(all.findings[1].hazard == Hazard::uncaught_exception);
  CHECK(all.findings[2].hazard == Hazard::requirement_failed);
  CHECK(all.complete);
  CHECK(all.violated());
}

TEST_CASE("a verdict carries the options it came from", "[options]") {
  const Verdict verdict = check("mine", [] {}, {.clock = Clock::virtual_time, .seed = 9});
  CHECK(verdict.scenario == "mine");
  CHECK(verdict.options.clock == Clock::virtual_time);
  CHECK(verdict.options.seed == 9);
}
