#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <optional>
#include <stdexcept>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// The index that a wait returned, or what it threw.
template <class... Timeout>
std::string waited(Barrier& barrier, Timeout... timeout) {
  std::string index;
  const std::string raised = raised_by([&] { index = std::to_string(barrier.wait(timeout...)); });
  return raised == "nothing" ? index : raised;
}

/// A thread that waits once and records it.
template <class... Timeout>
auto waits(Recorder& r, Barrier& barrier, const char* who, Timeout... timeout) {
  return [&r, &barrier, who, timeout...] { r.record(who, waited(barrier, timeout...)); };
}

}  // namespace

TEST_CASE("a barrier of one lets everybody through at once", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(1);
          r.record("parties", barrier.parties());
          for (int i = 0; i < 3; ++i) r.record("index", barrier.wait());
          r.record("index", barrier.wait(0));
          r.record("waiting", barrier.n_waiting());
          r.record("broken", barrier.broken());
        }) == Outcomes{"broken=false index=0,0,0,0 parties=1 waiting=0"});
}

TEST_CASE("a wait returns how manieth the thread came", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          together(waits(r, barrier, "t"), waits(r, barrier, "u"));
        }) == Outcomes{"t=0 u=1", "t=1 u=0"});
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(3);
          together(waits(r, barrier, "t"), waits(r, barrier, "u"), waits(r, barrier, "v"));
        }) == Outcomes{"t=0 u=1 v=2", "t=0 u=2 v=1", "t=1 u=0 v=2", "t=1 u=2 v=0", "t=2 u=0 v=1", "t=2 u=1 v=0"});
}

TEST_CASE("nobody goes on before all have come", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          Shared<bool> arrived(false);
          together(
              [&] {
                barrier.wait();
                r.record("t", arrived.load());
              },
              [&] {
                arrived.store(true);
                barrier.wait();
              });
        }) == Outcomes{"t=true"});
}

TEST_CASE("who comes alone is stuck", "[barrier]") {
  CHECK(outcomes_of([] {
          Barrier barrier(2);
          barrier.wait();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("of three at a barrier of two, one is left over", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          together(waits(r, barrier, "t"), waits(r, barrier, "u"), waits(r, barrier, "v"));
        }) == Outcomes{"t=0 u=1 deadlock: main,v", "t=0 v=1 deadlock: main,u", "t=1 u=0 deadlock: main,v",
                       "t=1 v=0 deadlock: main,u", "u=0 v=1 deadlock: main,t", "u=1 v=0 deadlock: main,t"});
}

TEST_CASE("a barrier can be used again at once: who comes early waits until the others have left", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          Shared<int> round(0);
          together(
              [&] {
                barrier.wait();
                round.store(1);
                barrier.wait();
                round.store(2);
              },
              [&] {
                barrier.wait();
                barrier.wait();
                r.record("u", round.load());
              });
          r.record("waiting", barrier.n_waiting());
        }) == Outcomes{"u=1 waiting=0", "u=2 waiting=0"});
}

TEST_CASE("a barrier for nobody, or for less, lets nobody through", "[barrier]") {
  for (const int parties : {0, -1}) {
    CHECK(outcomes_of([parties] {
            Barrier barrier(parties);
            barrier.wait();
          }) == Outcomes{"deadlock: main"});
    CHECK(outcomes_of([parties](Recorder& r) {
            Barrier barrier(parties);
            r.record("parties", barrier.parties());
            r.record("main", waited(barrier, 1));
            r.record("broken", barrier.broken());
          }) == Outcomes{"broken=true main=BrokenBarrierError parties=" + std::to_string(parties)});
  }
}

TEST_CASE("n_waiting counts who waits for others to come", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(3);
          together(waits(r, barrier, "t"), waits(r, barrier, "u"), [&] {
            r.record("v", barrier.n_waiting());
            barrier.wait();
            r.record("v", barrier.n_waiting());
          });
        }) == Outcomes{"t=0 u=1 v=0,0", "t=0 u=1 v=1,0", "t=0 u=1 v=2,0", "t=0 u=2 v=0,0", "t=0 u=2 v=1,0",
                       "t=1 u=0 v=0,0", "t=1 u=0 v=1,0", "t=1 u=0 v=2,0", "t=1 u=2 v=0,0", "t=2 u=0 v=0,0",
                       "t=2 u=0 v=1,0", "t=2 u=1 v=0,0"});
}

// ---- time ----

