#include "tests/engine/diagnosis/workers.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/lost_wakeup.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("a notify before the wait is lost, and main's join of the waiter is told with it", "[diagnosis]") {
  Workers t;
  t.notifies(t.worker1, 0, 17);
  t.ends(t.worker1);
  t.begins_to_wait(t.worker0, 12);
  t.stuck(t.worker0, wake, t.condition, 12);
  t.joins(main_index, t.worker0, 21);

  const auto found = t.diagnose();
  CHECK(
      texts(found) ==
      Texts{"lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:12): worker1's notify at step 2 (x.cpp:17) "
            "came before worker0 began to wait at step 6, and reached nobody; main joins worker0."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"worker1 at 2: notify reaches nobody",
                                                       "worker0 at 6: begins to wait, too late",
                                                       "main: joins worker0"});
}

TEST_CASE("a notify that reached nobody is harmless if the waiter was woken later by another", "[diagnosis]") {
  Workers t;
  t.notifies(t.worker1, 0, 17);
  t.begins_to_wait(t.worker0, 12);
  t.notifies(t.worker1, 1, 27);
  t.ends(t.worker1);
  t.step(t.worker0, wake, t.condition, 1, 12);
  t.step(t.worker0, acquire, t.lock, 1, 12);
  t.step(t.worker0, release, t.lock, 1, 13);
  t.ends(t.worker0);
  t.ends(main_index);
  CHECK(texts(t.diagnose(Outcome::completed)) == Texts{});
}

TEST_CASE("a notify to a waiter that had timed out is lost on its next wait", "[diagnosis]") {
  Workers t;
  t.begins_to_wait(t.worker0, 12);
  t.step(t.worker0, time_out, t.condition, 0, 12);
  t.notifies(t.worker1, 0, 17);
  t.ends(t.worker1);
  t.step(t.worker0, wake, t.condition, 0, 12);
  t.step(t.worker0, acquire, t.lock, 1, 12);
  t.waits(t.worker0, t.condition, t.lock, 14);
  t.stuck(t.worker0, wake, t.condition, 14);
  t.ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:14): worker1's notify at step 5 (x.cpp:17) "
            "came before worker0 began to wait at step 10, and reached nobody."});
}

TEST_CASE("a thread that checked its condition after the signal lost nothing", "[diagnosis]") {
  Workers t;
  const auto ready = t.shared("ready");
  t.step(t.worker1, acquire, t.lock, 1, 15);
  t.step(t.worker1, store, ready, 0, 16);
  t.step(t.worker1, notify, t.condition, 0, 17);
  t.step(t.worker1, release, t.lock, 1, 18);
  t.ends(t.worker1);
  t.step(t.worker0, acquire, t.lock, 1, 10);
  t.step(t.worker0, load, ready, 0, 11);
  t.waits(t.worker0, t.condition, t.lock, 12);
  t.stuck(t.worker0, wake, t.condition, 12);
  t.ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:12), since step 8: the last signal, worker1's "
            "notify at step 3 (x.cpp:17), came before that; worker1 has ended."});
}

TEST_CASE("a thread that checked its condition before the signal knew, unless that was changed again",
          "[diagnosis]") {
  const auto told = [](bool changed_again) {
    Workers t;
    const auto ready = t.shared("ready");
    t.step(t.worker1, acquire, t.lock, 1, 15);
    t.step(t.worker1, store, ready, 1, 16);
    t.step(t.worker0, load, ready, 1, 10);
    if (changed_again) t.step(t.worker1, store, ready, 2, 16);
    t.step(t.worker1, notify, t.condition, 0, 17);
    t.step(t.worker1, release, t.lock, 1, 18);
    t.ends(t.worker1);
    t.begins_to_wait(t.worker0, 12);
    t.stuck(t.worker0, wake, t.condition, 12);
    t.ends(main_index);
    return texts(t.diagnose());
  };
  CHECK(
      told(false) ==
      Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:12), since step 8: the last signal, worker1's "
            "notify at step 4 (x.cpp:17), came before that; worker1 has ended."});
  CHECK(
      told(true) ==
      Texts{"lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:12): worker1's notify at step 5 (x.cpp:17) "
            "came before worker0 began to wait at step 9, and reached nobody."});
}

