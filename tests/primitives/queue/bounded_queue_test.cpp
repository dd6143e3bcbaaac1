// What Queue, LifoQueue and PriorityQueue share.

#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

const std::string bad_task_done = "ValueError: task_done() called too many times";

/// Records what a call raises, or "nothing".
template <class Call>
void tell(Recorder& r, const char* key, Call call) {
  r.record(key, raised_by(std::move(call)));
}

/// Does something when it is destroyed, unless it has been moved from.
struct Testament {
  explicit Testament(int wanted, std::function<void(int)> last) : number(wanted), last_will(std::move(last)) {}
  Testament(Testament&& other) noexcept
      : number(other.number), last_will(std::exchange(other.last_will, nullptr)) {}
  Testament& operator=(Testament&&) = delete;
  ~Testament() {
    if (last_will) last_will(number);
  }
  bool operator<(const Testament& other) const { return number < other.number; }
  int number;
  std::function<void(int)> last_will;
};

}  // namespace

#define EVERY_QUEUE Queue<int>, LifoQueue<int>, PriorityQueue<int>

// ---- room, waiting, tasks ----

TEMPLATE_TEST_CASE("every queue says how many items it holds, and whether it is empty or full", "[queue]",
                   EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(2);
          for (int i = 0; i < 3; ++i) {
            r.record("size", queue.qsize());
            r.record("empty", queue.empty());
            r.record("full", queue.full());
            if (i != 2) queue.put(i);
          }
        }) == Outcomes{"empty=true,false,false full=false,false,true size=0,1,2"});
}

TEMPLATE_TEST_CASE("a put into any queue waits for room, and a get for an item", "[queue]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(1);
          together(
              [&] {
                for (int i = 1; i <= 3; ++i) queue.put(i);
              },
              [&] {
                for (int i = 1; i <= 3; ++i) r.record("u", queue.get());
              });
        }) == Outcomes{"u=1,2,3"});
}

TEMPLATE_TEST_CASE("timed puts and gets of any queue do either", "[queue]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(1);
          queue.put(1);
          together([&] { tell(r, "t", [&] { queue.put(2, true, 1); }); },
                   [&] {
                     r.record("u", queue.get(true, 1));
                     tell(r, "u", [&] { queue.get(true, 1); });
                   });
        }) == Outcomes{"t=Full u=1,Empty", "t=nothing u=1,Empty", "t=nothing u=1,nothing"});
}

TEMPLATE_TEST_CASE("join of any queue waits for task_done", "[queue]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          queue.put(1);
          int done = 0;
          together(
              [&] {
                queue.join();
                r.record("done", done);
              },
              [&] {
                queue.get();
                done = 1;
                queue.task_done();
                tell(r, "u", [&] { queue.task_done(); });
              });
        }) == Outcomes{"done=1 u=ValueError: task_done() called too many times"});
}

// ---- maxsize ----

TEMPLATE_TEST_CASE("maxsize can be read and set", "[queue]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(2);
          const auto look = [&] {
            r.record("maxsize", queue.maxsize());
            r.record("full", queue.full());
          };
          look();
          queue.put(1);
          queue.put(2);
          look();
          queue.set_maxsize(1);  // there are more than that already
          look();
          tell(r, "put", [&] { queue.put_nowait(3); });
          queue.get();
          tell(r, "put", [&] { queue.put_nowait(3); });
          queue.set_maxsize(0);
          look();
          for (int i = 0; i < 5; ++i) tell(r, "put", [&] { queue.put_nowait(3); });
          queue.set_maxsize(7);
          look();
          tell(r, "put", [&] { queue.put_nowait(4); });
          look();
          tell(r, "put", [&] { queue.put_nowait(4); });
        }) == Outcomes{"full=false,true,true,false,false,true maxsize=2,2,1,0,7,7 "
                       "put=Full,Full,nothing,nothing,nothing,nothing,nothing,nothing,Full"});
}

TEMPLATE_TEST_CASE("a put sees the maxsize that is set when its turn comes", "[queue]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(1);
          queue.put(1);
          together([&] { tell(r, "t", [&] { queue.put_nowait(2); }); }, [&] { queue.set_maxsize(2); });
        }) == Outcomes{"t=Full", "t=nothing"});
  CHECK(outcomes_of([] {
          TestType queue(1);
          queue.put(1);
          together([&] { queue.put(2); }, [&] { queue.set_maxsize(2); });
        }) == Outcomes{""});
  CHECK(outcomes_of([] {
          TestType queue;
          queue.put(1);
          together([&] { queue.put(2); }, [&] { queue.set_maxsize(1); });
        }) == Outcomes{"", "deadlock: main,t"});
}

