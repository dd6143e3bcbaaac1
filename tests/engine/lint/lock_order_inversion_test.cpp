#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/lock_order_inversion.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;
using heddle::testing::together;

namespace {

/// Takes two locks and releases them.
void nests(TraceBuilder& t, ThreadIndex thread, ObjectIndex outer, ObjectIndex inner, std::uint32_t line) {
  t.step(thread, acquire, outer, 1, line).step(thread, acquire, inner, 1, line + 1);
  t.step(thread, release, inner, 1, line).step(thread, release, outer, 1, line);
}

void in_two_orders() {
  Lock a("a");
  Lock b("b");
  together(
      [&] {
        const With outer(a);
        const With inner(b);
      },
      [&] {
        const With outer(b);
        const With inner(a);
      });
}

}  // namespace

TEST_CASE("two locks taken in two orders, one after the other this time", "[lint]") {
  TraceBuilder t;
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  const auto worker0 = started(t, "worker0");
  const auto worker1 = started(t, "worker1");
  nests(t, worker0, a, b, 4);
  nests(t, worker1, b, a, 9);

  const auto found = lock_order_inversion(t.trace());
  CHECK(
      texts(found) ==
      Texts{"worker0 takes Lock b at step 4 (x.cpp:5) while it holds Lock a since step 3 (x.cpp:4), and worker1 "
            "takes Lock a at step 8 (x.cpp:10) while it holds Lock b since step 7 (x.cpp:9): each can come to wait "
            "for the other"});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"worker0 at 3: takes Lock a", "worker0 at 4: takes Lock b too", "worker1 at 7: takes Lock b",
              "worker1 at 8: takes Lock a too"});
  CHECK(places(found.front()) == Texts{"worker0 at x.cpp:5", "worker1 at x.cpp:10"});
}

TEST_CASE("a circle of three is told once, from its first lock", "[lint]") {
  TraceBuilder t;
  const ObjectIndex forks[] = {t.lock("fork0"), t.lock("fork1"), t.lock("fork2")};
  for (std::uint32_t i = 0; i < 3; ++i)
    nests(t, started(t, "philosopher" + std::to_string(i)), forks[i], forks[(i + 1) % 3], 5);
  CHECK(texts(lock_order_inversion(t.trace())) ==
        Texts{"philosopher0 takes Lock fork1 at step 3 (x.cpp:6) while it holds Lock fork0 since step 2 (x.cpp:5); "
              "philosopher1 takes Lock fork2 at step 8 (x.cpp:6) while it holds Lock fork1 since step 7 (x.cpp:5); "
              "philosopher2 takes Lock fork0 at step 13 (x.cpp:6) while it holds Lock fork2 since step 12 "
              "(x.cpp:5): each can come to wait for the next, in a circle"});
}

TEST_CASE("one order for all is no inversion", "[lint]") {
  TraceBuilder t;
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  const auto worker0 = started(t, "worker0");
  const auto worker1 = started(t, "worker1");
  nests(t, worker0, a, b, 4);
  nests(t, worker1, a, b, 9);
  CHECK(texts(lock_order_inversion(t.trace())).empty());
}

TEST_CASE("both orders in one thread are no inversion", "[lint]") {
  TraceBuilder t;
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  const auto worker0 = started(t, "worker0");
  nests(t, worker0, a, b, 4);
  nests(t, worker0, b, a, 9);
  CHECK(texts(lock_order_inversion(t.trace())).empty());
}

TEST_CASE("a third lock around both orders guards them, and around one it does not", "[lint]") {
  for (const bool both : {true, false}) {
    TraceBuilder t;
    const auto gate = t.lock("gate");
    const auto a = t.lock("a");
    const auto b = t.lock("b");
    const auto worker0 = started(t, "worker0");
    const auto worker1 = started(t, "worker1");
    t.step(worker0, acquire, gate, 1, 1);
    nests(t, worker0, a, b, 4);
    t.step(worker0, release, gate, 1, 1);
    if (both) t.step(worker1, acquire, gate, 1, 2);
    nests(t, worker1, b, a, 9);
    if (both) t.step(worker1, release, gate, 1, 2);
    CHECK(lock_order_inversion(t.trace()).size() == (both ? 0 : 1));
  }
}

TEST_CASE("threads that a join or a start keeps apart invert nothing", "[lint]") {
  TraceBuilder t;
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  const auto worker0 = started(t, "worker0");
  nests(t, worker0, a, b, 4);
  t.ends(worker0).step(main_index, join, t.trace().threads[worker0].object, 1, 20);
  SECTION("main itself, after the join") { nests(t, main_index, b, a, 9); }
  SECTION("another thread, started after the join") { nests(t, started(t, "worker1"), b, a, 9); }
  CHECK(texts(lock_order_inversion(t.trace())).empty());
}

