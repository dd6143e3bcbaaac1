#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/deadlock.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("an event that nobody ever sets", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto event = t.event("ready");
  t.step(worker, wait, event, 0, 5).stuck(worker, wake, event, 5).joins(main_index, worker, 9);

  const auto found = t.diagnose();
  CHECK(texts(found) == Texts{"deadlock: worker waits for ever on Event ready (x.cpp:5), since step 1: nobody ever "
                              "signalled it; main joins worker."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"worker: waits on Event ready", "main: joins worker"});
}

TEST_CASE("a thread that died of an exception would perhaps have set the event", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto setter = t.thread("setter");
  const auto event = t.event();
  t.step(worker, wait, event, 0, 5).dies(setter, "RuntimeError", "no luck");
  t.stuck(worker, wake, event, 5).ends(main_index);
  CHECK(texts(t.diagnose()) ==
        Texts{"uncaught_exception: setter died of RuntimeError: no luck.",
              "deadlock: worker waits for ever on Event 1 (x.cpp:5), since step 1: nobody ever "
              "signalled it; setter died of RuntimeError: no luck."});
}

TEST_CASE("every stuck thread is told, with what it waits for, since when and why", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto ea = t.event();
  const auto eb = t.event();
  t.step(a, set, ea, 0, 4).step(b, wait, ea, 1, 5).step(b, clear, ea, 1, 5);
  t.step(a, wait, eb, 0, 6).step(b, wait, ea, 0, 7);
  t.stuck(a, wake, eb, 6).stuck(b, wake, ea, 7).joins(main_index, a, 9);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "deadlock: a waits for ever on Event 2 (x.cpp:6), since step 4: nobody ever signalled it; b waits for "
          "ever "
          "on Event 1 (x.cpp:7), since step 5: the last signal, a's set at step 1 (x.cpp:4), was taken back by b's "
          "own clear at step 3 (x.cpp:5) before b began to wait at step 5; main joins a."});
}

TEST_CASE("what made a signal of no use is told, and pointed at", "[diagnosis]") {
  TraceBuilder t;
  const auto host = t.thread("host");
  const auto guest = t.thread("guest");
  const auto condition = t.condition();
  const auto lock = t.lock();
  const auto open = t.shared("open");
  t.step(guest, acquire, lock, 1, 10).step(guest, load, open, 0, 11).waits(guest, condition, lock, 12);
  t.step(host, acquire, lock, 1, 20).step(host, store, open, 1, 21).step(host, notify, condition, 1, 22);
  t.step(host, release, lock, 1, 23);

  SECTION("somebody changed again what it was about") {
    t.step(host, store, open, 0, 25).ends(host);
    t.step(guest, wake, condition, 1, 12).step(guest, acquire, lock, 1, 12).step(guest, load, open, 0, 11);
    t.waits(guest, condition, lock, 12).stuck(guest, wake, condition, 12).ends(main_index);
    const auto found = t.diagnose();
    CHECK(texts(found) ==
          Texts{"deadlock: guest waits for ever on Condition 1 (x.cpp:12), since step 13: the last signal, host's "
                "notify at step 6 (x.cpp:22), woke it, and it waited again; host changed Shared open at step 8 "
                "(x.cpp:25), after that signal, and guest looked at it at step 12 (x.cpp:11); host has ended."});
    CHECK(texts(t.trace(), found.front().marks) ==
          Texts{"host at 6: the last signal on Condition 1", "host at 8: changes Shared open",
                "guest at 12: looks at Shared open", "guest: waits on Condition 1"});
  }
  SECTION("somebody changed something and told nobody") {
    t.step(guest, wake, condition, 1, 12).step(guest, acquire, lock, 1, 12).step(guest, load, open, 1, 11);
    t.waits(guest, condition, lock, 12).stuck(guest, wake, condition, 12);
    t.step(host, store, open, 2, 25).ends(host).ends(main_index);
    const auto found = t.diagnose();
    CHECK(
        texts(found) ==
        Texts{"deadlock: guest waits for ever on Condition 1 (x.cpp:12), since step 11: the last signal, host's "
              "notify at step 6 (x.cpp:22), woke it, and it waited again; host changed Shared open at step 12 "
              "(x.cpp:25), after guest had looked at it at step 10 (x.cpp:11), and no signal came after that; host "
              "has ended."});
    CHECK(texts(t.trace(), found.front().marks) ==
          Texts{"host at 6: the last signal on Condition 1", "guest at 10: looks at Shared open",
                "host at 12: changes Shared open", "guest: waits on Condition 1"});
  }
  SECTION("it was the last of others, and the thread's own came later") {
    t.step(guest, wake, condition, 1, 12).step(guest, acquire, lock, 1, 12);
    t.step(guest, notify, condition, 0, 13).waits(guest, condition, lock, 14).stuck(guest, wake, condition, 14);
    t.ends(host).ends(main_index);
    const auto found = t.diagnose();
    CHECK(
        texts(found) ==
        Texts{"deadlock: guest waits for ever on Condition 1 (x.cpp:14), since step 11: the last signal by another "
              "thread, host's notify at step 6 (x.cpp:22), woke it, and it waited again; guest had looked at "
              "Shared open at "
              "step 2 (x.cpp:11), before host changed it at step 5 (x.cpp:21); host has ended."});
    CHECK(texts(t.trace(), found.front().marks) ==
          Texts{"guest at 2: looks at Shared open", "host at 5: changes Shared open",
                "host at 6: the last signal on Condition 1 by another thread", "guest: waits on Condition 1"});
  }
}

