// What CPython's tests of queues (test_queue.py) and probes of its interpreter say, over every schedule. Where a
// test of CPython uses many threads or items, fewer are used here that show the same; dpor alone does the larger
// sizes.

#include "tests/support/catch.hpp"
#include "tests/support/known_programs.hpp"
#include "tests/support/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

#define EVERY_QUEUE Queue<int>, LifoQueue<int>, PriorityQueue<int>

namespace {

const std::string bad_timeout = "ValueError: 'timeout' must be a non-negative number";
const std::string bad_task_done = "ValueError: task_done() called too many times";

Options within(std::uint32_t preemptions) {
  Options options;
  options.preemption_bound = preemptions;
  return options;
}

/// What dpor sees, of programs too large for depth_first; all of it, or a throw.
template <class Body>
Explored all_classes_of(Body body) {
  Explored result = explored(std::move(body), {});
  if (!result.verdict.exhausted) throw std::logic_error("not every class was seen");
  return result;
}

/// The order in which a queue gives back 1, 3 and 2.
template <class SomeQueue>
std::string order_of() {
  if (std::is_same_v<SomeQueue, LifoQueue<int>>) return "2,3,1";
  if (std::is_same_v<SomeQueue, PriorityQueue<int>>) return "1,2,3";
  return "1,3,2";
}

}  // namespace