TEST_CASE("a lock that is only tried does not wait", "[lint]") {
  TraceBuilder t;
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  const auto worker0 = started(t, "worker0");
  const auto worker1 = started(t, "worker1");
  nests(t, worker0, a, b, 4);
  t.step(worker1, acquire, b, 1, 9).step(worker1, try_to_acquire, a, 1, 10);
  t.step(worker1, release, a, 1, 11).step(worker1, release, b, 1, 11);
  CHECK(texts(lock_order_inversion(t.trace())).empty());
}

TEST_CASE("a lock that is taken again by its owner is waited for only once", "[lint]") {
  TraceBuilder t;
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  const auto worker0 = started(t, "worker0");
  const auto worker1 = started(t, "worker1");
  nests(t, worker0, a, b, 4);
  t.step(worker1, acquire, a, 1, 8);
  nests(t, worker1, b, a, 9);
  t.step(worker1, release, a, 1, 8);
  CHECK(texts(lock_order_inversion(t.trace())).empty());
}

TEST_CASE("what one thread acquires and another releases is no lock, nor is what has room for two", "[lint]") {
  const auto nest = [](Semaphore& a, Semaphore& b) {
    together(
        [&] {
          const With outer(a);
          const With inner(b);
        },
        [&] {
          const With outer(b);
          const With inner(a);
        });
  };
  CHECK(warned(
            [&] {
              Semaphore a(2, "a");
              Semaphore b(1, "b");
              nest(a, b);
            },
            a_glance())
            .empty());
  CHECK(warned(
            [&] {
              Semaphore a(1, "a");
              Semaphore b(1, "b");
              nest(a, b);
            },
            a_glance()) == Texts{"lock_order_inversion confirmed"});
  CHECK(warned(
            [&] {
              Semaphore go(0, "go");
              Lock lock("lock");
              together(
                  [&] {
                    go.acquire();
                    const With hold(lock);
                  },
                  [&] {
                    const With hold(lock);
                    go.release();
                  });
            },
            a_glance())
            .empty());
}

TEST_CASE("an inversion is confirmed by a search directed at it, if the search itself has not found it", "[lint]") {
  const Verdict verdict = check("test", in_two_orders, linting(a_glance()));
  CHECK_FALSE(verdict.violated());
  REQUIRE(verdict.warnings.size() == 1);
  const Warning& warning = verdict.warnings.front();
  CHECK(warning.standing == Standing::confirmed);
  CHECK_FALSE(warning.found_by_search);
  REQUIRE(warning.found_by_direction);
  CHECK(warning.found_by_direction->hazard == Hazard::lock_cycle);
  const Replay again = replay("test", in_two_orders, warning.found_by_direction->schedule);
  REQUIRE(again.findings.size() == 1);
  CHECK(again.findings.front().message == warning.found_by_direction->message);
  CHECK(replay("test", in_two_orders, warning.schedule).findings.empty());
}

TEST_CASE("an inversion that the search has found wrong is told with that finding", "[lint]") {
  const Verdict verdict = check("test", in_two_orders, linting());
  REQUIRE(verdict.warnings.size() == 1);
  CHECK(verdict.warnings.front().standing == Standing::confirmed);
  CHECK(verdict.warnings.front().found_by_search == 0U);
  CHECK_FALSE(verdict.warnings.front().found_by_direction);
}

TEST_CASE("an inversion that something else keeps from going wrong is harmless where every schedule was seen",
          "[lint]") {
  const auto handed_over = [] {
    Lock a("a");
    Lock b("b");
    Event done("done");
    together(
        [&] {
          {
            const With outer(a);
            const With inner(b);
          }
          done.set();
        },
        [&] {
          done.wait();
          const With outer(b);
          const With inner(a);
        });
  };
  CHECK(warned(handed_over) == Texts{"lock_order_inversion harmless_here"});
  CHECK(warned(handed_over, a_glance()) == Texts{"lock_order_inversion unconfirmed"});
}

TEST_CASE("who waits on a condition takes its lock again, while holding another", "[lint]") {
  TraceBuilder t;
  const auto outer = t.lock("outer");
  const auto inner = t.lock("inner");
  const auto ready = t.condition("ready");
  const auto worker0 = started(t, "worker0");
  const auto worker1 = started(t, "worker1");
  t.step(worker0, acquire, outer, 1, 3).step(worker0, acquire, inner, 1, 4);
  t.waits(worker0, ready, inner, 5);
  t.step(main_index, acquire, inner, 1, 20).step(main_index, notify, ready, 1, 21);
  t.step(main_index, release, inner, 1, 22);
  t.step(worker0, wake, ready, 1, 5).step(worker0, acquire, inner, 1, 5);
  t.step(worker0, release, inner, 1, 6).step(worker0, release, outer, 1, 6);
  nests(t, worker1, inner, outer, 9);
  const auto found = lock_order_inversion(t.trace());
  CHECK(found.size() == 2);  // where worker0 takes it first, and where it takes it again
  CHECK(places(found.back()) == Texts{"worker0 at x.cpp:5", "worker1 at x.cpp:10"});
}
