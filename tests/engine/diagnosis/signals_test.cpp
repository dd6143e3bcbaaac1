#include "tests/engine/diagnosis/workers.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/signals.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

using Threads = std::vector<ThreadIndex>;

/// Three threads that wait on a condition, in that order.
struct Waiters : TraceBuilder {
  ThreadIndex a = thread("a");
  ThreadIndex b = thread("b");
  ThreadIndex c = thread("c");
  ObjectIndex condition = TraceBuilder::condition();
  ObjectIndex event = TraceBuilder::event();
  ObjectIndex lock = TraceBuilder::lock();

  Waiters() {
    for (const ThreadIndex one : {a, b, c}) waits(one, condition, lock, 10);
  }
  std::vector<Signal> signals(ObjectIndex on) {
    trace().outcome = Outcome::deadlocked;
    return signals_on(Standstill(trace()), on);
  }
};

}  // namespace

TEST_CASE("a signal reaches those who began to wait first", "[diagnosis]") {
  Waiters t;
  t.step(main_index, notify, t.condition, 1, 20).step(main_index, notify, t.condition, 2, 21);
  t.step(main_index, notify, t.condition, 0, 22).step(main_index, notify, t.condition, -1, 23);
  for (const ThreadIndex one : {t.a, t.b, t.c}) t.stuck(one, wake, t.condition, 10);
  const auto signals = t.signals(t.condition);
  REQUIRE(signals.size() == 3);
  CHECK(signals[0].step == 3);
  CHECK(signals[0].reached == Threads{t.a});
  CHECK(signals[1].reached == Threads{t.b, t.c});
  CHECK(signals[1].reaches(t.c));
  CHECK_FALSE(signals[1].reaches(t.a));
  CHECK(signals[2].reached == Threads{});
}

TEST_CASE("a signal does not reach who has given up", "[diagnosis]") {
  Waiters t;
  t.step(t.a, time_out, t.condition, 0, 10).step(main_index, notify, t.condition, 1, 20);
  t.step(t.a, wake, t.condition, 0, 10).step(t.b, wake, t.condition, 1, 10).stuck(t.c, wake, t.condition, 10);
  const auto signals = t.signals(t.condition);
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].reached == Threads{t.b});
}

TEST_CASE("who only looked whether a signal stands does not wait", "[diagnosis]") {
  Waiters t;
  t.step(t.a, wait, t.event, 0, 5).step(t.a, load, t.TraceBuilder::shared("x"), 0, 6);
  t.step(t.b, wait, t.event, 0, 5).step(main_index, set, t.event, 1, 7).step(t.b, wake, t.event, 1, 5);
  const auto signals = t.signals(t.event);
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].reached == Threads{t.b});
}

TEST_CASE("what takes a signal back takes back all that stand", "[diagnosis]") {
  Waiters t;
  t.step(main_index, set, t.event, 0, 7).step(main_index, set, t.event, 0, 8).step(t.a, clear, t.event, 1, 9);
  t.step(main_index, set, t.event, 0, 10).step(t.a, clear, t.event, 0, 11);
  const auto signals = t.signals(t.event);
  REQUIRE(signals.size() == 3);
  CHECK(signals[0].taken_back == 5);
  CHECK(signals[1].taken_back == 5);
  CHECK(signals[2].taken_back == std::nullopt);
}

// What a thread waits for is often kept in plain variables under the lock, which no step shows. What it did after a
// signal shows that it missed nothing all the same.

TEST_CASE("a notify that reached nobody is not to blame if a later one woke the thread, and it waited again",
          "[diagnosis]") {
  Workers t;
  t.notifies(main_index, 0, 31);
  t.begins_to_wait(t.worker0, 12);
  t.notifies(main_index, 1, 33);
  t.step(t.worker0, wake, t.condition, 1, 12).step(t.worker0, acquire, t.lock, 1, 12);
  t.waits(t.worker0, t.condition, t.lock, 12).stuck(t.worker0, wake, t.condition, 12);
  t.ends(t.worker1).joins(main_index, t.worker0, 40);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:12), since step 11: the last signal, main's "
              "notify at step 7 (x.cpp:33), woke it, and it waited again; main now joins worker0 (x.cpp:40)."});
}

TEST_CASE("nor if the thread woke after it, for another signal", "[diagnosis]") {
  Workers t;
  t.begins_to_wait(t.worker0, 12);
  t.notifies(main_index, 1, 31);
  t.notifies(main_index, 0, 33);
  t.step(t.worker0, wake, t.condition, 1, 12).step(t.worker0, acquire, t.lock, 1, 12);
  t.waits(t.worker0, t.condition, t.lock, 12).stuck(t.worker0, wake, t.condition, 12);
  t.ends(t.worker1).joins(main_index, t.worker0, 40);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:12), since step 11: the last signal, main's "
              "notify at step 7 (x.cpp:33), came before that; main now joins worker0 (x.cpp:40)."});
}

TEST_CASE("nor if the thread had been woken before it, and took its lock again after it", "[diagnosis]") {
  Workers t;
  t.begins_to_wait(t.worker0, 12);
  t.notifies(main_index, 1, 31);
  t.step(t.worker0, wake, t.condition, 1, 12);
  t.notifies(main_index, 0, 33);
  t.step(t.worker0, acquire, t.lock, 1, 12);
  t.waits(t.worker0, t.condition, t.lock, 12).stuck(t.worker0, wake, t.condition, 12);
  t.ends(t.worker1).ends(main_index);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().hazard == Hazard::deadlock);
}

