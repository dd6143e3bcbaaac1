#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <functional>
#include <mutex>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// Outcomes of t, u and v waiting in line, in this order, when `notifies` runs in a thread n that holds the lock.
/// Each thread is started under the lock by the one before it, so that none can overtake.
Outcomes with_three_in_line(const std::function<void(Recorder&, Condition&)>& notifies,
                            const Options& options = {}) {
  return outcomes_of(
      [&](Recorder& r) {
        Condition condition;
        Thread n(
            [&] {
              With hold(condition);
              notifies(r, condition);
            },
            "n");
        const auto wait_in_line = [&](const char* who, Thread& next) {
          return [&r, &condition, &next, who] {
            With hold(condition);
            next.start();
            r.record(who, condition.wait());
            r.record("order", who);
          };
        };
        Thread v(wait_in_line("v", n), "v");
        Thread u(wait_in_line("u", v), "u");
        Thread t(wait_in_line("t", u), "t");
        t.start();
      },
      options);
}

}  // namespace

TEST_CASE("a condition without a lock of its own is made with an rlock", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("acquired", condition.acquire());
          r.record("acquired", condition.acquire());
          condition.release();
          condition.release();
          r.record("then", raised_by([&] { condition.release(); }));
        }) == Outcomes{"acquired=true,true then=RuntimeError: cannot release un-acquired lock"});
}

TEST_CASE("a condition shares the lock it is given", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          condition.acquire();
          r.record("lock", lock.acquire(false));
          condition.release();
          lock.acquire();
          r.record("condition", condition.acquire(false));
          r.record("timed", condition.acquire(true, 0.1));
          lock.release();
          r.record("condition", condition.acquire(false));
          r.record("locked", lock.locked());
          r.record("error", raised_by([&] { condition.acquire(false, 1); }));
        }) == Outcomes{"condition=false,true error=ValueError: can't specify a timeout for a non-blocking call "
                       "lock=false locked=true timed=false"});
}

TEST_CASE("waiting and notifying need the lock", "[condition]") {
  const auto body = [](Recorder& r, Condition& condition) {
    r.record("wait", raised_by([&] { condition.wait(); }));
    r.record("timed", raised_by([&] { condition.wait(1); }));
    r.record("zero", raised_by([&] { condition.wait(0); }));
    r.record("notify", raised_by([&] { condition.notify(); }));
    r.record("nothing", raised_by([&] { condition.notify(0); }));
    r.record("notify_all", raised_by([&] { condition.notify_all(); }));
  };
  const Outcomes refused{
      "nothing=RuntimeError: cannot notify on un-acquired lock "
      "notify=RuntimeError: cannot notify on un-acquired lock "
      "notify_all=RuntimeError: cannot notify on un-acquired lock "
      "timed=RuntimeError: cannot wait on un-acquired lock "
      "wait=RuntimeError: cannot wait on un-acquired lock "
      "zero=RuntimeError: cannot wait on un-acquired lock"};
  CHECK(outcomes_of([&](Recorder& r) {
          Condition condition;
          body(r, condition);
        }) == refused);
  CHECK(outcomes_of([&](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          body(r, condition);
        }) == refused);
  CHECK(outcomes_of([&](Recorder& r) {
          RLock lock;
          Condition condition(lock);
          Thread owner([&] { lock.acquire(); }, "owner");
          owner.start();
          owner.join();
          body(r, condition);
        }) == refused);
}

TEST_CASE("with a plain lock anybody may notify while somebody holds it, as in CPython", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          lock.acquire();
          Thread t([&] { r.record("t", raised_by([&] { condition.notify(); })); }, "t");
          t.start();
        }) == Outcomes{"t=nothing"});
}

TEST_CASE("a notify wakes a waiter, and one that finds nobody is lost", "[condition]") {
  const auto body = [](Recorder& r, auto& condition) {
    together(
        [&] {
          With hold(condition);
          r.record("t", condition.wait());
        },
        [&] {
          With hold(condition);
          condition.notify();
        });
  };
  CHECK(outcomes_of([&](Recorder& r) {
          Condition condition;
          body(r, condition);
        }) == Outcomes{"deadlock: main,t", "t=true"});
  CHECK(outcomes_of([&](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          body(r, condition);
        }) == Outcomes{"deadlock: main,t", "t=true"});
}

TEST_CASE("with a predicate no wakeup is lost", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          bool ready = false;
          together(
              [&] {
                With hold(condition);
                while (!ready) r.record("woke", condition.wait());
              },
              [&] {
                With hold(condition);
                ready = true;
                condition.notify();
              });
          r.record("ready", ready);
        }) == Outcomes{"ready=true", "ready=true woke=true"});
}