TEST_CASE("a change that nobody was told of is told where nobody ever signalled, too", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto condition = t.condition();
  const auto lock = t.lock();
  const auto stop = t.shared("stop");
  t.step(worker, acquire, lock, 1, 10).step(worker, load, stop, 0, 11).waits(worker, condition, lock, 12);
  t.stuck(worker, wake, condition, 12).step(main_index, store, stop, 1, 20).joins(main_index, worker, 21);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "deadlock: worker waits for ever on Condition 1 (x.cpp:12), since step 3: nobody ever signalled it; main "
          "changed Shared stop at step 4 (x.cpp:20), after worker had looked at it at step 2 (x.cpp:11), and no "
          "signal came after that; main joins worker."});
}

TEST_CASE("a notify that was spent on a wait that was given up is said to be", "[diagnosis]") {
  TraceBuilder t;
  const auto late = t.thread("late");
  const auto worker = t.thread("worker");
  const auto condition = t.condition();
  const auto lock = t.lock();
  t.waits(late, condition, lock, 5).waits(worker, condition, lock, 12).step(late, time_out, condition, 0, 5);
  t.step(main_index, notify, condition, 0, 20).ends(main_index);
  t.step(late, wake, condition, 0, 5).ends(late).stuck(worker, wake, condition, 12);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "deadlock: worker waits for ever on Condition 1 (x.cpp:12), since step 2: the last signal, main's notify "
          "at step 4 (x.cpp:20), reached nobody: it was spent on a wait that was given up; main has ended."});
}

TEST_CASE("two threads that missed the same signal are told one after the other, and it is pointed at once",
          "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto c = t.thread("c");
  const auto condition = t.condition();
  const auto lock = t.lock();
  for (const auto one : {c, a, b}) t.waits(one, condition, lock, 12);
  t.step(main_index, notify, condition, 1, 20).ends(main_index).step(c, wake, condition, 1, 12).ends(c);
  t.stuck(a, wake, condition, 12).stuck(b, wake, condition, 12);
  const auto found = t.diagnose();
  CHECK(
      texts(found) ==
      Texts{"deadlock: a waits for ever on Condition 1 (x.cpp:12), since step 2: the last signal, main's notify at "
            "step 4 (x.cpp:20), went to c; main has ended; b waits for ever on Condition 1 (x.cpp:12), since step "
            "3: the last signal, main's notify at step 4 (x.cpp:20), went to c; main has ended."});
  CHECK(texts(t.trace(), found.front().marks) ==
        Texts{"main at 4: the last signal on Condition 1", "a: waits on Condition 1", "b: waits on Condition 1"});
}

TEST_CASE("of objects and threads of one name it is said which", "[diagnosis]") {
  TraceBuilder t;
  const auto one = t.thread("worker");
  const auto two = t.thread("worker");
  const auto first = t.event("mine");
  const auto second = t.event("mine");
  t.step(one, wait, first, 0, 5).step(two, wait, second, 0, 5).step(main_index, set, first, 1, 9);
  t.step(one, wake, first, 1, 5).ends(one).stuck(two, wake, second, 5).joins(main_index, two, 10);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "deadlock: worker #2 waits for ever on Event mine #2 (x.cpp:5), since step 2: nobody ever signalled it; "
          "main joins worker #2."});
}

