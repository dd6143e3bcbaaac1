#include <heddle/engine/strategies/bounded_dpor.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/known_programs.hpp"
#include "tests/support/outcomes.hpp"

#include <cstdint>

using namespace heddle;
using namespace heddle::testing;

namespace {

Explored within(std::uint32_t preemptions, Search search, const std::function<void(Recorder&)>& body) {
  Options options;
  options.search = search;
  options.preemption_bound = preemptions;
  return explored(body, options);
}

void two_stores_each(Recorder& r) {
  Atomic x{0};
  const auto twice = [&](int first) {
    x.store(first);
    x.store(first + 1);
  };
  together([&] { twice(1); }, [&] { twice(3); });
  r.record("x", x.load());
}

void unrelated(Recorder&) {
  Atomic x{0};
  Atomic y{0};
  const auto thrice = [](Atomic& own) {
    for (int i = 0; i < 3; ++i) own.store(i);
  };
  together([&] { thrice(x); }, [&] { thrice(y); });
}

}  // namespace

TEST_CASE("within each bound, a bounded search by classes sees what all interleavings within it show",
          "[bounded_dpor]") {
  for (const std::uint32_t preemptions : {0U, 1U, 2U, 3U}) {
    INFO(preemptions);
    const Explored all = within(preemptions, Search::depth_first, two_stores_each);
    const Explored some = within(preemptions, Search::dpor, two_stores_each);
    CHECK(some.outcomes == all.outcomes);
    CHECK(some.verdict.exhausted);
    CHECK(some.executions <= all.executions);
  }
}

TEST_CASE("what commutes is not preempted", "[bounded_dpor]") {
  const Explored all = within(2, Search::depth_first, unrelated);
  const Explored some = within(2, Search::dpor, unrelated);
  CHECK(all.verdict.preemptions_bounded);
  CHECK(all.executions == 56);
  CHECK(some.executions == 6);  // whether main, joining, has to wait for t's end, and u's, makes a difference
}

TEST_CASE("a bounded search is complete once nothing is left out", "[bounded_dpor]") {
  CHECK(within(1, Search::dpor, two_stores_each).verdict.preemptions_bounded);
  CHECK_FALSE(within(1, Search::dpor, two_stores_each).verdict.complete);
  CHECK(within(9, Search::dpor, two_stores_each).verdict.complete);
}

TEST_CASE("a reversal that takes a preemption is also tried where it takes none", "[bounded_dpor]") {
  // Without preemptions u must go first to come between.
  const auto body = [](Recorder& r) {
    Atomic x{0};
    together(
        [&] {
          x.store(1);
          x.store(2);
        },
        [&] { r.record("u", x.load()); });
  };
  CHECK(within(0, Search::dpor, body).outcomes == Outcomes{"u=0", "u=2"});
  CHECK(within(1, Search::dpor, body).outcomes == Outcomes{"u=0", "u=1", "u=2"});
}

TEST_CASE("who would block there gives way without a preemption", "[bounded_dpor]") {
  // Found by the oracle: t2 ends after main's wait has timed out and before main ends, which takes main to wait for
  // t1 in between: so t1 must not have ended, although nothing else that it does matters.
  CHECK(outcomes_of(
            [](Recorder& r) {
              Event event;
              Thread t1([&] { (void)event.is_set(); }, "t1");
              Thread t2(
                  [&] {
                    event.set();
                    r.record("t2", "set");
                  },
                  "t2", true);
              t1.start();
              t2.start();
              r.record("set", event.is_set());
              t2.join(1);
              r.record("alive", t2.is_alive());
            },
            {.preemption_bound = 2})
            .contains("alive=true set=true t2=set"));
}

TEST_CASE("where a bounded search is cut, or a requirement fails, all is tried on the way", "[bounded_dpor]") {
  const auto body = [](Recorder& r) {
    Atomic x{0};
    together(
        [&] {
          for (;;) r.record("t", x.fetch_add(1));
        },
        [&] { require(x.load() != 2, "not 2"); });
  };
  CHECK(outcomes_of(body, {.max_steps = 6, .preemption_bound = 1}) ==
        outcomes_of_all_schedules(body, {.max_steps = 6, .preemption_bound = 1}));
}

TEST_CASE("a timeout comes before a put that its get never met, as well", "[bounded_dpor]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Queue<int> queue;
              Thread t([&] { r.record("t", raised_by([&] { r.record("got", queue.get(true, 1)); })); }, "t");
              t.start();
              queue.put(1);
              queue.put(2);
              (void)queue.get();
            },
            {.preemption_bound = 0}) == Outcomes{"got=2 t=nothing", "t=Empty"});
}

TEST_CASE("a timeout comes between the acquires before the release that its own acquire met", "[bounded_dpor]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Semaphore semaphore(2);
              Thread t(
                  [&] {
                    (void)semaphore.acquire();
                    (void)semaphore.acquire();
                    semaphore.release();
                    semaphore.release();
                    r.record("last", semaphore.acquire(false));
                  },
                  "t");
              t.start();
              r.record("main", semaphore.acquire(true, 1));
              t.join();
            },
            {.preemption_bound = 1})
            .contains("last=true main=false"));
}

TEST_CASE("within a bound on preemptions, who got a permit late may time out before one that was not for it",
          "[bounded_dpor]") {
  // Before the first release, without a preemption. What main gets is the second one's permit, and it cannot come
  // earlier and get the first one's, which would take a preemption more.
  CHECK(outcomes_of(
            [](Recorder& r) {
              Semaphore semaphore(1);
              Thread t1(
                  [&] {
                    { const With hold(semaphore); }
                    semaphore.release();
                    r.record("t1", semaphore.acquire());
                  },
                  "t1");
              t1.start();
              r.record("main", semaphore.acquire(true, 2));
            },
            {.preemption_bound = 1}) ==
        Outcomes{"main=false t1=true", "main=true deadlock: main,t1", "main=true t1=true"});
}
