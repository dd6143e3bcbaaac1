#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <memory>
#include <string>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("items come out of a queue in the order they went in", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          for (int item = 1; item <= 3; ++item) queue.put(item);
          for (int i = 0; i < 3; ++i) r.record("got", queue.get());
        }) == Outcomes{"got=1,2,3"});
}

TEST_CASE("a queue tells how many items it holds, and whether it is empty or full", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue(2);
          const auto look = [&] {
            r.record("size", queue.qsize());
            r.record("empty", queue.empty());
            r.record("full", queue.full());
          };
          look();
          queue.put(1);
          look();
          queue.put(2);
          look();
        }) == Outcomes{"empty=true,false,false full=false,false,true size=0,1,2"});
}

TEST_CASE("a queue whose maxsize is not positive is never full", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          for (const int maxsize : {0, -1}) {
            Queue<int> queue(maxsize);
            for (int item = 0; item < 20; ++item) queue.put(item, false);
            queue.put(20, true, -1);  // such a queue does not look at the timeout
            r.record("full", queue.full());
            r.record("size", queue.qsize());
          }
        }) == Outcomes{"full=false,false size=21,21"});
}

TEST_CASE("put and get without blocking raise Full and Empty", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue(1);
          r.record("get", raised_by([&] { queue.get(false); }));
          r.record("get", raised_by([&] { queue.get_nowait(); }));
          queue.put_nowait(1);
          r.record("put", raised_by([&] { queue.put(2, false); }));
          r.record("put", raised_by([&] { queue.put_nowait(2); }));
          r.record("got", queue.get_nowait());
        }) == Outcomes{"get=Empty,Empty got=1 put=Full,Full"});
}

TEST_CASE("put and get raise Full and Empty when their time is over", "[queue]") {
  const auto body = [](Recorder& r) {
    Queue<int> queue(1);
    for (const double timeout : {0.0, 0.01, 10.0}) {
      r.record("get", raised_by([&] { queue.get(true, timeout); }));
      queue.put(1, true, timeout);
      r.record("put", raised_by([&] { queue.put(2, true, timeout); }));
      r.record("got", queue.get(true, timeout));
    }
  };
  CHECK(outcomes_of(body) == Outcomes{"get=Empty,Empty,Empty got=1,1,1 put=Full,Full,Full"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"get=Empty,Empty,Empty got=1,1,1 put=Full,Full,Full"});
}

TEST_CASE("a negative timeout is refused, but only where it would be waited for", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue(1);
          r.record("empty", raised_by([&] { queue.get(true, -1); }));
          r.record("not blocking", raised_by([&] { queue.get(false, -1); }));
          r.record("room", raised_by([&] { queue.put(1, true, -1); }));
          queue.put(1);
          r.record("item", raised_by([&] { queue.get(true, -0.1); }));
          r.record("full", raised_by([&] { queue.put(2, false, -1); }));
          r.record("size", queue.qsize());
        }) == Outcomes{"empty=ValueError: 'timeout' must be a non-negative number full=Full "
                       "item=ValueError: 'timeout' must be a non-negative number not blocking=Empty "
                       "room=ValueError: 'timeout' must be a non-negative number size=1"});
}

TEST_CASE("a get waits for a put", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          together([&] { r.record("t", queue.get()); }, [&] { queue.put(7); });
        }) == Outcomes{"t=7"});
}

TEST_CASE("a get that nobody puts for is stuck", "[queue]") {
  CHECK(outcomes_of([] {
          Queue<int> queue;
          queue.get();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("a put into a full queue waits for a get", "[queue]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Queue<int> queue(1);
              together(
                  [&] {
                    queue.put(1);
                    r.record("order", "put 1");
                    queue.put(2);
                    r.record("order", "put 2");
                  },
                  [&] {
                    heddle::sleep(1);
                    r.record("order", "get");
                    r.record("u", queue.get());
                  });
            },
            virtual_time()) == Outcomes{"order=put 1,get,put 2 u=1"});
}

TEST_CASE("a put into a full queue that nobody gets from is stuck", "[queue]") {
  CHECK(outcomes_of([] {
          Queue<int> queue(1);
          queue.put(1);
          queue.put(2);
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("whoever waits may be served first", "[queue]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Queue<int> queue;
              together([&] { r.record("t", queue.get()); }, [&] { r.record("u", queue.get()); },
                       [&] {
                         queue.put(1);
                         queue.put(2);
                       });
            },
            {.preemption_bound = 1}) == Outcomes{"t=1 u=2", "t=2 u=1"});
}

TEST_CASE("one item serves one of two", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          queue.put(1);
          together([&] { r.record("t", queue.get()); }, [&] { r.record("u", queue.get()); });
        }) == Outcomes{"t=1 deadlock: main,u", "u=1 deadlock: main,t"});
}

TEST_CASE("two producers' items may come in either order, each producer's own in its order", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          together(
              [&] {
                queue.put(1);
                queue.put(2);
              },
              [&] { queue.put(3); });
          for (int i = 0; i < 3; ++i) r.record("got", queue.get());
        }) == Outcomes{"got=1,2,3", "got=1,3,2", "got=3,1,2"});
}

