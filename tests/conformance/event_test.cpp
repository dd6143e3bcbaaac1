#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("EventTests.test_is_set: unset at first; set and clear may be repeated", "[conformance]") {
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

namespace {

/// Threads that wait for it twice, and a set() that wakes them.
void check_notify(Recorder& r, Event& event, int threads) {
  std::deque<Thread> waiters;
  for (int i = 0; i < threads; ++i) {
    const std::string name = "t" + std::to_string(i);
    waiters.emplace_back(
        [&r, &event, name] {
          r.record(name, event.wait());
          r.record(name, event.wait());
        },
        name);
    waiters.back().start();
  }
  event.set();
  for (Thread& waiter : waiters) waiter.join();
}

}  // namespace

TEST_CASE("EventTests.test_notify: set() wakes all who wait, and who waits later does not have to",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          check_notify(r, event, 2);
        }) == Outcomes{"t0=true,true t1=true,true"});
}

TEST_CASE("EventTests.test_notify: all of it once more after set() and clear()", "[conformance]") {
  const Explored found = explored([](Recorder& r) {
    Event event;
    check_notify(r, event, 2);
    event.set();
    event.clear();
    check_notify(r, event, 2);
  });
  CHECK(found.verdict.exhausted);
  CHECK(found.outcomes == Outcomes{"t0=true,true,true,true t1=true,true,true,true"});
}

TEST_CASE("EventTests.test_timeout: a wait for what is unset gives up, for what is set it does not",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Event event;
    const auto waits = [&](const char* who) {
      return [&r, &event, who] {
        r.record(who, event.wait(0.0));
        r.record(who, event.wait(0.5));
      };
    };
    together(waits("t"), waits("u"));
    event.set();
    r.record("main", event.wait(0.0));
    r.record("main", event.wait(0.5));
  };
  const Outcomes expected{"main=true,true t=false,false u=false,false"};
  CHECK(outcomes_of(body) == expected);
  CHECK(outcomes_of(body, virtual_time()) == expected);
}

TEST_CASE("EventTests.test_set_and_clear: who was woken returns true although clear() came first",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Event event;
    const auto waits = [&](const char* who) { return [&r, &event, who] { r.record(who, event.wait(500)); }; };
    Thread t(waits("t"), "t");
    Thread u(waits("u"), "u");
    t.start();
    u.start();
    heddle::sleep(1);  // both wait by now, under virtual time
    event.set();
    event.clear();
    t.join();
    u.join();
  };
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"t=true u=true"});
  // Where time says nothing, one may come too late, and any may give up.
  CHECK(outcomes_of(body) == Outcomes{"t=false u=false", "t=false u=true", "t=true u=false", "t=true u=true"});
}

TEST_CASE("EventTests.test_repr: an event can be asked whether it is set", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          r.record("set", event.is_set());
          event.set();
          r.record("set", event.is_set());
        }) == Outcomes{"set=false,true"});
}

TEST_CASE("probe: Event.wait(0) of an unset event is false", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          r.record("wait", event.wait(0));
        }) == Outcomes{"wait=false"});
}

TEST_CASE("probe: Event.wait(-1) of an unset event is false, and no error", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          r.record("wait", event.wait(-1));
        }) == Outcomes{"wait=false"});
}

TEST_CASE("probe: Event.wait() of a set event is true", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          event.set();
          r.record("wait", event.wait());
        }) == Outcomes{"wait=true"});
}

TEST_CASE("probe: Event.set() returns nothing", "[conformance]") {
  STATIC_REQUIRE(std::is_void_v<decltype(std::declval<Event&>().set())>);
}

TEST_CASE("probe: Event.clear() returns nothing", "[conformance]") {
  STATIC_REQUIRE(std::is_void_v<decltype(std::declval<Event&>().clear())>);
}
