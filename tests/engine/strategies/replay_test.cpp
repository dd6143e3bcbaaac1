#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/strategies/replay.hpp>

#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

using Labels = std::vector<std::string>;

/// Choices, a timer, values and a deadlock.
void varied() {
  Condition condition("ready");
  Shared<int> x(0);
  Thread t(
      [&] {
        With hold(condition);
        if (condition.wait(1)) x.store(choose(3));
      },
      "t");
  Thread u(
      [&] {
        With hold(condition);
        condition.notify();
        if (x.load() == 2) condition.wait();
      },
      "u");
  t.start();
  u.start();
}

/// main starts t, then loads; t stores. Without help, that is t store, t end.
void plain() {
  Shared<int> x(0, "x");
  Thread t([&] { x.store(1); }, "t");
  t.start();
  (void)x.load();
  t.join();
}

/// The steps of `plain` with t first.
Schedule plain_schedule() {
  using Kind = Choice::Kind;
  return {"plain",
          {},
          {{Kind::thread, 0, 1, "main start t"},
           {Kind::thread, 1, 2, "t store Shared x"},
           {Kind::thread, 0, 2, "main load Shared x"},
           {Kind::thread, 1, 1, "t end t"},
           {Kind::thread, 0, 1, "main join t"}}};
}

Divergence divergence_of(const Schedule& schedule) {
  const Replay replayed = replay("plain", plain, schedule);
  REQUIRE(replayed.divergence);
  CHECK(replayed.findings.empty());
  CHECK(replayed.trace.steps.size() == replayed.divergence->step);
  return *replayed.divergence;
}

}  // namespace

TEST_CASE("every execution replays from its schedule to the same trace", "[replay]") {
  const Options options;
  std::size_t replayed = 0;
  for (const Trace& trace : traces_of(varied, {.preemption_bound = 1})) {
    const Schedule schedule = schedule_of("varied", options.settings(), trace);
    const Replay again = replay("varied", varied, schedule_from_text(to_text(schedule)));
    CHECK_FALSE(again.divergence);
    CHECK(schedule_of("varied", options.settings(), again.trace) == schedule);
    CHECK(again.trace.outcome == trace.outcome);
    CHECK(again.findings.empty() == (trace.outcome == engine::Outcome::completed));
    ++replayed;
  }
  CHECK(replayed > 20);
}

TEST_CASE("a schedule that fits is followed to the end", "[replay]") {
  const Replay replayed = replay("plain", plain, plain_schedule());
  CHECK_FALSE(replayed.divergence);
  CHECK(replayed.trace.outcome == engine::Outcome::completed);
  CHECK(schedule_of("plain", {}, replayed.trace) == plain_schedule());
}

TEST_CASE("labels may be left out of a schedule", "[replay]") {
  Schedule schedule = plain_schedule();
  for (Choice& choice : schedule.choices) choice.label.clear();
  CHECK_FALSE(replay("plain", plain, schedule).divergence);
}

TEST_CASE("a schedule of another scenario is a usage error", "[replay]") {
  CHECK(raised_by([] { (void)replay("other", plain, plain_schedule()); }) ==
        "UsageError: the schedule is of scenario plain, not of other");
}

TEST_CASE("a thread that is not enabled diverges", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices[3] = {Choice::Kind::thread, 0, 1, "main join t"};
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 3);
  CHECK(found.expected == "main join t, as one of 1");
  CHECK(found.got == "main join t, which is not enabled");
  CHECK(found.enabled == Labels{"t end t"});
}

TEST_CASE("a thread that does not exist diverges", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices[1] = {Choice::Kind::thread, 7, 2, "u store Shared x"};
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 1);
  CHECK(found.expected == "u store Shared x, as one of 2");
  CHECK(found.got == "no thread number 7");
  CHECK(found.enabled == Labels{"main load Shared x", "t store Shared x"});
}

TEST_CASE("a timer that is not armed diverges", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices[1] = {Choice::Kind::timer, 1, 2, "timer of t time out Shared x"};
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 1);
  CHECK(found.expected == "timer of t time out Shared x, as one of 2");
  CHECK(found.enabled == Labels{"main load Shared x", "t store Shared x"});
}

