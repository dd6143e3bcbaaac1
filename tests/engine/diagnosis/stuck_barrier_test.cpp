#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/stuck_barrier.hpp>
#include <heddle/heddle.hpp>

#include <set>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

struct Assembly : TraceBuilder {
  ThreadIndex a = thread("a");
  ThreadIndex b = thread("b");
  ObjectIndex barrier = TraceBuilder::barrier();

  /// All threads come to the barrier and go on.
  void meet(std::initializer_list<ThreadIndex> threads, std::uint32_t line) {
    auto missing = static_cast<std::int64_t>(threads.size());
    for (const ThreadIndex thread : threads) step(thread, arrive, barrier, --missing, line);
    for (const ThreadIndex thread : threads)
      if (thread != *(threads.end() - 1)) step(thread, leave, barrier, 1, line);
  }
  /// The thread comes to the barrier and waits there for ever.
  void waits(ThreadIndex thread, std::int64_t missing, std::uint32_t line) {
    step(thread, arrive, barrier, missing, line).stuck(thread, leave, barrier, line);
  }
};

std::set<Hazard> hazards_of(const std::function<void()>& body) {
  std::set<Hazard> hazards;
  for (const Finding& finding : check("it", body).findings) hazards.insert(finding.hazard);
  return hazards;
}

}  // namespace

TEST_CASE("a barrier to which fewer come than it has parties", "[diagnosis]") {
  Assembly t;
  t.waits(t.a, 2, 5);
  t.waits(t.b, 1, 6);
  t.joins(main_index, t.a, 9);
  const auto found = t.diagnose();
  CHECK(
      texts(found) ==
      Texts{
          "stuck_barrier: a (x.cpp:5) and b (x.cpp:6) wait for ever at Barrier 1, since steps 1 and 2: 1 of its 3 "
          "parties is missing; nobody else ever came; main joins a."});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"a: waits at Barrier 1", "b: waits at Barrier 1", "main: joins a"});
}

TEST_CASE("one who came to the barrier before and has ended is missing", "[diagnosis]") {
  Assembly t;
  t.meet({t.a, t.b}, 5);
  SECTION("in peace") {
    t.ends(t.b);
    t.waits(t.a, 1, 7);
    t.joins(main_index, t.a, 9);
    const auto found = t.diagnose();
    CHECK(texts(found) ==
          Texts{"stuck_barrier: a waits for ever at Barrier 1 (x.cpp:7), since step 5: 1 of its 2 parties is "
                "missing; b "
                "last came at step 2 (x.cpp:5), and has ended; nobody else ever came; main joins a."});
    CHECK(texts(t.trace(), found.front().marks) ==
          Texts{"b at 2: comes for the last time", "a: waits at Barrier 1", "main: joins a"});
  }
  SECTION("by an exception") {
    t.dies(t.b, "RuntimeError", "phase 1 failed");
    t.waits(t.a, 1, 7);
    t.joins(main_index, t.a, 9);
    CHECK(
        texts(t.diagnose()) ==
        Texts{
            "uncaught_exception: b died of RuntimeError: phase 1 failed, after its step 2 (x.cpp:5).",
            "stuck_barrier: a waits for ever at Barrier 1 (x.cpp:7), since step 5: 1 of its 2 parties is missing; "
            "b "
            "last came at step 2 (x.cpp:5), and died of RuntimeError: phase 1 failed; nobody else ever came; main "
            "joins a."});
  }
}

TEST_CASE("one who came to the barrier before and waits for those who are there is missing", "[diagnosis]") {
  Assembly t;
  t.meet({t.a, t.b}, 5);
  SECTION("for what one of them holds") {
    const auto lock = t.lock();
    t.step(t.a, acquire, lock, 1, 6);
    t.waits(t.a, 1, 7);
    t.stuck(t.b, acquire, lock, 6).ends(main_index);
    CHECK(
        texts(t.diagnose()) ==
        Texts{
            "stuck_barrier: a waits for ever at Barrier 1 (x.cpp:7), since step 5: 1 of its 2 parties is missing; "
            "b "
            "last came at step 2 (x.cpp:5), and now waits for Lock 1 (x.cpp:6), held by a since step 4 (x.cpp:6); "
            "nobody else ever came."});
  }
  SECTION("at another barrier") {
    const auto other = t.TraceBuilder::barrier();
    t.step(t.a, arrive, other, 1, 6).step(t.b, arrive, other, 0, 6).step(t.a, leave, other, 1, 6);
    t.waits(t.a, 1, 7);
    t.step(t.b, arrive, other, 1, 8).stuck(t.b, leave, other, 8).ends(main_index);
    CHECK(texts(t.diagnose()) ==
          Texts{"stuck_barrier: a waits for ever at Barrier 1 (x.cpp:7), since step 7: 1 of its 2 parties is "
                "missing; b "
                "last came at step 2 (x.cpp:5), and now waits at Barrier 2 (x.cpp:8); nobody else ever came."});
  }
}

