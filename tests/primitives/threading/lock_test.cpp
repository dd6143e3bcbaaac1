#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <mutex>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("a fresh lock is free, an acquired one is held, a released one is free again", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("locked", lock.locked());
          r.record("acquired", lock.acquire());
          r.record("locked", lock.locked());
          lock.release();
          r.record("locked", lock.locked());
        }) == Outcomes{"acquired=true locked=false,true,false"});
}

TEST_CASE("a lock excludes: no increment is lost under it", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Shared<int> count(0);
          const auto increment = [&] {
            lock.acquire();
            count.store(count.load() + 1);
            lock.release();
          };
          together(increment, increment);
          r.record("count", count.load());
        }) == Outcomes{"count=2"});
}

TEST_CASE("whoever waits may get a lock next", "[lock]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Lock lock;
              lock.acquire();
              const auto enter = [&](const char* who) {
                return [&lock, &r, who] {
                  lock.acquire();
                  r.record("order", who);
                  lock.release();
                };
              };
              Thread t(enter("t"), "t");
              Thread u(enter("u"), "u");
              Thread v(enter("v"), "v");
              t.start();
              u.start();
              v.start();
              lock.release();
            },
            {.preemption_bound = 0}) ==
        Outcomes{"order=t,u,v", "order=t,v,u", "order=u,t,v", "order=u,v,t", "order=v,t,u", "order=v,u,t"});
}

TEST_CASE("a lock is not reentrant", "[lock]") {
  CHECK(outcomes_of([] {
          Lock lock;
          lock.acquire();
          lock.acquire();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("a second acquire by the holder waits for anybody's release", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          lock.acquire();
          Thread t([&] { lock.release(); }, "t");
          t.start();
          r.record("again", lock.acquire());
        }) == Outcomes{"again=true"});
}

TEST_CASE("a free lock cannot be released", "[lock]") {
  CHECK(
      outcomes_of([](Recorder& r) {
        Lock lock;
        r.record("fresh", raised_by([&] { lock.release(); }));
        lock.acquire();
        lock.release();
        r.record("twice", raised_by([&] { lock.release(); }));
        r.record("usable", lock.acquire());
      }) ==
      Outcomes{"fresh=RuntimeError: release unlocked lock twice=RuntimeError: release unlocked lock usable=true"});
}

TEST_CASE("a lock may be destroyed while it is held", "[lock]") {
  CHECK(outcomes_of([] {
          Lock lock;
          lock.acquire();
        }) == Outcomes{""});
}

TEST_CASE("acquire(false) takes a free lock and leaves a held one, without waiting", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("try", lock.acquire(false));
          r.record("try", lock.acquire(false));
          lock.release();
          r.record("try", lock.acquire(false));
        }) == Outcomes{"try=true,false,true"});
}

TEST_CASE("acquire(false) fails exactly where somebody else is inside", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          together(
              [&] {
                lock.acquire();
                lock.release();
              },
              [&] {
                const bool taken = lock.acquire(false);
                r.record("u", taken);
                if (taken) lock.release();
              });
        }) == Outcomes{"u=false", "u=true"});
}

TEST_CASE("of two tries on a free lock, one or both succeed", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          const auto attempt = [&](const char* who) {
            return [&lock, &r, who] {
              const bool taken = lock.acquire(false);
              r.record(who, taken);
              if (taken) lock.release();
            };
          };
          together(attempt("t"), attempt("u"));
        }) == Outcomes{"t=false u=true", "t=true u=false", "t=true u=true"});
}

TEST_CASE("a timed acquire of a free lock succeeds: its timer does not fire", "[lock]") {
  const auto body = [](Recorder& r) {
    Lock lock;
    r.record("taken", lock.acquire(true, 5));
  };
  CHECK(outcomes_of(body) == Outcomes{"taken=true"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"taken=true"});
}

TEST_CASE("a timed acquire of a lock that is never released fails", "[lock]") {
  const auto body = [](Recorder& r) {
    Lock lock;
    lock.acquire();
    r.record("taken", lock.acquire(true, 0.5));
  };
  CHECK(outcomes_of(body) == Outcomes{"taken=false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"taken=false"});
}

TEST_CASE("a timed acquire of a lock that is released in a while does either", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          lock.acquire();
          Thread t([&] { r.record("t", lock.acquire(true, 1)); }, "t");
          t.start();
          lock.release();
        }) == Outcomes{"t=false", "t=true"});
}

