// Programs that once gave the search away: found by the oracle, made small, and each the shape of a mistake. The
// numbers of classes are those of brute force.

#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/scheduling_point.hpp>

#include <set>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// The executions of a search by classes, in which none may be in vain.
template <class Body>
std::uint64_t coarse_classes_of(Body body, Options options = {}) {
  options.search = Search::dpor;
  options.dependence = Dependence::coarse;
  const Explored classes = explored(body, options);
  CHECK(classes.verdict.exhausted);
  CHECK(classes.verdict.abandoned == 0);
  return classes.executions;
}

std::set<Hazard> hazards_of(const std::function<void()>& body, Search search) {
  Options options;
  options.search = search;
  options.keep_going = true;
  std::set<Hazard> hazards;
  for (const Finding& finding : check("find", body, options).findings) hazards.insert(finding.hazard);
  return hazards;
}

/// Takes items until it is closed; which is on one object, and what it has taken on another.
class Box {
 public:
  void close(Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &close_kind, .object = &closed_, .access = Access::write, .site = site},
            [&](Step&) { closed_.set_level(1); });
  }
  bool put(Site site = Site::current()) {
    using namespace engine;
    return perform({.kind = &put_kind,
                    .object = &closed_,
                    .access = Access::read,
                    .acts = {Guard::exactly(closed_, 0)},
                    .second = &taken_,
                    .second_access = Access::write,
                    .site = site},
                   [&](Step& step) {
                     if (closed_.level() != 0) {
                       step.changed_nothing();
                       return false;
                     }
                     taken_.set_level(taken_.level() + 1);
                     step.value = 1;
                     return true;
                   });
  }
  int taken(Site site = Site::current()) {
    using namespace engine;
    return perform({.kind = &taken_kind, .object = &taken_, .access = Access::read, .site = site}, [&](Step& step) {
      step.value = taken_.level();
      return static_cast<int>(taken_.level());
    });
  }

 private:
  static constexpr engine::ObjectKind closed_object{"Box"};
  static constexpr engine::ObjectKind taken_object{"what a Box has taken"};
  static constexpr engine::OperationKind close_kind{"close"};
  static constexpr engine::OperationKind put_kind{"put"};
  static constexpr engine::OperationKind taken_kind{"taken"};
  engine::Object closed_{closed_object, "", Site::current()};
  engine::Object taken_{taken_object, "", Site::current()};
};
}  // namespace

TEST_CASE("values that are chosen last leave no class out", "[laws]") {
  CHECK(coarse_classes_of([] {
          Lock lock;
          Thread t1([] {}, "t1");
          Thread t2([&] { t1.join(1); }, "t2");
          Thread t3(
              [&] {
                (void)lock.locked();
                (void)choose(3);
              },
              "t3");
          t1.start();
          t2.start();
          t3.start();
        }) == 6);
}

TEST_CASE("a step with one value does not stand for the same with another", "[laws]") {
  CHECK(coarse_classes_of([] {
          Queue<int> queue(1);
          Thread t1(
              [&] {
                queue.put(1);
                queue.put(1, true, 1);
              },
              "t1");
          Thread t2(
              [&] {
                (void)t1.is_alive();
                if (choose(2) != 0) queue.get();
              },
              "t2");
          t1.start();
          t2.start();
          (void)queue.get();
          queue.task_done();
        }) == 15);
}

TEST_CASE("two choices in a row are one", "[laws]") {
  CHECK(coarse_classes_of([] {
          Event set;
          Thread t1([&] { set.set(); }, "t1");
          t1.start();
          Event never;
          Thread t2(
              [&] {
                (void)never.wait(1);
                (void)choose(3);
                if (choose(3) == 0) set.set();
              },
              "t2");
          t2.start();
        }) == 12);
}

TEST_CASE("values that were set down one by one are all there are in the end", "[laws]") {
  CHECK(coarse_classes_of([] {
          Lock lock;
          Shared<int> x(0);
          Thread t1([&] { (void)lock.acquire(false); }, "t1");
          Thread t2([&] { (void)x.load(); }, "t2");
          Thread t3(
              [&] {
                x.store(1);
                (void)choose(2);
              },
              "t3");
          t1.start();
          t2.start();
          t3.start();
          lock.acquire();
        }) == 8);
}

