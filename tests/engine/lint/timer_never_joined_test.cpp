#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/timer_never_joined.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

/// main starts a timer, which goes off after it has stored something.
class Alarm {
 public:
  explicit Alarm(bool daemon = false) : thread(started(t, "alarm", daemon)) {}

  TraceBuilder t;
  ObjectIndex finished = t.finished("alarm.finished", 3);
  ObjectIndex late = t.shared("late");
  ThreadIndex thread;
  ObjectIndex end = t.trace().threads[thread].object;

  void waits() { t.step(thread, engine::testing::wait, finished, 0, 3); }
  void goes_off() {
    t.step(thread, time_out, finished, 0, 3);
    t.step(thread, wake, finished, 0, 3);
    t.step(thread, is_set, finished, 0, 3);
    t.step(thread, store, late, 1, 4);
  }
  void ends() {
    t.step(thread, set, finished, 0, 3);
    t.ends(thread);
    t.step(main_index, join_at_end, end, 1, 90);
  }
  [[nodiscard]] std::vector<Suspicion> suspicions() { return timer_never_joined(t.trace()); }
};

void alarm(bool daemon) {
  Shared<int> late(0, "late");
  Timer timer(
      1, [&] { late.store(1); }, "alarm");
  timer.set_daemon(daemon);
  timer.start();
}

}  // namespace

TEST_CASE("a timer that nobody cancels or joins", "[lint]") {
  Alarm it;
  it.waits();
  it.goes_off();
  it.ends();
  const auto found = it.suspicions();
  CHECK(
      texts(found) ==
      Texts{"main starts alarm, a timer, at step 1 (x.cpp:90), and nobody cancels it, joins it or hears of what it "
            "does: it goes off at step 5 (x.cpp:3), and may at any time, also when all else is over"});
  CHECK(texts(it.t.trace(), found.front().marks) == Texts{"main at 1: starts alarm", "alarm at 5: goes off"});
  CHECK(places(found.front()) == Texts{"alarm at x.cpp:3"});
}

TEST_CASE("a timer that is a daemon and never goes off", "[lint]") {
  Alarm it(true);
  it.waits();
  it.t.stuck(it.thread, wake, it.finished, 3);
  const auto found = it.suspicions();
  CHECK(
      texts(found) ==
      Texts{"main starts alarm, a timer, at step 1 (x.cpp:90), and nobody cancels it, joins it or hears of what it "
            "does: it is a daemon, and is cut off before it goes off"});
  CHECK(texts(it.t.trace(), found.front().marks) == Texts{"main at 1: starts alarm", "alarm: is cut off here"});
}

TEST_CASE("a timer that somebody cares for", "[lint]") {
  Alarm it;
  SECTION("cancelled in time") {
    it.waits();
    it.t.step(main_index, set, it.finished, 1, 6);
    it.t.step(it.thread, wake, it.finished, 1, 3).step(it.thread, is_set, it.finished, 1, 3);
  }
  SECTION("cancelled too late") {
    it.waits();
    it.goes_off();
    it.t.step(main_index, set, it.finished, 0, 6);
  }
  SECTION("cancelled before it waited") {
    it.t.step(main_index, set, it.finished, 0, 6).step(it.thread, engine::testing::wait, it.finished, 1, 3);
  }
  SECTION("joined") {
    it.waits();
    it.goes_off();
    it.t.step(it.thread, set, it.finished, 0, 3).ends(it.thread);
    it.t.step(main_index, join, it.end, 1, 90);
    it.ends();
  }
  SECTION("heard of by what it stored") {
    it.waits();
    it.goes_off();
    it.t.step(main_index, load, it.late, 1, 7);
    it.ends();
  }
  SECTION("waited for to be finished") {
    it.waits();
    it.goes_off();
    it.t.step(it.thread, set, it.finished, 0, 3);
    it.t.step(main_index, engine::testing::wait, it.finished, 1, 7);
  }
  SECTION("not a timer, but a thread that waits on an event") {
    const ObjectIndex go = it.t.event("go");
    it.t.step(it.thread, engine::testing::wait, go, 0, 3).step(it.thread, is_set, go, 0, 3);
  }
  CHECK(it.suspicions().empty());
}

TEST_CASE("who waits for a timer to be finished, and gives up, is no timer", "[lint]") {
  Alarm it(true);
  const ThreadIndex other = started(it.t, "other");
  it.t.step(other, engine::testing::wait, it.finished, 0, 20).step(other, is_set, it.finished, 0, 21).ends(other);
  it.waits();
  it.t.stuck(it.thread, wake, it.finished, 3);
  const auto found = it.suspicions();
  REQUIRE(found.size() == 1);
  CHECK(found.front().message.starts_with("main starts alarm, a timer, "));
}

TEST_CASE("a timer may be heard of after the end of a scope that joined somebody else, or left it to itself",
          "[lint]") {
  Alarm it(true);
  const ThreadIndex other = started(it.t, "other");
  it.waits();
  it.goes_off();
  SECTION("somebody else") {
    it.t.ends(other).step(main_index, join_at_end, it.t.trace().threads[other].object, 1, 90);
  }
  SECTION("left to itself") { it.t.step(main_index, abandon, it.end, 1, 90); }
  it.t.step(main_index, load, it.late, 1, 7);
  CHECK(it.suspicions().empty());
}

TEST_CASE("what was joined in vain, or looked at too early, is as good as not", "[lint]") {
  Alarm it;
  it.waits();
  it.t.step(main_index, join, it.end, 0, 8).step(main_index, load, it.late, 0, 7);
  it.goes_off();
  it.ends();
  CHECK(it.suspicions().size() == 1);
}

TEST_CASE("what a thread does after the end of a scope joined the timer, says nothing", "[lint]") {
  Alarm it;
  it.waits();
  it.goes_off();
  it.ends();
  it.t.step(main_index, store, it.late, 2, 9);
  CHECK(it.suspicions().size() == 1);
}

TEST_CASE("a timer that nothing depends on is harmless", "[lint]") {
  CHECK(warned([] { alarm(false); }) == Texts{"timer_never_joined harmless_here"});
  CHECK(warned([] { alarm(true); }) == Texts{"timer_never_joined harmless_here"});
  CHECK(warned([] {
          Timer timer(1, [] {});
          timer.start();
          timer.join();
        }).empty());
  CHECK(warned([] {
          Timer timer(1, [] {});
          timer.start();
          timer.cancel();
        }).empty());
}

TEST_CASE("a timer that main relies on to have gone off", "[lint]") {
  CHECK(warned_by_chance([] {
          bool gone_off = false;
          Timer timer(
              1, [&] { gone_off = true; }, "alarm");
          timer.start();
          heddle::sleep(2);
          require(gone_off, "two seconds are more than one");
        }) == Texts{"timer_never_joined confirmed"});
}