// ---- BaseQueueTestMixin ----

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_queue_task_done: there is nothing to be done in a fresh queue",
                   "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          r.record("t", raised_by([&] { queue.task_done(); }));
        }) == Outcomes{"t=" + bad_task_done});
}

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_queue_join: join returns when all that was put is done, twice",
                   "[conformance]", EVERY_QUEUE) {
  const auto body = [](int workers, int items) {
    return [workers, items](Recorder& r) {
      TestType queue;
      int sum = 0;
      std::deque<Thread> threads;
      for (int i = 0; i < workers; ++i) {
        threads.emplace_back([&] {
          for (;;) {
            const int item = queue.get();
            if (item < 0) {
              queue.task_done();
              return;
            }
            sum += item;
            queue.task_done();
          }
        });
        threads.back().start();
      }
      int expected = 0;
      for (int round = 0; round < 2; ++round) {
        for (int item = 0; item < items; ++item) {
          queue.put(item);
          expected += item;
        }
        queue.join();
        r.record("complete", sum == expected);
        queue.join();
      }
      for (int i = 0; i < workers; ++i) queue.put(-1);
      queue.join();
      r.record("then", raised_by([&] { queue.task_done(); }));
    };
  };
  CHECK(outcomes_of(body(2, 1), within(1)) == Outcomes{"complete=true,true then=" + bad_task_done});
  CHECK(all_classes_of(body(1, 3)).outcomes == Outcomes{"complete=true,true then=" + bad_task_done});
}

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_basic: order, sizes, Full and Empty, at once and in time; twice",
                   "[conformance]", EVERY_QUEUE) {
  const auto body = [](Recorder& r) {
    TestType queue(3);
    for (int round = 0; round < 2; ++round) {
      r.record("empty", queue.empty() && !queue.full());
      queue.put(1);
      queue.put(3);
      r.record("neither", !queue.empty() && !queue.full() && queue.qsize() == 2);
      queue.put(2);
      r.record("full", queue.full() && !queue.empty());
      r.record("put", raised_by([&] { queue.put(4, false); }));
      r.record("put", raised_by([&] { queue.put(4, true, 0.01); }));
      for (int i = 0; i < 3; ++i) r.record(round == 0 ? "first" : "second", queue.get());
      r.record("empty", queue.empty());
      r.record("get", raised_by([&] { queue.get(false); }));
      r.record("get", raised_by([&] { queue.get(true, 0.01); }));
    }
  };
  const Outcomes expected{"empty=true,true,true,true first=" + order_of<TestType>() +
                          " full=true,true get=Empty,Empty,Empty,Empty neither=true,true put=Full,Full,Full,Full "
                          "second=" +
                          order_of<TestType>()};
  CHECK(outcomes_of(body) == expected);
  CHECK(outcomes_of(body, virtual_time()) == expected);
}

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_basic: a blocked put goes on after a get", "[conformance]",
                   EVERY_QUEUE) {
  const auto body = [](std::optional<Seconds> timeout) {
    return [timeout](Recorder& r) {
      TestType queue(1);
      queue.put(1);
      together([&] { r.record("t", raised_by([&] { queue.put(2, true, timeout); })); },
               [&] {
                 heddle::sleep(0.1);
                 r.record("u", queue.get());
               });
      r.record("left", queue.qsize());
    };
  };
  CHECK(outcomes_of(body(std::nullopt)) == Outcomes{"left=1 t=nothing u=1"});
  CHECK(outcomes_of(body(10)) == Outcomes{"left=0 t=Full u=1", "left=1 t=nothing u=1"});
  CHECK(outcomes_of(body(std::nullopt), virtual_time()) == Outcomes{"left=1 t=nothing u=1"});
  CHECK(outcomes_of(body(10), virtual_time()) == Outcomes{"left=1 t=nothing u=1"});
}

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_basic: a blocked get goes on after a put", "[conformance]",
                   EVERY_QUEUE) {
  const auto body = [](std::optional<Seconds> timeout) {
    return [timeout](Recorder& r) {
      TestType queue;
      together([&] { r.record("t", raised_by([&] { r.record("got", queue.get(true, timeout)); })); },
               [&] {
                 heddle::sleep(0.1);
                 queue.put(7);
               });
    };
  };
  CHECK(outcomes_of(body(std::nullopt)) == Outcomes{"got=7 t=nothing"});
  CHECK(outcomes_of(body(10)) == Outcomes{"got=7 t=nothing", "t=Empty"});
  CHECK(outcomes_of(body(std::nullopt), virtual_time()) == Outcomes{"got=7 t=nothing"});
  CHECK(outcomes_of(body(10), virtual_time()) == Outcomes{"got=7 t=nothing"});
}

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_negative_timeout_raises_exception: -1 is a ValueError", "[conformance]",
                   EVERY_QUEUE) {
  const auto body = [](Recorder& r) {
    TestType queue(1);
    r.record("t", raised_by([&] { queue.put(1, true, -1); }));
    r.record("t", raised_by([&] { queue.get(true, -1); }));
    queue.put(1);
    r.record("t", raised_by([&] { queue.put(1, true, -1); }));
    r.record("t", raised_by([&] { queue.get(true, -1); }));
  };
  const Outcomes expected{"t=" + bad_timeout + "," + bad_timeout + "," + bad_timeout + "," + bad_timeout};
  CHECK(outcomes_of(body) == expected);
  CHECK(outcomes_of(body, virtual_time()) == expected);
}

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_nowait: Full and Empty without waiting", "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(2);
          for (int i = 0; i < 3; ++i) r.record("put", raised_by([&] { queue.put_nowait(1); }));
          for (int i = 0; i < 3; ++i) r.record("get", raised_by([&] { queue.get_nowait(); }));
        }) == Outcomes{"get=nothing,nothing,Empty put=nothing,nothing,Full"});
}

TEMPLATE_TEST_CASE("BaseQueueTestMixin.test_shrinking_queue: a queue with more items than maxsize is full",
                   "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(3);
          for (const int item : {1, 2, 3}) queue.put(item);
          r.record("put", raised_by([&] { queue.put_nowait(4); }));
          r.record("size", queue.qsize());
          queue.set_maxsize(2);
          r.record("put", raised_by([&] { queue.put_nowait(4); }));
        }) == Outcomes{"put=Full,Full size=3"});
}

// ---- FailingQueueTest ----

