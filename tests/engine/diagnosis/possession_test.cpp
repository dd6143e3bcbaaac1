#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/possession.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("permits that were taken by threads that ended are lost", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto pool = t.semaphore("pool");
  t.step(a, acquire, pool, 1, 5).step(b, acquire, pool, 1, 5).ends(a).dies(b, "RuntimeError", "connection reset");
  t.stuck(main_index, acquire, pool, 9);
  const auto found = t.diagnose();
  CHECK(texts(found) ==
        Texts{"uncaught_exception: b died of RuntimeError: connection reset, after its step 2 (x.cpp:5).",
              "abandoned_lock: main waits for ever for a permit of Semaphore pool (x.cpp:9): it began with 2 "
              "permits; a "
              "took 1 at step 1 (x.cpp:5), never released it, and has ended; b took 1 at step 2 (x.cpp:5), never "
              "released it, and died of RuntimeError: connection reset."});
  CHECK(texts(t.trace(), found.back().marks) ==
        Texts{"a at 1: takes a permit of Semaphore pool, and never releases it",
              "b at 2: takes a permit of Semaphore pool, and never releases it",
              "main: waits for a permit of Semaphore pool"});
}

TEST_CASE("a thread that has some of the permits waits for those that were lost", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto pool = t.semaphore();
  t.step(a, acquire, pool, 1, 5).step(a, acquire, pool, 1, 6).ends(a);
  t.step(main_index, acquire, pool, 1, 9).stuck(main_index, acquire, pool, 9);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "abandoned_lock: main waits for ever for a permit of Semaphore 1 (x.cpp:9): it began with 3 permits; "
          "main "
          "took 1 at step 4 (x.cpp:9) itself; a took 2, the last at step 2 (x.cpp:6), never released them, and has "
          "ended."});
}

TEST_CASE("a thread that has all permits waits for one more", "[diagnosis]") {
  TraceBuilder t;
  const auto semaphore = t.semaphore();
  t.step(main_index, acquire, semaphore, 1, 4);
  SECTION("of one") {
    t.stuck(main_index, acquire, semaphore, 6);
    CHECK(
        texts(t.diagnose()) ==
        Texts{"self_deadlock: main waits for ever for a permit of Semaphore 1 (x.cpp:6), whose only permit it took "
              "itself at step 1 (x.cpp:4)."});
  }
  SECTION("of two") {
    t.step(main_index, acquire, semaphore, 1, 5).stuck(main_index, acquire, semaphore, 6);
    CHECK(
        texts(t.diagnose()) ==
        Texts{"self_deadlock: main waits for ever for a permit of Semaphore 1 (x.cpp:6), all of whose 2 permits it "
              "took itself, the last at step 2 (x.cpp:5)."});
  }
}

TEST_CASE("threads that wait for each other's permits", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  SECTION("of two semaphores") {
    const auto left = t.semaphore("left");
    const auto right = t.semaphore("right");
    t.step(a, acquire, left, 1, 4).step(b, acquire, right, 1, 4);
    t.stuck(a, acquire, right, 5).stuck(b, acquire, left, 5).ends(main_index);
    const auto found = t.diagnose();
    CHECK(texts(found) == Texts{"lock_cycle: a and b wait for each other: a waits for a permit of Semaphore right "
                                "(x.cpp:5), whose only "
                                "permit b took at step 2 (x.cpp:4); b waits for a permit of Semaphore left "
                                "(x.cpp:5), whose only permit "
                                "a took at step 1 (x.cpp:4)."});
    CHECK(texts(t.trace(), found.front().marks).front() == "a at 1: takes a permit of Semaphore left");
  }
  SECTION("of one") {
    const auto pool = t.semaphore("pool");
    t.step(a, acquire, pool, 1, 4).step(b, acquire, pool, 1, 4);
    t.stuck(a, acquire, pool, 5).stuck(b, acquire, pool, 5).ends(main_index);
    CHECK(
        texts(t.diagnose()) ==
        Texts{
            "lock_cycle: a and b wait for each other: a waits for a permit of Semaphore pool (x.cpp:5), of whose 2 "
            "permits b took 1 at step 2 (x.cpp:4); b waits for a permit of Semaphore pool (x.cpp:5), of whose 2 "
            "permits a took 1 at step 1 (x.cpp:4)."});
  }
}

TEST_CASE("permits that one thread takes and another gives are nobody's", "[diagnosis]") {
  TraceBuilder t;
  const auto producer = t.thread("producer");
  const auto items = t.semaphore("items");
  t.step(producer, release, items, 1, 5).step(main_index, acquire, items, 1, 9);
  t.step(producer, release, items, 2, 6).step(main_index, acquire, items, 1, 9);
  t.step(main_index, acquire, items, 1, 9).stuck(main_index, acquire, items, 9);
  SECTION("and the giver has ended") {
    t.ends(producer);
    CHECK(
        texts(t.diagnose()) ==
        Texts{"deadlock: main waits for ever for a permit of Semaphore items (x.cpp:9), since step 5: it began "
              "with 0 "
              "permits, 3 were released and 3 acquired; producer released 3, the last at step 3 (x.cpp:6), and has "
              "ended; nobody is left who releases any."});
  }
  SECTION("and the giver is stuck") {
    const auto lock = t.lock();
    t.step(producer, acquire, lock, 1, 7).stuck(producer, acquire, lock, 8);
    CHECK(texts(t.diagnose()) ==
          Texts{"self_deadlock: producer waits for ever for Lock 1 (x.cpp:8), which it holds itself since step 6 "
                "(x.cpp:7); main waits for a permit of Semaphore items (x.cpp:9), producer released some before."});
  }
}

TEST_CASE("producer and consumer wait for each other's signals", "[diagnosis]") {
  TraceBuilder t;
  const auto producer = t.thread("producer");
  const auto consumer = t.thread("consumer");
  const auto slots = t.semaphore("slots");
  const auto items = t.semaphore("items");
  t.step(producer, acquire, slots, 1, 4).step(producer, release, items, 1, 5);
  t.step(consumer, acquire, items, 1, 8).step(consumer, release, slots, 1, 9);
  t.step(producer, acquire, slots, 1, 4);
  t.stuck(producer, acquire, slots, 4).stuck(consumer, acquire, items, 8).ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "deadlock: producer waits for ever for a permit of Semaphore slots (x.cpp:4), since step 5: it began "
          "with "
          "1 permit, 1 was released and 2 acquired; consumer released 1, at step 4 (x.cpp:9), and now waits for a "
          "permit of Semaphore items (x.cpp:8); consumer waits for ever for a permit of Semaphore items (x.cpp:8), "
          "since step 4: it began with 0 permits, 1 was released and 1 acquired; producer released 1, at step 2 "
          "(x.cpp:5), and now waits for a permit of Semaphore slots (x.cpp:4)."});
}

TEST_CASE("nobody ever gave a permit", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto done = t.semaphore("done");
  t.dies(worker, "ValueError", "").stuck(main_index, acquire, done, 9);
  CHECK(texts(t.diagnose()).back() ==
        "deadlock: main waits for ever for a permit of Semaphore done (x.cpp:9), from the start: it began with 0 "
        "permits; nobody ever released any; worker died of ValueError.");
}
