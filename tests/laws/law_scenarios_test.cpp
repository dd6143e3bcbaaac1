#include "tests/laws/law_scenarios.hpp"

#include "tests/support/catch.hpp"

#include <optional>
#include <set>
#include <string>

namespace heddle::testing {
namespace {

Options bounded(std::uint32_t preemptions) {
  Options options;
  options.preemption_bound = preemptions;
  return options;
}

Options spurious(std::uint32_t preemptions) {
  Options options = bounded(preemptions);
  options.spurious_wakeups = true;
  return options;
}

/// Two threads that each try once, and release what they took.
template <class Lockable>
void two_tries(Recorder& r) {
  Lockable lock;
  const auto attempt = [&](const char* who) {
    return [&r, &lock, who] {
      const bool taken = lock.acquire(false);
      r.record(who, taken);
      if (taken) lock.release();
    };
  };
  together(attempt("t"), attempt("u"));
}

void locks(std::vector<LawScenario>& all) {
  all.push_back({"lock: acquire, try, locked", [](Recorder& r) {
                   Lock lock;
                   together(
                       [&] {
                         lock.acquire();
                         r.record("t", lock.locked());
                         lock.release();
                       },
                       [&] {
                         r.record("u", lock.locked());
                         const bool taken = lock.acquire(false);
                         r.record("u", taken);
                         if (taken) lock.release();
                       });
                 }});
  all.push_back({"lock: timed, released by another", [](Recorder& r) {
                   Lock lock;
                   lock.acquire();
                   together([&] { r.record("t", lock.acquire(true, 1)); },
                            [&] {
                              lock.release();
                              r.record("u", raised_by([&] { lock.release(); }));
                            });
                 }});
  all.push_back({"lock: opposite orders", [](Recorder&) {
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
                 }});
  all.push_back({"lock: two tries", two_tries<Lock>});
  all.push_back({"rlock: two tries", two_tries<RLock>});
  all.push_back({"rlock: nested, try, timed, not the owner", [](Recorder& r) {
                   RLock lock;
                   together(
                       [&] {
                         With outer(lock);
                         With inner(lock);
                       },
                       [&] {
                         r.record("u", raised_by([&] { lock.release(); }));
                         const bool taken = lock.acquire(false) || lock.acquire(true, 1);
                         r.record("u", taken);
                         if (taken) lock.release();
                       });
                 }});
}

void conditions(std::vector<LawScenario>& all) {
  all.push_back({"condition: wait and notify", [](Recorder& r) {
                   Condition condition;
                   together(
                       [&] {
                         With hold(condition);
                         r.record("t", condition.wait());
                       },
                       [&] {
                         With hold(condition);
                         condition.notify();
                       });
                 }});
  const auto timed = [](double timeout) {
    return [timeout](Recorder& r) {
      Lock lock;
      Condition condition(lock);
      together(
          [&] {
            With hold(condition);
            r.record("t", condition.wait(timeout));
          },
          [&] {
            With hold(condition);
            condition.notify(0);
            condition.notify();
          });
      r.record("locked", lock.locked());
    };
  };
  all.push_back({"condition: timed wait", timed(1)});
  all.push_back({"condition: wait for no time", timed(0)});
  all.push_back({"condition: two waiters, one timed, one notify",
                 [](Recorder& r) {
                   Condition condition;
                   together(
                       [&] {
                         With hold(condition);
                         r.record("t", condition.wait(1));
                       },
                       [&] {
                         With hold(condition);
                         r.record("u", condition.wait());
                       },
                       [&] {
                         With hold(condition);
                         condition.notify();
                       });
                 },
                 bounded(1)});
  all.push_back({"condition: notify_all",
                 [](Recorder& r) {
                   Condition condition;
                   const auto waits = [&](const char* who) {
                     return [&r, &condition, who] {
                       With hold(condition);
                       r.record(who, condition.wait());
                     };
                   };
                   together(waits("t"), waits("u"), [&] {
                     With hold(condition);
                     condition.notify_all();
                   });
                 },
                 bounded(1)});
  all.push_back({"condition: wait_for",
                 [](Recorder& r) {
                   Condition condition;
                   Shared<int> state(0);
                   together(
                       [&] {
                         With hold(condition);
                         r.record("t", condition.wait_for([&] { return state.load() == 2; }, 1));
                       },
                       [&] {
                         for (int i = 1; i <= 2; ++i) {
                           With hold(condition);
                           state.store(i);
                           condition.notify();
                         }
                       });
                 },
                 bounded(1)});
  all.push_back({"condition: without the lock",
                 [](Recorder& r) {
                   Lock lock;
                   Condition condition(lock);
                   together(
                       [&] {
                         r.record("t", raised_by([&] { condition.wait(1); }));
                         if (lock.locked()) r.record("t", raised_by([&] { lock.release(); }));
                       },
                       [&] {
                         With hold(condition);
                         r.record("u", condition.wait(1));
                       },
                       [&] { r.record("v", raised_by([&] { condition.notify(); })); });
                 },
                 bounded(1)});
  all.push_back({"condition: spurious wakeups",
                 [](Recorder& r) {
                   Condition condition;
                   together(
                       [&] {
                         With hold(condition);
                         r.record("t", condition.wait());
                       },
                       [&] {
                         With hold(condition);
                         r.record("u", condition.wait());
                       },
                       [&] {
                         With hold(condition);
                         condition.notify();
                       });
                 },
                 spurious(1)});
}

void events(std::vector<LawScenario>& all) {
  all.push_back({"event: set, clear, wait, is_set", [](Recorder& r) {
                   Event event;
                   together(
                       [&] {
                         r.record("t", event.is_set());
                         r.record("t", event.wait());
                       },
                       [&] {
                         event.clear();
                         event.set();
                         event.set();
                         event.clear();
                       });
                 }});
  all.push_back({"event: timed waits of two",
                 [](Recorder& r) {
                   Event event;
                   together([&] { r.record("t", event.wait(1)); },
                            [&] {
                              r.record("u", event.wait(0));
                              r.record("u", event.wait(1));
                            },
                            [&] {
                              event.set();
                              event.clear();
                            });
                 },
                 bounded(2)});
}

void semaphores(std::vector<LawScenario>& all) {
  all.push_back({"semaphore: acquire, release, try, value", [](Recorder& r) {
                   Semaphore semaphore(1);
                   together(
                       [&] {
                         semaphore.acquire();
                         r.record("t", semaphore.value());
                         semaphore.release(2);
                       },
                       [&] {
                         const bool taken = semaphore.acquire(false);
                         r.record("u", taken);
                         r.record("u", semaphore.acquire(true, 1));
                       });
                 }});
  all.push_back({"semaphore: two takers, two givers",
                 [](Recorder& r) {
                   Semaphore semaphore(1);
                   together([&] { r.record("t", semaphore.acquire()); },
                            [&] { r.record("u", semaphore.acquire()); }, [&] { semaphore.release(); },
                            [&] { semaphore.release(); });
                   r.record("left", semaphore.value());
                 },
                 bounded(2)});
  all.push_back({"bounded semaphore: released once too often", [](Recorder& r) {
                   BoundedSemaphore semaphore(2);
                   together(
                       [&] {
                         r.record("t", semaphore.acquire());
                         r.record("t", semaphore.acquire(true, 1));
                         r.record("t", semaphore.value());
                       },
                       [&] {
                         r.record("u", raised_by([&] { semaphore.release(); }));
                         r.record("u", raised_by([&] { semaphore.release(2); }));
                         r.record("u", semaphore.acquire(false));
                       });
                 }});
}

void barriers(std::vector<LawScenario>& all) {
  const auto waits = [](Recorder& r, Barrier& barrier, const char* who, std::optional<Seconds> timeout) {
    return [&r, &barrier, who, timeout] {
      r.record(who, raised_by([&] { r.record(who, barrier.wait(timeout)); }).substr(0, 12));
    };
  };
  all.push_back({"barrier: three leave together",
                 [waits](Recorder& r) {
                   Barrier barrier(3);
                   together(waits(r, barrier, "t", {}), waits(r, barrier, "u", {}), waits(r, barrier, "v", {}));
                 },
                 bounded(2)});
  all.push_back({"barrier: two rounds", [](Recorder& r) {
                   Barrier barrier(2);
                   const auto twice = [&](const char* who) {
                     return [&r, &barrier, who] {
                       r.record(who, barrier.wait());
                       r.record(who, barrier.wait());
                     };
                   };
                   together(twice("t"), twice("u"));
                 }});
  all.push_back({"barrier: timed, looked at",
                 [waits](Recorder& r) {
                   Barrier barrier(2);
                   together(waits(r, barrier, "t", 1), waits(r, barrier, "u", 0), [&] {
                     r.record("v", barrier.n_waiting());
                     r.record("v", barrier.broken());
                   });
                 },
                 bounded(2)});
  all.push_back({"barrier: abort and reset",
                 [waits](Recorder& r) {
                   Barrier barrier(2);
                   together(waits(r, barrier, "t", {}), waits(r, barrier, "u", {}), [&] {
                     barrier.reset();
                     barrier.abort();
                     barrier.abort();
                     barrier.reset();
                   });
                 },
                 bounded(1)});
  const auto with_action = [waits](bool throws) {
    return [waits, throws](Recorder& r) {
      Shared<int> x(0);
      Barrier barrier(2, [&] {
        x.store(1);
        if (throws) throw ValueError("x");
      });
      together(waits(r, barrier, "t", 1), waits(r, barrier, "u", {}), [&] {
        r.record("v", x.load());
        r.record("v", barrier.n_waiting());
      });
    };
  };
  all.push_back({"barrier: an action", with_action(false), bounded(1)});
  all.push_back({"barrier: an action that throws", with_action(true), bounded(1)});
}

/// Of a Queue, LifoQueue or PriorityQueue, which is called that.
template <class SomeQueue>
void bounded_queues(std::vector<LawScenario>& all, const std::string& called) {
  all.push_back({called + ": put and get with room for one",
                 [](Recorder& r) {
                   SomeQueue queue(1);
                   together(
                       [&] {
                         queue.put(1);
                         queue.put(2);
                       },
                       [&] { r.record("u", queue.get()); }, [&] { r.record("v", queue.get()); });
                 },
                 bounded(2)});
  all.push_back({called + ": without waiting", [](Recorder& r) {
                   SomeQueue queue(1);
                   together(
                       [&] {
                         r.record("t", raised_by([&] { queue.put_nowait(1); }));
                         r.record("t", raised_by([&] { queue.put_nowait(2); }));
                       },
                       [&] {
                         r.record("u", raised_by([&] { r.record("got", queue.get_nowait()); }));
                         r.record("u", raised_by([&] { r.record("got", queue.get_nowait()); }));
                       });
                 }});
  all.push_back({called + ": timed", [](Recorder& r) {
                   SomeQueue queue(1);
                   queue.put(1);
                   together([&] { r.record("t", raised_by([&] { queue.put(2, true, 1); })); },
                            [&] {
                              r.record("u", queue.get(true, 1));
                              r.record("u", raised_by([&] { queue.get(true, 1); }));
                            });
                 }});
  all.push_back({called + ": task_done and join", [](Recorder& r) {
                   SomeQueue queue;
                   together(
                       [&] {
                         queue.put(1);
                         queue.join();
                         r.record("t", "joined");
                       },
                       [&] {
                         queue.get();
                         queue.task_done();
                         r.record("u", raised_by([&] { queue.task_done(); }));
                       });
                 }});
  all.push_back({called + ": looking at it", [](Recorder& r) {
                   SomeQueue queue(1);
                   together(
                       [&] {
                         r.record("t", queue.qsize());
                         r.record("t", queue.empty());
                         r.record("t", queue.full());
                       },
                       [&] {
                         queue.put(1);
                         queue.get();
                       });
                 }});
  all.push_back({called + ": shut down while it is used", [](Recorder& r) {
                   SomeQueue queue(1);
                   together(
                       [&] {
                         r.record("t", raised_by([&] { queue.put(1); }));
                         r.record("t", raised_by([&] { queue.put_nowait(2); }));
                       },
                       [&] {
                         r.record("u", raised_by([&] { queue.get(true, 1); }));
                         r.record("u", raised_by([&] { queue.get_nowait(); }));
                       },
                       [&] { queue.shutdown(); });
                 }});
  all.push_back({called + ": shut down at once, and again", [](Recorder& r) {
                   SomeQueue queue;
                   queue.put(1);
                   together(
                       [&] {
                         queue.shutdown(true);
                         queue.shutdown(true);
                       },
                       [&] {
                         r.record("u", raised_by([&] { queue.put(2); }));
                         queue.join();
                         queue.shutdown();
                       },
                       [&] { r.record("v", queue.qsize()); });
                 }});
  all.push_back({called + ": maxsize set while it is used", [](Recorder& r) {
                   SomeQueue queue(1);
                   queue.put(1);
                   together(
                       [&] {
                         r.record("t", raised_by([&] { queue.put_nowait(2); }));
                         queue.put(3);
                       },
                       [&] {
                         queue.set_maxsize(3);
                         r.record("u", queue.maxsize());
                       },
                       [&] {
                         r.record("v", queue.get());
                         r.record("v", queue.maxsize());
                       });
                 }});
  all.push_back({called + ": negative timeouts", [](Recorder& r) {
                   SomeQueue queue;
                   together(
                       [&] {
                         r.record("t", raised_by([&] { queue.put(1, true, -1); }));
                         r.record("t", raised_by([&] { queue.get(true, -1); }));
                       },
                       [&] {
                         queue.set_maxsize(2);
                         queue.shutdown();
                       });
                 }});
}

void simple_queues(std::vector<LawScenario>& all) {
  all.push_back({"simple queue: put, get, looking at it", [](Recorder& r) {
                   SimpleQueue<int> queue;
                   together(
                       [&] {
                         queue.put(1);
                         queue.put(2);
                         r.record("t", queue.empty());
                       },
                       [&] {
                         r.record("u", queue.get());
                         r.record("u", queue.qsize());
                       },
                       [&] { r.record("v", raised_by([&] { r.record("got", queue.get_nowait()); })); });
                 }});
  all.push_back({"simple queue: timed", [](Recorder& r) {
                   SimpleQueue<int> queue;
                   together(
                       [&] {
                         r.record("t", raised_by([&] { r.record("got", queue.get(true, 1)); }));
                         queue.put(2);
                       },
                       [&] {
                         queue.put(1);
                         r.record("u", raised_by([&] { queue.get(true, -1); }));
                       },
                       [&] { r.record("v", queue.get()); });
                 }});
}

void threads(std::vector<LawScenario>& all) {
  all.push_back({"thread: is_alive, timed join, start again",
                 [](Recorder& r) {
                   Thread worker([] { heddle::yield(); }, "worker");
                   together(
                       [&] {
                         worker.start();
                         worker.join(1);
                         r.record("t", worker.is_alive());
                       },
                       [&] {
                         r.record("u", worker.is_alive());
                         r.record("u", raised_by([&] { worker.start(); }).substr(0, 12));
                         r.record("u", raised_by([&] { worker.join(0); }));
                       });
                 },
                 bounded(2)});
  all.push_back({"thread: started by threads",
                 [](Recorder& r) {
                   Shared<int> x(0);
                   const auto nested = [&](const char* inner) {
                     return [&x, inner] {
                       Thread thread([&] { x.store(x.load() + 1); }, inner);
                       thread.start();
                     };
                   };
                   together(nested("v"), nested("w"));
                   r.record("x", x.load());
                 },
                 bounded(1)});
  all.push_back({"thread: a daemon beside", [](Recorder& r) {
                   Shared<int> x(0);
                   Thread t(
                       [&] {
                         for (int i = 1; i <= 3; ++i) x.store(i);
                       },
                       "t", true);
                   Thread u([&] { r.record("u", x.load()); }, "u");
                   t.start();
                   u.start();
                   u.join();
                   r.record("main", x.load());
                 }});
  all.push_back({"thread: exceptions", [](Recorder& r) {
                   Shared<int> x(0);
                   together(
                       [&] {
                         if (x.load() == 0) throw ValueError("zero");
                         r.record("t", "fine");
                       },
                       [&] { x.store(1); });
                 }});
  all.push_back({"thread: name, ident, daemon", [](Recorder& r) {
                   Thread worker([&] { r.record("worker", current_thread().name()); }, "worker");
                   together(
                       [&] {
                         worker.set_name("other");
                         r.record("t", raised_by([&] { worker.set_daemon(false); }));
                         r.record("t", worker.ident().has_value());
                       },
                       [&] {
                         r.record("u", worker.daemon());
                         r.record("u", worker.name());
                         worker.start();
                       });
                 }});
  all.push_back({"thread: enumerate, active_count",
                 [](Recorder& r) {
                   together(
                       [] {
                         Thread inner([] {}, "v");
                         inner.start();
                       },
                       [&] {
                         r.record("u", enumerate().size());
                         r.record("u", active_count());
                       });
                   r.record("main", active_count());
                 },
                 bounded(2)});
  all.push_back({"thread: excepthook", [](Recorder& r) {
                   Shared<int> x(0);
                   Thread t(
                       [&] {
                         if (x.load() == 0) throw ValueError("zero");
                       },
                       "t");
                   t.start();
                   set_excepthook([&](const ExceptHookArgs& args) {
                     r.record("hook", args.message);
                     x.store(2);
                   });
                   x.store(1);
                   set_excepthook({});
                   t.join();
                   r.record("x", x.load());
                 }});
  all.push_back({"timer: fires or is cancelled", [](Recorder& r) {
                   Timer timer(1, [&] { r.record("timer", "fired"); });
                   timer.start();
                   r.record("main", timer.is_alive());
                   timer.cancel();
                   timer.join();
                   r.record("main", timer.finished().is_set());
                 }});
  all.push_back({"local: a value for each thread", [](Recorder& r) {
                   local<int> mine;
                   Shared<int> x(0);
                   const auto count = [&](const char* who) {
                     return [&, who] {
                       *mine += x.load();
                       x.store(*mine + 1);
                       r.record(who, *mine);
                     };
                   };
                   together(count("t"), count("u"));
                 }});
}

void others(std::vector<LawScenario>& all) {
  all.push_back({"control: sleep, yield, choose, require", [](Recorder& r) {
                   Shared<int> x(0);
                   together(
                       [&] {
                         heddle::sleep(1);
                         x.store(choose(2) + 1);
                         r.record("t", choose(2));
                       },
                       [&] {
                         r.record("u", choose(2));
                         heddle::yield();
                         require(x.load() != 2, "not two");
                       });
                 }});
  all.push_back({"shared: loads and stores", [](Recorder& r) {
                   Shared<int> x(0);
                   Shared<int> y(0);
                   together(
                       [&] {
                         x.store(1);
                         r.record("t", y.load());
                       },
                       [&] {
                         y.store(1);
                         r.record("u", x.load());
                       });
                 }});
  all.push_back({"atomic: every operation", [](Recorder& r) {
                   heddle_std::atomic<unsigned> x(1U);
                   together(
                       [&] {
                         r.record("t", x.fetch_add(1));
                         r.record("t", x.fetch_and(3U));
                         r.record("t", x.exchange(2U));
                         x.store(2U);
                       },
                       [&] {
                         r.record("u", x.fetch_or(1U));
                         unsigned expected = 2;
                         r.record("u", x.compare_exchange_strong(expected, 7U));
                         r.record("u", x.fetch_xor(0U));
                         r.record("u", x.fetch_sub(0U));
                         r.record("u", x.load());
                       });
                 }});
}

}  // namespace

std::vector<LawScenario> law_scenarios() {
  std::vector<LawScenario> all;
  locks(all);
  conditions(all);
  events(all);
  semaphores(all);
  barriers(all);
  bounded_queues<Queue<int>>(all, "queue");
  bounded_queues<LifoQueue<int>>(all, "lifo queue");
  bounded_queues<PriorityQueue<int>>(all, "priority queue");
  simple_queues(all);
  threads(all);
  others(all);
  return all;
}

}  // namespace heddle::testing

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("the scenarios of the laws execute every operation there is", "[laws]") {
  std::set<std::string> operations;
  for (const LawScenario& scenario : law_scenarios()) {
    Recorder ignored;
    for (const Trace& trace : traces_of([&] { scenario.body(ignored); }, scenario.options))
      for (const engine::Step& step : trace.steps) {
        const std::string object =
            step.object == engine::no_object ? "" : std::string(trace.objects[step.object].kind->name) + " ";
        operations.insert(object + step.kind->name);
      }
  }
  CHECK(operations == std::set<std::string>{"Barrier abort",
                                            "Barrier arrive",
                                            "Barrier break",
                                            "Barrier broken",
                                            "Barrier give up",
                                            "Barrier n_waiting",
                                            "Barrier release",
                                            "Barrier reset",
                                            "Barrier time out",
                                            "Barrier wait",
                                            "BoundedSemaphore acquire",
                                            "BoundedSemaphore release",
                                            "BoundedSemaphore time out",
                                            "BoundedSemaphore try to acquire",
                                            "BoundedSemaphore value",
                                            "Condition notify",
                                            "Condition notify_all",
                                            "Condition time out",
                                            "Condition wait",
                                            "Condition wake",
                                            "Condition wake spuriously",
                                            "Event clear",
                                            "Event is_set",
                                            "Event set",
                                            "Event time out",
                                            "Event wait",
                                            "Event wake",
                                            "LifoQueue empty",
                                            "LifoQueue full",
                                            "LifoQueue get",
                                            "LifoQueue join",
                                            "LifoQueue maxsize",
                                            "LifoQueue put",
                                            "LifoQueue qsize",
                                            "LifoQueue set maxsize",
                                            "LifoQueue shutdown",
                                            "LifoQueue task_done",
                                            "LifoQueue time out",
                                            "Lock acquire",
                                            "Lock acquire again",
                                            "Lock locked",
                                            "Lock release",
                                            "Lock time out",
                                            "Lock try to acquire",
                                            "PriorityQueue empty",
                                            "PriorityQueue full",
                                            "PriorityQueue get",
                                            "PriorityQueue join",
                                            "PriorityQueue maxsize",
                                            "PriorityQueue put",
                                            "PriorityQueue qsize",
                                            "PriorityQueue set maxsize",
                                            "PriorityQueue shutdown",
                                            "PriorityQueue task_done",
                                            "PriorityQueue time out",
                                            "Queue empty",
                                            "Queue full",
                                            "Queue get",
                                            "Queue join",
                                            "Queue maxsize",
                                            "Queue put",
                                            "Queue qsize",
                                            "Queue set maxsize",
                                            "Queue shutdown",
                                            "Queue task_done",
                                            "Queue time out",
                                            "RLock acquire",
                                            "RLock acquire again",
                                            "RLock release",
                                            "RLock time out",
                                            "RLock try to acquire",
                                            "Semaphore acquire",
                                            "Semaphore release",
                                            "Semaphore time out",
                                            "Semaphore try to acquire",
                                            "Semaphore value",
                                            "Shared load",
                                            "Shared store",
                                            "SimpleQueue empty",
                                            "SimpleQueue get",
                                            "SimpleQueue put",
                                            "SimpleQueue qsize",
                                            "SimpleQueue time out",
                                            "Thread abandon",
                                            "Thread daemon",
                                            "Thread end",
                                            "Thread ident",
                                            "Thread is_alive",
                                            "Thread join",
                                            "Thread name",
                                            "Thread set_daemon",
                                            "Thread set_name",
                                            "Thread start",
                                            "Thread time out",
                                            "atomic compare_exchange",
                                            "atomic exchange",
                                            "atomic fetch_add",
                                            "atomic fetch_and",
                                            "atomic fetch_or",
                                            "atomic fetch_sub",
                                            "atomic fetch_xor",
                                            "atomic load",
                                            "atomic store",
                                            "choose",
                                            "choose whether to wake spuriously",
                                            "excepthook look for",
                                            "excepthook set",
                                            "sleep",
                                            "threads active_count",
                                            "threads enumerate",
                                            "yield"});
}