TEST_CASE("a queue whose items are never settled", "[diagnosis]") {
  TraceBuilder t;
  const auto queue = t.queue();
  for (const std::uint32_t line : {1U, 2U, 3U}) t.step(main_index, put, queue, 1, line);
  SECTION("the consumer forgot to, and waits for more") {
    const auto consumer = t.thread("consumer");
    for (int i = 0; i < 3; ++i) t.step(consumer, get, queue, 1, 7);
    t.step(consumer, task_done, queue, 1, 8);
    t.stuck(consumer, get, queue, 7).stuck(main_index, drain, queue, 9, t.tasks(2));
    const auto found = t.diagnose();
    CHECK(
        texts(found) ==
        Texts{"deadlock: main waits for ever until all that was put into Queue 1 is done (x.cpp:9), since step 3: "
              "2 of 3 items are not done: consumer took 3, the last at step 6 (x.cpp:7), reported 1 done, and now "
              "waits to get from Queue 1 "
              "(x.cpp:7)."});
    CHECK(texts(t.trace(), found.front().marks) ==
          Texts{"main: waits until all that was put into Queue 1 is done", "consumer: waits to get from Queue 1"});
  }
  SECTION("a daemon forgot to, and waits for more") {
    const auto consumer = t.daemon("consumer");
    for (int i = 0; i < 3; ++i) t.step(consumer, get, queue, 1, 7);
    t.stuck(consumer, get, queue, 7).stuck(main_index, drain, queue, 9, t.tasks(3));
    CHECK(
        texts(t.diagnose()) ==
        Texts{"deadlock: main waits for ever until all that was put into Queue 1 is done (x.cpp:9), since step 3: "
              "3 of 3 items are not done: consumer took 3, the last at step 6 (x.cpp:7), reported none done, and "
              "now waits to get from Queue 1 "
              "(x.cpp:7)."});
  }
  SECTION("the consumer died") {
    const auto consumer = t.thread("consumer");
    t.step(consumer, get, queue, 1, 7).dies(consumer, "ValueError", "");
    t.stuck(main_index, drain, queue, 9, t.tasks(3));
    CHECK(
        texts(t.diagnose()) ==
        Texts{"uncaught_exception: consumer died of ValueError, after its step 4 (x.cpp:7).",
              "deadlock: main waits for ever until all that was put into Queue 1 is done (x.cpp:9), since step 3: "
              "3 of 3 items are not done: consumer took the one that main put at step 1 (x.cpp:1), at step 4 "
              "(x.cpp:7), "
              "and died of ValueError; nobody took 2 of them, the first of which main put at step 2 (x.cpp:2)."});
  }
  SECTION("nobody took any") {
    t.stuck(main_index, drain, queue, 9, t.tasks(3));
    CHECK(
        texts(t.diagnose()) ==
        Texts{
            "deadlock: main waits for ever until all that was put into Queue 1 is done (x.cpp:9), since step 3: "
            "3 of 3 items are not done: nobody took 3 of them, the first of which main put at step 1 (x.cpp:1)."});
  }
}

TEST_CASE("a wait that no role describes", "[diagnosis]") {
  TraceBuilder t;
  const auto place = t.shared("place");
  t.stuck(main_index, meet, place, 3);
  CHECK(texts(t.diagnose()) ==
        Texts{"deadlock: main waits for ever in meet of Shared place (x.cpp:3), from the start: "
              "nobody can end that."});
}

TEST_CASE("a thousand stuck threads are counted, not listed", "[diagnosis]") {
  TraceBuilder t;
  const auto event = t.event();
  for (int i = 0; i < 1000; ++i) {
    const auto thread = t.thread("t" + std::to_string(i));
    t.step(thread, wait, event, 0, 5).stuck(thread, wake, event, 5);
  }
  t.joins(main_index, 1, 9);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().message.size() < 1000);
  CHECK(found.front().message.find("; 994 more threads are stuck like them; main joins t0.") != std::string::npos);
}

TEST_CASE("a thousand threads behind one are counted, not listed", "[diagnosis]") {
  TraceBuilder t;
  const auto lock = t.lock();
  t.step(main_index, acquire, lock, 1, 5).stuck(main_index, acquire, lock, 6);
  for (int i = 0; i < 1000; ++i) t.stuck(t.thread("t" + std::to_string(i)), acquire, lock, 7);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().hazard == Hazard::self_deadlock);
  CHECK(found.front().message.find("; 994 more are stuck behind them.") != std::string::npos);
}
