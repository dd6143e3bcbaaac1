#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <string>
#include <tuple>
#include <utility>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("items come out of a priority queue smallest first", "[priority_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          PriorityQueue<int> queue;
          for (const int item : {3, 1, 2, 1}) queue.put(item);
          for (int i = 0; i < 4; ++i) r.record("got", queue.get());
        }) == Outcomes{"got=1,1,2,3"});
}

TEST_CASE("pairs and tuples come out of a priority queue by their first element, then by the next",
          "[priority_queue]") {
  CHECK(outcomes_of([](Recorder& r) {
          PriorityQueue<std::pair<int, std::string>> pairs;
          PriorityQueue<std::tuple<int, int, char>> tuples;
          for (const auto& item : {std::pair(2, "z"), std::pair(1, "b"), std::pair(1, "a")}) pairs.put(item);
          for (int i = 0; i < 3; ++i) r.record("pair", pairs.get().second);
          for (const auto& item : {std::tuple(1, 2, 'c'), std::tuple(1, 2, 'b'), std::tuple(0, 3, 'z')})
            tuples.put(item);
          for (int i = 0; i < 3; ++i) r.record("tuple", std::get<2>(tuples.get()));
        }) == Outcomes{"pair=a,b,z tuple=z,b,c"});
}

TEST_CASE("what compares equal comes out of a priority queue as out of Python's", "[priority_queue]") {
  struct Job {
    int priority;
    char name;
    bool operator<(const Job& other) const { return priority < other.priority; }
  };
  CHECK(outcomes_of([](Recorder& r) {
          PriorityQueue<Job> queue;
          for (const char name : {'a', 'b', 'c', 'd', 'e'}) queue.put({1, name});
          for (int i = 0; i < 5; ++i) r.record("got", queue.get().name);
        }) == Outcomes{"got=a,c,e,b,d"});
}

TEST_CASE("what a get takes from a priority queue is the smallest that was put before it", "[priority_queue]") {
  const auto body = [](Recorder& r) {
    PriorityQueue<int> queue;
    queue.put(2);
    together([&] { queue.put(1); }, [&] { queue.put(3); }, [&] { r.record("v", queue.get()); });
    r.record("left", queue.get());
    r.record("left", queue.get());
  };
  CHECK(outcomes_of(body) == Outcomes{"left=1,3 v=2", "left=2,3 v=1"});
}