TEMPLATE_TEST_CASE("a queue that gets smaller while somebody waits asks for that much less", "[queue]",
                   EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(2);
          queue.put(1);
          queue.put(2);
          together([&] { queue.put(3); },
                   [&] {
                     queue.set_maxsize(1);
                     queue.get();
                     r.record("size", queue.qsize());
                     queue.get();
                   });
        }) == Outcomes{"size=1"});
}

TEMPLATE_TEST_CASE("a negative timeout is refused only by a queue that can be full", "[queue]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          together([&] { tell(r, "t", [&] { queue.put(1, true, -1); }); }, [&] { queue.set_maxsize(5); });
          r.record("size", queue.qsize());
        }) == Outcomes{"size=0 t=ValueError: 'timeout' must be a non-negative number", "size=1 t=nothing"});
}

TEMPLATE_TEST_CASE("reading maxsize is in nobody's way", "[queue]", EVERY_QUEUE) {
  CHECK(explored(
            [](Recorder&) {
              TestType queue(3);
              together([&] { queue.put(1); }, [&] { (void)queue.maxsize(); });
            },
            {})
            .executions == 1);
}

// ---- shutting down ----

TEMPLATE_TEST_CASE("a queue that is shut down takes no items, and gives those it has", "[queue][shutdown]",
                   EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(5);
          queue.put(1);
          queue.put(1);
          queue.shutdown();
          tell(r, "put", [&] { queue.put(2); });
          tell(r, "put", [&] { queue.put(2, true, 1); });
          tell(r, "put", [&] { queue.put(2, true, -1); });
          tell(r, "put", [&] { queue.put_nowait(2); });
          r.record("size", queue.qsize());
          r.record("full", queue.full());
          tell(r, "get", [&] { queue.get(true, -1); });
          tell(r, "get", [&] { queue.get(); });
          tell(r, "get", [&] { queue.get_nowait(); });
          r.record("size", queue.qsize());
          tell(r, "then", [&] { queue.get(); });
          tell(r, "then", [&] { queue.get(true, 1); });
          tell(r, "then", [&] { queue.get(true, -1); });
          tell(r, "then", [&] { queue.get_nowait(); });
        }) == Outcomes{"full=false get=ValueError: 'timeout' must be a non-negative number,nothing,nothing "
                       "put=ShutDown,ShutDown,ShutDown,ShutDown size=2,0 "
                       "then=ShutDown,ShutDown,ShutDown,ShutDown"});
}

TEMPLATE_TEST_CASE("a full queue that is shut down says ShutDown, not Full", "[queue][shutdown]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(1);
          queue.put(1);
          queue.shutdown();
          tell(r, "put", [&] { queue.put(2); });
          tell(r, "put", [&] { queue.put_nowait(2); });
          r.record("full", queue.full());
        }) == Outcomes{"full=true put=ShutDown,ShutDown"});
}

TEMPLATE_TEST_CASE("to shut down at once drops the items, and settles them", "[queue][shutdown]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          for (int i = 0; i < 3; ++i) queue.put(i);
          queue.get();
          queue.shutdown(true);
          r.record("size", queue.qsize());
          tell(r, "get", [&] { queue.get(); });
          queue.task_done();  // for the one that was taken out
          queue.join();
          tell(r, "done", [&] { queue.task_done(); });
        }) == Outcomes{"done=ValueError: task_done() called too many times get=ShutDown size=0"});
}

TEMPLATE_TEST_CASE("to shut down at once never leaves fewer tasks than none", "[queue][shutdown]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          queue.put(1);
          queue.put(2);
          queue.task_done();  // though nobody took it
          queue.shutdown(true);
          queue.join();
          tell(r, "done", [&] { queue.task_done(); });
        }) == Outcomes{"done=ValueError: task_done() called too many times"});
}

TEMPLATE_TEST_CASE("a queue may be shut down twice, and at once the second time", "[queue][shutdown]",
                   EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          queue.put(1);
          queue.shutdown();
          queue.shutdown();
          r.record("size", queue.qsize());
          queue.shutdown(true);
          queue.shutdown(true);
          r.record("size", queue.qsize());
          queue.join();
        }) == Outcomes{"size=1,0"});
}

TEMPLATE_TEST_CASE("a get that waits raises ShutDown when the queue is shut down", "[queue][shutdown]",
                   EVERY_QUEUE) {
  for (const bool immediate : {false, true})
    CHECK(outcomes_of([immediate](Recorder& r) {
            TestType queue;
            together([&] { tell(r, "t", [&] { queue.get(); }); }, [&] { tell(r, "u", [&] { queue.get(); }); },
                     [&] { queue.shutdown(immediate); });
          }) == Outcomes{"t=ShutDown u=ShutDown"});
}

