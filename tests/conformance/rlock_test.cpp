#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

using namespace heddle;
using namespace heddle::testing;

// RLockTests hold for an RLock, and for a Condition used as one (ConditionAsRLockTests).

TEMPLATE_TEST_CASE("RLockTests.test_reacquire: it needs as many releases as there were acquires", "[conformance]",
                   RLock, Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          const auto free_for_others = [&] {
            bool taken = false;
            Thread other(
                [&] {
                  taken = lock.acquire(false);
                  if (taken) lock.release();
                },
                "other");
            other.start();
            other.join();
            return taken;
          };
          lock.acquire();
          lock.acquire();
          lock.release();
          lock.acquire();
          lock.release();
          r.record("free", free_for_others());
          lock.release();
          r.record("free", free_for_others());
        }) == Outcomes{"free=false,true"});
}

TEMPLATE_TEST_CASE("RLockTests.test_release_unacquired: one release too many is refused", "[conformance]", RLock,
                   Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          r.record("release", raised_by([&] { lock.release(); }));
          lock.acquire();
          lock.acquire();
          lock.release();
          lock.acquire();
          lock.release();
          lock.release();
          r.record("release", raised_by([&] { lock.release(); }));
        }) == Outcomes{"release=RuntimeError: cannot release un-acquired lock,"
                       "RuntimeError: cannot release un-acquired lock"});
}

TEST_CASE("RLockTests.test_release_save_unacquired: what waits with it must hold it", "[conformance]") {
  // Condition.wait is who uses _release_save().
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          Condition condition(lock);
          r.record("wait", raised_by([&] { condition.wait(); }));
          lock.acquire();
          lock.acquire();
          lock.release();
          lock.acquire();
          lock.release();
          lock.release();
          r.record("wait", raised_by([&] { condition.wait(); }));
        }) == Outcomes{"wait=RuntimeError: cannot wait on un-acquired lock,"
                       "RuntimeError: cannot wait on un-acquired lock"});
}

TEMPLATE_TEST_CASE("RLockTests.test_different_thread: only its owner can release it", "[conformance]", RLock,
                   Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          lock.acquire();
          Thread t([&] { r.record("release", raised_by([&] { lock.release(); })); }, "t");
          t.start();
          t.join();
          r.record("still", raised_by([&] { lock.release(); }));
        }) == Outcomes{"release=RuntimeError: cannot release un-acquired lock still=nothing"});
}

TEMPLATE_TEST_CASE("RLockTests.test__is_owned: its owner is who has it, at any depth, and nobody else",
                   "[conformance]", RLock, Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          r.record("owned", lock.owned());
          lock.acquire();
          r.record("owned", lock.owned());
          lock.acquire();
          r.record("owned", lock.owned());
          Thread t([&] { r.record("by another", lock.owned()); }, "t");
          t.start();
          t.join();
          lock.release();
          r.record("owned", lock.owned());
          lock.release();
          r.record("owned", lock.owned());
        }) == Outcomes{"by another=false owned=false,true,true,true,false"});
}

TEST_CASE("probe: an RLock that one does not own cannot be released", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          r.record("release", raised_by([&] { lock.release(); }));
        }) == Outcomes{"release=RuntimeError: cannot release un-acquired lock"});
}

TEST_CASE("probe: RLock.acquire without blocking takes no timeout", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          r.record("acquire", raised_by([&] { lock.acquire(false, 1); }));
        }) == Outcomes{"acquire=ValueError: can't specify a timeout for a non-blocking call"});
}
