#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/starved_queue.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

struct Trade : TraceBuilder {
  ThreadIndex producer = thread("producer");
  ThreadIndex consumer = thread("consumer");
  ObjectIndex queue = TraceBuilder::queue();
};

}  // namespace

TEST_CASE("a get that waits for a producer who has ended", "[diagnosis]") {
  Trade t;
  t.step(t.producer, put, t.queue, 1, 5).step(t.consumer, get, t.queue, 1, 7);
  t.step(t.producer, put, t.queue, 1, 5).ends(t.producer);
  t.step(t.consumer, get, t.queue, 1, 7).stuck(t.consumer, get, t.queue, 7);
  t.joins(main_index, t.consumer, 12);

  const auto found = t.diagnose();
  CHECK(texts(found) ==
        Texts{"starved_queue: consumer waits for ever to get from Queue 1 (x.cpp:7): producer put 2 "
              "items, the last at step 3 (x.cpp:5), and has ended; 2 were put and 2 taken; main joins "
              "consumer."});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"producer at 3: puts the last item", "consumer: waits to get from Queue 1", "main: joins consumer"});
}

TEST_CASE("a get from a queue into which nobody ever put anything", "[diagnosis]") {
  Trade t;
  t.stuck(t.consumer, get, t.queue, 7);
  t.ends(t.producer).ends(main_index);
  CHECK(texts(t.diagnose()) ==
        Texts{"starved_queue: consumer waits for ever to get from Queue 1 (x.cpp:7): nobody ever "
              "put anything into it."});
}

TEST_CASE("a get whose producer died of an exception", "[diagnosis]") {
  Trade t;
  SECTION("before it put anything") {
    t.dies(t.producer, "ValueError", "");
    t.stuck(t.consumer, get, t.queue, 7).ends(main_index);
    CHECK(texts(t.diagnose()) ==
          Texts{"uncaught_exception: producer died of ValueError.",
                "starved_queue: consumer waits for ever to get from Queue 1 (x.cpp:7): nobody "
                "ever put anything into it; producer died of ValueError."});
  }
  SECTION("after it had put something") {
    t.step(t.producer, put, t.queue, 1, 5).dies(t.producer, "ValueError", "no more");
    t.step(t.consumer, get, t.queue, 1, 7).stuck(t.consumer, get, t.queue, 7).ends(main_index);
    CHECK(
        texts(t.diagnose()) ==
        Texts{
            "uncaught_exception: producer died of ValueError: no more, after its step 1 (x.cpp:5).",
            "starved_queue: consumer waits for ever to get from Queue 1 (x.cpp:7): producer put 1 item, at step 1 "
            "(x.cpp:5), and died of ValueError: no more; 1 was put and 1 taken."});
  }
}

TEST_CASE("only the thread itself ever put anything", "[diagnosis]") {
  Trade t;
  t.step(t.consumer, put, t.queue, 1, 6).step(t.consumer, get, t.queue, 1, 7).stuck(t.consumer, get, t.queue, 8);
  t.ends(t.producer).ends(main_index);
  CHECK(texts(t.diagnose()) ==
        Texts{"starved_queue: consumer waits for ever to get from Queue 1 (x.cpp:8): nobody else "
              "ever put anything into it."});
}

TEST_CASE("a put whose consumers are gone", "[diagnosis]") {
  Trade t;
  t.step(t.producer, put, t.queue, 1, 5).step(t.consumer, get, t.queue, 1, 7).ends(t.consumer);
  t.step(t.producer, put, t.queue, 1, 5).stuck(t.producer, put, t.queue, 5);
  t.joins(main_index, t.producer, 12);
  CHECK(texts(t.diagnose()) ==
        Texts{"starved_queue: producer waits for ever to put into Queue 1 (x.cpp:5): it is full; "
              "consumer took 1 item, at step 2 (x.cpp:7), and has ended; 2 were put and 1 taken; "
              "main joins producer."});
}

TEST_CASE("a put into a full queue from which nobody ever took anything", "[diagnosis]") {
  Trade t;
  t.step(t.producer, put, t.queue, 1, 5).stuck(t.producer, put, t.queue, 6);
  t.ends(t.consumer).ends(main_index);
  CHECK(texts(t.diagnose()) ==
        Texts{"starved_queue: producer waits for ever to put into Queue 1 (x.cpp:6): it is full, "
              "and nobody ever took anything from it."});
}

TEST_CASE("consumers of one queue are told together", "[diagnosis]") {
  Trade t;
  t.step(t.producer, put, t.queue, 1, 5).step(t.consumer, get, t.queue, 1, 7).ends(t.producer);
  t.stuck(t.consumer, get, t.queue, 7).stuck(main_index, get, t.queue, 9);
  CHECK(texts(t.diagnose()) ==
        Texts{"starved_queue: main (x.cpp:9) and consumer (x.cpp:7) wait for ever to get from "
              "Queue 1: producer put 1 item, at step 1 (x.cpp:5), and has ended; 1 was put and 1 "
              "taken."});
}

