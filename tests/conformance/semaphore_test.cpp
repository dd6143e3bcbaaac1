/// CPython's own rules for semaphores: those of lock_tests (BaseSemaphoreTests, SemaphoreTests,
/// BoundedSemaphoreTests) and of test_threading, over every schedule.

#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <deque>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// The outcomes with a semaphore of either kind, which must be the same.
template <class Body>
Outcomes of_both(Body body, Options options = {}) {
  Outcomes plain = outcomes_of([body](Recorder& r) { body.template operator()<Semaphore>(r); }, options);
  const Outcomes bounded =
      outcomes_of([body](Recorder& r) { body.template operator()<BoundedSemaphore>(r); }, options);
  if (plain != bounded) return {"the two kinds differ"};
  return plain;
}

constexpr const char* too_many = "ValueError: Semaphore released too many times";

/// Runs `action` in so many threads, and waits for them.
template <class Action>
void in_threads(int count, Action action) {
  std::deque<Thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(action);
  for (Thread& thread : threads) thread.start();
}

}  // namespace

TEST_CASE("BaseSemaphoreTests.test_constructor: a negative first value is a ValueError", "[conformance]") {
  CHECK(of_both([]<class S>(Recorder& r) { r.record("made", raised_by([] { S semaphore(-1); })); }) ==
        Outcomes{"made=ValueError: semaphore initial value must be >= 0"});
}

TEST_CASE("BaseSemaphoreTests.test_acquire: as many acquires as permits do not block", "[conformance]") {
  CHECK(of_both([]<class S>(Recorder& r) {
          S one(1);
          r.record("one", one.acquire());
          one.release();
          S two(2);
          r.record("two", two.acquire());
          r.record("two", two.acquire());
          two.release();
          two.release();
        }) == Outcomes{"one=true two=true,true"});
}

TEST_CASE("BaseSemaphoreTests.test_acquire_destroy: a semaphore may be destroyed while it is acquired",
          "[conformance]") {
  CHECK(of_both([]<class S>(Recorder&) {
          S semaphore;
          semaphore.acquire();
        }) == Outcomes{""});
}

TEST_CASE("BaseSemaphoreTests.test_acquire_contended: as many pass as there are permits, and all get true",
          "[conformance]") {
  CHECK(of_both([]<class S>(Recorder& r) {
          S semaphore(2);
          semaphore.acquire();
          const auto take = [&](const char* who) { return [&, who] { r.record(who, semaphore.acquire()); }; };
          together(take("t"), take("u"), take("v"));
        }) == Outcomes{"t=true deadlock: main,u,v", "u=true deadlock: main,t,v", "v=true deadlock: main,t,u"});
  // By and by: each of three takes two.
  CHECK(of_both(
            []<class S>(Recorder& r) {
              S semaphore(3);
              semaphore.acquire();
              int passed = 0;
              const auto take_two = [&] {
                passed += semaphore.acquire() ? 1 : 0;
                passed += semaphore.acquire() ? 1 : 0;
              };
              std::deque<Thread> threads;
              for (int i = 0; i < 3; ++i) threads.emplace_back(take_two);
              for (Thread& thread : threads) thread.start();
              for (const int more : {0, 3, 1}) {
                for (int i = 0; i < more; ++i) semaphore.release();
                heddle::sleep(1);
                r.record("passed", passed);
              }
              r.record("more", semaphore.acquire(false));
              semaphore.release();
              for (Thread& thread : threads) thread.join();
            },
            {.clock = Clock::virtual_time, .preemption_bound = 0}) == Outcomes{"more=false passed=2,5,6"});
}

TEST_CASE("BaseSemaphoreTests.test_multirelease: release(n) lets as many pass as n releases", "[conformance]") {
  CHECK(of_both(
            []<class S>(Recorder& r) {
              S semaphore(2);
              semaphore.acquire();
              semaphore.acquire();
              int passed = 0;
              Thread t([&] { passed += semaphore.acquire() ? 1 : 0; });
              Thread u([&] { passed += semaphore.acquire() ? 1 : 0; });
              Thread v([&] { passed += semaphore.acquire() ? 1 : 0; });
              t.start();
              u.start();
              v.start();
              for (const int more : {0, 2, 1}) {
                if (more > 0) semaphore.release(more);
                heddle::sleep(1);
                r.record("passed", passed);
              }
              r.record("more", semaphore.acquire(false));
            },
            virtual_time()) == Outcomes{"more=false passed=0,2,3"});
}