TEST_CASE("waiters are woken in the order they came", "[condition]") {
  const auto one = [](Recorder&, Condition& condition) { condition.notify(); };
  CHECK(with_three_in_line(one) == Outcomes{"order=t t=true deadlock: main,u,v"});
  const auto two = [](Recorder&, Condition& condition) { condition.notify(2); };
  CHECK(with_three_in_line(two) ==
        Outcomes{"order=t,u t=true u=true deadlock: main,v", "order=u,t t=true u=true deadlock: main,v"});
  const auto one_by_one = [](Recorder&, Condition& condition) {
    condition.notify();
    condition.notify();
  };
  CHECK(with_three_in_line(one_by_one) == with_three_in_line(two));
}

TEST_CASE("notify_all, and a notify of more than wait, wakes everybody in any order", "[condition]") {
  const Outcomes any_order{"order=t,u,v t=true u=true v=true", "order=t,v,u t=true u=true v=true",
                           "order=u,t,v t=true u=true v=true", "order=u,v,t t=true u=true v=true",
                           "order=v,t,u t=true u=true v=true", "order=v,u,t t=true u=true v=true"};
  const Options quick{.preemption_bound = 0};
  CHECK(with_three_in_line([](Recorder&, Condition& condition) { condition.notify_all(); }, quick) == any_order);
  CHECK(with_three_in_line([](Recorder&, Condition& condition) { condition.notify(5); }, quick) == any_order);
}

TEST_CASE("a notify of none or less wakes nobody", "[condition]") {
  const Outcomes nobody{"deadlock: main,t,u,v"};
  CHECK(with_three_in_line([](Recorder&, Condition& condition) { condition.notify(0); }) == nobody);
  CHECK(with_three_in_line([](Recorder&, Condition& condition) { condition.notify(-1); }) == nobody);
}

TEST_CASE("a notify with nobody in line is no error", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          With hold(condition);
          condition.notify();
          condition.notify(5);
          condition.notify_all();
          r.record("wait", condition.wait(1));
        }) == Outcomes{"wait=false"});
}

TEST_CASE("no waiter runs before the notifier releases the lock", "[condition]") {
  CHECK(with_three_in_line([](Recorder& r, Condition& condition) {
          condition.notify();
          heddle::yield();
          r.record("order", "n");
        }) == Outcomes{"order=n,t t=true deadlock: main,u,v"});
}

TEST_CASE("a notify does not hand the lock over: anybody may take it first", "[condition]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Lock lock;
              Condition condition(lock);
              Thread t(
                  [&] {
                    lock.acquire();
                    condition.wait();
                    r.record("order", "t");
                    lock.release();
                  },
                  "t");
              t.start();
              heddle::sleep(1);
              lock.acquire();
              condition.notify();
              lock.release();
              lock.acquire();
              r.record("order", "main");
              lock.release();
            },
            virtual_time()) == Outcomes{"order=main,t", "order=t,main"});
}

TEST_CASE("wait gives up the lock, and has it again when it returns", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          int inside = 0;
          together(
              [&] {
                lock.acquire();
                ++inside;
                r.record("t", condition.wait(1));
                r.record("alone", inside == 1);
                lock.release();
              },
              [&] {
                lock.acquire();
                ++inside;
                condition.notify();
                --inside;
                lock.release();
              });
        }) == Outcomes{"alone=true t=false", "alone=true t=true"});
}

TEST_CASE("wait gives up every level of an rlock and restores them", "[condition]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              RLock lock;
              Condition condition(lock);
              lock.acquire();
              lock.acquire();
              Thread t(
                  [&] {
                    With hold(lock);
                    r.record("t", "inside");
                    condition.notify();
                  },
                  "t");
              t.start();
              r.record("main", condition.wait());
              lock.release();
              Thread u([&] { r.record("u", lock.acquire(false)); }, "u");
              u.start();
              u.join();
              lock.release();
              r.record("then", raised_by([&] { lock.release(); }));
            },
            {.preemption_bound = 1}) ==
        Outcomes{"main=true t=inside then=RuntimeError: cannot release un-acquired lock u=false"});
}

TEST_CASE("a timed wait that nobody notifies returns false with the lock held again", "[condition]") {
  const auto body = [](Recorder& r) {
    Lock lock;
    Condition condition(lock);
    lock.acquire();
    r.record("wait", condition.wait(0.5));
    r.record("wait", condition.wait(0));
    r.record("wait", condition.wait(-1));
    r.record("locked", lock.locked());
  };
  CHECK(outcomes_of(body) == Outcomes{"locked=true wait=false,false,false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"locked=true wait=false,false,false"});
}

TEST_CASE("a timed wait that is notified in a while does either", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          condition.acquire();
          Thread t(
              [&] {
                With hold(condition);
                condition.notify();
              },
              "t");
          t.start();
          r.record("main", condition.wait(4));
          condition.release();
        }) == Outcomes{"main=false", "main=true"});
}

