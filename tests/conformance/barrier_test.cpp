/// CPython's own rules for barriers: those of lock_tests (BarrierTests), over every schedule. Three threads, where
/// CPython uses five.

#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

constexpr int parties = 3;

/// Runs `body(number)` in so many threads, and waits for them.
template <class Body>
void in_threads(int count, Body body) {
  std::deque<Thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([body, i] { body(i); });
  for (Thread& thread : threads) thread.start();
}

/// "through", or what a wait threw.
std::string met(Barrier& barrier, std::optional<Seconds> timeout = std::nullopt) {
  const std::string raised = raised_by([&] { barrier.wait(timeout); });
  return raised == "nothing" ? "through" : raised;
}

/// So many threads meet so often; nobody is ever a round ahead of one that has not come.
auto in_lockstep(int count, int rounds) {
  return [count, rounds](Recorder& r) {
    Barrier barrier(count);
    std::vector<int> at(static_cast<std::size_t>(count));
    in_threads(count, [&](int self) {
      for (int round = 1; round <= rounds; ++round) {
        at[static_cast<std::size_t>(self)] = round;
        barrier.wait();
        for (const int other : at) require(other == round || other == round + 1, "in lockstep");
      }
    });
    r.record("waiting", barrier.n_waiting());
    r.record("broken", barrier.broken());
  };
}

/// The outcomes by one execution of each class, where there are too many schedules.
template <class Body>
Outcomes outcomes_of_classes(Body body, Options options = {}) {
  Explored found = explored(body, options);
  if (!found.verdict.exhausted) throw std::logic_error("not every class was seen");
  return std::move(found.outcomes);
}

}  // namespace

TEST_CASE("BarrierTests.test_barrier: threads pass in lockstep, and leave a barrier empty and whole",
          "[conformance]") {
  CHECK(outcomes_of(in_lockstep(2, 1)) == Outcomes{"broken=false waiting=0"});
  CHECK(outcomes_of(in_lockstep(3, 1)) == Outcomes{"broken=false waiting=0"});
  CHECK(outcomes_of_classes(in_lockstep(5, 1)) == Outcomes{"broken=false waiting=0"});
}

TEST_CASE("BarrierTests.test_barrier_10: so they do, round after round", "[conformance]") {
  CHECK(outcomes_of(in_lockstep(2, 3)) == Outcomes{"broken=false waiting=0"});
  CHECK(outcomes_of_classes(in_lockstep(3, 3)) == Outcomes{"broken=false waiting=0"});
  CHECK(outcomes_of_classes(in_lockstep(2, 10)) == Outcomes{"broken=false waiting=0"});
}

TEST_CASE("BarrierTests.test_wait_return: the waits of a round return 0, 1, 2, one each", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(parties);
          int sum = 0;
          int returned = 0;
          in_threads(parties, [&](int) {
            const int index = barrier.wait();
            sum += index;
            returned |= 1 << index;
          });
          r.record("sum", sum);
          r.record("all", returned == 0b111);
        }) == Outcomes{"all=true sum=3"});
}

TEST_CASE("BarrierTests.test_action: the action runs once a round, before any wait returns", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          int runs = 0;
          Barrier barrier(parties, [&] {
            heddle::yield();
            ++runs;
          });
          bool always = true;
          in_threads(parties, [&](int) {
            barrier.wait();
            always = always && runs == 1;
          });
          r.record("runs", runs);
          r.record("always", always);
        }) == Outcomes{"always=true runs=1"});
}

TEST_CASE("BarrierTests.test_abort: waits that stand, and later ones, raise; nobody passes", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(parties);
          together([&] { r.record("t", met(barrier)); }, [&] { r.record("u", met(barrier)); },
                   [&] { barrier.abort(); });
          r.record("broken", barrier.broken());
          r.record("later", met(barrier));
        }) == Outcomes{"broken=true later=BrokenBarrierError t=BrokenBarrierError u=BrokenBarrierError"});
}

TEST_CASE("BarrierTests.test_reset: reset() raises in those who wait, and leaves the barrier usable",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Barrier barrier(parties);
    const auto twice = [&](const char* who) {
      return [&, who] {
        r.record(who, met(barrier));
        r.record(who, met(barrier));
      };
    };
    Thread t(twice("t"), "t");
    Thread u(twice("u"), "u");
    t.start();
    u.start();
    while (barrier.n_waiting() < parties - 1) heddle::sleep(0.001);
    barrier.reset();
    r.record("v", met(barrier));
    t.join();
    u.join();
    r.record("broken", barrier.broken());
  };
  const Outcomes wanted{"broken=false t=BrokenBarrierError,through u=BrokenBarrierError,through v=through"};
  CHECK(outcomes_of(body) == wanted);
  CHECK(outcomes_of(body, virtual_time()) == wanted);
}

TEST_CASE("BarrierTests.test_abort_and_reset: after abort(), reset() makes the barrier usable again",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Barrier barrier(parties);
    Barrier between(parties);  // for all to know that it is mended
    const auto run = [&](const char* who, bool aborts) {
      return [&, who, aborts] {
        if (aborts) barrier.abort();
        else r.record(who, met(barrier));
        if (between.wait() == parties - 1) barrier.reset();
        between.wait();
        r.record(who, met(barrier));
      };
    };
    together(run("t", false), run("u", false), run("v", true));
    r.record("broken", barrier.broken());
  };
  CHECK(outcomes_of_classes(body) ==
        Outcomes{"broken=false t=BrokenBarrierError,through u=BrokenBarrierError,through v=through"});
}