TEST_CASE("what was explored value by value has not shown what goes on without it", "[laws]") {
  CHECK(coarse_classes_of([] {
          Queue<int> queue;
          Event event;
          Thread t1(
              [&] {
                event.set();
                (void)choose(2);
              },
              "t1");
          Thread t2(
              [&] {
                queue.put(1);
                queue.put(1);
                event.clear();
              },
              "t2");
          t1.start();
          t2.start();
          (void)queue.get_nowait();
        }) == 2 * 6);
}

TEST_CASE("a daemon that starts a daemon is cut off wherever the end meets it, once", "[laws]") {
  CHECK(coarse_classes_of([] {
          Thread outer(
              [] {
                Thread inner([] {}, "inner", true);
                inner.start();
              },
              "outer", true);
          outer.start();
          outer.join(1);
        }) == 9);
}

TEST_CASE("an end that would be no end, since a timeout or a failed try came instead, is not asked for", "[laws]") {
  CHECK(coarse_classes_of([] {
          Thread t1(
              [] {
                Thread daemon([] {}, "daemon", true);
                daemon.start();
                daemon.join();
              },
              "t1");
          t1.start();
          t1.join(1);
        }) == 2);
  CHECK(coarse_classes_of([] {
          Thread t1([] {}, "t1");
          Thread t2(
              [&] {
                Thread daemon([] {}, "daemon", true);
                daemon.start();
                t1.start();
                daemon.join();
              },
              "t2");
          t2.start();
          t1.join();
          t2.join(0);
        }) == 3);
}

TEST_CASE("what was set down to follow a step is done after the values that are chosen with the step", "[laws]") {
  CHECK(coarse_classes_of(
            [] {
              Condition condition;
              Thread t1([] {}, "t1", true);
              Thread t2([&] { const With hold(condition); }, "t2");
              Thread t3(
                  [&] {
                    condition.acquire();
                    condition.wait();
                    condition.release();
                  },
                  "t3");
              t1.start();
              t2.start();
              t3.start();
            },
            {.clock = Clock::virtual_time, .spurious_wakeups = true}) == 8);
}

TEST_CASE("what follows one value is not looked for after another", "[laws]") {
  CHECK(coarse_classes_of([] {
          Lock lock;
          Thread outer(
              [&] {
                Thread inner(
                    [&] {
                      (void)raised_by([&] { lock.release(); });
                      if (choose(3) != 0) lock.acquire();
                    },
                    "inner", true);
                inner.start();
              },
              "outer", true);
          outer.start();
        }) == 28);
}

TEST_CASE("who waits or notifies without owning the lock has looked at it", "[laws]") {
  CHECK(coarse_classes_of([] {
          Lock lock;
          Condition condition(lock);
          Thread t1([&] { condition.acquire(); }, "t1");
          t1.start();
          Thread t2([&] { condition.wait(); }, "t2");
          t2.start();
          With hold(condition);
          (void)condition.wait(0);
        }) == 15);
}

TEST_CASE("a timed acquire by the owner of an rlock races like any other", "[laws]") {
  CHECK(coarse_classes_of([] {
          RLock lock;
          Thread t1([&] { lock.release(); }, "t1");
          t1.start();
          Thread t2(
              [&] {
                (void)lock.acquire(false);
                (void)lock.acquire(true, 1);
              },
              "t2");
          t2.start();
          lock.acquire();
          lock.release();
        }) == 15);
}

TEST_CASE("in virtual time, what stands still at a rest could have come before what stands in its way", "[laws]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Lock lock;
              Thread t1([&] { lock.acquire(); }, "t1");
              Thread t2([&] { r.record("t2", lock.acquire(true, 1)); }, "t2");
              t1.start();
              t2.start();
            },
            {.clock = Clock::virtual_time}) == Outcomes{"t2=false", "t2=true deadlock: main,t1"});
  CHECK(outcomes_of(
            [](Recorder& r) {
              Queue<int> queue;
              Thread t1([&] { r.record("t1", raised_by([&] { queue.get(true, 1); })); }, "t1");
              Thread t2(
                  [&] {
                    queue.put(1);
                    (void)queue.get();
                  },
                  "t2");
              t1.start();
              t2.start();
            },
            {.clock = Clock::virtual_time}) == Outcomes{"t1=Empty", "t1=nothing deadlock: main,t2"});
}