TEST_CASE("a wait whose time is over breaks the barrier", "[barrier]") {
  const auto body = [](Recorder& r) {
    Barrier barrier(2);
    r.record("main", waited(barrier, 1));
    r.record("broken", barrier.broken());
    r.record("main", waited(barrier));
    r.record("waiting", barrier.n_waiting());
    barrier.reset();
    r.record("broken", barrier.broken());
  };
  const Outcomes wanted{"broken=true,false main=BrokenBarrierError,BrokenBarrierError waiting=0"};
  CHECK(outcomes_of(body) == wanted);
  CHECK(outcomes_of(body, virtual_time()) == wanted);
}

TEST_CASE("a barrier's own timeout is that of every wait without one", "[barrier]") {
  const auto body = [](Recorder& r) {
    Barrier barrier(2, {}, 1);
    r.record("main", waited(barrier));
    barrier.reset();
    r.record("main", waited(barrier, std::nullopt));
  };
  CHECK(outcomes_of(body) == Outcomes{"main=BrokenBarrierError,BrokenBarrierError"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"main=BrokenBarrierError,BrokenBarrierError"});
}

TEST_CASE("of two, one with a timeout: both get through, or both get the error", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          together(waits(r, barrier, "t", 1), waits(r, barrier, "u"));
          r.record("broken", barrier.broken());
        }) == Outcomes{"broken=false t=0 u=1", "broken=false t=1 u=0",
                       "broken=true t=BrokenBarrierError u=BrokenBarrierError"});
}

TEST_CASE("under virtual time a timed wait gets through if the others come in time", "[barrier]") {
  const auto waiting = [](double seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Barrier barrier(2);
          Thread t(waits(r, barrier, "t", seconds), "t");
          t.start();
          heddle::sleep(3);
          r.record("main", waited(barrier));
        },
        virtual_time());
  };
  CHECK(waiting(4) == Outcomes{"main=1 t=0"});
  CHECK(waiting(2) == Outcomes{"main=BrokenBarrierError t=BrokenBarrierError"});
  CHECK(waiting(3) == Outcomes{"main=1 t=0", "main=BrokenBarrierError t=BrokenBarrierError"});
}

TEST_CASE("a wait for no time gives the others a moment to come", "[barrier]") {
  for (const double timeout : {0.0, -1.0})
    CHECK(outcomes_of([timeout](Recorder& r) {
            Barrier barrier(2);
            together(waits(r, barrier, "t", timeout), waits(r, barrier, "u"));
          }) == Outcomes{"t=0 u=1", "t=1 u=0", "t=BrokenBarrierError u=BrokenBarrierError"});
}

TEST_CASE("a wait whose time is over looks again before it breaks the barrier", "[barrier]") {
  // Both may be past their time when the third comes: then all three get through.
  const Outcomes outcomes = outcomes_of([](Recorder& r) {
    Barrier barrier(3);
    together(waits(r, barrier, "t", 0), waits(r, barrier, "u", 0), [&] {
      if (barrier.n_waiting() == 2) r.record("v", waited(barrier));
    });
  });
  CHECK(outcomes.contains("t=0 u=1 v=2"));
  CHECK(outcomes.contains("t=BrokenBarrierError u=BrokenBarrierError"));
  CHECK(outcomes.contains("t=BrokenBarrierError u=BrokenBarrierError v=BrokenBarrierError"));
  CHECK(!outcomes.contains("t=BrokenBarrierError u=1 v=2"));
}

// ---- abort and reset ----

TEST_CASE("abort breaks the barrier for those who wait and for those who come", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(3);
          together(waits(r, barrier, "t"), waits(r, barrier, "u"), [&] { barrier.abort(); });
          r.record("broken", barrier.broken());
          barrier.abort();
          r.record("main", waited(barrier));
        }) == Outcomes{"broken=true main=BrokenBarrierError t=BrokenBarrierError u=BrokenBarrierError"});
}

TEST_CASE("abort also breaks those who got through but have not gone on", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          together(waits(r, barrier, "t"), [&] {
            r.record("u", waited(barrier));
            barrier.abort();
          });
          r.record("broken", barrier.broken());
        }) == Outcomes{"broken=true t=0 u=1", "broken=true t=1 u=0", "broken=true t=BrokenBarrierError u=1"});
}

TEST_CASE("reset sends away who waits, and leaves a barrier as new", "[barrier][rounds]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          Thread t(waits(r, barrier, "t"), "t");
          t.start();
          while (barrier.n_waiting() == 0) heddle::yield();
          barrier.reset();
          r.record("broken", barrier.broken());
          t.join();
          together(waits(r, barrier, "t"), waits(r, barrier, "u"));
        }) == Outcomes{"broken=false t=BrokenBarrierError,0 u=1", "broken=false t=BrokenBarrierError,1 u=0"});
}