TEST_CASE("BarrierTests.test_timeout: a wait that times out breaks the barrier for all, the late one too",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    Barrier barrier(parties);
    together([&] { r.record("t", met(barrier, 0.5)); }, [&] { r.record("u", met(barrier, 0.5)); },
             [&] {
               heddle::sleep(1);
               r.record("v", met(barrier, 0.5));
             });
  };
  const std::string broken = "t=BrokenBarrierError u=BrokenBarrierError v=BrokenBarrierError";
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{broken});
  // However long things take, it is all or nobody.
  CHECK(outcomes_of_classes(body) == Outcomes{broken, "t=through u=through v=through"});
}

TEST_CASE("BarrierTests.test_default_timeout: a barrier's timeout is that of its waits", "[conformance]") {
  const auto body = [](Recorder& r) {
    Barrier barrier(parties, {}, 0.3);
    together([&] { r.record("t", met(barrier)); }, [&] { r.record("u", met(barrier)); });
  };
  CHECK(outcomes_of(body) == Outcomes{"t=BrokenBarrierError u=BrokenBarrierError"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"t=BrokenBarrierError u=BrokenBarrierError"});
}

TEST_CASE("BarrierTests.test_single_thread: a barrier of one returns at once, again and again", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(1);
          r.record("index", barrier.wait());
          r.record("index", barrier.wait());
        }) == Outcomes{"index=0,0"});
}

TEST_CASE("BarrierTests.test_repr: how many wait, of how many, and whether it is broken can be asked for",
          "[conformance]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Barrier barrier(parties);
              const auto look = [&] {
                r.record("seen", std::to_string(barrier.n_waiting()) + "/" + std::to_string(barrier.parties()) +
                                     (barrier.broken() ? " broken" : ""));
              };
              look();
              Thread t([&] { barrier.wait(); }, "t");
              Thread u([&] { barrier.wait(); }, "u");
              t.start();
              u.start();
              heddle::sleep(1);
              look();
              barrier.wait();
              look();
              t.join();
              u.join();
              look();
              barrier.abort();
              look();
            },
            virtual_time()) == Outcomes{"seen=0/3,2/3,0/3,0/3,0/3 broken"});
}

// ---- probes of the interpreter ----

TEST_CASE("probe: Barrier(0) and Barrier(-1) are accepted", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier none(0);
          Barrier less(-1);
          r.record("parties", none.parties());
          r.record("parties", less.parties());
          r.record("waiting", none.n_waiting() + less.n_waiting());
        }) == Outcomes{"parties=0,-1 waiting=0"});
}

TEST_CASE("probe: Barrier(1).wait() returns 0", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(1);
          r.record("index", barrier.wait());
        }) == Outcomes{"index=0"});
}

TEST_CASE("probe: one alone whose time is over breaks a barrier of two, until it is reset", "[conformance]") {
  const auto body = [](Recorder& r) {
    Barrier barrier(2);
    r.record("wait", met(barrier, 0.01));
    r.record("broken", barrier.broken());
    r.record("wait", met(barrier));
    barrier.reset();
    r.record("broken", barrier.broken());
  };
  CHECK(outcomes_of(body) == Outcomes{"broken=true,false wait=BrokenBarrierError,BrokenBarrierError"});
  CHECK(outcomes_of(body, virtual_time()) ==
        Outcomes{"broken=true,false wait=BrokenBarrierError,BrokenBarrierError"});
}

TEST_CASE("probe: BrokenBarrierError is a RuntimeError with nothing to say", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          barrier.abort();
          try {
            barrier.wait();
          } catch (const RuntimeError& error) {
            r.record("what", "[" + std::string(error.what()) + "]");
          }
        }) == Outcomes{"what=[]"});
}

TEST_CASE("probe: a fresh barrier has its parties and nobody waiting", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(2);
          r.record("waiting", barrier.n_waiting());
          r.record("parties", barrier.parties());
        }) == Outcomes{"parties=2 waiting=0"});
}

TEST_CASE("probe: what the action raises comes out of that wait, and the barrier is broken", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(1, [] { throw ValueError("x"); });
          r.record("wait", met(barrier));
          r.record("broken", barrier.broken());
        }) == Outcomes{"broken=true wait=ValueError: x"});
}

TEST_CASE("probe: three waits of one round return 0, 1 and 2 between them", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Barrier barrier(3);
          std::vector<int> returned(3);
          in_threads(3, [&](int) { ++returned[static_cast<std::size_t>(barrier.wait())]; });
          for (const int times : returned) r.record("times", times);
        }) == Outcomes{"times=1,1,1"});
}

TEST_CASE("probe: reset() while one waits sends it away and leaves the barrier whole; abort() leaves it broken",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    for (const bool aborts : {false, true}) {
      Barrier barrier(2);
      Thread t([&] { r.record("wait", met(barrier)); });
      t.start();
      while (barrier.n_waiting() == 0) heddle::sleep(0.01);
      if (aborts) barrier.abort();
      else barrier.reset();
      t.join();
      r.record("broken", barrier.broken());
    }
  };
  const Outcomes wanted{"broken=false,true wait=BrokenBarrierError,BrokenBarrierError"};
  CHECK(outcomes_of(body) == wanted);
  CHECK(outcomes_of(body, virtual_time()) == wanted);
}