TEST_CASE("a thread that checked its condition before the signal lost it", "[diagnosis]") {
  Workers t;
  const auto ready = t.shared("ready");
  t.step(t.worker0, load, ready, 0, 10);
  t.step(t.worker1, acquire, t.lock, 1, 15);
  t.step(t.worker1, store, ready, 1, 16);
  t.step(t.worker1, notify, t.condition, 0, 17);
  t.step(t.worker1, release, t.lock, 1, 18);
  t.ends(t.worker1);
  t.begins_to_wait(t.worker0, 12);
  t.stuck(t.worker0, wake, t.condition, 12);
  t.ends(main_index);
  const auto found = t.diagnose();
  CHECK(
      texts(found) ==
      Texts{
          "lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:12): worker1's notify at step 4 (x.cpp:17) "
          "came before worker0 began to wait at step 8, and reached nobody; worker0 had looked at Shared ready at "
          "step 1 (x.cpp:10), before worker1 changed it at step 3 (x.cpp:16)."});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"worker0 at 1: looks at Shared ready", "worker1 at 3: changes Shared ready",
              "worker1 at 4: notify reaches nobody", "worker0 at 8: begins to wait, too late"});
}

TEST_CASE("what was changed later, and nobody was told of, is told with a wakeup that was lost", "[diagnosis]") {
  Workers t;
  const auto stop = t.shared("stop");
  t.notifies(t.worker1, 0, 17);
  t.step(t.worker0, acquire, t.lock, 1, 10).step(t.worker0, load, stop, 0, 11);
  t.waits(t.worker0, t.condition, t.lock, 12);
  t.step(t.worker1, store, stop, 1, 20).ends(t.worker1);
  t.stuck(t.worker0, wake, t.condition, 12).ends(main_index);
  const auto found = t.diagnose();
  CHECK(
      texts(found) ==
      Texts{
          "lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:12): worker1's notify at step 2 (x.cpp:17) "
          "came before worker0 began to wait at step 6, and reached nobody; worker1 changed Shared stop at step 7 "
          "(x.cpp:20), after worker0 had looked at it at step 5 (x.cpp:11), and no signal came after that."});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"worker1 at 2: notify reaches nobody", "worker0 at 5: looks at Shared stop",
              "worker0 at 6: begins to wait, too late", "worker1 at 7: changes Shared stop"});
}

TEST_CASE("a signal that reached others is not lost, even on a thread that acted on old news", "[diagnosis]") {
  Workers t;
  const auto stop = t.shared("stop");
  t.step(t.worker0, load, stop, 0, 10);
  t.begins_to_wait(t.worker1, 12);
  t.step(main_index, store, stop, 1, 16);
  t.step(main_index, acquire, t.lock, 1, 17).step(main_index, notify_all, t.condition, 1, 18);
  t.step(main_index, release, t.lock, 1, 19).step(t.worker1, wake, t.condition, 1, 12);
  t.step(t.worker1, acquire, t.lock, 1, 12).step(t.worker1, release, t.lock, 1, 13).ends(t.worker1);
  t.begins_to_wait(t.worker0, 12);
  t.stuck(t.worker0, wake, t.condition, 12).joins(main_index, t.worker0, 20);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:12), since step 13: the last signal, main's "
              "notify_all at step 6 (x.cpp:18), came before that; worker0 had looked at Shared stop at step 1 "
              "(x.cpp:10), before main changed it at step 4 (x.cpp:16); main now joins worker0 (x.cpp:20)."});
}

TEST_CASE("a notify that went to another waiter is not lost", "[diagnosis]") {
  Workers t;
  t.begins_to_wait(t.worker0, 12);
  t.begins_to_wait(t.worker1, 12);
  t.step(main_index, acquire, t.lock, 1, 30);
  t.step(main_index, notify, t.condition, 1, 31);
  t.step(main_index, release, t.lock, 1, 32);
  t.step(t.worker0, wake, t.condition, 1, 12);
  t.step(t.worker0, acquire, t.lock, 1, 12);
  t.step(t.worker0, release, t.lock, 1, 13);
  t.ends(t.worker0);
  t.stuck(t.worker1, wake, t.condition, 12);
  t.joins(main_index, t.worker1, 33);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: worker1 waits for ever on Condition 1 (x.cpp:12), since step 4: the last signal, main's "
              "notify "
              "at step 6 (x.cpp:31), went to worker0; main now joins worker1 (x.cpp:33)."});
}

