#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("ConditionTests.test_acquire: by itself it has a lock that its owner can take twice", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("acquire", condition.acquire());
          r.record("acquire", condition.acquire());
          condition.release();
          condition.release();
        }) == Outcomes{"acquire=true,true"});
}

TEST_CASE("ConditionTests.test_acquire: the lock that it is given is its lock", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          condition.acquire();
          r.record("lock", lock.acquire(false));
          condition.release();
          r.record("lock", lock.acquire(false));
          r.record("condition", condition.acquire(false));
          lock.release();
          {
            With hold(condition);
            r.record("lock", lock.acquire(false));
          }
          r.record("lock", lock.acquire(false));
        }) == Outcomes{"condition=false lock=false,true,false,true"});
}

TEST_CASE("ConditionTests.test_unacquired_wait: a wait without the lock is refused", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("wait", raised_by([&] { condition.wait(); }));
        }) == Outcomes{"wait=RuntimeError: cannot wait on un-acquired lock"});
}

TEST_CASE("ConditionTests.test_unacquired_notify: a notify without the lock is refused", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("notify", raised_by([&] { condition.notify(); }));
        }) == Outcomes{"notify=RuntimeError: cannot notify on un-acquired lock"});
}

namespace {

/// `waiters` threads wait, those that are woken early once more; `first` of them are notified, then `second`, then
/// all. Notes how many were awake at each time. Under virtual time: all wait by when a second has passed.
void check_notify(Recorder& r, int waiters, int first, int second) {
  Condition condition;
  int awake = 0;
  int phase = 0;
  const auto wait = [&](const std::string& name) {
    r.record(name, condition.wait());
    r.record(name, phase);
    ++awake;
  };
  std::deque<Thread> threads;
  for (int i = 0; i < waiters; ++i) {
    const std::string name = "t" + std::to_string(i);
    threads.emplace_back(
        [&, name] {
          With hold(condition);
          wait(name);
          if (phase == 1) wait(name);
        },
        name);
    threads.back().start();
  }
  for (const int count : {first, second, waiters}) {
    heddle::sleep(1);
    With hold(condition);
    r.record("awake", awake);
    if (count == waiters) condition.notify_all();
    else condition.notify(count);
    ++phase;
    heddle::yield();
    r.record("still", awake);  // nobody more, before the lock is released
  }
  for (Thread& thread : threads) thread.join();
  r.record("awake", awake);
}

}  // namespace

TEST_CASE(
    "ConditionTests.test_notify: exactly as many wake as are notified, in turn, and only once the lock is free",
    "[conformance]") {
  // Three wait. The first notify(1) wakes one, which waits again behind the others; notify(2) wakes these two.
  const Explored found = explored([](Recorder& r) { check_notify(r, 3, 1, 2); }, virtual_time());
  CHECK(found.verdict.exhausted);
  CHECK(found.outcomes == Outcomes{
                              "awake=0,1,3,4 still=0,1,3 t0=true,1,true,3 t1=true,2 t2=true,2",
                              "awake=0,1,3,4 still=0,1,3 t0=true,2 t1=true,1,true,3 t2=true,2",
                              "awake=0,1,3,4 still=0,1,3 t0=true,2 t1=true,2 t2=true,1,true,3",
                          });
}

TEST_CASE("ConditionTests.test_notify: over every schedule of two that wait", "[conformance]") {
  const auto body = [](Recorder& r) {
    Condition condition;
    Shared<int> phase(0);
    const auto waits = [&](const char* who) {
      return [&r, &condition, &phase, who] {
        With hold(condition);
        r.record(who, condition.wait());
        r.record(who, phase.load());
      };
    };
    Thread t(waits("t"), "t");
    Thread u(waits("u"), "u");
    t.start();
    u.start();
    heddle::sleep(1);
    {
      With hold(condition);
      condition.notify();
      phase.store(1);
    }
    heddle::sleep(1);
    {
      With hold(condition);
      phase.store(2);
      condition.notify_all();
    }
  };
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"t=true,1 u=true,2", "t=true,2 u=true,1"});
}