TEST_CASE("a requirement that fails does not hide the failures of others", "[laws]") {
  const auto body = [] {
    Lock lock;
    Condition condition(lock);
    Thread t1(
        [&] {
          lock.acquire();
          condition.wait();
        },
        "t1");
    t1.start();
    Thread t2(
        [&] {
          require(choose(2) != 1);
          Thread t3([&] { condition.wait(); }, "t3");
          t3.start();
        },
        "t2");
    t2.start();
  };
  CHECK(hazards_of(body, Search::dpor) == hazards_of(body, Search::depth_first));
  // The wait without the lock comes before, between or after the two steps on it; or t2 fails.
  CHECK(coarse_classes_of(body) == 3 + 1);
}

TEST_CASE("any of several threads may be the last one, which cuts off the daemons", "[laws]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> x(0);
          Thread outer(
              [&] {
                Thread inner([] {}, "inner");
                inner.start();
                inner.join();
                x.store(1);
              },
              "outer", true);
          outer.start();
          r.record("x", x.load());
        }) == Outcomes{"x=0", "x=1"});
  CHECK(outcomes_of([](Recorder& r) {
          Thread outer(
              [&] {
                Thread inner([&] { r.record("inner", 1); }, "inner");
                inner.start();
                r.record("outer", 1);
                inner.join();
              },
              "outer", true);
          Thread t([] {}, "t");
          outer.start();
          t.start();
          t.join();
        }) == Outcomes{"", "inner=1 outer=1"});
}

TEST_CASE("a polling daemon that could see something new can be cut off before it looks", "[laws]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> x(0);
          Shared<int> y(0);
          Thread polls(
              [&] {
                while (x.load() == 0) heddle::yield();
                r.record("polls", "saw it");
              },
              "polls", true);
          polls.start();
          x.store(1);
          (void)y.load();
          (void)y.load();
        }) == Outcomes{"", "polls=saw it"});
}

TEST_CASE("a thread that goes on taking a lock does not hide what others did before", "[laws]") {
  // Once, t was passed over where it held the lock; what u did after that was taken to come after all that was
  // before.
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> x(0);
          Lock lock;
          Thread t(
              [&] {
                r.record("t", x.load());
                for (;;) With hold(lock);
              },
              "t");
          Thread u(
              [&] {
                { With hold(lock); }
                x.store(1);
              },
              "u");
          t.start();
          u.start();
        }) == Outcomes{"t=0 livelock: main,t", "t=1 livelock: main,t"});
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Thread t(
              [&] {
                { With hold(lock); }
                r.record("t", "once");
                for (;;) With hold(lock);
              },
              "t", true);
          Thread u([&] { With hold(lock); }, "u");
          t.start();
          u.start();
        }) == Outcomes{"", "t=once"});
}

TEST_CASE("a thread that is cut while it chooses is no reason to leave out what others do", "[laws]") {
  const auto body = [](Recorder& r) {
    Shared<int> x(0);
    Thread t(
        [&] {
          r.record("t", x.load());
          require(false, "t");
        },
        "t");
    Thread u(
        [] {
          while (choose(2) < 2) continue;
        },
        "u");
    t.start();
    u.start();
  };
  CHECK(outcomes_of(body, {.max_steps = 4}) == Outcomes{"cut", "t=0 failed: t"});
  const auto four = [](Recorder& r) {
    Shared<int> x(0);
    Shared<int> y(0);
    const auto chooses = [&](const char* name, Shared<int>& own) {
      (void)own.load();
      for (int i = 0; i < 4; ++i) r.record(name, choose(2));
      require(false, name);
    };
    Thread t([&] { chooses("t", x); }, "t");
    Thread u([&] { chooses("u", y); }, "u");
    t.start();
    u.start();
  };
  std::set<std::string> failures;
  for (const std::string& outcome : explored(four, {.max_steps = 5}).outcomes)
    failures.insert(outcome.substr(outcome.find("failed")));
  CHECK(failures == std::set<std::string>{"failed: t", "failed: u"});
}

