#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <cstdint>
#include <functional>
#include <memory>
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

/// Takes both locks, gives them back and ends; where the second is taken, gives the first back and tries again.
auto politely_taking(Lock& first, Lock& second, bool yields = false) {
  return [&first, &second, yields] {
    for (;;) {
      first.acquire();
      if (second.acquire(false)) break;
      first.release();
      if (yields) heddle::yield();
    }
    second.release();
    first.release();
  };
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

TEST_CASE("a loop that polls for what is going to happen ends, in fair schedules", "[rounds]") {
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

TEST_CASE("a verdict without polling loops is about all schedules", "[rounds]") {
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

TEST_CASE("a loop that polls for what never happens is a livelock", "[rounds]") {
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

TEST_CASE("an event that is set and cleared may be missed by a polling loop", "[rounds]") {
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

TEST_CASE("two loops that poll for each other are a livelock", "[rounds]") {
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

TEST_CASE("a loop that gives up gives up when nothing ever happens", "[rounds]") {
  CHECK(outcomes_of(gives_up_after(5, false)) == Outcomes{"t=gave up"});
  CHECK(outcomes_of(gives_up_after(5, false), virtual_time()) == Outcomes{"t=gave up"});
}

TEST_CASE("a loop that gives up gives up, however late: a counter makes it another thread each time", "[rounds]") {
  for (const int tries : {1, 2, 3, 10, 100}) {
    CAPTURE(tries);
    CHECK(outcomes_of(gives_up_after(tries, false), livelock_after(10)) == Outcomes{"t=gave up"});
    CHECK(outcomes_of(gives_up_after(tries, false), livelock_after(10, Clock::virtual_time)) ==
          Outcomes{"t=gave up"});
  }
}

TEST_CASE("a loop that gives up may do so before what it polls for, however patient it is", "[rounds]") {
  for (const int tries : {1, 2, 3, 4, 10}) {
    CAPTURE(tries);
    const auto found = explored(gives_up_after(tries, true));
    CHECK(found.outcomes == Outcomes{"t=gave up", "t=saw it"});
    CHECK(found.verdict.holds());
    CHECK_FALSE(found.verdict.fair_only);
  }
}

TEST_CASE("a counter is seen wherever a thread may keep it: in a local, on others' stacks, in its own function",
          "[rounds]") {
  enum class Kept { local, by_main, by_its_maker, by_function };
  for (const Kept kept : {Kept::local, Kept::by_main, Kept::by_its_maker, Kept::by_function}) {
    CAPTURE(static_cast<int>(kept));
    CHECK(outcomes_of([kept](Recorder& r) {
            Event event;
            int by_main = 0;
            const auto looks = [&](int& count) {
              while (!event.is_set()) {
                if (++count == 5) return r.record("t", "gave up");
                heddle::yield();
              }
              r.record("t", "saw it");
            };
            Thread maker(
                [&] {
                  int by_maker = 0;
                  Thread t(
                      [&, own = 0]() mutable {
                        int local = 0;
                        looks(kept == Kept::local         ? local
                              : kept == Kept::by_main     ? by_main
                              : kept == Kept::by_function ? own
                                                          : by_maker);
                      },
                      "t");
                  t.start();
                  t.join();
                },
                "maker");
            Thread u([&] { event.set(); }, "u");
            maker.start();
            u.start();
          }) == Outcomes{"t=gave up", "t=saw it"});
  }
}

TEST_CASE("poll_repetitions has idle rounds taken while others could go: nothing else comes of it", "[rounds]") {
  const auto body = [](Recorder& r) {
    Event event;
    together(
        [&] {
          while (!event.is_set()) heddle::sleep(1);
          r.record("t", "on");
        },
        [&] { event.set(); });
  };
  const auto once = explored(body);
  const auto more = explored(body, repeating(2));
  CHECK(once.outcomes == Outcomes{"t=on"});
  CHECK(more.outcomes == once.outcomes);
  CHECK(more.verdict.executions == once.verdict.executions + 2);
}

TEST_CASE("a loop of failing tries polls", "[rounds]") {
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

TEST_CASE("a loop may poll a queue, a shared variable, an atomic or a thread", "[rounds]") {
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

TEST_CASE("two threads may take turns by polling", "[rounds]") {
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

TEST_CASE("a loop that changes what others see does not poll", "[rounds]") {
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

TEST_CASE("a loop of timed waits ends in fair schedules, whatever it waits for", "[rounds]") {
  const auto ends = [](const std::function<void()>& body) {
    for (const Clock clock : {Clock::explored, Clock::virtual_time}) {
      const auto found = explored(body, {.clock = clock});
      if (found.outcomes != Outcomes{""} || !found.verdict.holds()) return false;
    }
    return true;
  };
  CHECK(ends([] {
    Event event;
    together(
        [&] {
          while (!event.wait(0.1)) {
          }
        },
        [&] { event.set(); });
  }));
  CHECK(ends([] {
    Queue<int> queue;
    Event stop;
    together(
        [&] {
          while (!stop.is_set()) {
            try {
              queue.get(true, 1);
            } catch (const Empty&) {
            }
          }
        },
        [&] {
          queue.put(1);
          stop.set();
        });
  }));
  CHECK(ends([] {
    Condition condition;
    bool ready = false;
    const auto waits = [&] {
      With hold(condition);
      while (!ready) condition.wait(0.1);
    };
    together(waits, waits, [&] {
      With hold(condition);
      ready = true;
    });
  }));
  CHECK(ends([] {
    Lock lock;
    together(
        [&] {
          while (!lock.acquire(true, 0.1)) {
          }
          lock.release();
        },
        [&] {
          With hold(lock);
          heddle::yield();
        });
  }));
  CHECK(ends([] {
    Semaphore semaphore(0);
    together(
        [&] {
          while (!semaphore.acquire(true, 0.1)) {
          }
        },
        [&] { semaphore.release(); });
  }));
  CHECK(ends([] {
    Event event;
    Thread t([&] { event.wait(); }, "t");
    Thread u([&] { event.set(); }, "u");
    t.start();
    u.start();
    while (t.is_alive()) t.join(0.1);
  }));
}

TEST_CASE("a loop of timed waits for what never comes is a livelock", "[rounds]") {
  const auto body = [] {
    Event event;
    together([&] {
      while (!event.wait(1)) {
      }
    });
  };
  CHECK(outcomes_of(body) == Outcomes{"livelock: main,t"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"livelock: main,t"});
}

TEST_CASE("a loop may spin without a yield, and may take and give back a lock", "[rounds]") {
  const auto spins = explored([] {
    heddle_std::atomic<bool> flag(false);
    together(
        [&] {
          while (!flag.load()) {
          }
        },
        [&] { flag.store(true); });
  });
  CHECK(spins.outcomes == Outcomes{""});
  CHECK(spins.verdict.holds());
  CHECK(spins.verdict.fair_only);
  const auto locks = explored([] {
    Lock lock;
    bool stop = false;
    const auto looks = [&] {
      for (;;) {
        With hold(lock);
        if (stop) break;
      }
    };
    together(looks, looks, [&] {
      With hold(lock);
      stop = true;
    });
  });
  CHECK(locks.outcomes == Outcomes{""});
  CHECK(locks.verdict.holds());
}

TEST_CASE("under virtual time a round that takes time is taken again wherever others go on", "[rounds]") {
  // At each moment when both are awake, the lock may be held; and so it may be each of the three times.
  const auto body = [](Recorder& r) {
    Lock lock;
    Thread holder(
        [&] {
          for (;;) {
            { With hold(lock); }
            heddle::sleep(1);
          }
        },
        "holder", true);
    holder.start();
    bool taken = false;
    for (int tries = 0; tries < 3 && !taken; ++tries) {
      taken = lock.acquire(false);
      if (!taken) heddle::sleep(2);
    }
    if (taken) lock.release();
    r.record("taken", taken ? "yes" : "no");
  };
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"taken=no", "taken=yes"});
  CHECK(outcomes_of(body) == Outcomes{"taken=no", "taken=yes"});
}

TEST_CASE("under virtual time a thread goes on before the last step of another at that moment", "[rounds]") {
  // The setter's third look and the poller's are at one moment: main may see the setter at its end, or gone.
  const auto body = [](Recorder& r) {
    Event event;
    Thread poller(
        [&] {
          while (!event.is_set()) heddle::sleep(1);
        },
        "poller");
    Thread setter(
        [&] {
          for (int looks = 0; looks < 3 && !event.is_set(); ++looks)
            if (looks != 2) heddle::sleep(1);
          event.set();
        },
        "setter", true);
    poller.start();
    setter.start();
    poller.join();
    r.record("setter", setter.is_alive() ? "at its end" : "gone");
  };
  CHECK(explored(body, virtual_time()).outcomes == Outcomes{"setter=at its end", "setter=gone"});
}

TEST_CASE("who can go only in the middle of another's idle round goes there", "[rounds]") {
  CHECK(explored([] {
          Lock lock;
          Event event;
          Thread holder(
              [&] {
                for (;;) {
                  heddle::yield();
                  With hold(lock);
                  heddle::yield();
                }
              },
              "holder", true);
          holder.start();
          together(
              [&] {
                for (;;) {
                  With hold(lock);
                  if (event.is_set()) break;
                }
              },
              [&] { event.set(); });
        }).outcomes == Outcomes{""});
}

TEST_CASE("a permit that is taken is not given back by another's release", "[rounds]") {
  // With four permits seen and two more given, all six may be taken before the giver asks for one.
  CHECK(explored([](Recorder& r) {
          Semaphore permits(4);
          bool got = false;
          bool four_seen = false;
          together(
              [&] {
                permits.release();
                permits.release();
                got = permits.acquire(false);
              },
              [&] {
                four_seen = permits.value() == 4;
                while (permits.acquire(false)) heddle::yield();
              });
          r.record("giver", got ? "got one" : "got none");
          r.record("seen", four_seen ? "four" : "more");
        }).outcomes == Outcomes{"giver=got none seen=four", "giver=got none seen=more", "giver=got one seen=four",
                                "giver=got one seen=more"});
}

TEST_CASE("threads that politely undo each other's steps are a livelock", "[rounds]") {
  for (const bool yields : {false, true})
    CHECK(outcomes_of([yields] {
            Lock a;
            Lock b;
            together(politely_taking(a, b, yields), politely_taking(b, a, yields));
          }) == Outcomes{"", "livelock: main,t,u"});
  CHECK(outcomes_of([] {
          Shared<bool> mine(false);
          Shared<bool> yours(false);
          const auto polite = [](Shared<bool>& own, Shared<bool>& other) {
            return [&] {
              for (;;) {
                own.store(true);
                if (!other.load()) break;
                own.store(false);
                heddle::yield();
              }
              own.store(false);
            };
          };
          together(polite(mine, yours), polite(yours, mine));
        }) == Outcomes{"", "livelock: main,t,u"});
}

TEST_CASE("who waits in slices for a lock that is given back again and again is in no livelock", "[rounds]") {
  const auto with = [](Options options, auto&& once) {
    options.max_steps = 100;
    return explored(
               [&once] {
                 Lock a;
                 Lock b;
                 together(politely_taking(a, b), politely_taking(b, a), [&] {
                   while (!once(a)) {
                   }
                   a.release();
                 });
               },
               options)
        .outcomes;
  };
  const auto one = [](Lock& a) { return a.acquire(true, 0.1); };
  const auto two = [](Lock& a) { return a.acquire(true, 0.1) || a.acquire(true, 0.1); };
  // A timer that is faster each time is no livelock. Once it has the lock, the two others may go on for ever.
  const Outcomes some_do{"", "livelock: main,t,u"};
  CHECK(with({}, one) == some_do);
  CHECK(with({}, two) == some_do);
  const Options random{.search = Search::random, .max_executions = 2'000};
  CHECK(with(random, one) == some_do);
  CHECK(with(random, two) == some_do);
  // Whoever looks only while the lock is taken waits for ever without any such timer.
  CHECK(with({}, [&](Lock& a) {
          heddle::yield();
          return one(a);
        }) == Outcomes{"", "livelock: main,t,u", "livelock: main,t,u,v"});
}

TEST_CASE("who waits in slices for a lock that is free by now is expected to take it", "[rounds]") {
  const auto found = explored(
      [] {
        Lock a;
        Lock b;
        Lock c;
        Event stop;
        c.acquire();
        const auto politely = [&stop](Lock& first, Lock& second) {
          return [&] {
            while (!stop.is_set()) {
              first.acquire();
              const bool taken = second.acquire(false);
              if (taken) second.release();
              first.release();
              if (taken) break;
            }
          };
        };
        together(
            politely(a, b), politely(b, a),
            [&] {
              while (!c.acquire(true, 0.1)) {
              }
              stop.set();
            },
            [&] { c.release(); });
      },
      {.search = Search::random, .max_executions = 20'000, .max_steps = 100});
  CHECK(found.outcomes == Outcomes{""});
}

TEST_CASE("who can go only in the middle of another's idle round has turns, too", "[rounds]") {
  CHECK(outcomes_of([] {
          Semaphore permits(0);
          Event enough;
          const auto seen = std::make_unique<int>(0);  // a count that is not seen
          together(
              [&] {
                while (!enough.is_set()) {
                  permits.release();
                  heddle::yield();
                  permits.acquire();
                }
              },
              [&] {
                while (++*seen != 4) {
                  permits.acquire();
                  permits.release();
                }
                enough.set();
              });
        }) == Outcomes{""});
}

TEST_CASE("a thread that goes on by itself, like a traffic light, hinders nobody: no livelock within few steps",
          "[rounds]") {
  Options options;
  options.max_steps = 30;
  const auto found = explored(
      [] {
        Event green;
        together(
            [&] {
              for (;;) {
                green.set();
                heddle::sleep(1);
                green.clear();
                heddle::sleep(1);
              }
            },
            [&] {
              for (;;) {
                green.wait();
                heddle::sleep(1);
              }
            });
      },
      options);
  CHECK(found.outcomes == Outcomes{"cut"});
}

TEST_CASE("a loop that only yields is a livelock when nobody else can run", "[rounds]") {
  CHECK(outcomes_of([] {
          together([] {
            for (;;) heddle::yield();
          });
        }) == Outcomes{"livelock: main,t"});
}

TEST_CASE("a polling daemon keeps nothing alive and is no livelock", "[rounds]") {
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

TEST_CASE("main may poll, too", "[rounds]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event event;
          Thread t([&] { event.set(); }, "t");
          t.start();
          while (!event.is_set()) heddle::sleep(1);
          r.record("main", "on");
        }) == Outcomes{"main=on"});
}

TEST_CASE("under virtual time a polling loop sees what happens while it sleeps", "[rounds]") {
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

TEST_CASE("a poller that reads two things goes on when either has changed", "[rounds]") {
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
    "[rounds]") {
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