TEMPLATE_TEST_CASE("a put that waits raises ShutDown when the queue is shut down", "[queue][shutdown]",
                   EVERY_QUEUE) {
  for (const bool immediate : {false, true})
    CHECK(outcomes_of([immediate](Recorder& r) {
            TestType queue(1);
            queue.put(1);
            together([&] { tell(r, "t", [&] { queue.put(2); }); }, [&] { tell(r, "u", [&] { queue.put(2); }); },
                     [&] { queue.shutdown(immediate); });
            r.record("size", queue.qsize());
          }) == Outcomes{immediate ? "size=0 t=ShutDown u=ShutDown" : "size=1 t=ShutDown u=ShutDown"});
}

TEMPLATE_TEST_CASE("timed puts and gets that wait give up or raise ShutDown", "[queue][shutdown]", EVERY_QUEUE) {
  const auto body = [](Recorder& r) {
    TestType empty;
    TestType full(1);
    full.put(1);
    together([&] { tell(r, "t", [&] { empty.get(true, 1); }); },
             [&] { tell(r, "u", [&] { full.put(2, true, 1); }); },
             [&] {
               empty.shutdown();
               full.shutdown();
             });
  };
  CHECK(outcomes_of(body) ==
        Outcomes{"t=Empty u=Full", "t=Empty u=ShutDown", "t=ShutDown u=Full", "t=ShutDown u=ShutDown"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"t=ShutDown u=ShutDown"});
}

TEMPLATE_TEST_CASE("a put races with a shutdown", "[queue][shutdown]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          together([&] { tell(r, "t", [&] { queue.put(1); }); }, [&] { queue.shutdown(); },
                   [&] { tell(r, "v", [&] { queue.get(); }); });
          r.record("left", queue.qsize());
        }) == Outcomes{"left=0 t=ShutDown v=ShutDown", "left=0 t=nothing v=nothing"});
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          together([&] { tell(r, "t", [&] { queue.put(1); }); }, [&] { queue.shutdown(true); },
                   [&] { tell(r, "v", [&] { queue.get(); }); });
          r.record("left", queue.qsize());
        }) ==
        Outcomes{"left=0 t=ShutDown v=ShutDown", "left=0 t=nothing v=ShutDown", "left=0 t=nothing v=nothing"});
}

TEMPLATE_TEST_CASE("consumers get all there is of a queue that was shut down, then end", "[queue][shutdown]",
                   EVERY_QUEUE) {
  CHECK(outcomes_of(
            [](Recorder& r) {
              TestType queue(1);
              int consumed = 0;
              const auto consume = [&] {
                try {
                  for (;;) consumed += queue.get();
                } catch (const ShutDown&) {
                  ++consumed;
                }
              };
              together(consume, consume, [&] {
                queue.put(10);
                queue.put(20);
                queue.shutdown();
              });
              r.record("consumed", consumed);
            },
            {.preemption_bound = 2}) == Outcomes{"consumed=32"});
}

TEMPLATE_TEST_CASE("a join is let go when shutting down drops the last task", "[queue][shutdown]", EVERY_QUEUE) {
  const auto body = [](bool immediate) {
    return [immediate] {
      TestType queue;
      queue.put(1);
      together([&] { queue.join(); }, [&] { queue.shutdown(immediate); });
    };
  };
  CHECK(outcomes_of(body(true)) == Outcomes{""});
  CHECK(outcomes_of(body(false)) == Outcomes{"deadlock: main,t"});
}

TEMPLATE_TEST_CASE("a join of a queue that was shut down at once waits for what had been taken",
                   "[queue][shutdown]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          queue.put(1);
          queue.put(2);
          queue.get();
          together(
              [&] {
                queue.join();
                r.record("order", "joined");
              },
              [&] {
                queue.shutdown(true);
                r.record("order", "settles");
                queue.task_done();
              });
        }) == Outcomes{"order=settles,joined"});
}

TEMPLATE_TEST_CASE("maxsize may be set after a queue was shut down", "[queue][shutdown]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(1);
          queue.put(1);
          queue.shutdown();
          queue.set_maxsize(3);
          tell(r, "t", [&] { queue.put(2); });
          tell(r, "t", [&] { queue.get(); });
          tell(r, "t", [&] { queue.get(); });
        }) == Outcomes{"t=ShutDown,nothing,ShutDown"});
}

TEST_CASE("a queue that somebody shuts down at the end costs one more class for each place it may come to",
          "[queue][shutdown]") {
  CHECK(explored(
            [](Recorder&) {
              Queue<int> queue(2);
              together(
                  [&] {
                    for (int i = 0; i < 10; ++i) queue.put(i);
                    queue.shutdown();
                  },
                  [&] {
                    for (int i = 0; i < 10; ++i) queue.get();
                  });
            },
            {})
            .executions == 3);  // with none, one or two items left
}

