#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <cstdint>
#include <functional>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

Options repeating(std::uint32_t repetitions) {
  Options options;
  options.poll_repetitions = repetitions;
  return options;
}

Options livelock_after(std::uint32_t rounds, Clock clock = Clock::explored) {
  Options options;
  options.livelock_after = rounds;
  options.clock = clock;
  return options;
}

/// t polls an event at most `tries` times; `beside` runs in u, if at all.
std::function<void(Recorder&)> gives_up_after(int tries, bool set) {
  return [tries, set](Recorder& r) {
    Event event;
    const auto poll = [&] {
      for (int i = 0; i < tries; ++i) {
        if (event.is_set()) return r.record("t", "saw it");
        heddle::sleep(1);
      }
      r.record("t", "gave up");
    };
    if (set) together(poll, [&] { event.set(); });
    else together(poll);
  };
}

}  // namespace

TEST_CASE("a loop that polls for what is going to happen ends, in fair schedules", "[polling]") {
  for (const bool yields : {false, true}) {
    const auto found = explored([yields] {
      Event event;
      together(
          [&] {
            while (!event.is_set()) yields ? heddle::yield() : heddle::sleep(1);
          },
          [&] { event.set(); });
    });
    CHECK(found.outcomes == Outcomes{""});
    CHECK(found.verdict.holds());
    CHECK(found.verdict.fair_only);
  }
}

TEST_CASE("a verdict without polling loops is about all schedules", "[polling]") {
  const auto found = explored([] {
    Event event;
    together([&] { event.wait(); },
             [&] {
               heddle::sleep(1);
               heddle::yield();
               event.set();
             });
  });
  CHECK(found.verdict.holds());
  CHECK_FALSE(found.verdict.fair_only);
}

TEST_CASE("a loop that polls for what never happens is a livelock", "[polling]") {
  const auto body = [] {
    Event event;
    together([&] {
      while (!event.is_set()) heddle::sleep(1);
    });
  };
  CHECK(outcomes_of(body) == Outcomes{"livelock: main,t"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"livelock: main,t"});
  const auto found = explored(body);
  REQUIRE(found.verdict.findings.size() == 1);
  CHECK(found.verdict.findings.front().hazard == Hazard::livelock);
}

TEST_CASE("an event that is set and cleared may be missed by a polling loop", "[polling]") {
  CHECK(outcomes_of([] {
          Event event;
          together(
              [&] {
                while (!event.is_set()) heddle::sleep(1);
              },
              [&] {
                event.set();
                event.clear();
              });
        }) == Outcomes{"", "livelock: main,t"});
}

TEST_CASE("two loops that poll for each other are a livelock", "[polling]") {
  const auto body = [] {
    Event a;
    Event b;
    together(
        [&] {
          while (!a.is_set()) heddle::sleep(1);
          b.set();
        },
        [&] {
          while (!b.is_set()) heddle::sleep(1);
          a.set();
        });
  };
  CHECK(outcomes_of(body, {.preemption_bound = 1}) == Outcomes{"livelock: main,t,u"});
  // Each second they wake in either order, which doubles the executions.
  CHECK(outcomes_of(body, livelock_after(3, Clock::virtual_time)) == Outcomes{"livelock: main,t,u"});
}

TEST_CASE("a loop that gives up gives up when nothing ever happens", "[polling]") {
  CHECK(outcomes_of(gives_up_after(5, false)) == Outcomes{"t=gave up"});
  CHECK(outcomes_of(gives_up_after(5, false), virtual_time()) == Outcomes{"t=gave up"});
}