TEST_CASE("a consumer whose producer joins it waits in a circle", "[diagnosis]") {
  Trade t;
  t.ends(t.producer);
  t.step(main_index, put, t.queue, 1, 5).step(t.consumer, get, t.queue, 1, 7);
  t.stuck(t.consumer, get, t.queue, 7).joins(main_index, t.consumer, 12);
  const auto found = t.diagnose();
  CHECK(texts(found) ==
        Texts{"starved_queue: consumer waits for ever to get from Queue 1 (x.cpp:7), in a circle: main "
              "put 1 item, at step 2 (x.cpp:5), and now joins consumer (x.cpp:12); 1 was put and 1 "
              "taken."});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"main at 2: puts the last item", "consumer: waits to get from Queue 1", "main: joins consumer"});
}

TEST_CASE("two threads that feed each other wait in a circle", "[diagnosis]") {
  Trade t;
  const auto back = t.TraceBuilder::queue();
  t.step(t.producer, put, t.queue, 1, 5).step(t.consumer, get, t.queue, 1, 7).step(t.consumer, put, back, 1, 8);
  t.step(t.producer, get, back, 1, 6).stuck(t.producer, get, back, 6).stuck(t.consumer, get, t.queue, 7);
  t.ends(main_index);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "starved_queue: producer waits for ever to get from Queue 2 (x.cpp:6), in a circle: consumer put 1 item, "
          "at step 3 (x.cpp:8), and now waits to get from Queue 1 (x.cpp:7); 1 was put and 1 taken."});
}

TEST_CASE("a starved queue behind another starved queue belongs to it", "[diagnosis]") {
  Trade t;
  const auto second = t.TraceBuilder::queue();
  const auto last = t.thread("last");
  t.step(t.producer, put, t.queue, 1, 5).ends(t.producer);
  t.step(t.consumer, get, t.queue, 1, 7).step(t.consumer, put, second, 1, 8).step(last, get, second, 1, 9);
  t.stuck(last, get, second, 9).stuck(t.consumer, get, t.queue, 7).joins(main_index, last, 20);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "starved_queue: consumer waits for ever to get from Queue 1 (x.cpp:7): producer put 1 item, at step 1 "
          "(x.cpp:5), and has ended; 1 was put and 1 taken; last waits to get from Queue 2 (x.cpp:9), consumer put "
          "there before; main joins last."});
}

TEST_CASE("a queue whose producer is stuck for another reason is not to blame", "[diagnosis]") {
  Trade t;
  const auto lock = t.lock();
  SECTION("it put something before") {
    t.step(t.producer, put, t.queue, 1, 5).step(t.consumer, get, t.queue, 1, 7);
    t.step(t.producer, acquire, lock, 1, 1).stuck(t.producer, acquire, lock, 2);
    t.stuck(t.consumer, get, t.queue, 7).ends(main_index);
    CHECK(texts(t.diagnose()) ==
          Texts{"self_deadlock: producer waits for ever for Lock 1 (x.cpp:2), which it holds "
                "itself since step 3 (x.cpp:1); consumer waits to get from Queue 1 (x.cpp:7), "
                "producer put there before."});
  }
  SECTION("it would have put something") {
    t.step(t.producer, acquire, lock, 1, 1).stuck(t.producer, acquire, lock, 2);
    t.stuck(t.consumer, get, t.queue, 7).ends(main_index);
    CHECK(texts(t.diagnose()) ==
          Texts{"self_deadlock: producer waits for ever for Lock 1 (x.cpp:2), which it holds "
                "itself since step 1 (x.cpp:1); meanwhile consumer waits to get from Queue 1 "
                "(x.cpp:7): nobody ever put anything into it."});
  }
  SECTION("it waits for an event") {
    const auto event = t.event();
    t.step(t.producer, put, t.queue, 1, 5).step(t.consumer, get, t.queue, 1, 7);
    t.step(t.producer, wait, event, 0, 6).stuck(t.producer, wake, event, 6);
    t.stuck(t.consumer, get, t.queue, 7).ends(main_index);
    CHECK(texts(t.diagnose()) ==
          Texts{"deadlock: producer waits for ever on Event 1 (x.cpp:6), since step 3: nobody ever signalled it; "
                "consumer waits to get from Queue 1 (x.cpp:7), producer put there before."});
  }
}

TEST_CASE("a daemon that waits for work is at rest", "[diagnosis]") {
  TraceBuilder t;
  const auto queue = t.queue();
  const auto worker = t.daemon("worker");
  t.step(main_index, put, queue, 1, 5).step(worker, get, queue, 1, 7);
  t.stuck(worker, get, queue, 7);
  SECTION("and wrong is only what else is wrong") {
    const auto event = t.event();
    t.step(main_index, wait, event, 0, 9).stuck(main_index, wake, event, 9);
    CHECK(texts(t.diagnose()) ==
          Texts{"deadlock: main waits for ever on Event 1 (x.cpp:9), since step 3: nobody ever signalled it."});
  }
  SECTION("unless somebody joins it") {
    t.joins(main_index, worker, 9);
    CHECK(texts(t.diagnose()) ==
          Texts{"starved_queue: worker waits for ever to get from Queue 1 (x.cpp:7), in a "
                "circle: main put 1 item, at step 1 (x.cpp:5), and now joins worker (x.cpp:9); 1 "
                "was put and 1 taken."});
  }
}
