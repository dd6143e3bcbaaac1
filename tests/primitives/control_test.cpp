#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <chrono>

using namespace heddle;
using namespace heddle::testing;
using namespace std::chrono_literals;

TEST_CASE("under the explored clock sleeping orders nothing", "[control]") {
  CHECK(outcomes_of_all_schedules([](Recorder& r) {
          together(
              [&] {
                heddle::sleep(1);
                r.record("order", "t");
              },
              [&] {
                heddle::sleep(100);
                r.record("order", "u");
              });
        }) == Outcomes{"order=t,u", "order=u,t"});
}

TEST_CASE("under virtual time who sleeps less wakes first", "[control]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              together(
                  [&] {
                    heddle::sleep(2s);
                    r.record("order", "t");
                  },
                  [&] {
                    heddle::sleep(1999ms);
                    r.record("order", "u");
                  });
            },
            virtual_time()) == Outcomes{"order=u,t"});
}

TEST_CASE("under virtual time those who wake at the same moment come in any order", "[control]") {
  CHECK(outcomes_of_all_schedules(
            [](Recorder& r) {
              together(
                  [&] {
                    heddle::sleep(1);
                    heddle::sleep(1);
                    r.record("order", "t");
                  },
                  [&] {
                    heddle::sleep(2);
                    r.record("order", "u");
                  });
            },
            virtual_time()) == Outcomes{"order=t,u", "order=u,t"});
}

TEST_CASE("under virtual time those who wake at the same moment run beside each other", "[control]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Shared<int> count(0);
              const auto increment = [&] {
                heddle::sleep(1);
                count.store(count.load() + 1);
              };
              together(increment, increment);
              r.record("count", count.load());
            },
            virtual_time()) == Outcomes{"count=1", "count=2"});
}

TEST_CASE("under virtual time nobody sleeps through while others can run", "[control]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Shared<int> value(0);
              together(
                  [&] {
                    heddle::sleep(1);
                    r.record("t", value.load());
                  },
                  [&] {
                    for (int i = 1; i <= 3; ++i) value.store(i);
                  });
            },
            virtual_time()) == Outcomes{"t=3"});
}

TEST_CASE("sleeps add up under virtual time", "[control]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              together(
                  [&] {
                    for (int i = 0; i < 3; ++i) heddle::sleep(10);
                    r.record("order", "t");
                  },
                  [&] {
                    heddle::sleep(29);
                    r.record("order", "u");
                    heddle::sleep(2);
                    r.record("order", "u");
                  });
            },
            virtual_time()) == Outcomes{"order=u,t,u"});
}

TEST_CASE("a sleep of zero gives way and takes no time", "[control]") {
  const auto body = [](Recorder& r) {
    together(
        [&] {
          heddle::sleep(0);
          r.record("order", "t");
        },
        [&] {
          heddle::yield();
          r.record("order", "u");
        });
  };
  CHECK(outcomes_of_all_schedules(body) == Outcomes{"order=t,u", "order=u,t"});
  CHECK(outcomes_of_all_schedules(body, virtual_time()) == Outcomes{"order=t,u", "order=u,t"});
}

TEST_CASE("a negative sleep is refused as CPython does", "[control]") {
  CHECK(outcomes_of([](Recorder& r) {
          r.record("sleep", raised_by([] { heddle::sleep(-1); }));
          r.record("sleep", raised_by([] { heddle::sleep(-1ns); }));
        }) == Outcomes{"sleep=ValueError: sleep length must be non-negative,"
                       "ValueError: sleep length must be non-negative"});
}

TEST_CASE("choose is each of its values once", "[control]") {
  const auto found = explored([](Recorder& r) { r.record("chosen", choose(3)); });
  CHECK(found.outcomes == Outcomes{"chosen=0", "chosen=1", "chosen=2"});
  CHECK(found.executions == 3);
}

TEST_CASE("choices are independent of each other", "[control]") {
  const auto found = explored([](Recorder& r) {
    const int first = choose(2);
    r.record("chosen", first);
    r.record("chosen", choose(first + 1));
    r.record("chosen", choose(1));
  });
  CHECK(found.outcomes == Outcomes{"chosen=0,0,0", "chosen=1,0,0", "chosen=1,1,0"});
  CHECK(found.executions == 3);
}

TEST_CASE("threads choose for themselves", "[control]") {
  CHECK(outcomes_of([](Recorder& r) {
          together([&] { r.record("t", choose(2)); }, [&] { r.record("u", choose(2)); });
        }) == Outcomes{"t=0 u=0", "t=0 u=1", "t=1 u=0", "t=1 u=1"});
}

TEST_CASE("there must be something to choose from", "[control]") {
  CHECK(outcomes_of([](Recorder& r) {
          r.record("zero", raised_by([] { (void)choose(0); }));
          r.record("less", raised_by([] { (void)choose(-1); }));
        }) ==
        Outcomes{
            "less=ValueError: choose(n): n must be at least 1 zero=ValueError: choose(n): n must be at least 1"});
}

TEST_CASE("a requirement that holds changes nothing, one that does not ends the execution", "[control]") {
  const auto found = explored([](Recorder& r) {
    const int chosen = choose(3);
    require(chosen != 1, "not one");
    r.record("chosen", chosen);
    require(chosen != 2);
    r.record("chosen", "on");
  });
  CHECK(found.outcomes == Outcomes{"chosen=0,on", "failed: not one", "chosen=2 failed: "});
  CHECK(found.executions == 3);
  REQUIRE(found.verdict.findings.size() == 2);
  for (const Finding& finding : found.verdict.findings) CHECK(finding.hazard == Hazard::requirement_failed);
}

TEST_CASE("a requirement may fail in any thread, and ends the others where they are", "[control]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> value(0);
          together([&] { require(value.load() == 0, "unchanged"); },
                   [&] {
                     value.store(1);
                     r.record("u", "stored");
                   });
        }) == Outcomes{"u=stored", "u=stored failed: unchanged"});
}