TEST_CASE("a loop that gives up too late for livelock_after is a livelock", "[polling]") {
  // The third sleep is the first repetition, and the first time that nothing else can happen.
  CHECK(outcomes_of(gives_up_after(12, false), livelock_after(10)) == Outcomes{"t=gave up"});
  CHECK(outcomes_of(gives_up_after(13, false), livelock_after(10)) == Outcomes{"livelock: main,t"});
  CHECK(outcomes_of(gives_up_after(13, false), livelock_after(11)) == Outcomes{"t=gave up"});
  CHECK(outcomes_of(gives_up_after(12, false), livelock_after(10, Clock::virtual_time)) == Outcomes{"t=gave up"});
  CHECK(outcomes_of(gives_up_after(13, false), livelock_after(10, Clock::virtual_time)) ==
        Outcomes{"livelock: main,t"});
}

TEST_CASE("a loop that gives up does so before what it polls for, if it gives up soon", "[polling]") {
  CHECK(outcomes_of(gives_up_after(1, true)) == Outcomes{"t=gave up", "t=saw it"});
  CHECK(outcomes_of(gives_up_after(3, true)) == Outcomes{"t=gave up", "t=saw it"});
}

TEST_CASE("fairness leaves out that a patient loop gives up while others stand still; poll_repetitions has it",
          "[polling]") {
  // With four tries, t has to go on from a repetition, its third sleep, to give up unset.
  CHECK(outcomes_of(gives_up_after(4, true)) == Outcomes{"t=saw it"});
  CHECK(outcomes_of(gives_up_after(4, true), repeating(1)) == Outcomes{"t=gave up", "t=saw it"});
  CHECK(outcomes_of(gives_up_after(5, true), repeating(1)) == Outcomes{"t=saw it"});
  CHECK(outcomes_of(gives_up_after(5, true), repeating(2)) == Outcomes{"t=gave up", "t=saw it"});
  CHECK(explored(gives_up_after(4, true)).verdict.fair_only);
}

TEST_CASE("poll_repetitions is not used up by what is passed over for good reason", "[polling]") {
  CHECK_FALSE(explored(gives_up_after(3, true), repeating(1)).verdict.fair_only);
  CHECK(explored(gives_up_after(3, true), repeating(1)).outcomes == Outcomes{"t=gave up", "t=saw it"});
}

TEST_CASE("a loop of failing tries polls", "[polling]") {
  const auto tries = [](Lock& lock) {
    return [&lock] {
      while (!lock.acquire(false)) heddle::yield();
      lock.release();
    };
  };
  const auto found = explored([&] {
    Lock lock;
    together(tries(lock), tries(lock));
  });
  CHECK(found.outcomes == Outcomes{""});
  CHECK(found.verdict.holds());
  CHECK(outcomes_of([&] {
          Lock lock;
          lock.acquire();
          together(tries(lock));
        }) == Outcomes{"livelock: main,t"});
}

TEST_CASE("a loop may poll a queue, a shared variable, an atomic or a thread", "[polling]") {
  const auto ends = [](auto body) {
    const auto found = explored(body);
    return found.outcomes == Outcomes{""} && found.verdict.holds();
  };
  CHECK(ends([] {
    Queue<int> queue;
    together(
        [&] {
          while (queue.empty()) heddle::yield();
          queue.get();
        },
        [&] { queue.put(1); });
  }));
  CHECK(ends([] {
    Shared<bool> flag(false);
    together(
        [&] {
          while (!flag.load()) heddle::yield();
        },
        [&] { flag.store(true); });
  }));
  CHECK(ends([] {
    heddle_std::atomic<int> flag(0);
    together(
        [&] {
          while (flag == 0) heddle::yield();
        },
        [&] { ++flag; });
  }));
  CHECK(ends([] {
    Thread t([] { heddle::yield(); }, "t");
    t.start();
    while (t.is_alive()) heddle::yield();
  }));
}

TEST_CASE("two threads may take turns by polling", "[polling]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Shared<int> turn(0);
              const auto player = [&](int mine, const char* who) {
                return [&turn, &r, mine, who] {
                  for (int i = 0; i < 2; ++i) {
                    while (turn.load() != mine) heddle::yield();
                    r.record("order", who);
                    turn.store(1 - mine);
                  }
                };
              };
              together(player(0, "t"), player(1, "u"));
            },
            {.preemption_bound = 0}) == Outcomes{"order=t,u,t,u"});
}

