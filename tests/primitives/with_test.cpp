#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("with holds a lock to the end of its block", "[with]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          {
            With hold(lock);
            r.record("locked", lock.locked());
          }
          r.record("locked", lock.locked());
        }) == Outcomes{"locked=true,false"});
}

TEST_CASE("with releases when its block throws, and lets the exception through", "[with]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("block", raised_by([&] {
                     With hold(lock);
                     throw ValueError("oops");
                   }));
          r.record("locked", lock.locked());
        }) == Outcomes{"block=ValueError: oops locked=false"});
}

TEST_CASE("with works on rlocks and conditions", "[with]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          Condition condition(lock);
          {
            With outer(condition);
            With inner(lock);
            condition.notify();
          }
          r.record("then", raised_by([&] { lock.release(); }));
        }) == Outcomes{"then=RuntimeError: cannot release un-acquired lock"});
}

TEST_CASE("with says so if somebody else has released its lock", "[with]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("block", raised_by([&] {
                     With hold(lock);
                     lock.release();
                   }));
        }) == Outcomes{"block=RuntimeError: release unlocked lock"});
}

TEST_CASE("with keeps the first of two exceptions", "[with]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("block", raised_by([&] {
                     With hold(lock);
                     lock.release();
                     throw ValueError("oops");
                   }));
        }) == Outcomes{"block=ValueError: oops"});
}

TEST_CASE("with inside a catch block throws what release throws", "[with]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          try {
            throw ValueError("oops");
          } catch (const ValueError&) {
            r.record("block", raised_by([&] {
                       With hold(lock);
                       lock.release();
                     }));
          }
        }) == Outcomes{"block=RuntimeError: release unlocked lock"});
}

TEST_CASE("the steps of with are told at the line it stands on", "[with]") {
  constexpr unsigned line = __LINE__ + 3;
  const auto traces = traces_of([] {
    Lock lock;
    With hold(lock);
  });
  REQUIRE(traces.size() == 1);
  std::string steps;
  for (const engine::Step& step : traces.front().steps) {
    steps += traces.front().label(step) + "; ";
    CHECK(step.site.line == line);
    CHECK(std::string_view(step.site.file).ends_with("tests/primitives/with_test.cpp"));
  }
  CHECK(steps == "main acquire Lock 1; main release Lock 1; ");
}

TEST_CASE("a daemon that is cut off at the end of a with does not go on after it", "[with]") {
  std::set<std::string> went_on;
  (void)outcomes_of([&](Recorder&) {
    Lock lock;
    Thread daemon(
        [&] {
          { With hold(lock); }
          if (engine::unwinding()) went_on.insert("after the end");
          else went_on.insert("in time");
        },
        "daemon", true);
    daemon.start();
  });
  CHECK(went_on == std::set<std::string>{"in time"});
}

TEST_CASE("with leaves its lock alone when its thread is taken down", "[with]") {
  struct Witness {
    bool asked_too_late = false;
    void lock(Site) { asked_too_late |= engine::unwinding(); }
    void unlock(Site) { asked_too_late |= engine::unwinding(); }
  };
  Witness witness;
  const auto traces = traces_of([&] {
    Event never;
    Thread daemon(
        [&] {
          struct LocksAtTheEnd {
            Witness& witness;
            ~LocksAtTheEnd() { With hold(witness); }
          };
          LocksAtTheEnd at_the_end{witness};
          With hold(witness);
          never.wait();
        },
        "daemon", true);
    daemon.start();
  });
  REQUIRE(traces.size() == 2);  // the daemon waits, or has not come so far
  CHECK_FALSE(witness.asked_too_late);
}