TEST_CASE("a barrier is not to blame if one who came before is stuck for another reason", "[diagnosis]") {
  Assembly t;
  t.meet({t.a, t.b}, 5);
  t.waits(t.a, 1, 7);
  SECTION("at a lock") {
    const auto lock = t.lock();
    t.step(t.b, acquire, lock, 1, 8).stuck(t.b, acquire, lock, 9).ends(main_index);
    CHECK(
        texts(t.diagnose()) ==
        Texts{
            "self_deadlock: b waits for ever for Lock 1 (x.cpp:9), which it holds itself since step 5 (x.cpp:8); a "
            "waits at Barrier 1 (x.cpp:7), b came there before."});
  }
  SECTION("at a queue") {
    t.stuck(t.b, get, t.queue(), 9).ends(main_index);
    CHECK(
        texts(t.diagnose()) ==
        Texts{"starved_queue: b waits for ever to get from Queue 1 (x.cpp:9): nobody ever put anything into it; a "
              "waits at Barrier 1 (x.cpp:7), b came there before."});
  }
  SECTION("at an event") {
    const auto event = t.event();
    t.step(t.b, wait, event, 0, 9).stuck(t.b, wake, event, 9).ends(main_index);
    CHECK(
        texts(t.diagnose()) ==
        Texts{"deadlock: b waits for ever on Event 1 (x.cpp:9), since step 5: nobody ever signalled it; a waits at "
              "Barrier 1 (x.cpp:7), b came there before."});
  }
}

TEST_CASE("a barrier to which nobody else ever came is told with another cause", "[diagnosis]") {
  Assembly t;
  const auto lock = t.lock();
  t.waits(t.a, 1, 7);
  t.step(t.b, acquire, lock, 1, 8).stuck(t.b, acquire, lock, 9).ends(main_index);
  CHECK(texts(t.diagnose()) ==
        Texts{"self_deadlock: b waits for ever for Lock 1 (x.cpp:9), which it holds itself since step 2 (x.cpp:8); "
              "meanwhile a waits at Barrier 1 (x.cpp:7): 1 of its 2 parties is missing; nobody else ever came."});
}

TEST_CASE("several who wait at a barrier are told with another cause", "[diagnosis]") {
  Assembly t;
  const auto c = t.thread("c");
  const auto lock = t.lock();
  t.waits(t.a, 2, 7);
  t.waits(c, 1, 6);
  t.step(t.b, acquire, lock, 1, 8).stuck(t.b, acquire, lock, 9).ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "self_deadlock: b waits for ever for Lock 1 (x.cpp:9), which it holds itself since step 3 (x.cpp:8); "
          "meanwhile a waits at Barrier 1 (x.cpp:7): 1 of its 3 parties is missing; nobody else ever came; c waits "
          "at Barrier 1, too (x.cpp:6)."});
}

TEST_CASE("a queue that nobody used is told with a barrier that is stuck", "[diagnosis]") {
  Assembly t;
  t.waits(t.a, 1, 7);
  t.stuck(t.b, get, t.queue(), 9).ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"stuck_barrier: a waits for ever at Barrier 1 (x.cpp:7), since step 1: 1 of its 2 parties is missing; "
            "nobody else ever came; meanwhile b waits to get from Queue 1 (x.cpp:9): nobody ever put anything into "
            "it."});
}