TEST_CASE("a loop that changes what others see does not poll", "[polling]") {
  Options options;
  options.max_steps = 50;
  const auto found = explored(
      [] {
        Shared<int> x(0);
        together([&] {
          for (int i = 0;; ++i) {
            x.store(i);
            heddle::yield();
          }
        });
      },
      options);
  CHECK(found.outcomes == Outcomes{"cut"});
  CHECK_FALSE(found.verdict.complete);
  CHECK(found.verdict.cut == 1);
  CHECK(found.verdict.inconclusive());
}

TEST_CASE("a loop of timed waits does not poll: its timers are explored", "[polling]") {
  Options options;
  options.max_steps = 50;
  const auto found = explored(
      [] {
        Event event;
        together([&] {
          while (!event.wait(1)) heddle::yield();
        });
      },
      options);
  CHECK(found.outcomes == Outcomes{"cut"});
  CHECK_FALSE(found.verdict.fair_only);
}

TEST_CASE("a loop without a yield is not taken for polling", "[polling]") {
  Options options;
  options.max_steps = 50;
  const auto found = explored(
      [] {
        Shared<bool> flag(false);
        together(
            [&] {
              while (!flag.load()) {
              }
            },
            [&] { flag.store(true); });
      },
      options);
  CHECK(found.outcomes == Outcomes{"", "cut"});
  CHECK_FALSE(found.verdict.fair_only);
  CHECK_FALSE(found.verdict.complete);
}

TEST_CASE("a loop that only yields is a livelock when nobody else can run", "[polling]") {
  CHECK(outcomes_of([] {
          together([] {
            for (;;) heddle::yield();
          });
        }) == Outcomes{"livelock: main,t"});
}

TEST_CASE("a polling daemon keeps nothing alive and is no livelock", "[polling]") {
  CHECK(outcomes_of([] {
          Event event;
          Thread t(
              [&] {
                while (!event.is_set()) heddle::sleep(1);
              },
              "t", true);
          t.start();
        }) == Outcomes{""});
}

TEST_CASE("main may poll, too", "[polling]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          Thread t([&] { event.set(); }, "t");
          t.start();
          while (!event.is_set()) heddle::sleep(1);
          r.record("main", "on");
        }) == Outcomes{"main=on"});
}

TEST_CASE("under virtual time a polling loop sees what happens while it sleeps", "[polling]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Event event;
              int rounds = 0;
              Thread t(
                  [&] {
                    while (!event.is_set()) {
                      ++rounds;
                      heddle::sleep(1);
                    }
                    r.record("rounds", rounds);
                  },
                  "t");
              t.start();
              heddle::sleep(7.5);
              event.set();
            },
            virtual_time()) == Outcomes{"rounds=8"});  // it looks at 0, 1, … 7, and finds it at 8
}

TEST_CASE("a poller that reads two things goes on when either has changed", "[polling]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event a;
          Event b;
          together(
              [&] {
                while (!a.is_set() && !b.is_set()) heddle::sleep(1);
                r.record("t", "on");
              },
              [&] { b.set(); });
        }) == Outcomes{"t=on"});
}

TEST_CASE(
    "a loop that polls a queue goes on after a put, though it looked at the other end too: nothing is in vain",
    "[polling]") {
  const auto body = [](Recorder& r) {
    Queue<int> queue;
    Shared<int> x(0);
    Thread t(
        [&] {
          queue.put(1);
          queue.put(2);
          x.store(1);
        },
        "t");
    Thread u([&] { x.store(2); }, "u");
    t.start();
    u.start();
    while (queue.qsize() < 2) heddle::yield();
    r.record("x", x.load());
  };
  const Explored classes = explored(body);
  CHECK(classes.verdict.exhausted);
  CHECK(classes.verdict.abandoned == 0);
  CHECK(classes.outcomes == outcomes_of_all_schedules(body));
}