namespace {

/// Fails to be moved or compared when it is told to.
struct Fragile {
  explicit Fragile(int wanted, bool* move = nullptr, bool* compare = nullptr)
      : number(wanted), moving_fails(move), comparing_fails(compare) {}
  Fragile(Fragile&& other) noexcept(false)
      : number(other.number), moving_fails(other.moving_fails), comparing_fails(other.comparing_fails) {
    if (moving_fails != nullptr && *moving_fails) throw RuntimeError("cannot be moved");
  }
  Fragile& operator=(Fragile&&) = delete;
  friend bool operator<(const Fragile& a, const Fragile& b) {
    if (a.comparing_fails != nullptr && *a.comparing_fails) throw RuntimeError("cannot be compared");
    return a.number < b.number;
  }
  int number;
  bool* moving_fails;
  bool* comparing_fails;
};

}  // namespace

TEMPLATE_TEST_CASE("FailingQueueTest.test_failing_queue: a put or get that fails leaves the queue sound",
                   "[conformance]", Queue<Fragile>, LifoQueue<Fragile>, PriorityQueue<Fragile>) {
  CHECK(outcomes_of([](Recorder& r) {
          bool fails = false;
          TestType queue(2);
          queue.put(Fragile(1, &fails));
          fails = true;
          for (const bool block : {true, false})
            r.record("put", raised_by([&] { queue.put(Fragile(2, &fails), block); }));
          r.record("put", raised_by([&] { queue.put(Fragile(2, &fails), true, 0.1); }));
          r.record("size", queue.qsize());
          fails = false;
          queue.put(Fragile(2, &fails));
          r.record("full", queue.full());
          fails = true;
          // What has been taken out cannot be handed over: it is lost, and there is room.
          r.record("get", raised_by([&] { queue.get(); }));
          r.record("get", raised_by([&] { queue.get_nowait(); }));
          r.record("get", raised_by([&] { queue.get_nowait(); }));
          fails = false;
          queue.put(Fragile(3, &fails));
          r.record("got", queue.get().number);
          for (int i = 0; i < 3; ++i) queue.task_done();
          queue.join();
        }) ==
        Outcomes{"full=true get=RuntimeError: cannot be moved,RuntimeError: cannot be moved,Empty got=3 "
                 "put=RuntimeError: cannot be moved,RuntimeError: cannot be moved,RuntimeError: cannot be moved "
                 "size=1"});
}

TEMPLATE_TEST_CASE("FailingQueueTest.test_failing_queue: one who waits is not left behind by another who fails",
                   "[conformance]", Queue<Fragile>, LifoQueue<Fragile>, PriorityQueue<Fragile>) {
  CHECK(outcomes_of([](Recorder& r) {
          bool fails = false;
          TestType queue(1);
          queue.put(Fragile(1, &fails));
          together(
              [&] {
                queue.put(Fragile(2));
                r.record("t", "put");
              },
              [&] {
                fails = true;
                r.record("u", raised_by([&] { queue.get(); }));
              });
          r.record("got", queue.get().number);
        }) == Outcomes{"got=2 t=put u=RuntimeError: cannot be moved"});
}

TEST_CASE("FailingQueueTest.test_failing_queue: a comparison that fails changes nothing", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          bool fails = false;
          PriorityQueue<Fragile> queue(3);
          for (const int number : {3, 1}) queue.put(Fragile(number, nullptr, &fails));
          fails = true;
          r.record("put", raised_by([&] { queue.put(Fragile(2, nullptr, &fails)); }));
          r.record("put", raised_by([&] { queue.put(Fragile(2, nullptr, &fails), true, 0.1); }));
          r.record("size", queue.qsize());
          fails = false;
          queue.put(Fragile(2, nullptr, &fails));
          fails = true;
          r.record("get", raised_by([&] { queue.get(); }));
          r.record("get", raised_by([&] { queue.get(true, 0.1); }));
          r.record("full", queue.full());
          fails = false;
          for (int i = 0; i < 3; ++i) {
            r.record("got", queue.get().number);
            queue.task_done();
          }
          queue.join();
        }) == Outcomes{"full=true get=RuntimeError: cannot be compared,RuntimeError: cannot be compared got=1,2,3 "
                       "put=RuntimeError: cannot be compared,RuntimeError: cannot be compared size=2"});
}

