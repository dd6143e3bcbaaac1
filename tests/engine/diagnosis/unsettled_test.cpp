#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/unsettled.hpp>
#include <heddle/heddle.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

/// What stands behind "deadlock: main waits for ever until all that was put into Queue 1 is done (x.cpp:9), since
/// step 2: ".
std::string why(TraceBuilder& t) {
  const auto found = t.diagnose();
  const std::string& message = found.back().message;
  return message.substr(message.find(": ") + 2);
}

struct Jobs : TraceBuilder {
  ThreadIndex worker = thread("worker");
  ObjectIndex queue = TraceBuilder::queue();

  void main_waits(std::int32_t unsettled) { stuck(main_index, drain, queue, 9, tasks(unsettled)); }
};

}  // namespace

TEST_CASE("an item that one took and never settled is told, and who put it", "[diagnosis]") {
  Jobs t;
  t.step(main_index, put, t.queue, 1, 1).step(main_index, put, t.queue, 1, 2);
  t.step(t.worker, get, t.queue, 1, 5).step(t.worker, task_done, t.queue, 1, 6).step(t.worker, get, t.queue, 1, 5);
  t.ends(t.worker);
  t.main_waits(1);
  CHECK(why(t) ==
        "1 of 2 items is not done: worker took the one that main put at step 2 (x.cpp:2), at step 5 (x.cpp:5), and "
        "has "
        "ended.");
  CHECK(texts(t.trace(), t.diagnose().front().marks) ==
        Texts{"worker at 5: takes an item that is never done",
              "main: waits until all that was put into Queue 1 is done"});
}

TEST_CASE("where settlements do not tell of which item they are, items are counted", "[diagnosis]") {
  Jobs t;
  t.step(main_index, put, t.queue, 1, 1).step(main_index, put, t.queue, 1, 2);
  SECTION("a thread had two when it settled one") {
    t.step(t.worker, get, t.queue, 1, 5)
        .step(t.worker, get, t.queue, 1, 5)
        .step(t.worker, task_done, t.queue, 1, 6);
    t.ends(t.worker);
    t.main_waits(1);
    CHECK(why(t) ==
          "1 of 2 items is not done: worker took 2, the last at step 4 (x.cpp:5), reported 1 done, and has ended.");
  }
  SECTION("another than the one who took it settled one") {
    const auto helper = t.thread("helper");
    t.step(t.worker, get, t.queue, 1, 5).step(helper, task_done, t.queue, 1, 6).step(t.worker, get, t.queue, 1, 5);
    t.ends(t.worker).ends(helper);
    t.main_waits(1);
    CHECK(
        why(t) ==
        "1 of 2 items is not done: worker took 2, the last at step 5 (x.cpp:5), reported none done, and has ended; "
        "helper took none, reported 1 done, and has ended.");
  }
}

TEST_CASE("only those who settled less than they took are told", "[diagnosis]") {
  Jobs t;
  const auto other = t.thread("other");
  t.step(main_index, put, t.queue, 1, 1).step(main_index, put, t.queue, 1, 2);
  t.step(other, get, t.queue, 1, 5).step(t.worker, get, t.queue, 1, 5).step(other, task_done, t.queue, 1, 6);
  t.ends(other).dies(t.worker, "ValueError", "bad job");
  t.main_waits(1);
  CHECK(why(t) ==
        "1 of 2 items is not done: worker took the one that main put at step 2 (x.cpp:2), at step 4 (x.cpp:5), and "
        "died "
        "of ValueError: bad job.");
}

TEST_CASE("an item that nobody took", "[diagnosis]") {
  Jobs t;
  t.step(main_index, put, t.queue, 1, 1);
  SECTION("because nobody ever took one") {
    t.dies(t.worker, "ValueError", "");
    t.main_waits(1);
    CHECK(why(t) ==
          "1 of 1 item is not done: nobody took the one that main put at step 1 (x.cpp:1); worker died of "
          "ValueError.");
  }
  SECTION("because all takers are gone") {
    t.step(t.worker, get, t.queue, 1, 5).step(t.worker, task_done, t.queue, 1, 6).ends(t.worker);
    t.step(main_index, put, t.queue, 1, 2);
    t.main_waits(1);
    CHECK(why(t) == "1 of 2 items is not done: nobody took the one that main put at step 5 (x.cpp:2).");
  }
}

TEST_CASE("of a queue that is not first in, first out one cannot tell which item was taken", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto queue = t.lifo_queue();
  t.step(main_index, put, queue, 1, 1).step(main_index, put, queue, 1, 2).step(main_index, put, queue, 1, 3);
  t.step(worker, get, queue, 1, 5).ends(worker).stuck(main_index, drain, queue, 9, t.tasks(3));
  CHECK(why(t) ==
        "3 of 3 items are not done: worker took one at step 4 (x.cpp:5), and has ended; nobody took 2 of "
        "them.");
}

TEST_CASE("one who waits until all is done has an item itself", "[diagnosis]") {
  Jobs t;
  t.step(main_index, put, t.queue, 1, 1).step(main_index, get, t.queue, 1, 2).ends(t.worker);
  t.main_waits(1);
  CHECK(
      why(t) ==
      "1 of 1 item is not done: main itself took the one that main put at step 1 (x.cpp:1), at step 2 (x.cpp:2).");
}

TEST_CASE("what is not done after the queue was shut down", "[diagnosis]") {
  Jobs t;
  t.step(main_index, put, t.queue, 1, 1).step(main_index, put, t.queue, 1, 2).step(t.worker, get, t.queue, 1, 5);
  t.ends(t.worker);
  SECTION("with the items dropped") {
    t.step(main_index, shutdown, t.queue, 1, 8);
    t.main_waits(1);
    CHECK(
        why(t) ==
        "1 of 2 items is not done: worker took the one that main put at step 1 (x.cpp:1), at step 3 (x.cpp:5), and "
        "has ended; main's shutdown at step 5 (x.cpp:8) closed it and dropped 1.");
  }
  SECTION("with the items kept") {
    t.step(main_index, shutdown, t.queue, 0, 8);
    t.main_waits(2);
    CHECK(why(t) ==
          "2 of 2 items are not done: worker took the one that main put at step 1 (x.cpp:1), at step 3 (x.cpp:5), "
          "and "
          "has ended; nobody took the one that main put at step 2 (x.cpp:2); main's shutdown at step 5 (x.cpp:8) "
          "closed "
          "it.");
  }
}

TEST_CASE("many who took items are counted, not listed", "[diagnosis]") {
  Jobs t;
  for (int i = 0; i < 9; ++i) {
    const auto thread = t.thread("t" + std::to_string(i));
    t.step(main_index, put, t.queue, 1, 1).step(thread, get, t.queue, 1, 5).ends(thread);
  }
  t.ends(t.worker);
  t.main_waits(9);
  CHECK(why(t).find("; 3 more took some.") != std::string::npos);
}

TEST_CASE("a real join names the item and who took it", "[diagnosis]") {
  const auto verdict = check("it", [] {
    Queue<int> jobs(0, "jobs");
    Thread worker([&] { static_cast<void>(jobs.get()); }, "worker");
    worker.start();
    jobs.put(1);
    jobs.join();
  });
  REQUIRE(verdict.findings.size() == 1);
  const std::string& message = verdict.findings.front().message;
  INFO(message);
  CHECK(message.find("until all that was put into Queue jobs is done") != std::string::npos);
  CHECK(message.find("1 of 1 item is not done: worker took the one that main put at step ") != std::string::npos);
}
