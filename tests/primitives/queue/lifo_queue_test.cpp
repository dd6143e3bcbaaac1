#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("items come out of a lifo queue last first", "[lifo_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          LifoQueue<int> queue;
          for (int item = 1; item <= 3; ++item) queue.put(item);
          for (int i = 0; i < 3; ++i) r.record("got", queue.get());
        }) == Outcomes{"got=3,2,1"});
}

TEST_CASE("what a get takes from a lifo queue is what was put last before it", "[lifo_queue]") {
  const auto body = [](Recorder& r) {
    LifoQueue<int> queue;
    queue.put(1);
    together([&] { queue.put(2); }, [&] { r.record("u", queue.get()); });
    r.record("left", queue.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"left=1 u=2", "left=2 u=1"});
  CHECK(explored(body, {}).executions == 2);
}

TEST_CASE("a lifo queue has a name of its own", "[lifo_queue]") {
  const auto traces = traces_of([] {
    LifoQueue<int> queue(1);
    LifoQueue<int> jobs(1, "jobs");
    queue.put(1);
    jobs.put(1);
    jobs.task_done();
  });
  REQUIRE(traces.size() == 1);
  CHECK(traces[0].label(traces[0].steps[0]) == "main put LifoQueue 1");
  CHECK(traces[0].label(traces[0].steps[1]) == "main put LifoQueue jobs");
  CHECK(traces[0].label(traces[0].steps[2]) == "main task_done LifoQueue jobs");
}