TEST_CASE("a timed get that is put for in a while does either, and swallows no item", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          together([&] { r.record("t", raised_by([&] { r.record("got", queue.get(true, 1)); })); },
                   [&] { queue.put(7); });
          r.record("left", queue.qsize());
        }) == Outcomes{"got=7 left=0 t=nothing", "left=1 t=Empty"});
}

TEST_CASE("a timed put that is made room for in a while does either", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue(1);
          queue.put(1);
          together([&] { r.record("t", raised_by([&] { queue.put(2, true, 1); })); }, [&] { queue.get(); });
          r.record("left", queue.qsize());
        }) == Outcomes{"left=0 t=Full", "left=1 t=nothing"});
}

TEST_CASE("under virtual time a timed get succeeds if the put comes in time", "[queue]") {
  const auto waiting = [](int seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Queue<int> queue;
          Thread t([&] { r.record("t", raised_by([&] { queue.get(true, seconds); })); }, "t");
          t.start();
          heddle::sleep(3);
          queue.put(7);
        },
        virtual_time());
  };
  CHECK(waiting(2) == Outcomes{"t=Empty"});
  CHECK(waiting(4) == Outcomes{"t=nothing"});
  CHECK(waiting(3) == Outcomes{"t=Empty", "t=nothing"});
}

TEST_CASE("under virtual time a timed put succeeds if the get comes in time", "[queue]") {
  const auto waiting = [](int seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Queue<int> queue(1);
          queue.put(1);
          Thread t([&] { r.record("t", raised_by([&] { queue.put(2, true, seconds); })); }, "t");
          t.start();
          heddle::sleep(3);
          queue.get();
        },
        virtual_time());
  };
  CHECK(waiting(2) == Outcomes{"t=Full"});
  CHECK(waiting(4) == Outcomes{"t=nothing"});
  CHECK(waiting(3) == Outcomes{"t=Full", "t=nothing"});
}

TEST_CASE("get(false) finds what was put before it", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          together([&] { r.record("t", raised_by([&] { r.record("got", queue.get(false)); })); },
                   [&] { queue.put(7); });
        }) == Outcomes{"got=7 t=nothing", "t=Empty"});
}

TEST_CASE("task_done may be called once for each put", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          r.record("fresh", raised_by([&] { queue.task_done(); }));
          queue.put(1);
          queue.get();
          r.record("first", raised_by([&] { queue.task_done(); }));
          r.record("second", raised_by([&] { queue.task_done(); }));
        }) == Outcomes{"first=nothing fresh=ValueError: task_done() called too many times "
                       "second=ValueError: task_done() called too many times"});
}

TEST_CASE("join returns at once when nothing is unfinished, as often as one likes", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          queue.join();
          queue.put(1);
          queue.get();
          queue.task_done();
          queue.join();
          queue.join();
          r.record("then", raised_by([&] { queue.task_done(); }));
        }) == Outcomes{"then=ValueError: task_done() called too many times"});
}

TEST_CASE("get does not finish a task: join waits for task_done", "[queue]") {
  CHECK(outcomes_of([] {
          Queue<int> queue;
          queue.put(1);
          queue.get();
          queue.join();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("a put that failed is no task", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue(1);
          queue.put(1);
          r.record("put", raised_by([&] { queue.put_nowait(2); }));
          queue.task_done();
          queue.join();
        }) == Outcomes{"put=Full"});
}

TEST_CASE("join returns after the task_done for the last item", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          Queue<int> queue;
          int done = 0;
          queue.put(1);
          queue.put(2);
          Thread worker(
              [&] {
                for (;;) {
                  queue.get();
                  ++done;
                  queue.task_done();
                }
              },
              "worker", true);
          worker.start();
          queue.join();
          r.record("done", done);
        }) == Outcomes{"done=2"});
}

TEST_CASE("join misses a moment without unfinished tasks, or does not", "[queue]") {
  CHECK(outcomes_of([] {
          Queue<int> queue;
          queue.put(1);
          together([&] { queue.join(); },
                   [&] {
                     queue.task_done();
                     queue.put(2);
                   });
        }) == Outcomes{"", "deadlock: main,t"});
}

TEST_CASE("a queue holds items that can only be moved, and items without a default", "[queue]") {
  struct Job {
    explicit Job(int wanted) : number(wanted) {}
    int number;
  };
  CHECK(outcomes_of([](Recorder& r) {
          Queue<std::unique_ptr<int>> pointers;
          Queue<Job> jobs;
          together(
              [&] {
                pointers.put(std::make_unique<int>(3));
                jobs.put(Job(4));
              },
              [&] {
                r.record("pointer", *pointers.get());
                r.record("job", jobs.get().number);
              });
        }) == Outcomes{"job=4 pointer=3"});
}

TEST_CASE("a stuck get of items without a default is taken down", "[queue]") {
  struct Job {
    explicit Job(int wanted) : number(wanted) {}
    int number;
  };
  CHECK(outcomes_of([] {
          Queue<Job> jobs;
          jobs.get();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("a queue lets go of an item that was taken out", "[queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          const auto item = std::make_shared<int>(1);
          Queue<std::shared_ptr<int>> queue;
          queue.put(item);
          queue.put(item);
          r.record("owners", item.use_count());
          queue.get();
          r.record("owners", item.use_count());
          queue.get();
          r.record("owners", item.use_count());
        }) == Outcomes{"owners=3,2,1"});
}