TEST_CASE("one's own notify is not lost on oneself", "[diagnosis]") {
  Workers t;
  t.notifies(t.worker0, 0, 11);
  t.begins_to_wait(t.worker0, 14);
  t.stuck(t.worker0, wake, t.condition, 14);
  t.ends(t.worker1).ends(main_index);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:14), since step 5: nobody "
              "else ever signalled it."});
}

TEST_CASE("a set taken back before the wait is lost", "[diagnosis]") {
  Workers t;
  t.step(t.worker0, set, t.event, 0, 7);
  t.step(t.worker0, clear, t.event, 1, 9);
  t.ends(t.worker0);
  t.step(t.worker1, wait, t.event, 0, 12);
  t.stuck(t.worker1, wake, t.event, 12);
  t.joins(main_index, t.worker1, 20);

  const auto found = t.diagnose();
  CHECK(
      texts(found) ==
      Texts{
          "lost_wakeup: worker1 waits for ever on Event 1 (x.cpp:12): worker0's set at step 1 (x.cpp:7) was taken "
          "back by worker0's clear at step 2 (x.cpp:9) before worker1 began to wait at step 4, and reached nobody; "
          "main joins worker1."});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"worker0 at 1: set reaches nobody", "worker0 at 2: clear takes it back",
              "worker1 at 4: begins to wait, too late", "main: joins worker1"});
}

TEST_CASE("a set that somebody met before it was taken back is not lost", "[diagnosis]") {
  Workers t;
  SECTION("a test saw it") {
    t.step(t.worker0, set, t.event, 0, 7);
    t.step(main_index, is_set, t.event, 1, 8);
    t.step(t.worker0, clear, t.event, 1, 9);
  }
  SECTION("a wait passed") {
    t.step(t.worker0, set, t.event, 0, 7);
    t.step(main_index, wait, t.event, 1, 8);
    t.step(t.worker0, clear, t.event, 1, 9);
  }
  SECTION("it woke a waiter, and was given once more") {
    t.step(main_index, wait, t.event, 0, 8);
    t.step(t.worker0, set, t.event, 1, 7);
    t.step(t.worker0, set, t.event, 0, 7);
    t.step(t.worker0, clear, t.event, 1, 9);
    t.step(main_index, wake, t.event, 1, 8);
  }
  t.ends(t.worker0);
  t.ends(main_index);
  t.step(t.worker1, wait, t.event, 0, 12);
  t.stuck(t.worker1, wake, t.event, 12);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().hazard == Hazard::deadlock);
}

TEST_CASE("a set that a test saw, and a later one that nobody did: the later one is lost", "[diagnosis]") {
  Workers t;
  t.step(t.worker0, set, t.event, 0, 7);
  t.step(t.worker1, is_set, t.event, 1, 8);
  t.step(t.worker0, clear, t.event, 1, 9);
  t.step(t.worker0, clear, t.event, 0, 9);
  t.step(t.worker0, set, t.event, 0, 7);
  t.step(t.worker1, clear, t.event, 1, 11);
  t.ends(t.worker0).ends(main_index);
  t.step(t.worker1, wait, t.event, 0, 12);
  t.stuck(t.worker1, wake, t.event, 12);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "lost_wakeup: worker1 waits for ever on Event 1 (x.cpp:12): worker0's set at step 5 (x.cpp:7) was taken "
          "back by worker1's clear at step 6 (x.cpp:11) before worker1 began to wait at step 9, and reached "
          "nobody."});
}

TEST_CASE("threads that missed the same signal are told together", "[diagnosis]") {
  Workers t;
  t.step(main_index, acquire, t.lock, 1, 30);
  t.step(main_index, notify_all, t.condition, 0, 31);
  t.step(main_index, release, t.lock, 1, 32);
  t.begins_to_wait(t.worker0, 12);
  t.begins_to_wait(t.worker1, 12);
  t.stuck(t.worker0, wake, t.condition, 12);
  t.stuck(t.worker1, wake, t.condition, 12);
  t.joins(main_index, t.worker0, 33);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"lost_wakeup: worker0 and worker1 wait for ever on Condition 1 (x.cpp:12): main's notify_all at step 2 "
            "(x.cpp:31) came before worker0 and worker1 began to wait at steps 5 and 7, and reached nobody; main "
            "joins worker0."});
}