TEST_CASE("a barrier that was broken up before is stuck", "[diagnosis]") {
  Assembly t;
  t.step(t.b, arrive, t.barrier, 1, 5).step(main_index, reset, t.barrier, 1, 20).ends(main_index);
  t.step(t.b, leave, t.barrier, 0, 5).dies(t.b, "BrokenBarrierError", "");
  t.waits(t.a, 1, 7);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "uncaught_exception: b died of BrokenBarrierError, after its step 4 (x.cpp:5): main's reset at step 2 "
          "(x.cpp:20) broke up Barrier 1, when b was there and 1 of 2 parties was missing; a came at step 6 "
          "(x.cpp:7), too late.",
          "stuck_barrier: a waits for ever at Barrier 1 (x.cpp:7), since step 6: 1 of its 2 parties is missing; b "
          "last came at step 1 (x.cpp:5), and died of BrokenBarrierError; nobody else ever came; main's reset at "
          "step 2 (x.cpp:20) broke up Barrier 1 before."});
}

TEST_CASE("daemons that wait at a barrier are at rest", "[diagnosis]") {
  TraceBuilder t;
  const auto daemon = t.daemon("daemon");
  const auto barrier = t.barrier();
  const auto event = t.event();
  t.step(daemon, arrive, barrier, 1, 5).stuck(daemon, leave, barrier, 5);
  t.step(main_index, wait, event, 0, 9).stuck(main_index, wake, event, 9);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: main waits for ever on Event 1 (x.cpp:9), since step 2: nobody ever signalled it."});
}

TEST_CASE("a barrier without parties", "[diagnosis]") {
  Assembly t;
  t.waits(t.a, -1, 5);
  t.ends(t.b).ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "stuck_barrier: a waits for ever at Barrier 1 (x.cpp:5), since step 1: it has 0 parties, so that nobody "
          "ever gets through; nobody else ever came."});
}

TEST_CASE("the last one to come is stuck in the action of the barrier", "[diagnosis]") {
  Assembly t;
  t.waits(t.a, 1, 5);
  t.step(t.b, arrive, t.barrier, 0, 5);
  SECTION("which waits at the barrier itself") {
    t.stuck(t.b, arrive, t.barrier, 3).ends(main_index);
    const auto found = t.diagnose();
    CHECK(
        texts(found) ==
        Texts{"self_deadlock: b waits for ever for Barrier 1 (x.cpp:3), in whose action it is itself since step 2 "
              "(x.cpp:5); a waits for Barrier 1 (x.cpp:5), in whose action b is since step 2 (x.cpp:5)."});
    CHECK(texts(t.trace(), found.front().marks) == Texts{"b at 2: comes last to Barrier 1",
                                                         "b: waits for Barrier 1, which it holds",
                                                         "a: waits for Barrier 1"});
  }
  SECTION("which waits for what another holds who comes to the barrier") {
    const auto lock = t.lock();
    t.step(main_index, acquire, lock, 1, 8).stuck(main_index, call_off, t.barrier, 9).stuck(t.b, acquire, lock, 3);
    CHECK(
        texts(t.diagnose()) ==
        Texts{
            "lock_cycle: main and b wait for each other: main waits for Barrier 1 (x.cpp:9), in whose action b is "
            "since step 2 (x.cpp:5); b waits for Lock 1 (x.cpp:3), held by main since step 3 (x.cpp:8); a waits "
            "for "
            "Barrier 1 (x.cpp:5), in whose action b is since step 2 (x.cpp:5)."});
  }
}

TEST_CASE("real barriers get stuck, too", "[diagnosis]") {
  CHECK(hazards_of([] {
          Barrier barrier(3);
          Thread a([&] { barrier.wait(); }, "a");
          Thread b([&] { barrier.wait(); }, "b");
          a.start();
          b.start();
          a.join();
        }) == std::set{Hazard::stuck_barrier});
  CHECK(hazards_of([] {
          Barrier barrier(2);
          Thread a([&] { barrier.wait(), barrier.wait(); }, "a");
          Thread b([&] { barrier.wait(); }, "b");
          a.start();
          b.start();
        }) == std::set{Hazard::stuck_barrier});
  CHECK(hazards_of([] {
          Barrier* place = nullptr;
          Barrier barrier(2, [&] { place->wait(); });
          place = &barrier;
          Thread a([&] { barrier.wait(); }, "a");
          a.start();
          barrier.wait();
        }) == std::set{Hazard::self_deadlock});
}

TEST_CASE("an expectation of deadlock accepts a stuck barrier", "[diagnosis]") {
  CHECK(is_deadlock(Hazard::stuck_barrier));
}
