#include <heddle/engine/strategies/drawn_class.hpp>

#include <heddle/engine/execution.hpp>
#include <heddle/engine/strategies/dpor.hpp>
#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

using namespace heddle;
using engine::Execution;

namespace {

using Body = std::function<void()>;

/// The classes of so many executions of a strategy, or of all.
std::set<std::uint64_t> classes(const Body& body, engine::Strategy& strategy, int most, int* executions = nullptr) {
  std::set<std::uint64_t> hashes;
  strategy.events()->tell_classes_apart();
  Execution execution(Options().settings(), std::size_t{64} * 1024, 100);
  for (int i = 0; i < most && strategy.begin(); ++i) {
    execution.run(body, strategy);
    strategy.finish(execution);
    hashes.insert(strategy.events()->class_hash());
    execution.unwind();
    if (executions != nullptr) ++*executions;
  }
  return hashes;
}

void expect_classes_of_dpor(const Body& body, int expected) {
  for (const Dependence dependence : {Dependence::fine, Dependence::coarse}) {
    engine::Dpor dpor(dependence);
    int executions = 0;
    const auto all = classes(body, dpor, 10'000, &executions);
    CHECK(all.size() == static_cast<std::size_t>(executions));
    if (dependence == Dependence::coarse) CHECK(executions >= expected);
    else CHECK(executions == expected);
    engine::DrawnClass drawn(1, dependence);
    CHECK(classes(body, drawn, 3'000) == all);
  }
}

}  // namespace

TEST_CASE("what is drawn is of the classes that dpor visits, one hash for each", "[drawn_class]") {
  SECTION("steps that commute") {
    expect_classes_of_dpor(
        [] {
          Shared<int> x;
          Shared<int> y;
          Thread a([&] { x.store(1), x.store(2); }, "a");
          Thread b([&] { y.store(1), y.store(2); }, "b");
          a.start();
          b.start();
        },
        1);
  }
  SECTION("three threads on one lock") {
    expect_classes_of_dpor(
        [] {
          Lock lock;
          const auto work = [&] { const With hold(lock); };
          std::vector<Thread> threads;
          for (const char* name : {"a", "b", "c"}) threads.emplace_back(work, name);
          for (Thread& thread : threads) thread.start();
        },
        6);
  }
  SECTION("values that are chosen") {
    expect_classes_of_dpor(
        [] {
          Shared<int> x;
          Thread a([&] { x.store(choose(3)); }, "a");
          a.start();
          (void)x.load();
        },
        6);
  }
  SECTION("a queue whose ends are apart") {
    expect_classes_of_dpor(
        [] {
          Queue<int> queue(2);
          Thread a([&] { queue.put(1), queue.put(2); }, "a");
          a.start();
          (void)queue.get();
          (void)queue.get();
        },
        1);
  }
}

TEST_CASE("equal orders with other values are other classes", "[drawn_class]") {
  const auto storing = [](int value) {
    return [value] {
      Shared<int> x;
      x.store(value);
    };
  };
  engine::DrawnClass one(1, Dependence::fine);
  engine::DrawnClass two(1, Dependence::fine);
  CHECK(classes(storing(1), one, 1) != classes(storing(2), two, 1));
}