TEST_CASE("wait(0) lets others have the lock for a moment, and may be notified in it", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          bool been = false;
          condition.acquire();
          Thread t(
              [&] {
                With hold(condition);
                been = true;
                condition.notify();
              },
              "t");
          t.start();
          r.record("main", condition.wait(0));
          r.record("been", been);
          condition.release();
        }) == Outcomes{"been=false main=false", "been=true main=false", "been=true main=true"});
}

TEST_CASE("under virtual time a timed wait returns true if the notify comes in time", "[condition]") {
  const auto waiting = [](double seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Condition condition;
          Thread t(
              [&] {
                With hold(condition);
                r.record("t", condition.wait(seconds));
              },
              "t");
          t.start();
          heddle::sleep(3);
          With hold(condition);
          condition.notify();
        },
        virtual_time());
  };
  CHECK(waiting(4) == Outcomes{"t=true"});
  CHECK(waiting(2) == Outcomes{"t=false"});
  CHECK(waiting(3) == Outcomes{"t=false", "t=true"});
}

TEST_CASE("a notify spent on a waiter that has timed out is lost to those behind it", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          Thread n(
              [&] {
                With hold(condition);
                condition.notify();
              },
              "n");
          Thread u(
              [&] {
                With hold(condition);
                n.start();
                r.record("u", condition.wait());
              },
              "u");
          Thread t(
              [&] {
                With hold(condition);
                u.start();
                r.record("t", condition.wait(1));
              },
              "t");
          t.start();
        }) == Outcomes{"t=true deadlock: main,u",     // t was in time
                       "t=false u=true",              // t had left the line
                       "t=false deadlock: main,u"});  // t had timed out and still stood in it
}

TEST_CASE("a waiter that timed out has left the line when its wait returns", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          condition.acquire();
          condition.wait(1);
          Thread t(
              [&] {
                With hold(condition);
                condition.notify();
              },
              "t");
          Thread u(
              [&] {
                With hold(condition);
                t.start();
                r.record("u", condition.wait());
              },
              "u");
          u.start();
          condition.release();
        }) == Outcomes{"u=true"});
}

TEST_CASE("wait_for returns at once what a true predicate returns, without the lock", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("bool", condition.wait_for([] { return true; }));
          r.record("int", condition.wait_for([] { return 7; }));
          r.record("timed", condition.wait_for([] { return 7; }, 0));
        }) == Outcomes{"bool=true int=7 timed=7"});
}

TEST_CASE("wait_for needs the lock for a false predicate", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          r.record("wait_for", raised_by([&] { (void)condition.wait_for([] { return false; }); }));
          r.record("timed", raised_by([&] { (void)condition.wait_for([] { return false; }, 1); }));
        }) == Outcomes{"timed=RuntimeError: cannot wait on un-acquired lock "
                       "wait_for=RuntimeError: cannot wait on un-acquired lock"});
}

TEST_CASE("wait_for looks again after each notify and returns once the predicate holds", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          int state = 0;
          condition.acquire();
          Thread t(
              [&] {
                for (int i = 0; i < 2; ++i) {
                  With hold(condition);
                  ++state;
                  condition.notify();
                }
              },
              "t");
          t.start();
          r.record("main", condition.wait_for([&] {
            r.record("saw", state);
            return state == 2 ? 20 : 0;
          }));
          condition.release();
        }) == Outcomes{"main=20 saw=0,1,2", "main=20 saw=0,2"});
}

TEST_CASE("wait_for returns what the predicate returned last when its time is over", "[condition]") {
  const auto body = [](Recorder& r) {
    Condition condition;
    With hold(condition);
    r.record("bool", condition.wait_for([] { return false; }, 0.1));
    r.record("int", condition.wait_for([] { return 0; }, 0.1));
    r.record("zero", condition.wait_for([] { return false; }, 0));
    r.record("less", condition.wait_for([] { return false; }, -1));
  };
  CHECK(outcomes_of(body) == Outcomes{"bool=false int=0 less=false zero=false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"bool=false int=0 less=false zero=false"});
}

TEST_CASE("wait_for looks a last time after its time is over", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Condition condition;
          bool ready = false;
          condition.acquire();
          Thread t(
              [&] {
                With hold(condition);
                ready = true;  // and tells nobody
              },
              "t");
          t.start();
          r.record("main", condition.wait_for([&] { return ready; }, 1));
          condition.release();
        }) == Outcomes{"main=false", "main=true"});
}