// ---- BaseSimpleQueueTest, CSimpleQueueTest ----

TEST_CASE("BaseSimpleQueueTest.test_basic: a simple queue's order, sizes and Empty, at once and in time",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    SimpleQueue<int> queue;
    for (int round = 0; round < 2; ++round) {
      r.record("empty", queue.empty());
      r.record("size", queue.qsize());
      queue.put(1);
      r.record("empty", queue.empty());
      queue.put(2);
      r.record("size", queue.qsize());
      r.record("got", queue.get());
      r.record("got", queue.get(true, 0.1));
      r.record("get", raised_by([&] { queue.get(false); }));
      r.record("get", raised_by([&] { queue.get(true, 1e-3); }));
      r.record("get", raised_by([&] { queue.get_nowait(); }));
    }
  };
  const Outcomes expected{
      "empty=true,false,true,false get=Empty,Empty,Empty,Empty,Empty,Empty got=1,2,1,2 "
      "size=0,2,0,2"};
  CHECK(outcomes_of(body) == expected);
  CHECK(outcomes_of(body, virtual_time()) == expected);
}

TEST_CASE("BaseSimpleQueueTest.test_negative_timeout_raises_exception: -1 is a ValueError even if there is an item",
          "[conformance]") {
  const auto body = [](Recorder& r) {
    SimpleQueue<int> queue;
    queue.put(1);
    r.record("t", raised_by([&] { queue.get(true, -1); }));
    r.record("left", queue.qsize());
  };
  CHECK(outcomes_of(body) == Outcomes{"left=1 t=" + bad_timeout});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"left=1 t=" + bad_timeout});
}

TEST_CASE("BaseSimpleQueueTest.test_order: items come out in the order of the puts", "[conformance]") {
  const auto body = [](int items) {
    return [items](Recorder& r) {
      SimpleQueue<int> queue;
      bool in_order = true;
      together(
          [&] {
            for (int item = 0; item < items; ++item) queue.put(item);
          },
          [&] {
            for (int item = 0; item < items; ++item) in_order = queue.get() == item && in_order;
          });
      r.record("in order", in_order && queue.empty());
    };
  };
  CHECK(outcomes_of(body(4)) == Outcomes{"in order=true"});
  const Explored many = all_classes_of(body(100));
  CHECK(many.outcomes == Outcomes{"in order=true"});
  CHECK(many.executions == 1);
}

namespace {

/// Some threads put items, as many get them; `get` says how. Records whether each item came out once.
template <class Get>
auto crowd_at_a_simple_queue(int pairs, int items, Get get) {
  return [=](Recorder& r) {
    SimpleQueue<int> queue;
    std::vector<int> taken(static_cast<std::size_t>(pairs * items), 0);
    crowd(2 * pairs, [&](int who) {
      for (int i = 0; i < items; ++i)
        if (who < pairs) queue.put(who * items + i);
        else ++taken[static_cast<std::size_t>(get(queue))];
    });
    bool once = queue.empty();
    for (const int times : taken) once = once && times == 1;
    r.record("each once", once);
  };
}

}  // namespace

TEST_CASE("BaseSimpleQueueTest.test_many_threads: no item is lost or comes out twice", "[conformance]") {
  const auto get = [](SimpleQueue<int>& queue) { return queue.get(); };
  CHECK(outcomes_of(crowd_at_a_simple_queue(2, 1, get)) == Outcomes{"each once=true"});
  CHECK(all_classes_of(crowd_at_a_simple_queue(2, 3, get)).outcomes == Outcomes{"each once=true"});
}

TEST_CASE("BaseSimpleQueueTest.test_many_threads_nonblock: nor with those that ask again and again",
          "[conformance]") {
  const auto get = [](SimpleQueue<int>& queue) {
    for (;;) {
      try {
        return queue.get(false);
      } catch (const Empty&) {
        heddle::sleep(1e-5);
      }
    }
  };
  CHECK(outcomes_of(crowd_at_a_simple_queue(1, 2, get)) == Outcomes{"each once=true"});
  CHECK(all_classes_of(crowd_at_a_simple_queue(2, 1, get)).outcomes == Outcomes{"each once=true"});
}