TEST_CASE("ConditionTests.test_notify: a condition is sound for a second round", "[conformance]") {
  Options options = virtual_time();
  options.preemption_bound = 1;
  CHECK(outcomes_of(
            [](Recorder& r) {
              Condition condition;
              for (int round = 0; round < 2; ++round) {
                const auto waits = [&](const char* who) {
                  return [&r, &condition, who] {
                    With hold(condition);
                    r.record(who, condition.wait());
                  };
                };
                Thread t(waits("t"), "t");
                Thread u(waits("u"), "u");
                t.start();
                u.start();
                heddle::sleep(1);
                With hold(condition);
                condition.notify(2);
              }
            },
            options) == Outcomes{"t=true,true u=true,true"});
}

TEST_CASE("ConditionTests.test_timeout: a wait that nobody notifies gives up, and has the lock again",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Condition condition;
    const auto waits = [&](const char* who) {
      return [&r, &condition, who] {
        With hold(condition);
        r.record(who, condition.wait(0.5));
        r.record(who, condition.owned());
      };
    };
    together(waits("t"), waits("u"));
  };
  CHECK(outcomes_of(body) == Outcomes{"t=false,true u=false,true"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"t=false,true u=false,true"});
}

TEST_CASE("ConditionTests.test_waitfor: returns once the predicate holds, and looks at each notify",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Condition condition;
    int state = 0;
    Thread t(
        [&] {
          With hold(condition);
          r.record("wait_for", condition.wait_for([&] { return state == 2; }));
          r.record("state", state);
        },
        "t");
    t.start();
    for (int i = 0; i < 2; ++i) {
      With hold(condition);
      ++state;
      condition.notify();
    }
    t.join();
  };
  CHECK(outcomes_of(body) == Outcomes{"state=2 wait_for=true"});
}

TEST_CASE("ConditionTests.test_waitfor_timeout: gives up after the whole time, however often it was notified",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Condition condition;
    int state = 0;
    Thread t(
        [&] {
          With hold(condition);
          r.record("wait_for", condition.wait_for([&] { return state == 4; }, 3.5));
        },
        "t");
    t.start();
    for (int i = 0; i < 3; ++i) {
      heddle::sleep(1);
      With hold(condition);
      ++state;
      condition.notify();
    }
    t.join();
    r.record("state", state);
  };
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"state=3 wait_for=false"});
}

TEST_CASE("ConditionTests.test_waitfor_timeout: under the explored clock it gives up at any time",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          int state = 0;
          Thread t(
              [&] {
                With hold(condition);
                r.record("wait_for", condition.wait_for([&] { return state == 2; }, 0.1));
              },
              "t");
          t.start();
          With hold(condition);
          ++state;
          condition.notify();
        }) == Outcomes{"wait_for=false"});
}

TEST_CASE("probe: Condition.wait, notify and notify_all without the lock are RuntimeErrors", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("wait", raised_by([&] { condition.wait(); }));
          r.record("notify", raised_by([&] { condition.notify(); }));
          r.record("notify_all", raised_by([&] { condition.notify_all(); }));
        }) == Outcomes{"notify=RuntimeError: cannot notify on un-acquired lock "
                       "notify_all=RuntimeError: cannot notify on un-acquired lock "
                       "wait=RuntimeError: cannot wait on un-acquired lock"});
}

TEST_CASE("probe: wait_for what holds already needs no lock, for what does not it is a RuntimeError",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("true", condition.wait_for([] { return true; }));
          r.record("false", raised_by([&] { condition.wait_for([] { return false; }); }));
        }) == Outcomes{"false=RuntimeError: cannot wait on un-acquired lock true=true"});
}

