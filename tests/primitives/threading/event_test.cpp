#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("an event is clear at first, and set and clear may be repeated", "[event]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          r.record("set", event.is_set());
          event.set();
          r.record("set", event.is_set());
          event.set();
          r.record("set", event.is_set());
          event.clear();
          r.record("set", event.is_set());
          event.clear();
          r.record("set", event.is_set());
        }) == Outcomes{"set=false,true,true,false,false"});
}

TEST_CASE("a wait on a set event returns true at once, timed or not", "[event]") {
  const auto body = [](Recorder& r) {
    Event event;
    event.set();
    r.record("wait", event.wait());
    r.record("wait", event.wait(4));
    r.record("wait", event.wait(0));
    r.record("wait", event.wait(-1));
  };
  CHECK(outcomes_of(body) == Outcomes{"wait=true,true,true,true"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"wait=true,true,true,true"});
}

TEST_CASE("a wait on an event that nobody sets is stuck", "[event]") {
  CHECK(outcomes_of([] {
          Event event;
          event.wait();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("a timed wait on an event that nobody sets returns false", "[event]") {
  const auto body = [](Recorder& r) {
    Event event;
    r.record("wait", event.wait(4));
    r.record("wait", event.wait(0));
    r.record("wait", event.wait(-1));
  };
  CHECK(outcomes_of(body) == Outcomes{"wait=false,false,false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"wait=false,false,false"});
}

TEST_CASE("set wakes everybody who waits, and those who come later do not wait", "[event]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          together([&] { r.record("t", event.wait()); }, [&] { r.record("u", event.wait()); },
                   [&] { event.set(); });
          r.record("later", event.wait());
        }) == Outcomes{"later=true t=true u=true"});
}

TEST_CASE("a waiter that set has woken returns true even if clear comes before it runs", "[event]") {
  const auto found = explored([](Recorder& r) {
    Event event;
    Shared<bool> cleared(false);
    together(
        [&] {
          const bool set = event.wait();
          r.record("t", set);
          r.record("cleared", cleared.load());
        },
        [&] {
          event.set();
          event.clear();
          cleared.store(true);
        });
  });
  CHECK(found.outcomes == Outcomes{"cleared=false t=true", "cleared=true t=true", "deadlock: main,t"});
}

TEST_CASE("a timed waiter that set has woken returns true even if clear comes before it runs", "[event]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Event event;
              Thread t([&] { r.record("t", event.wait(4)); }, "t");
              t.start();
              heddle::sleep(1);
              event.set();
              event.clear();
            },
            virtual_time()) == Outcomes{"t=true"});
}

TEST_CASE("a set that is cleared before anybody waits is lost", "[event]") {
  CHECK(outcomes_of([] {
          Event event;
          event.set();
          event.clear();
          event.wait();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("set and clear wake those who wait, round after round", "[event]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Event event;
              Thread t(
                  [&] {
                    r.record("t", event.wait());
                    r.record("t", event.wait());
                  },
                  "t");
              t.start();
              heddle::sleep(1);
              event.set();
              event.clear();
              heddle::sleep(1);
              event.set();
              event.clear();
            },
            virtual_time()) == Outcomes{"t=true,true"});
}

TEST_CASE("a timed wait on an event that is set in a while does either", "[event]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          together([&] { r.record("t", event.wait(4)); }, [&] { event.set(); });
        }) == Outcomes{"t=false", "t=true"});
}

TEST_CASE("a timed wait that has given up returns false although the event is set by then", "[event]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          together(
              [&] {
                r.record("t", event.wait(4));
                r.record("then", event.is_set());
              },
              [&] { event.set(); });
        }) == Outcomes{"t=false then=false", "t=false then=true", "t=true then=true"});
}

TEST_CASE("under virtual time a timed wait returns true if the set comes in time", "[event]") {
  const auto waiting = [](double seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Event event;
          Thread t([&] { r.record("t", event.wait(seconds)); }, "t");
          t.start();
          heddle::sleep(3);
          event.set();
        },
        virtual_time());
  };
  CHECK(waiting(4) == Outcomes{"t=true"});
  CHECK(waiting(2) == Outcomes{"t=false"});
  CHECK(waiting(3) == Outcomes{"t=false", "t=true"});
}

TEST_CASE("of two that wait, one may time out and the other be woken", "[event]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          together([&] { r.record("t", event.wait(1)); }, [&] { r.record("u", event.wait()); },
                   [&] { event.set(); });
        }) == Outcomes{"t=false u=true", "t=true u=true"});
}

TEST_CASE("wait(0) sees an event that is set for a moment, or does not", "[event]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          together([&] { r.record("t", event.wait(0)); },
                   [&] {
                     event.set();
                     event.clear();
                   });
        }) == Outcomes{"t=false", "t=true"});
}

TEST_CASE("is_set sees what was done before it", "[event]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          together([&] { r.record("t", event.is_set()); }, [&] { event.set(); });
          r.record("then", event.is_set());
        }) == Outcomes{"t=false then=true", "t=true then=true"});
}
