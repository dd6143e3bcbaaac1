#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <memory>

using namespace heddle;
using namespace heddle::testing;

// BaseLockTests hold for a Lock, for an RLock, and for a Condition used as a lock.

namespace {

/// Whether another thread finds it free.
template <class Lockable>
bool free_for_others(Lockable& lock) {
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
}

}  // namespace

TEMPLATE_TEST_CASE("BaseLockTests.test_constructor: a lock can be made and dropped without use", "[conformance]",
                   Lock, RLock, Condition) {
  CHECK(outcomes_of([] { const TestType lock; }) == Outcomes{""});
}

TEMPLATE_TEST_CASE("BaseLockTests.test_acquire_destroy: a lock can be dropped while it is held", "[conformance]",
                   Lock, RLock, Condition) {
  CHECK(outcomes_of([] {
          TestType lock;
          lock.acquire();
        }) == Outcomes{""});
}

TEMPLATE_TEST_CASE("BaseLockTests.test_acquire_release: one thread takes it and gives it back", "[conformance]",
                   Lock, RLock, Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          r.record("acquire", lock.acquire());
          lock.release();
          r.record("free", free_for_others(lock));
        }) == Outcomes{"acquire=true free=true"});
}

TEMPLATE_TEST_CASE("BaseLockTests.test_try_acquire: a try of a free lock succeeds", "[conformance]", Lock, RLock,
                   Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          r.record("try", lock.acquire(false));
          lock.release();
        }) == Outcomes{"try=true"});
}

TEMPLATE_TEST_CASE(
    "BaseLockTests.test_try_acquire_contended: a try of what another thread holds fails and does not block",
    "[conformance]", Lock, RLock, Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          lock.acquire();
          Thread t([&] { r.record("try", lock.acquire(false)); }, "t");
          t.start();
          t.join();
          lock.release();
        }) == Outcomes{"try=false"});
}

namespace {

template <class Lockable>
void contended(Recorder& r, int threads) {
  Lockable lock;
  Shared<int> past(0);
  lock.acquire();
  std::deque<Thread> all;
  for (int i = 0; i < threads; ++i) {
    all.emplace_back(
        [&] {
          lock.acquire();
          past.store(past.load() + 1);
          lock.release();
        },
        "t" + std::to_string(i));
    all.back().start();
  }
  r.record("before", past.load());
  lock.release();
  for (Thread& thread : all) thread.join();
  r.record("after", past.load());
}

}  // namespace

TEMPLATE_TEST_CASE(
    "BaseLockTests.test_acquire_contended: nobody gets past before the release, and after it all do, in turn",
    "[conformance]", Lock, RLock, Condition) {
  CHECK(outcomes_of([](Recorder& r) { contended<TestType>(r, 2); }) == Outcomes{"after=2 before=0"});
  const Explored five = explored([](Recorder& r) { contended<TestType>(r, 5); });
  CHECK(five.verdict.exhausted);
  CHECK(five.outcomes == Outcomes{"after=5 before=0"});
  CHECK(five.executions == 120);  // the orders in which they get it
}

TEMPLATE_TEST_CASE(
    "BaseLockTests.test_with: a lock is given back at the end of a block, and when an exception leaves",
    "[conformance]", Lock, RLock, Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          {
            With hold(lock);
            r.record("inside", free_for_others(lock));
          }
          r.record("after", free_for_others(lock));
          r.record("raised", raised_by([&] {
                     With hold(lock);
                     throw ValueError("out of the block");
                   }));
          r.record("after", free_for_others(lock));
        }) == Outcomes{"after=true,true inside=false raised=ValueError: out of the block"});
}

TEMPLATE_TEST_CASE("BaseLockTests.test_timeout: what a timeout may be", "[conformance]", Lock, RLock, Condition) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType lock;
          r.record("no blocking", raised_by([&] { lock.acquire(false, 1); }));
          r.record("negative", raised_by([&] { lock.acquire(true, -100); }));
          r.record("huge", raised_by([&] { lock.acquire(true, 1e100); }));
          r.record("more than most", raised_by([&] { lock.acquire(true, TIMEOUT_MAX + 1); }));
          r.record("most", lock.acquire(true, TIMEOUT_MAX));
          lock.release();
        }) ==
        Outcomes{"huge=OverflowError: timeout value is too large more than most=OverflowError: timeout value is "
                 "too large most=true negative=ValueError: timeout value must be positive no "
                 "blocking=ValueError: can't specify a timeout for a non-blocking call"});
}

TEMPLATE_TEST_CASE("BaseLockTests.test_timeout: a free lock is taken at once, a held one not in time",
                   "[conformance]", Lock, RLock, Condition) {
  const auto timed = [](Recorder& r) {
    TestType lock;
    r.record("free", lock.acquire(true, 5));
    Thread t([&] { r.record("held", lock.acquire(true, 0.5)); }, "t");
    t.start();
    t.join();
    lock.release();
  };
  CHECK(outcomes_of(timed) == Outcomes{"free=true held=false"});
  CHECK(outcomes_of(timed, virtual_time()) == Outcomes{"free=true held=false"});
}