// ---- items ----

TEMPLATE_TEST_CASE("destructors of items may use the queue that held them", "[queue]", Queue<Testament>,
                   LifoQueue<Testament>, PriorityQueue<Testament>) {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> destroyed;
          TestType queue;
          const auto last_will = [&](int number) { destroyed.put(number + 10 * queue.qsize()); };
          together(
              [&] {
                queue.put(Testament(1, last_will));
                queue.put(Testament(2, last_will));
              },
              [&] { queue.get(); });
          queue.shutdown(true);
          raised_by([&] { queue.put(Testament(3, last_will)); });
          int sum = 0;
          while (!destroyed.empty()) sum += destroyed.get() % 10;
          r.record("sum", sum);
        }) == Outcomes{"sum=6"});
}

TEST_CASE("items that are dropped are destroyed in the order in which they would have come out",
          "[queue][shutdown]") {
  const auto dropped = [](auto make) {
    return outcomes_of([make](Recorder& r) {
      auto queue = make();
      for (const int number : {2, 1, 3}) queue->put(Testament(number, [&](int it) { r.record("dropped", it); }));
      queue->shutdown(true);
    });
  };
  CHECK(dropped([] { return std::make_unique<Queue<Testament>>(); }) == Outcomes{"dropped=2,1,3"});
  CHECK(dropped([] { return std::make_unique<LifoQueue<Testament>>(); }) == Outcomes{"dropped=3,1,2"});
  CHECK(dropped([] { return std::make_unique<PriorityQueue<Testament>>(); }) == Outcomes{"dropped=1,2,3"});
}

TEMPLATE_TEST_CASE("a queue drops its copies of items when it is shut down at once", "[queue][shutdown]",
                   Queue<std::shared_ptr<int>>, LifoQueue<std::shared_ptr<int>>,
                   PriorityQueue<std::shared_ptr<int>>) {
  CHECK(outcomes_of([](Recorder& r) {
          const auto item = std::make_shared<int>(1);
          TestType queue;
          queue.put(item);
          queue.put(item);
          r.record("owners", item.use_count());
          queue.get();
          r.record("owners", item.use_count());
          queue.shutdown(true);
          r.record("owners", item.use_count());
        }) == Outcomes{"owners=3,2,1"});
}

TEST_CASE("the steps of a queue, and who waits for it, are told by its name", "[queue]") {
  const auto traces = traces_of([] {
    Queue<int> queue;
    queue.put(1);
    queue.put(2);
    queue.task_done();
    queue.set_maxsize(3);
    queue.shutdown();
    queue.join();
  });
  REQUIRE(traces.size() == 1);
  const Trace& trace = traces.front();
  std::vector<std::string> labels;
  for (const engine::Step& step : trace.steps) labels.push_back(trace.label(step));
  CHECK(labels == std::vector<std::string>{"main put Queue 1", "main put Queue 1", "main task_done Queue 1",
                                           "main set maxsize Queue 1", "main shutdown Queue 1"});
  CHECK(trace.label(trace.threads.front().pending->object) == "Queue 1");
}

TEST_CASE("what is dropped by shutting down is not counted as unsettled", "[queue][shutdown]") {
  const Verdict verdict = explored(
                              [](Recorder&) {
                                Queue<int> queue;
                                for (int i = 0; i < 3; ++i) queue.put(i);
                                queue.get();
                                queue.shutdown(true);
                                queue.join();
                              },
                              {})
                              .verdict;
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings.front().message.find("1 of 3 items is not done") != std::string::npos);
}

TEMPLATE_TEST_CASE("a task_done that fails before a put is seen, though the put is refused after a shutdown",
                   "[queue][shutdown]", EVERY_QUEUE) {
  const auto body = [](bool sets_maxsize) {
    return [sets_maxsize](Recorder& r) {
      TestType queue(1);
      Thread t([&] { tell(r, "t", [&] { queue.put(1); }); }, "t");
      Thread u([&] { tell(r, "u", [&] { queue.task_done(); }); }, "u", true);
      t.start();
      u.start();
      if (sets_maxsize) queue.set_maxsize(0);
      else queue.shutdown();
    };
  };
  CHECK(outcomes_of(body(false)) == Outcomes{"t=ShutDown", "t=ShutDown u=" + bad_task_done, "t=nothing",
                                             "t=nothing u=" + bad_task_done, "t=nothing u=nothing"});
  CHECK(outcomes_of(body(true)) == Outcomes{"t=nothing", "t=nothing u=" + bad_task_done, "t=nothing u=nothing"});
}