TEST_CASE("BaseSimpleQueueTest.test_many_threads_timeout: a get whose time is over swallows no item",
          "[conformance]") {
  // Each tries in time, once, and then waits.
  const auto get = [](SimpleQueue<int>& queue) {
    try {
      return queue.get(true, 1e-5);
    } catch (const Empty&) {
      return queue.get();
    }
  };
  CHECK(outcomes_of(crowd_at_a_simple_queue(1, 2, get)) == Outcomes{"each once=true"});
  CHECK(outcomes_of(crowd_at_a_simple_queue(1, 2, get), virtual_time()) == Outcomes{"each once=true"});
  CHECK(all_classes_of(crowd_at_a_simple_queue(2, 1, get)).outcomes == Outcomes{"each once=true"});
}

TEMPLATE_TEST_CASE("BaseSimpleQueueTest.test_references: an item that was handed out is held no longer",
                   "[conformance]", SimpleQueue<std::shared_ptr<int>>, Queue<std::shared_ptr<int>>,
                   LifoQueue<std::shared_ptr<int>>, PriorityQueue<std::shared_ptr<int>>) {
  CHECK(outcomes_of([](Recorder& r) {
          std::vector<std::shared_ptr<int>> items;
          TestType queue;
          for (int i = 0; i < 20; ++i) {
            items.push_back(std::make_shared<int>(i));
            queue.put(items.back());
          }
          bool dropped = true;
          for (int i = 0; i < 20; ++i) {
            const auto item = queue.get();
            dropped = dropped && item.use_count() == 2;
          }
          for (const auto& item : items) dropped = dropped && item.use_count() == 1;
          r.record("dropped", dropped);
        }) == Outcomes{"dropped=true"});
}

TEST_CASE("CSimpleQueueTest.test_reentrancy: a put from the destructor of an item keeps the order",
          "[conformance]") {
  // Each item puts the next number when it goes.
  struct Item {
    Item(SimpleQueue<int>& log, int& next) : log_(&log), next_(&next) {}
    Item(Item&& other) noexcept : log_(std::exchange(other.log_, nullptr)), next_(other.next_) {}
    Item& operator=(Item&&) = delete;
    ~Item() {
      if (log_ != nullptr) log_->put((*next_)++);
    }

   private:
    SimpleQueue<int>* log_;
    int* next_;
  };
  CHECK(outcomes_of([](Recorder& r) {
          SimpleQueue<int> log;
          int next = 0;
          {
            SimpleQueue<Item> queue;
            together(
                [&] {
                  for (int i = 0; i < 2; ++i) queue.put(Item(log, next));
                },
                [&] { queue.get(); });
          }
          for (int i = 0; i < 2; ++i) r.record("got", log.get());
          r.record("left", log.qsize());
        }) == Outcomes{"got=0,1 left=0"});
}

// ---- probes ----

TEMPLATE_TEST_CASE("probe: a task_done too many is a ValueError", "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          queue.put(1);
          queue.get();
          r.record("t", raised_by([&] { queue.task_done(); }));
          r.record("t", raised_by([&] { queue.task_done(); }));
        }) == Outcomes{"t=nothing," + bad_task_done});
}

TEMPLATE_TEST_CASE("probe: join with no tasks returns", "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([] {
          TestType queue;
          queue.join();
        }) == Outcomes{""});
}

TEMPLATE_TEST_CASE("probe: get_nowait on an empty queue is Empty", "[conformance]", EVERY_QUEUE, SimpleQueue<int>) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          r.record("t", raised_by([&] { queue.get_nowait(); }));
        }) == Outcomes{"t=Empty"});
}

TEMPLATE_TEST_CASE("probe: get with a timeout of -1 is a ValueError", "[conformance]", EVERY_QUEUE,
                   SimpleQueue<int>) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          r.record("t", raised_by([&] { queue.get(true, -1); }));
        }) == Outcomes{"t=" + bad_timeout});
}