TEST_CASE("nor if the thread passed through the lock since, or another at the same place at any time",
          "[diagnosis]") {
  const auto hazards = [](auto between) {
    Workers t;
    t.notifies(main_index, 0, 31);
    between(t);
    t.begins_to_wait(t.worker0, 12);
    t.stuck(t.worker0, wake, t.condition, 12).ends(t.worker1).ends(main_index);
    const auto found = t.diagnose();
    REQUIRE(found.size() == 1);
    return found.front().hazard;
  };
  const auto passes = [](Workers& t, ThreadIndex thread, std::uint32_t line) {
    t.step(thread, acquire, t.lock, 1, line).step(thread, release, t.lock, 1, line + 5);
  };
  CHECK(hazards([&](Workers&) {}) == Hazard::lost_wakeup);
  CHECK(hazards([&](Workers& t) { passes(t, t.worker0, 11); }) == Hazard::deadlock);
  CHECK(hazards([&](Workers& t) { passes(t, t.worker0, 40); }) == Hazard::deadlock);
  CHECK(hazards([&](Workers& t) { passes(t, t.worker1, 11); }) == Hazard::deadlock);
  // There it may have been for anything.
  CHECK(hazards([&](Workers& t) { passes(t, t.worker1, 40); }) == Hazard::lost_wakeup);
}

TEST_CASE("it is to blame, though, if who passed there is who gave it", "[diagnosis]") {
  Workers t;
  t.notifies(main_index, 0, 12);
  t.begins_to_wait(t.worker0, 12);
  t.stuck(t.worker0, wake, t.condition, 12).ends(t.worker1).ends(main_index);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().hazard == Hazard::lost_wakeup);
}

TEST_CASE("it is to blame, though, if the thread was kept by another condition of that lock", "[diagnosis]") {
  Workers t;
  const auto other = t.TraceBuilder::condition();
  t.step(t.worker0, acquire, t.lock, 1, 11).waits(t.worker0, other, t.lock, 12);
  t.notifies(main_index, 0, 31);
  t.step(main_index, acquire, t.lock, 1, 33).step(main_index, notify, other, 1, 34);
  t.step(main_index, release, t.lock, 1, 35).step(t.worker0, wake, other, 1, 12);
  t.step(t.worker0, acquire, t.lock, 1, 12).step(t.worker0, release, t.lock, 1, 13);
  t.begins_to_wait(t.worker0, 15);
  t.stuck(t.worker0, wake, t.condition, 15).ends(t.worker1).joins(main_index, t.worker0, 40);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:15): main's notify at step 4 (x.cpp:31) came "
          "before worker0 began to wait at step 13, and reached nobody; main joins worker0."});
}

TEST_CASE("it is to blame, though, if the thread is seen to have acted on old news", "[diagnosis]") {
  Workers t;
  const auto stop = t.shared("stop");
  t.step(t.worker0, load, stop, 0, 10).step(main_index, store, stop, 1, 30);
  t.notifies(main_index, 0, 31);
  t.step(t.worker0, acquire, t.lock, 1, 50).step(t.worker0, release, t.lock, 1, 51);
  t.begins_to_wait(t.worker0, 12);
  t.stuck(t.worker0, wake, t.condition, 12).ends(t.worker1).ends(main_index);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().hazard == Hazard::lost_wakeup);
}

TEST_CASE("a notify that reached nobody is not to blame if a later one went to another while the thread waited",
          "[diagnosis]") {
  Workers t;
  t.notifies(main_index, 0, 31);
  t.begins_to_wait(t.worker1, 12);
  t.begins_to_wait(t.worker0, 12);
  t.notifies(main_index, 1, 33);
  t.step(t.worker1, wake, t.condition, 1, 12).step(t.worker1, acquire, t.lock, 1, 12);
  t.step(t.worker1, release, t.lock, 1, 13).ends(t.worker1);
  t.stuck(t.worker0, wake, t.condition, 12).joins(main_index, t.worker0, 40);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:12), since step 7: the last signal, main's "
              "notify at step 9 (x.cpp:33), went to worker1; main now joins worker0 (x.cpp:40)."});
}

TEST_CASE("a set that was taken back is not to blame if the thread met a later one", "[diagnosis]") {
  Workers t;
  t.step(main_index, set, t.event, 0, 7).step(main_index, clear, t.event, 1, 9);
  SECTION("it was woken by it") {
    t.step(t.worker0, wait, t.event, 0, 12).step(main_index, set, t.event, 1, 7);
    t.step(t.worker0, wake, t.event, 1, 12);
  }
  SECTION("it found it standing") { t.step(main_index, set, t.event, 0, 7).step(t.worker0, wait, t.event, 1, 12); }
  SECTION("it saw it stand") { t.step(main_index, set, t.event, 0, 7).step(t.worker0, is_set, t.event, 1, 12); }
  t.step(t.worker0, clear, t.event, 1, 13).step(t.worker0, wait, t.event, 0, 12);
  t.stuck(t.worker0, wake, t.event, 12).ends(t.worker1).joins(main_index, t.worker0, 20);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().hazard == Hazard::deadlock);
}