TEST_CASE("under virtual time a timed acquire succeeds if the release comes in time", "[lock]") {
  const auto waiting = [](int seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Lock lock;
          lock.acquire();
          Thread t([&] { r.record("t", lock.acquire(true, seconds)); }, "t");
          t.start();
          heddle::sleep(5);
          lock.release();
        },
        virtual_time());
  };
  CHECK(waiting(4) == Outcomes{"t=false"});
  CHECK(waiting(6) == Outcomes{"t=true"});
  CHECK(waiting(5) == Outcomes{"t=false", "t=true"});
  CHECK(waiting(-1) == Outcomes{"t=true"});
}

TEST_CASE("a lock is sound after an acquire that timed out", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          lock.acquire();
          Thread t([&] { r.record("t", lock.acquire(true, 0.01)); }, "t");
          t.start();
          t.join();
          r.record("locked", lock.locked());
          lock.release();
          r.record("locked", lock.locked());
          r.record("try", lock.acquire(false));
        }) == Outcomes{"locked=true,false t=false try=true"});
}

TEST_CASE("a timeout of zero does not wait", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("free", lock.acquire(true, 0));
          r.record("held", lock.acquire(true, 0));
        }) == Outcomes{"free=true held=false"});
}

TEST_CASE("a timeout of -1 is none", "[lock]") {
  CHECK(outcomes_of([] {
          Lock lock;
          lock.acquire(true, -1);
          lock.acquire(true, -1);
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("acquire refuses the arguments that CPython refuses", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          r.record("1", raised_by([&] { lock.acquire(false, 1); }));
          r.record("2", raised_by([&] { lock.acquire(false, 0); }));
          r.record("3", raised_by([&] { lock.acquire(true, -100); }));
          r.record("4", raised_by([&] { lock.acquire(true, -0.5); }));
          r.record("5", raised_by([&] { lock.acquire(true, 1e100); }));
          r.record("6", raised_by([&] { lock.acquire(true, TIMEOUT_MAX + 1); }));
          r.record("7", raised_by([&] { lock.acquire(true, TIMEOUT_MAX); }));
          r.record("8", lock.locked());
        }) == Outcomes{"1=ValueError: can't specify a timeout for a non-blocking call "
                       "2=ValueError: can't specify a timeout for a non-blocking call "
                       "3=ValueError: timeout value must be positive "
                       "4=ValueError: timeout value must be positive "
                       "5=OverflowError: timeout value is too large "
                       "6=OverflowError: timeout value is too large "
                       "7=nothing 8=true"});
}

TEST_CASE("two locks taken in opposite orders deadlock in some schedule", "[lock]") {
  CHECK(outcomes_of([] {
          Lock a;
          Lock b;
          together(
              [&] {
                With first(a);
                With second(b);
              },
              [&] {
                With first(b);
                With second(a);
              });
        }) == Outcomes{"", "deadlock: main,t,u"});
}

TEST_CASE("std::lock_guard works on a lock, in a deadlock too", "[lock]") {
  CHECK(outcomes_of([] {
          Lock a;
          Lock b;
          together(
              [&] {
                const std::lock_guard first(a);
                const std::lock_guard second(b);
              },
              [&] {
                const std::lock_guard first(b);
                const std::lock_guard second(a);
              });
        }) == Outcomes{"", "deadlock: main,t,u"});
}

TEST_CASE("std::unique_lock works on a lock", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          together(
              [&] {
                std::unique_lock hold(lock);
                r.record("t", hold.owns_lock());
                hold.unlock();
              },
              [&] {
                const std::unique_lock hold(lock, std::try_to_lock);
                r.record("u", hold.owns_lock());
              });
          r.record("locked", lock.locked());
        }) == Outcomes{"locked=false t=true u=false", "locked=false t=true u=true"});
}

TEST_CASE("std::scoped_lock takes two locks", "[lock]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock a;
          Lock b;
          Shared<int> count(0);
          const auto increment = [&] {
            const std::scoped_lock hold(a, b);
            count.store(count.load() + 1);
          };
          together(increment, increment);
          r.record("count", count.load());
        }) == Outcomes{"count=2"});
}