TEMPLATE_TEST_CASE("probe: get without blocking ignores a timeout of -1 and is Empty", "[conformance]", EVERY_QUEUE,
                   SimpleQueue<int>) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue;
          r.record("t", raised_by([&] { queue.get(false, -1); }));
        }) == Outcomes{"t=Empty"});
}

TEMPLATE_TEST_CASE("probe: get with a timeout of 0 is Empty", "[conformance]", EVERY_QUEUE, SimpleQueue<int>) {
  const auto body = [](Recorder& r) {
    TestType queue;
    r.record("t", raised_by([&] { queue.get(true, 0); }));
  };
  CHECK(outcomes_of(body) == Outcomes{"t=Empty"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"t=Empty"});
}

TEMPLATE_TEST_CASE("probe: a queue of maxsize -1 is not full", "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(-1);
          queue.put(1);
          r.record("full", queue.full());
          r.record("maxsize", queue.maxsize());
        }) == Outcomes{"full=false maxsize=-1"});
}

TEMPLATE_TEST_CASE("probe: put_nowait on a full queue is Full", "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(1);
          queue.put(1);
          r.record("t", raised_by([&] { queue.put_nowait(2); }));
        }) == Outcomes{"t=Full"});
}

TEMPLATE_TEST_CASE("probe: put with a timeout of 0 on a full queue is Full", "[conformance]", EVERY_QUEUE) {
  const auto body = [](Recorder& r) {
    TestType queue(1);
    queue.put(1);
    r.record("t", raised_by([&] { queue.put(2, true, 0); }));
  };
  CHECK(outcomes_of(body) == Outcomes{"t=Full"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"t=Full"});
}

TEMPLATE_TEST_CASE("probe: put with a timeout of -1 is a ValueError", "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(1);
          queue.put(1);
          r.record("t", raised_by([&] { queue.put(2, true, -1); }));
        }) == Outcomes{"t=" + bad_timeout});
}

TEMPLATE_TEST_CASE("probe: put into a queue of maxsize 0 returns", "[conformance]", EVERY_QUEUE) {
  CHECK(outcomes_of([](Recorder& r) {
          TestType queue(0);
          r.record("t", raised_by([&] { queue.put(1); }));
        }) == Outcomes{"t=nothing"});
}

TEMPLATE_TEST_CASE("probe: get leaves the task unfinished, task_done finishes it", "[conformance]", EVERY_QUEUE) {
  const auto body = [](bool done) {
    return [done] {
      TestType queue;
      queue.put(1);
      queue.get();
      if (done) queue.task_done();
      queue.join();
    };
  };
  CHECK(outcomes_of(body(false)) == Outcomes{"deadlock: main"});
  CHECK(outcomes_of(body(true)) == Outcomes{""});
}

TEST_CASE("probe: a simple queue has no task_done, no join, no full", "[conformance]") {
  const auto has_more = [](auto* queue) {
    return requires { queue->task_done(); }
    || requires { queue->join(); }
    || requires { queue->full(); };
  };
  CHECK_FALSE(has_more(static_cast<SimpleQueue<int>*>(nullptr)));
  CHECK(has_more(static_cast<Queue<int>*>(nullptr)));
}

TEST_CASE("probe: put into a simple queue ignores block and timeout", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          SimpleQueue<int> queue;
          r.record("t", raised_by([&] { queue.put(1, false, -1); }));
          r.record("t", raised_by([&] { queue.put(2, true, -1); }));
          r.record("size", queue.qsize());
        }) == Outcomes{"size=2 t=nothing,nothing"});
}

TEST_CASE("probe: entries of equal priority come out of a priority queue by their next element", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          PriorityQueue<std::pair<int, char>> queue;
          queue.put({1, 'b'});
          queue.put({1, 'a'});
          r.record("got", queue.get().second);
        }) == Outcomes{"got=a"});
}