TEST_CASE("a value is not left to a step that sleeps, with which the execution would be too long", "[laws]") {
  const auto body = [](Recorder& r) {
    Event event;
    Thread sets([&] { event.set(); }, "sets");
    sets.start();
    Queue<int> queue;
    Thread chooses(
        [&] {
          r.record("set", event.is_set());
          const int value = choose(2);
          if (value == 0) queue.put_nowait(1);
          else event.wait();
          r.record("value", value);
        },
        "chooses");
    chooses.start();
    queue.join();
    r.record("joined", true);
  };
  CHECK(outcomes_of(body, {.max_steps = 7}).count("set=true value=1 cut") == 1);
}

TEST_CASE("ends of threads of which neither is the last are in no order, whatever was reversed before", "[laws]") {
  CHECK(coarse_classes_of([] {
          Queue<int> queue(1);
          Thread t1([] {}, "t1");
          Thread t2([&] { queue.put(1); }, "t2", true);
          Thread t3([&] { queue.put(1); }, "t3");
          t1.start();
          t2.start();
          t3.start();
          t1.join(1);
        }) == 4);
}

TEST_CASE("a race is reversed again when more has come that can be taken along", "[laws]") {
  // Five threads, where the oracle had at most four, main included: the race of t2 and t3 was found before t5 had
  // come far enough, and what it could be reversed with then had been seen to.
  const auto body = [](Recorder& r) {
    Shared<int> x(0);
    Shared<int> y(0);
    Thread t1([&] { r.record("t1x", x.load()); }, "t1");
    Thread t2([&] { y.store(1); }, "t2");
    Thread t3([&] { r.record("t3y", y.load()); }, "t3");
    Thread t4([&] { x.store(1); }, "t4");
    Thread t5(
        [&] {
          r.record("t5x", x.load());
          r.record("t5y", y.load());
        },
        "t5");
    for (Thread* thread : {&t1, &t2, &t3, &t4, &t5}) thread->start();
    for (Thread* thread : {&t1, &t2, &t3, &t4, &t5}) thread->join();
  };
  // Each load comes before or after the store.
  Outcomes all;
  for (const char* t1x : {"t1x=0", "t1x=1"})
    for (const char* t3y : {" t3y=0", " t3y=1"})
      for (const char* t5x : {" t5x=0", " t5x=1"})
        for (const char* t5y : {" t5y=0", " t5y=1"}) all.insert(std::string(t1x) + t3y + t5x + t5y);
  const Explored seen = explored(body, {.search = Search::dpor});
  CHECK(seen.outcomes == all);
  CHECK(seen.executions == 16);
}

TEST_CASE("a compare_exchange that would fail elsewhere is set down as the read that it is there", "[laws]") {
  const auto body = [] {
    heddle_std::atomic<int> value(0);
    Thread t1([&] { value.store(1); }, "t1");
    Thread t2([&] { (void)value.load(); }, "t2");
    Thread t3(
        [&] {
          int expected = 1;
          (void)value.compare_exchange_strong(expected, 2);
        },
        "t3");
    Thread t4([&] { (void)value.load(); }, "t4");
    for (Thread* thread : {&t1, &t2, &t3, &t4}) thread->start();
    for (Thread* thread : {&t1, &t2, &t3, &t4}) thread->join();
  };
  // Before the store it fails, and each load comes before or after the store; after it, each load comes first,
  // between the two, or last.
  CHECK(coarse_classes_of(body) == 4 + 9);
}

TEST_CASE("an end is no longer the last but one once another thread has been started", "[laws]") {
  const auto body = [] {
    Queue<int> queue(0);
    Thread daemon([&] { (void)queue.get(); }, "daemon", true);
    daemon.start();
    Thread t2([] { (void)active_count(); }, "t2");
    t2.start();
    Thread t3([] {}, "t3");
    t3.start();
    t2.join(1);
  };
  CHECK(coarse_classes_of(body) == 6);
}

