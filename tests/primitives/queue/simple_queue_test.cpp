#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <functional>
#include <memory>
#include <utility>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("items come out of a simple queue in the order they went in", "[simple_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          SimpleQueue<int> queue;
          r.record("empty", queue.empty());
          queue.put(1);
          queue.put(2, false);
          queue.put(3, true, -1);  // a timeout that it does not look at
          queue.put_nowait(4);
          r.record("size", queue.qsize());
          r.record("empty", queue.empty());
          for (int i = 0; i < 4; ++i) r.record("got", queue.get());
          r.record("then", raised_by([&] { queue.get_nowait(); }));
          r.record("then", raised_by([&] { queue.get(false); }));
        }) == Outcomes{"empty=true,false got=1,2,3,4 size=4 then=Empty,Empty"});
}

TEST_CASE("a get from a simple queue waits for a put", "[simple_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          SimpleQueue<int> queue;
          together([&] { r.record("t", queue.get()); }, [&] { queue.put(7); });
        }) == Outcomes{"t=7"});
  CHECK(outcomes_of([] {
          SimpleQueue<int> queue;
          queue.get();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("a get from a simple queue gives up when its time is over, and swallows no item", "[simple_queue]") {
  const auto body = [](Recorder& r) {
    SimpleQueue<int> queue;
    together([&] { r.record("t", raised_by([&] { r.record("got", queue.get(true, 1)); })); },
             [&] { queue.put(7); });
    r.record("left", queue.qsize());
  };
  CHECK(outcomes_of(body) == Outcomes{"got=7 left=0 t=nothing", "left=1 t=Empty"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"got=7 left=0 t=nothing"});
}

TEST_CASE("a simple queue refuses a negative timeout, but only where it may wait", "[simple_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          SimpleQueue<int> queue;
          r.record("t", raised_by([&] { queue.get(true, -1); }));
          r.record("t", raised_by([&] { queue.get(false, -1); }));
          queue.put(1);
          r.record("t", raised_by([&] { queue.get(true, -1); }));
          r.record("t", raised_by([&] { queue.get(false, -1); }));
        }) == Outcomes{"t=ValueError: 'timeout' must be a non-negative number,Empty,"
                       "ValueError: 'timeout' must be a non-negative number,nothing"});
}

TEST_CASE("puts into a simple queue and gets from it commute while there are items", "[simple_queue]") {
  const auto count = [](int first) {
    return explored(
               [first](Recorder&) {
                 SimpleQueue<int> queue;
                 for (int i = 0; i < first; ++i) queue.put(i);
                 together(
                     [&] {
                       for (int i = 0; i < 10; ++i) queue.put(i);
                     },
                     [&] {
                       for (int i = 0; i < 10; ++i) queue.get();
                     });
               },
               {})
        .executions;
  };
  CHECK(count(0) == 1);
  CHECK(count(3) == 1);
}

TEST_CASE("a simple queue that is looked at while it is used shows every size it has", "[simple_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          SimpleQueue<int> queue;
          together(
              [&] {
                queue.put(1);
                queue.put(2);
                queue.get();
              },
              [&] { r.record("u", queue.qsize()); });
        }) == Outcomes{"u=0", "u=1", "u=2"});
}

TEST_CASE("the destructor of an item may use the simple queue that held it", "[simple_queue]") {
  struct Item {
    explicit Item(std::function<void()> last) : last_will(std::move(last)) {}
    Item(Item&& other) noexcept : last_will(std::exchange(other.last_will, nullptr)) {}
    Item& operator=(Item&&) = delete;
    ~Item() {
      if (last_will) last_will();
    }
    std::function<void()> last_will;
  };
  CHECK(outcomes_of([](Recorder& r) {
          SimpleQueue<int> numbers;
          SimpleQueue<Item> queue;
          together(
              [&] {
                queue.put(Item([&] { numbers.put(1); }));
                queue.put(Item([&] {
                  numbers.put(2);
                  queue.put(Item(nullptr));
                }));
              },
              [&] {
                for (int i = 0; i < 3; ++i) queue.get();
              });
          for (int i = 0; i < 2; ++i) r.record("numbers", numbers.get());
          r.record("left", queue.qsize());
        }) == Outcomes{"left=0 numbers=1,2"});
}

TEST_CASE("a stuck get of items without a default from a simple queue is taken down", "[simple_queue]") {
  struct Job {
    explicit Job(int wanted) : number(wanted) {}
    int number;
  };
  CHECK(outcomes_of([] {
          SimpleQueue<Job> jobs;
          jobs.get();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("a simple queue lets go of an item that was taken out", "[simple_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          const auto item = std::make_shared<int>(1);
          SimpleQueue<std::shared_ptr<int>> queue;
          queue.put(item);
          queue.put(item);
          for (int left = 2; left >= 0; --left) {
            r.record("owners", item.use_count());
            if (left != 0) queue.get();
          }
        }) == Outcomes{"owners=3,2,1"});
}