TEST_CASE("BaseSemaphoreTests.test_try_acquire: acquire(false) succeeds while permits last", "[conformance]") {
  CHECK(of_both([]<class S>(Recorder& r) {
          S semaphore(2);
          for (int i = 0; i < 3; ++i) r.record("taken", semaphore.acquire(false));
          semaphore.release();
          r.record("taken", semaphore.acquire(false));
        }) == Outcomes{"taken=true,true,false,true"});
}

TEST_CASE("BaseSemaphoreTests.test_try_acquire_contended: of those who try, as many succeed as there are permits",
          "[conformance]") {
  const auto tries = [](int permits, int threads) {
    return [permits, threads]<class S>(Recorder& r) {
      S semaphore(permits);
      semaphore.acquire();
      int taken = 0;
      in_threads(threads, [&] {
        taken += semaphore.acquire(false) ? 1 : 0;
        taken += semaphore.acquire(false) ? 1 : 0;
      });
      r.record("taken", taken);
    };
  };
  CHECK(of_both(tries(3, 2)) == Outcomes{"taken=2"});
  const auto found = explored([&](Recorder& r) { tries(4, 5).operator()<Semaphore>(r); });
  CHECK(found.verdict.exhausted);
  CHECK(found.outcomes == Outcomes{"taken=3"});
}

TEST_CASE("BaseSemaphoreTests.test_acquire_timeout: a timed acquire gives up only where permits run out",
          "[conformance]") {
  const auto body = []<class S>(Recorder& r) {
    S semaphore(2);
    r.record("refused", raised_by([&] { semaphore.acquire(false, 1.0); }));
    r.record("taken", semaphore.acquire(true, 0.005));
    r.record("taken", semaphore.acquire(true, 0.005));
    r.record("taken", semaphore.acquire(true, 0.5));
    semaphore.release();
    r.record("taken", semaphore.acquire(true, 0.005));
    in_threads(1, [&] { r.record("thread", semaphore.acquire(true, 0.5)); });
  };
  const Outcomes wanted{
      "refused=ValueError: can't specify timeout for non-blocking acquire "
      "taken=true,true,false,true thread=false"};
  CHECK(of_both(body) == wanted);
  CHECK(of_both(body, virtual_time()) == wanted);
}

TEST_CASE("BaseSemaphoreTests.test_default_value: there is one permit unless told", "[conformance]") {
  CHECK(of_both([]<class S>(Recorder& r) {
          S semaphore;
          semaphore.acquire();
          Thread t([&] { r.record("t", semaphore.acquire()); });
          t.start();
          r.record("more", semaphore.acquire(false));
          semaphore.release();
        }) == Outcomes{"more=false t=true"});
}

TEST_CASE("BaseSemaphoreTests.test_with: a block takes a permit and gives it back, also when it throws",
          "[conformance]") {
  CHECK(of_both([]<class S>(Recorder& r) {
          S semaphore(2);
          const auto left = [&] { r.record("left", semaphore.value()); };
          const auto blocks = [&](bool throws) {
            With outer(semaphore);
            left();
            {
              With inner(semaphore);
              left();
              if (throws) throw RuntimeError("out");
            }
            left();
          };
          blocks(false);
          left();
          r.record("thrown", raised_by([&] { blocks(true); }));
          left();
        }) == Outcomes{"left=1,0,1,2,1,0,2 thrown=RuntimeError: out"});
}

TEST_CASE("SemaphoreTests.test_release_unacquired: a semaphore may be released beyond its first value",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(1);
          for (int i = 0; i < 3; ++i) semaphore.release();
          for (int i = 0; i < 5; ++i) r.record("taken", semaphore.acquire(false));
        }) == Outcomes{"taken=true,true,true,true,false"});
}

TEST_CASE("SemaphoreTests.test_repr: the number of permits can be asked for", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(3);
          r.record("value", semaphore.value());
          semaphore.acquire();
          r.record("value", semaphore.value());
          semaphore.release();
          semaphore.release();
          r.record("value", semaphore.value());
        }) == Outcomes{"value=3,2,4"});
}

TEST_CASE("BoundedSemaphoreTests.test_release_unacquired: it may not be released beyond its first value",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore;
          r.record("release", raised_by([&] { semaphore.release(); }));
          semaphore.acquire();
          semaphore.release();
          r.record("release", raised_by([&] { semaphore.release(); }));
        }) == Outcomes{std::string("release=") + too_many + "," + too_many});
}

TEST_CASE("BoundedSemaphoreTests.test_repr: the number of permits can be asked for", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore(3);
          r.record("value", semaphore.value());
          semaphore.acquire();
          r.record("value", semaphore.value());
        }) == Outcomes{"value=3,2"});
}