TEST_CASE("who comes to a barrier that was reset waits until all have left", "[barrier][rounds]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          Shared<bool> left(false);
          Thread t(
              [&] {
                r.record("t", waited(barrier));
                left.store(true);
              },
              "t");
          t.start();
          while (barrier.n_waiting() == 0) heddle::yield();
          barrier.reset();
          r.record("main", waited(barrier, 1));
          r.record("left", left.load());
        }) == Outcomes{"left=false main=BrokenBarrierError t=BrokenBarrierError",
                       "left=true main=BrokenBarrierError t=BrokenBarrierError"});
}

TEST_CASE("reset does nothing to those who got through but have not gone on", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          together(waits(r, barrier, "t"), [&] {
            r.record("u", waited(barrier));
            barrier.reset();
          });
          r.record("broken", barrier.broken());
        }) == Outcomes{"broken=false t=0 u=1", "broken=false t=1 u=0"});
}

TEST_CASE("reset mends a broken barrier, at once if nobody is left in it", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          barrier.abort();
          barrier.reset();
          r.record("broken", barrier.broken());
          together(waits(r, barrier, "t"), waits(r, barrier, "u"));
        }) == Outcomes{"broken=false t=0 u=1", "broken=false t=1 u=0"});
}

TEST_CASE("reset after abort still sends away who has not left", "[barrier][rounds]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          Thread t(waits(r, barrier, "t"), "t");
          t.start();
          while (barrier.n_waiting() == 0) heddle::yield();
          barrier.abort();
          barrier.reset();
          r.record("broken", barrier.broken());
          t.join();
          r.record("waiting", barrier.n_waiting());
        }) == Outcomes{"broken=false t=BrokenBarrierError waiting=0"});
}

TEST_CASE("reset, or one more, leave nobody through who was sent away", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          together(waits(r, barrier, "t"), waits(r, barrier, "u"), [&] { barrier.reset(); });
        }) == Outcomes{"t=0 u=1", "t=1 u=0", "t=BrokenBarrierError deadlock: main,u",
                       "u=BrokenBarrierError deadlock: main,t"});
}

// ---- the action ----

TEST_CASE("the action is run once a round, by the last to come, before anybody goes on", "[barrier]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Shared<int> runs(0);
              Barrier barrier(2, [&] { runs.store(runs.load() + 1); });
              const auto meet = [&](const char* who) {
                return [&, who] {
                  for (int round = 0; round < 2; ++round) {
                    barrier.wait();
                    r.record(who, runs.load());
                  }
                };
              };
              together(meet("t"), meet("u"));
            },
            {.preemption_bound = 2}) == Outcomes{"t=1,2 u=1,2"});
}

TEST_CASE("an action that throws breaks the barrier, and its wait throws the same", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2, [] { throw ValueError("x"); });
          together(waits(r, barrier, "t"), waits(r, barrier, "u"));
          r.record("broken", barrier.broken());
          r.record("waiting", barrier.n_waiting());
          barrier.reset();
          r.record("broken", barrier.broken());
        }) == Outcomes{"broken=true,false t=BrokenBarrierError u=ValueError: x waiting=0",
                       "broken=true,false t=ValueError: x u=BrokenBarrierError waiting=0"});
}

TEST_CASE("an action may throw anything", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(1, [] { throw 7; });
          try {
            barrier.wait();
          } catch (int thrown) {
            r.record("thrown", thrown);
          }
          r.record("broken", barrier.broken());
        }) == Outcomes{"broken=true thrown=7"});
}

TEST_CASE("while the action is run, nobody can do anything to the barrier", "[barrier]") {
  const auto beside = [](auto what) {
    return outcomes_of([what](Recorder& r) {
      Shared<bool> acting(false);
      Shared<bool> over(false);
      Barrier barrier(1, [&] {
        acting.store(true);
        over.store(true);
      });
      together([&] { r.record("t", waited(barrier)); },
               [&] {
                 if (!acting.load()) return;
                 what(barrier);
                 r.record("over", over.load());
               });
    });
  };
  const Outcomes waited_for_it{"over=true t=0", "t=0"};
  CHECK(beside([](Barrier& barrier) { barrier.abort(); }) == waited_for_it);
  CHECK(beside([](Barrier& barrier) { barrier.reset(); }) == waited_for_it);
  CHECK(beside([](Barrier& barrier) { barrier.wait(); }) == waited_for_it);
  // These only look, without CPython's lock.
  CHECK(beside([](Barrier& barrier) { (void)barrier.broken(); }) ==
        Outcomes{"over=false t=0", "over=true t=0", "t=0"});
  CHECK(beside([](Barrier& barrier) { (void)barrier.n_waiting(); }) ==
        Outcomes{"over=false t=0", "over=true t=0", "t=0"});
}

