#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/lock_cycle.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("two threads that take two locks in two orders wait for each other", "[diagnosis]") {
  TraceBuilder t;
  const auto worker0 = t.thread("worker0");
  const auto worker1 = t.thread("worker1");
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  t.step(worker0, acquire, a, 1, 4).step(worker1, acquire, b, 1, 9);
  t.stuck(worker0, acquire, b, 5).stuck(worker1, acquire, a, 10).joins(main_index, worker0, 20);

  const auto found = t.diagnose();
  CHECK(
      texts(found) ==
      Texts{"lock_cycle: worker0 and worker1 wait for each other: worker0 waits for Lock b (x.cpp:5), held by "
            "worker1 "
            "since step 2 (x.cpp:9); worker1 waits for Lock a (x.cpp:10), held by worker0 since step 1 (x.cpp:4); "
            "main joins worker0."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"worker0 at 1: takes Lock a", "worker1 at 2: takes Lock b",
                                                       "worker0: waits for Lock b", "worker1: waits for Lock a",
                                                       "main: joins worker0"});
}

TEST_CASE("a lock and a join make a cycle", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto lock = t.lock();
  t.step(main_index, acquire, lock, 1, 4);
  t.stuck(worker, acquire, lock, 10).joins(main_index, worker, 5);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"lock_cycle: main and worker wait for each other: main joins worker (x.cpp:5); worker waits for Lock 1 "
            "(x.cpp:10), held by main since step 1 (x.cpp:4)."});
}

TEST_CASE("three philosophers wait in a circle", "[diagnosis]") {
  TraceBuilder t;
  const ThreadIndex who[] = {t.thread("p0"), t.thread("p1"), t.thread("p2")};
  const ObjectIndex fork[] = {t.lock("f0"), t.lock("f1"), t.lock("f2")};
  for (std::uint32_t i = 0; i < 3; ++i) t.step(who[i], acquire, fork[i], 1, 4);
  for (std::uint32_t i = 0; i < 3; ++i) t.stuck(who[i], acquire, fork[(i + 1) % 3], 5);
  t.joins(main_index, who[1], 8);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "lock_cycle: p0, p1 and p2 wait for each other in a circle: p0 waits for Lock f1 (x.cpp:5), held by p1 "
          "since step 2 (x.cpp:4); p1 waits for Lock f2 (x.cpp:5), held by p2 since step 3 (x.cpp:4); p2 waits for "
          "Lock f0 (x.cpp:5), held by p0 since step 1 (x.cpp:4); main joins p1."});
}

TEST_CASE("two cycles are two causes", "[diagnosis]") {
  TraceBuilder t;
  const ThreadIndex who[] = {t.thread("a"), t.thread("b"), t.thread("c"), t.thread("d")};
  const ObjectIndex lock[] = {t.lock(), t.lock(), t.lock(), t.lock()};
  for (std::uint32_t i = 0; i < 4; ++i) t.step(who[i], acquire, lock[i], 1, 4);
  for (std::uint32_t i = 0; i < 4; ++i) t.stuck(who[i], acquire, lock[i ^ 1U], 5);
  t.joins(main_index, who[3], 8);
  const auto found = t.diagnose();
  INFO(found[0].message);
  REQUIRE(found.size() == 2);
  CHECK(found[0].message.find("a and b wait for each other: ") == 0);
  CHECK(found[1].message.find("c and d wait for each other: ") == 0);
  CHECK(found[1].message.find("; main joins d.") != std::string::npos);
}

TEST_CASE("a chain of locks and joins that ends in a cycle belongs to it", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto c = t.thread("c");
  const auto l1 = t.lock();
  const auto l2 = t.lock();
  t.step(a, acquire, l1, 1, 4).step(b, acquire, l2, 1, 5);
  t.joins(main_index, c, 9).stuck(c, acquire, l1, 8).stuck(a, acquire, l2, 6).stuck(b, acquire, l1, 7);
  const auto found = t.diagnose();
  REQUIRE(found.size() == 1);
  CHECK(found.front().message ==
        "a and b wait for each other: a waits for Lock 2 (x.cpp:6), held by b since step 2 (x.cpp:5); b waits for "
        "Lock 1 "
        "(x.cpp:7), held by a since step 1 (x.cpp:4); c waits for Lock 1 (x.cpp:8), held by a since step 1 "
        "(x.cpp:4); "
        "main joins c.");
}