TEST_CASE("ThreadTests.test_various_ops: under a bounded semaphore no more are inside than its value",
          "[conformance]") {
  const auto inside = [](int limit, int count) {
    return [limit, count](Recorder& r) {
      BoundedSemaphore semaphore(limit);
      heddle_std::atomic<int> running(0);
      std::deque<Thread> threads;
      for (int i = 0; i < count; ++i)
        threads.emplace_back([&, limit] {
          With hold(semaphore);
          require(running.fetch_add(1) < limit, "no more than its value");
          require(running.fetch_sub(1) > 0, "and no less than nobody");
        });
      for (Thread& thread : threads) thread.start();
      bool alive = false;
      for (Thread& thread : threads) {
        thread.join();
        alive = alive || thread.is_alive();
      }
      r.record("alive", alive);
      r.record("running", running.load());
    };
  };
  CHECK(outcomes_of(inside(1, 2)) == Outcomes{"alive=false running=0"});
  const auto found = explored(inside(2, 3));
  CHECK(found.verdict.exhausted);
  CHECK(found.outcomes == Outcomes{"alive=false running=0"});
}

TEST_CASE("ThreadTests.test_BoundedSemaphore_limit: as many acquires, as many releases, and one too many",
          "[conformance]") {
  const auto limited = [](int limit) {
    return [limit](Recorder& r) {
      BoundedSemaphore semaphore(limit);
      in_threads(limit, [&] { semaphore.acquire(); });
      in_threads(limit, [&] { semaphore.release(); });
      r.record("release", raised_by([&] { semaphore.release(); }));
    };
  };
  for (const int limit : {1, 2}) CHECK(outcomes_of(limited(limit)) == Outcomes{std::string("release=") + too_many});
  for (const int limit : {3, 4}) {
    const auto found = explored(limited(limit));
    CHECK(found.verdict.exhausted);
    CHECK(found.outcomes == Outcomes{std::string("release=") + too_many});
  }
}

// ---- probes of the interpreter ----

TEST_CASE("probe: Semaphore(-1) and BoundedSemaphore(-1) are ValueErrors", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          r.record("plain", raised_by([] { Semaphore semaphore(-1); }));
          r.record("bounded", raised_by([] { BoundedSemaphore semaphore(-1); }));
        }) == Outcomes{"bounded=ValueError: semaphore initial value must be >= 0 "
                       "plain=ValueError: semaphore initial value must be >= 0"});
}

TEST_CASE("probe: release(0) and release(-1) of a semaphore are ValueErrors", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore;
          r.record("0", raised_by([&] { semaphore.release(0); }));
          r.record("-1", raised_by([&] { semaphore.release(-1); }));
        }) == Outcomes{"-1=ValueError: n must be one or more 0=ValueError: n must be one or more"});
}

TEST_CASE("probe: release(0) of a bounded semaphore is a ValueError", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore;
          r.record("0", raised_by([&] { semaphore.release(0); }));
        }) == Outcomes{"0=ValueError: n must be one or more"});
}

TEST_CASE("probe: a bounded semaphore that was not acquired refuses release with a ValueError", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore;
          r.record("release", raised_by([&] { semaphore.release(); }));
        }) == Outcomes{std::string("release=") + too_many});
}

TEST_CASE("probe: Semaphore.acquire(false, 1) is a ValueError", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore;
          r.record("try", raised_by([&] { semaphore.acquire(false, 1); }));
        }) == Outcomes{"try=ValueError: can't specify timeout for non-blocking acquire"});
}

TEST_CASE("probe: Semaphore.acquire(timeout=-1) takes a permit that is there", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore;
          r.record("taken", semaphore.acquire(true, -1));
        }) == Outcomes{"taken=true"});
}

TEST_CASE("probe: Semaphore(0).acquire does not wait with a timeout of -1 or 0, or without blocking",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Semaphore semaphore(0);
    r.record("-1", semaphore.acquire(true, -1));
    r.record("0", semaphore.acquire(true, 0));
    r.record("not blocking", semaphore.acquire(false));
  };
  CHECK(outcomes_of(body) == Outcomes{"-1=false 0=false not blocking=false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"-1=false 0=false not blocking=false"});
}

TEST_CASE("probe: BoundedSemaphore(3) with two permits refuses release(2), and keeps two", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore(3);
          semaphore.acquire();
          r.record("release", raised_by([&] { semaphore.release(2); }));
          r.record("value", semaphore.value());
        }) == Outcomes{std::string("release=") + too_many + " value=2"});
}