TEST_CASE("probe: Condition.wait of 0, of less, or of 0.01 seconds is false", "[conformance]") {
  const auto body = [](Recorder& r) {
    Condition condition;
    With hold(condition);
    r.record("wait", condition.wait(0));
    r.record("wait", condition.wait(-1));
    r.record("wait", condition.wait(0.01));
  };
  CHECK(outcomes_of(body) == Outcomes{"wait=false,false,false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"wait=false,false,false"});
}

TEST_CASE("probe: wait_for returns what the predicate returned last, no truth value", "[conformance]") {
  const auto body = [](Recorder& r) {
    Condition condition;
    With hold(condition);
    r.record("false within 0", condition.wait_for([] { return 0; }, 0));
    r.record("seven", condition.wait_for([] { return 7; }));
    r.record("false in time", condition.wait_for([] { return 0; }, 0.01));
  };
  CHECK(outcomes_of(body) == Outcomes{"false in time=0 false within 0=0 seven=7"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"false in time=0 false within 0=0 seven=7"});
}

TEST_CASE("probe: notify(0), notify(-1), and notify(5) where nobody waits do nothing", "[conformance]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Condition condition;
              Thread t(
                  [&] {
                    With hold(condition);
                    r.record("wait", condition.wait(9));
                  },
                  "t");
              {
                With hold(condition);
                condition.notify(5);
              }
              t.start();
              heddle::sleep(1);
              With hold(condition);
              condition.notify(0);
              condition.notify(-1);
            },
            virtual_time()) == Outcomes{"wait=false"});
}

namespace {

/// So many wait, one after the other, and are notified one at a time.
auto notified_one_at_a_time(int waiters) {
  return [waiters](Recorder& r) {
    Condition condition;
    std::deque<Thread> threads;
    for (int i = 0; i < waiters; ++i) {
      threads.emplace_back(
          [&r, &condition, i] {
            With hold(condition);
            condition.wait();
            r.record("order", i);
          },
          "t" + std::to_string(i));
      threads.back().start();
      heddle::sleep(1);
    }
    for (int i = 0; i < waiters; ++i) {
      {
        With hold(condition);
        condition.notify();
      }
      heddle::sleep(1);
    }
  };
}

}  // namespace

TEST_CASE("probe: notify wakes in the order of waiting", "[conformance]") {
  CHECK(outcomes_of(notified_one_at_a_time(3), virtual_time()) == Outcomes{"order=0,1,2"});
  const Explored six = explored(notified_one_at_a_time(6), virtual_time());
  CHECK(six.verdict.exhausted);
  CHECK(six.outcomes == Outcomes{"order=0,1,2,3,4,5"});
}

TEST_CASE("probe: a wait gives up every level of an RLock and takes them all again", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          Event waits;
          Thread t(
              [&] {
                condition.acquire();
                condition.acquire();
                waits.set();
                condition.wait();
                r.record("owned", condition.owned());
                condition.release();
                r.record("owned", condition.owned());
                condition.release();
                r.record("owned", condition.owned());
              },
              "t");
          t.start();
          waits.wait();
          const bool taken = condition.acquire();
          r.record("acquired while the waiter had two", taken);
          condition.notify();
          condition.release();
          t.join();
        }) == Outcomes{"acquired while the waiter had two=true owned=true,true,false"});
}

TEST_CASE("probe: notify does not hand over the lock", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          Event waits;
          Thread t(
              [&] {
                With hold(condition);
                waits.set();
                condition.wait();
                r.record("order", "waiter");
              },
              "t");
          t.start();
          waits.wait();
          condition.acquire();
          condition.notify();
          heddle::yield();
          r.record("order", "notifier still in lock");
          condition.release();
          t.join();
        }) == Outcomes{"order=notifier still in lock,waiter"});
}

TEST_CASE("probe: a notify before the wait is not remembered", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          With hold(condition);
          condition.notify();
          r.record("wait", condition.wait(0.02));
        }) == Outcomes{"wait=false"});
}

TEST_CASE("probe: a Condition over a Lock cannot be taken twice", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          r.record("acquire", condition.acquire());
          r.record("acquire", condition.acquire(false));
        }) == Outcomes{"acquire=true,false"});
}