TEST_CASE("what a wakeup that never comes is called does not depend on the order of steps that commute", "[laws]") {
  const auto load_and_notify = [] {
    Condition condition;
    Shared<int> ready(0);
    Thread notifies(
        [&] {
          condition.acquire();
          ready.store(1);
          condition.notify();
          condition.release();
        },
        "notifies");
    Thread waits(
        [&] {
          require(ready.load() != 0);
          condition.acquire();
          condition.wait();
        },
        "waits");
    notifies.start();
    waits.start();
  };
  const auto load_and_set = [] {
    Event event;
    Shared<int> ready(0);
    Thread sets(
        [&] {
          Thread waits(
              [&] {
                (void)ready.load();
                event.wait();
              },
              "waits");
          waits.start();
          ready.store(1);
          event.set();
        },
        "sets");
    sets.start();
    event.clear();
  };
  const auto get_and_notify = [] {
    Condition condition;
    Queue<int> queue;
    Thread notifies(
        [&] {
          queue.put(1);
          const With hold(condition);
          condition.notify();
        },
        "notifies");
    notifies.start();
    Thread waits(
        [&] {
          (void)raised_by([&] { queue.get(true, 1); });
          condition.acquire();
          condition.wait();
        },
        "waits");
    waits.start();
  };
  using enum Hazard;
  for (const Search search : {Search::depth_first, Search::dpor}) {
    CHECK(hazards_of(get_and_notify, search) == std::set{deadlock, lost_wakeup});
    CHECK(hazards_of(load_and_notify, search) == std::set{deadlock, requirement_failed});
    CHECK(hazards_of(load_and_set, search) == std::set{deadlock, lost_wakeup});
  }
}

TEST_CASE("who looks at a part of a queue that nobody has written knows nothing of what was put", "[laws]") {
  const auto body = [] {
    Queue<int> queue;
    Lock lock;
    Condition condition(lock);
    Thread t1(
        [&] {
          {
            With hold(lock);
            condition.notify();
          }
          queue.put(1);
        },
        "t1");
    Thread t2(
        [&] {
          (void)queue.maxsize();
          With hold(condition);
          condition.wait();
        },
        "t2");
    t1.start();
    t2.start();
  };
  CHECK(hazards_of(body, Search::dpor) == std::set<Hazard>{Hazard::lost_wakeup});
  CHECK(hazards_of(body, Search::depth_first) == std::set<Hazard>{Hazard::lost_wakeup});
}

TEST_CASE("what would be done elsewhere races with what comes in a later execution only", "[laws]") {
  CHECK(outcomes_of([](Recorder& r) {
          Box box;
          Thread puts([&] { r.record("put", box.put()); }, "puts");
          Thread looks([&] { r.record("taken", box.taken()); }, "looks", true);
          puts.start();
          looks.start();
          box.close();
        }) == Outcomes{"put=false", "put=false taken=0", "put=true", "put=true taken=0", "put=true taken=1"});
}

TEST_CASE("what was explored value by value, with all there are, has shown what goes on without it", "[laws]") {
  // The daemon is cut off after 0, 1 or 2 of its steps; or it goes on to its end, as somebody waits for ever.
  const auto deadlock_or_end = [](bool daemon_first) {
    return coarse_classes_of([=] {
      Shared<int> x(0);
      Shared<int> finished(0);
      Event never;
      Thread t1(
          [&] {
            x.store(1);
            (void)choose(2);
          },
          "t1", true);
      Thread t2(
          [&] {
            if (finished.load() == 0) never.wait();
          },
          "t2");
      (daemon_first ? t1 : t2).start();
      (daemon_first ? t2 : t1).start();
      finished.store(1);
    });
  };
  CHECK(deadlock_or_end(true) == (1 + 2 + 2) + 2);
  CHECK(deadlock_or_end(false) == (1 + 2 + 2) + 2);
  CHECK(coarse_classes_of([] {
          Condition condition;
          Shared<int> x(0);
          Thread t1(
              [&] {
                x.store(1);
                (void)choose(3);
              },
              "t1", true);
          Timer t2(
              0,
              [&] {
                condition.acquire();
                condition.wait();
              },
              "t2");
          t1.start();
          t2.start();
          t2.cancel();
        }) == 17);
}

TEST_CASE("what was left out because of what is not explored after all is looked at again", "[laws]") {
  // As before, with the end of t2 before or after main looks.
  CHECK(coarse_classes_of([] {
          Shared<int> x(0);
          Thread t1(
              [&] {
                x.store(1);
                (void)choose(2);
              },
              "t1", true);
          Thread t2([] {}, "t2");
          t1.start();
          t2.start();
          (void)t2.is_alive();
        }) == 2 * (1 + 2 + 2));
}
