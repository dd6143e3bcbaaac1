#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <mutex>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// Whether another thread can take the lock now, without waiting.
bool free_for_others(RLock& lock) {
  bool taken = false;
  Thread other([&] {
    taken = lock.acquire(false);
    if (taken) lock.release();
  });
  other.start();
  other.join();
  return taken;
}

}  // namespace

TEST_CASE("its owner may acquire an rlock again, and must release it as often", "[rlock]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          r.record("acquired", lock.acquire());
          r.record("acquired", lock.acquire());
          r.record("free", free_for_others(lock));
          lock.release();
          r.record("free", free_for_others(lock));
          r.record("acquired", lock.acquire());
          lock.release();
          r.record("free", free_for_others(lock));
          lock.release();
          r.record("free", free_for_others(lock));
        }) == Outcomes{"acquired=true,true,true free=false,false,false,true"});
}

TEST_CASE("only its owner may release an rlock, and only as often as it acquired it", "[rlock]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          r.record("fresh", raised_by([&] { lock.release(); }));
          lock.acquire();
          Thread t([&] { r.record("t", raised_by([&] { lock.release(); })); }, "t");
          t.start();
          t.join();
          lock.release();
          r.record("then", raised_by([&] { lock.release(); }));
          r.record("usable", free_for_others(lock));
        }) ==
        Outcomes{
            "fresh=RuntimeError: cannot release un-acquired lock t=RuntimeError: cannot release un-acquired lock "
            "then=RuntimeError: cannot release un-acquired lock usable=true"});
}

TEST_CASE("an rlock excludes: no increment is lost under it", "[rlock]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          Shared<int> count(0);
          const auto increment = [&] {
            With outer(lock);
            With inner(lock);
            count.store(count.load() + 1);
          };
          together(increment, increment);
          r.record("count", count.load());
        }) == Outcomes{"count=2"});
}

TEST_CASE("acquire(false) succeeds for the owner and fails for others", "[rlock]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          r.record("main", lock.acquire(false));
          r.record("main", lock.acquire(false));
          r.record("others", free_for_others(lock));
          lock.release();
          lock.release();
          r.record("others", free_for_others(lock));
        }) == Outcomes{"main=true,true others=false,true"});
}

TEST_CASE("acquire(false) fails exactly where somebody else owns the rlock", "[rlock]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
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

TEST_CASE("a timed acquire of an rlock waits for its owner and no longer than it says", "[rlock]") {
  const auto body = [](double timeout) {
    return [timeout](Recorder& r) {
      RLock lock;
      lock.acquire();
      r.record("owner", lock.acquire(true, timeout));
      Thread t([&] { r.record("t", lock.acquire(true, timeout)); }, "t");
      t.start();
      heddle::sleep(5);
      lock.release();
      lock.release();
    };
  };
  CHECK(outcomes_of(body(1)) == Outcomes{"owner=true t=false", "owner=true t=true"});
  CHECK(outcomes_of(body(0)) == Outcomes{"owner=true t=false", "owner=true t=true"});
  CHECK(outcomes_of(body(-1)) == Outcomes{"owner=true t=true"});
  CHECK(outcomes_of(body(4), virtual_time()) == Outcomes{"owner=true t=false"});
  CHECK(outcomes_of(body(6), virtual_time()) == Outcomes{"owner=true t=true"});
  CHECK(outcomes_of(body(0), virtual_time()) == Outcomes{"owner=true t=false"});
}

TEST_CASE("an rlock's acquire refuses the arguments that a lock's refuses", "[rlock]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          r.record("1", raised_by([&] { lock.acquire(false, 1); }));
          r.record("2", raised_by([&] { lock.acquire(true, -100); }));
          r.record("3", raised_by([&] { lock.acquire(true, 1e100); }));
          r.record("4", free_for_others(lock));
        }) == Outcomes{"1=ValueError: can't specify a timeout for a non-blocking call "
                       "2=ValueError: timeout value must be positive "
                       "3=OverflowError: timeout value is too large 4=true"});
}

TEST_CASE("an rlock may be destroyed while it is held", "[rlock]") {
  CHECK(outcomes_of([] {
          RLock lock;
          lock.acquire();
          lock.acquire();
        }) == Outcomes{""});
}

TEST_CASE("whoever ends owning an rlock leaves it to nobody", "[rlock]") {
  CHECK(outcomes_of([] {
          RLock lock;
          together([&] { lock.acquire(); }, [&] { lock.acquire(); });
        }) == Outcomes{"deadlock: main,t", "deadlock: main,u"});
}

TEST_CASE("the standard's guards work on an rlock", "[rlock]") {
  CHECK(outcomes_of([](Recorder& r) {
          RLock lock;
          {
            const std::lock_guard outer(lock);
            const std::unique_lock inner(lock, std::try_to_lock);
            r.record("inner", inner.owns_lock());
            r.record("free", free_for_others(lock));
          }
          r.record("free", free_for_others(lock));
        }) == Outcomes{"free=false,true inner=true"});
}