TEST_CASE("the time of wait_for is for all its waits together", "[condition]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Condition condition;
              condition.acquire();
              Thread t(
                  [&] {
                    for (int i = 0; i < 3; ++i) {
                      heddle::sleep(2);
                      With hold(condition);
                      condition.notify();
                    }
                  },
                  "t");
              t.start();
              int looks = 0;
              r.record("main", condition.wait_for([&] { return ++looks == 4; }, 5));
              r.record("looks", looks);
              condition.release();
            },
            virtual_time()) == Outcomes{"looks=4 main=true"});  // at 0, 2, 4 and, its time being over, 5
}

TEST_CASE("wait_for does not wait again once its time is over", "[condition]") {
  const auto looks_in = [](int seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Condition condition;
          condition.acquire();
          Thread t(
              [&] {
                heddle::sleep(1);
                With hold(condition);
                condition.notify();
              },
              "t");
          t.start();
          int looks = 0;
          (void)condition.wait_for(
              [&] {
                ++looks;
                return false;
              },
              seconds);
          r.record("looks", looks);
          condition.release();
        },
        virtual_time());
  };
  CHECK(looks_in(2) == Outcomes{"looks=3"});  // at 0, 1 and 2
  CHECK(looks_in(1) == Outcomes{"looks=2"});  // at 0 and 1, notified or not: then nothing is left
}

TEST_CASE("a condition does not wake without a reason, as in CPython", "[condition]") {
  CHECK(outcomes_of([] {
          Condition condition;
          With hold(condition);
          condition.wait();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("under spurious_wakeups a wait may return without a notify, and need not", "[condition]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Condition condition;
              With hold(condition);
              r.record("woke", condition.wait());
            },
            with_spurious_wakeups()) == Outcomes{"deadlock: main", "woke=true"});
}

TEST_CASE("a lost wakeup is found under spurious_wakeups, too", "[condition]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Condition condition;
              {
                With hold(condition);
                condition.notify();
              }
              together([&] {
                With hold(condition);
                r.record("t", condition.wait());
              });
            },
            with_spurious_wakeups()) == Outcomes{"deadlock: main,t", "t=true"});
}

TEST_CASE("under spurious_wakeups a timed wait may return true without a notify, too", "[condition]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Condition condition;
              With hold(condition);
              r.record("woke", condition.wait(1));
            },
            with_spurious_wakeups()) == Outcomes{"woke=false", "woke=true"});
}

TEST_CASE("a thread wakes spuriously at most once, each thread", "[condition]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Condition condition;
              const auto waits_twice = [&](const char* who) {
                return [&r, &condition, who] {
                  With hold(condition);
                  r.record(who, condition.wait());
                  r.record(who, condition.wait());
                };
              };
              together(waits_twice("t"), waits_twice("u"));
            },
            with_spurious_wakeups()) == Outcomes{"deadlock: main,t,u", "t=true deadlock: main,t,u",
                                                 "t=true u=true deadlock: main,t,u", "u=true deadlock: main,t,u"});
}

TEST_CASE("a wait that is not in a loop breaks under spurious_wakeups, one in a loop holds", "[condition]") {
  const auto body = [](bool loops) {
    return [loops](Recorder& r) {
      Condition condition;
      bool ready = false;
      together(
          [&] {
            With hold(condition);
            if (!ready) condition.wait();
            while (loops && !ready) condition.wait();
            r.record("ready", ready);
          },
          [&] {
            With hold(condition);
            ready = true;
            condition.notify();
          });
    };
  };
  CHECK(outcomes_of(body(false)) == Outcomes{"ready=true"});
  CHECK(outcomes_of(body(false), with_spurious_wakeups()) == Outcomes{"ready=false", "ready=true"});
  CHECK(outcomes_of(body(true), with_spurious_wakeups()) == Outcomes{"ready=true"});
}

TEST_CASE("a notify spent on a waiter that woke spuriously is lost to those behind it", "[condition]") {
  Options options = with_spurious_wakeups();
  options.preemption_bound = 1;
  const auto found = outcomes_of(
      [](Recorder& r) {
        Condition condition;
        Thread n(
            [&] {
              With hold(condition);
              condition.notify();
            },
            "n");
        Thread u(
            [&] {
              With hold(condition);
              n.start();
              r.record("u", condition.wait());
            },
            "u");
        Thread t(
            [&] {
              With hold(condition);
              u.start();
              r.record("t", condition.wait());
            },
            "t");
        t.start();
      },
      options);
  CHECK(found == Outcomes{"t=true u=true", "t=true deadlock: main,u"});
}

TEST_CASE("the standard's guards work on a condition", "[condition]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Condition condition(lock);
          {
            const std::lock_guard hold(condition);
            r.record("locked", lock.locked());
          }
          {
            const std::unique_lock hold(condition, std::try_to_lock);
            r.record("owns", hold.owns_lock());
          }
          r.record("locked", lock.locked());
        }) == Outcomes{"locked=true,false owns=true"});
}