TEST_CASE("what a thread holds while its wakeup is lost is a consequence", "[diagnosis]") {
  Workers t;
  const auto worker2 = t.thread("worker2");
  ObjectIndex outer = t.TraceBuilder::lock("outer");
  t.notifies(t.worker1, 0, 17);
  t.ends(t.worker1);
  t.step(t.worker0, acquire, outer, 1, 9);
  t.begins_to_wait(t.worker0, 12);
  t.stuck(t.worker0, wake, t.condition, 12);
  t.stuck(worker2, acquire, outer, 40);
  t.joins(main_index, worker2, 21);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:12): worker1's notify at step 2 (x.cpp:17) "
            "came before worker0 began to wait at step 7, and reached nobody; worker2 waits for Lock outer "
            "(x.cpp:40), held by worker0 since step 5 (x.cpp:9); main joins worker2."});
}

TEST_CASE("two wakeups lost on two conditions are two causes", "[diagnosis]") {
  Workers t;
  const auto second = t.TraceBuilder::condition();
  t.notifies(main_index, 0, 31);
  t.step(main_index, notify, second, 0, 35);
  t.begins_to_wait(t.worker0, 12);
  t.step(t.worker1, acquire, t.lock, 1, 50);
  t.waits(t.worker1, second, t.lock, 51);
  t.stuck(t.worker0, wake, t.condition, 12);
  t.stuck(t.worker1, wake, second, 51);
  t.joins(main_index, t.worker1, 60);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "lost_wakeup: worker0 waits for ever on Condition 1 (x.cpp:12): main's notify at step 2 (x.cpp:31) came "
          "before worker0 began to wait at step 6, and reached nobody.",
          "lost_wakeup: worker1 waits for ever on Condition 2 (x.cpp:51): main's notify at step 4 (x.cpp:35) came "
          "before worker1 began to wait at step 8, and reached nobody; main joins worker1."});
}

TEST_CASE("a thread that cannot take its lock again has lost no wakeup", "[diagnosis]") {
  Workers t;
  t.notifies(t.worker1, 0, 17);
  t.begins_to_wait(t.worker0, 12);
  t.step(t.worker1, acquire, t.lock, 1, 20);
  t.step(t.worker1, notify, t.condition, 1, 21);
  t.ends(t.worker1);
  t.step(t.worker0, wake, t.condition, 1, 12);
  t.stuck(t.worker0, acquire, t.lock, 12);
  t.ends(main_index);
  CHECK(texts(t.diagnose()) ==
        Texts{"abandoned_lock: worker0 waits for ever for Lock 1 (x.cpp:12): worker1 took it at "
              "step 6 (x.cpp:20) and ended without releasing it."});
}

TEST_CASE("a notify that was refused is no signal", "[diagnosis]") {
  Workers t;
  t.step(t.worker1, notify, t.condition, -1, 17)
      .dies(t.worker1, "RuntimeError", "cannot notify on un-acquired lock");
  t.begins_to_wait(t.worker0, 12);
  t.stuck(t.worker0, wake, t.condition, 12).ends(main_index);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 2);
  CHECK(found[0].hazard == Hazard::uncaught_exception);
  CHECK(found[1].hazard == Hazard::deadlock);
}

TEST_CASE("a notify that woke a thread which found nothing and waits again is spent, not lost", "[diagnosis]") {
  Workers t;
  t.begins_to_wait(t.worker0, 12);
  t.notifies(t.worker1, 1, 17);
  t.ends(t.worker1);
  t.step(t.worker0, wake, t.condition, 1, 12).step(t.worker0, acquire, t.lock, 1, 12);
  t.waits(t.worker0, t.condition, t.lock, 12).stuck(t.worker0, wake, t.condition, 12).ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"deadlock: worker0 waits for ever on Condition 1 (x.cpp:12), since step 9: the last signal, worker1's "
            "notify at step 4 (x.cpp:17), woke it, and it waited again; worker1 has ended."});
}