TEMPLATE_TEST_CASE("BaseLockTests.test_timeout: a held lock that comes free is taken if that is in time",
                   "[conformance]", Lock, RLock, Condition) {
  const auto holding_for = [](double seconds) {
    return [seconds](Recorder& r) {
      TestType lock;
      lock.acquire();
      Thread t(
          [&] {
            const bool taken = lock.acquire(true, 2);
            r.record("taken", taken);
            if (taken) lock.release();
          },
          "t");
      t.start();
      heddle::sleep(seconds);
      lock.release();
    };
  };
  CHECK(outcomes_of(holding_for(1)) == Outcomes{"taken=false", "taken=true"});
  CHECK(outcomes_of(holding_for(1), virtual_time()) == Outcomes{"taken=true"});
  CHECK(outcomes_of(holding_for(3), virtual_time()) == Outcomes{"taken=false"});
}

TEST_CASE("BaseLockTests.test_repr, test_locked_repr: a lock can be asked whether it is held", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("lock", lock.locked());
          lock.acquire();
          r.record("lock", lock.locked());
          // Python's RLock has no locked(): its owner can ask whether it is.
          RLock rlock;
          r.record("rlock", rlock.owned());
          rlock.acquire();
          r.record("rlock", rlock.owned());
        }) == Outcomes{"lock=false,true rlock=false,true"});
}

TEST_CASE("LockTests.test_reacquire: the second acquire of a thread waits until somebody releases",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Shared<int> phase(0);
          Thread t(
              [&] {
                lock.acquire();
                phase.store(1);
                lock.acquire();
                phase.store(2);
              },
              "t");
          t.start();
          r.record("before", phase.load() == 2);
          while (phase.load() != 1) heddle::yield();
          lock.release();
          t.join();
          r.record("after", phase.load());
        }) == Outcomes{"after=2 before=false"});
}

TEST_CASE("LockTests.test_reacquire: where nobody releases, a thread that acquires twice is stuck",
          "[conformance]") {
  const auto found = explored([] {
    Lock lock;
    lock.acquire();
    lock.acquire();
  });
  CHECK(found.outcomes == Outcomes{"deadlock: main"});
  CHECK(found.verdict.findings.at(0).hazard == Hazard::self_deadlock);
}

TEST_CASE("LockTests.test_different_thread: any thread may release a lock", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          lock.acquire();
          Thread t([&] { lock.release(); }, "t");
          t.start();
          t.join();
          r.record("locked", lock.locked());
          r.record("acquire", lock.acquire());
        }) == Outcomes{"acquire=true locked=false"});
}

TEST_CASE("LockTests.test_state_after_timeout: an acquire that timed out leaves the lock as it was",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Lock lock;
    lock.acquire();
    r.record("timed", lock.acquire(true, 0.01));
    lock.release();
    r.record("locked", lock.locked());
    r.record("try", lock.acquire(false));
  };
  CHECK(outcomes_of(body) == Outcomes{"locked=false timed=false try=true"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"locked=false timed=false try=true"});
}

TEST_CASE("ThreadingExceptionTests.test_releasing_unacquired_lock: a free lock cannot be released",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("release", raised_by([&] { lock.release(); }));
        }) == Outcomes{"release=RuntimeError: release unlocked lock"});
}

TEST_CASE("probe: a free Lock cannot be released", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          lock.acquire();
          lock.release();
          r.record("release", raised_by([&] { lock.release(); }));
        }) == Outcomes{"release=RuntimeError: release unlocked lock"});
}

TEST_CASE("probe: a Lock that one holds oneself is not taken within no time", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          lock.acquire();
          r.record("timeout 0", lock.acquire(true, 0));
        }) == Outcomes{"timeout 0=false"});
}

TEST_CASE("probe: a Lock that one holds oneself is not taken without blocking", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          lock.acquire();
          r.record("try", lock.acquire(false));
        }) == Outcomes{"try=false"});
}

TEST_CASE("probe: Lock.acquire without blocking takes no timeout", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("acquire", raised_by([&] { lock.acquire(false, 1); }));
        }) == Outcomes{"acquire=ValueError: can't specify a timeout for a non-blocking call"});
}

TEST_CASE("probe: a timeout of -1 means that Lock.acquire waits for ever", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("free", lock.acquire(true, -1));
          lock.acquire(true, -1);
        }) == Outcomes{"free=true deadlock: main"});
}

TEST_CASE("probe: a timeout of -2 is none for Lock.acquire", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("acquire", raised_by([&] { lock.acquire(true, -2); }));
        }) == Outcomes{"acquire=ValueError: timeout value must be positive"});
}