TEST_CASE("another operation than the label says diverges", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices[1].label = "t load Shared x";
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 1);
  CHECK(found.expected == "t load Shared x, as one of 2");
  CHECK(found.got == "t store Shared x");
  CHECK(found.enabled == Labels{"main load Shared x", "t store Shared x"});
}

TEST_CASE("another number of alternatives diverges", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices[1].count = 3;
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 1);
  CHECK(found.expected == "t store Shared x, as one of 3");
  CHECK(found.got == "t store Shared x, as one of 2");
  CHECK(found.enabled == Labels{"main load Shared x", "t store Shared x"});
}

TEST_CASE("a schedule that is too short diverges where it ends", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices.pop_back();
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 4);
  CHECK(found.expected == "the end of the execution");
  CHECK(found.got == "main join t");
  CHECK(found.enabled == Labels{"main join t"});
}

TEST_CASE("an empty schedule diverges at once, unless there is nothing to do", "[replay]") {
  const Divergence found = divergence_of({"plain", {}, {}});
  CHECK(found.step == 0);
  CHECK(found.expected == "the end of the execution");
  CHECK(found.got == "main start t");
  CHECK_FALSE(replay("nothing", [] {}, {"nothing", {}, {}}).divergence);
}

TEST_CASE("a schedule that is too long diverges where the execution ends", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices.push_back({Choice::Kind::thread, 0, 1, "main join u"});
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 5);
  CHECK(found.expected == "main join u, as one of 1");
  CHECK(found.got == "the execution ended (completed)");
  CHECK(found.enabled.empty());
}

TEST_CASE("a value in place of a thread diverges", "[replay]") {
  Schedule schedule = plain_schedule();
  schedule.choices[2] = {Choice::Kind::value, 1, 2, "main choose"};
  const Divergence found = divergence_of(schedule);
  CHECK(found.step == 2);
  CHECK(found.expected == "a choice among 2 values");
  CHECK(found.enabled == Labels{"main load Shared x", "t end t"});
}

TEST_CASE("a thread in place of a value, and a value out of range, diverge", "[replay]") {
  const auto body = [] { (void)choose(3); };
  const auto divergence = [&](const Choice& choice) {
    const Replay replayed = replay("choice", body, {"choice", {}, {choice}});
    REQUIRE(replayed.divergence);
    CHECK(replayed.divergence->step == 0);
    CHECK(replayed.divergence->got == "a choice among 3 values");
    return replayed.divergence->expected;
  };
  CHECK(divergence({Choice::Kind::thread, 0, 1, "main load Shared x"}) == "main load Shared x, as one of 1");
  CHECK(divergence({Choice::Kind::value, 0, 2, "main choose"}) == "a choice among 2 values");
  CHECK(divergence({Choice::Kind::value, 3, 3, "main choose"}) == "a choice among 3 values");
  CHECK_FALSE(replay("choice", body, {"choice", {}, {{Choice::Kind::value, 2, 3, "main choose"}}}).divergence);
}

TEST_CASE("a replay goes by the schedule's settings, not by the options", "[replay]") {
  const auto body = [] {
    Thread t([] { heddle::sleep(1); }, "t");
    t.start();
  };
  const auto traces = traces_of(body, virtual_time());
  REQUIRE(traces.size() == 1);
  const Schedule schedule = schedule_of("sleeper", virtual_time().settings(), traces.front());
  CHECK_FALSE(replay("sleeper", body, schedule).divergence);
  Schedule explored_clock = schedule;
  explored_clock.settings.clock = Clock::explored;
  CHECK(replay("sleeper", body, explored_clock, virtual_time()).divergence);
}

TEST_CASE("a replay tells what goes wrong in it", "[replay]") {
  const auto body = [] {
    Event event("ready");
    event.wait();
  };
  const Verdict verdict = check("stuck", body);
  REQUIRE(verdict.findings.size() == 1);
  const Replay replayed = replay("stuck", body, verdict.findings.front().schedule);
  REQUIRE(replayed.findings.size() == 1);
  CHECK(replayed.findings.front().hazard == verdict.findings.front().hazard);
  CHECK(replayed.findings.front().message == verdict.findings.front().message);
}