TEST_CASE("during the action all who came are waiting", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier* self = nullptr;
          Barrier barrier(2, [&] {
            r.record("waiting", self->n_waiting());
            r.record("broken", self->broken());
          });
          self = &barrier;
          together([&] { barrier.wait(); }, [&] { barrier.wait(); });
        }) == Outcomes{"broken=false waiting=2"});
}

TEST_CASE("a wait whose time is over during the action gets through, unless the action throws", "[barrier]") {
  const auto with = [](bool throws) {
    return outcomes_of(
        [throws](Recorder& r) {
          Barrier barrier(2, [throws] {
            heddle::sleep(5);
            if (throws) throw ValueError("x");
          });
          Thread t(waits(r, barrier, "t", 3), "t");
          t.start();
          heddle::sleep(1);
          r.record("main", waited(barrier));
        },
        virtual_time());
  };
  CHECK(with(false) == Outcomes{"main=1 t=0"});
  CHECK(with(true) == Outcomes{"main=ValueError: x t=BrokenBarrierError"});
}

TEST_CASE("an action that waits for its own barrier, aborts or resets it, is stuck", "[barrier]") {
  const auto doing = [](auto what) {
    return outcomes_of([what] {
      Barrier* self = nullptr;
      Barrier barrier(1, [&] { what(*self); });
      self = &barrier;
      barrier.wait();
    });
  };
  CHECK(doing([](Barrier& barrier) { barrier.wait(); }) == Outcomes{"deadlock: main"});
  CHECK(doing([](Barrier& barrier) { barrier.abort(); }) == Outcomes{"deadlock: main"});
  CHECK(doing([](Barrier& barrier) { barrier.reset(); }) == Outcomes{"deadlock: main"});
}

TEST_CASE("an empty function is no action", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(1, nullptr);
          r.record("main", barrier.wait());
        }) == Outcomes{"main=0"});
}

// ---- ends ----

TEST_CASE("a daemon that waits, or is in the action, is cut off", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          Thread t(waits(r, barrier, "t"), "t", true);
          t.start();
        }) == Outcomes{""});
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Shared<int> x(0);
          const std::string kept = "what the action uses, while it is taken down";
          Barrier barrier(1, [&, kept] {
            With hold(lock);
            x.store(1);
            r.record("action", kept.size());
          });
          Thread t(waits(r, barrier, "t"), "t", true);
          t.start();
          r.record("x", x.load());
        }) == Outcomes{"action=44 t=0 x=0", "action=44 t=0 x=1", "action=44 x=0", "action=44 x=1", "x=0"});
}

TEST_CASE("a requirement may fail in an action", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2, [] { require(false, "never"); });
          together(waits(r, barrier, "t"), waits(r, barrier, "u"));
        }) == Outcomes{"failed: never"});
}

TEST_CASE("a thread that the barrier throws out of ends, and that is told", "[barrier]") {
  CHECK(outcomes_of([] {
          Barrier barrier(2);
          barrier.wait(0);
        }) == Outcomes{"main threw BrokenBarrierError: "});
}

TEST_CASE("a barrier may be destroyed while somebody waits at it", "[barrier]") {
  CHECK(outcomes_of([](Recorder& r) {
          std::optional<Barrier> barrier(std::in_place, 2);
          Thread t(waits(r, *barrier, "t"), "t", true);
          t.start();
          if (barrier->n_waiting() == 0) return;
          barrier.reset();
          r.record("destroyed", "early");
        }) == Outcomes{"", "destroyed=early"});
}

TEST_CASE("those who leave a barrier commute; those who come do not", "[barrier]") {
  const auto classes = [](int parties) {
    return explored([parties] {
             Barrier barrier(parties);
             std::deque<Thread> threads;
             for (int i = 0; i < parties; ++i) threads.emplace_back([&] { barrier.wait(); });
             for (Thread& thread : threads) thread.start();
           })
        .executions;
  };
  CHECK(classes(2) == 2);
  CHECK(classes(3) == 6);
  CHECK(classes(4) == 24);
  CHECK(classes(5) == 120);
}

TEST_CASE("a reset while threads leave, or right after, changes nothing, and commutes with leaving", "[barrier]") {
  for (const Dependence dependence : {Dependence::fine, Dependence::coarse})
    CHECK(explored(
              [] {
                Barrier barrier(2);
                together(
                    [&] {
                      barrier.wait();
                      barrier.reset();
                    },
                    [&] { barrier.wait(); });
              },
              {.dependence = dependence})
              .executions == 2);
}
