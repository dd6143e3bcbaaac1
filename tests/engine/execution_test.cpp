#include <heddle/engine/execution.hpp>

#include <heddle/engine/strategies/depth_first.hpp>
#include <heddle/engine/strategies/random.hpp>
#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#if defined(HEDDLE_DETAIL_ASAN) || defined(HEDDLE_DETAIL_TSAN)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

namespace {
std::atomic<std::uint64_t> allocations{0};
}  // namespace

#if !defined(HEDDLE_DETAIL_ASAN) && !defined(HEDDLE_DETAIL_TSAN)

// The whole test program counts: a sanitizer would not let it.
void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace {

using heddle::engine::DepthFirst;
using heddle::engine::Execution;
using heddle::engine::Outcome;
using heddle::engine::Random;

constexpr std::size_t stack_size = std::size_t{256} * 1024;

/// An execution with what must outlive it.
class Runner {
 public:
  explicit Runner(const heddle::Settings& settings = {}, std::uint32_t max_threads = 16)
      : execution(settings, stack_size, max_threads) {}

  /// The first execution of a depth-first search.
  Outcome run(std::function<void()> body) {
    execution.unwind();
    body_ = std::move(body);
    strategy_.emplace();
    (void)strategy_->begin();
    return execution.run(body_, *strategy_);
  }

 private:
  std::function<void()> body_;
  std::optional<DepthFirst> strategy_;

 public:
  Execution execution;
};

/// How deep it recurses is not the compiler's to shorten.
int recurse_for_ever(const volatile int* depth) {
  volatile char frame[256] = {};
  const int next = *depth + 1 + frame[0];
  const volatile int deeper = next;
  return *depth < 0 ? 0 : recurse_for_ever(&deeper) + frame[1];
}

/// Counts how often it is destroyed.
struct Counted {
  explicit Counted(int& count) : destroyed(count) {}
  ~Counted() { ++destroyed; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  int& destroyed;
};

}  // namespace

TEST_CASE("an execution completes when every thread but the daemons has ended") {
  Runner runner;
  const Outcome outcome = runner.run([] {
    heddle::Event never;
    heddle::Thread daemon([&] { never.wait(); }, "daemon", true);
    heddle::Thread worker([] {}, "worker");
    daemon.start();
    worker.start();
  });
  CHECK(outcome == Outcome::completed);
  const heddle::Trace trace = runner.execution.trace();
  REQUIRE(trace.threads.size() == 3);
  CHECK(trace.threads[0].ended);
  CHECK_FALSE(trace.threads[1].ended);
  CHECK(trace.threads[2].ended);
}

TEST_CASE("an execution is deadlocked when a thread is left and no operation is enabled") {
  Runner runner;
  CHECK(runner.run([] { heddle::Event().wait(); }) == Outcome::deadlocked);
}

TEST_CASE("an execution is cut at the bound on steps, and not one step later") {
  const auto body = [] {
    for (int i = 0; i < 5; ++i) heddle::yield();
  };
  CHECK(Runner({.max_steps = 5}).run(body) == Outcome::completed);
  Runner short_by_one({.max_steps = 4});
  CHECK(short_by_one.run(body) == Outcome::cut);
  CHECK(short_by_one.execution.steps().size() == 4);
}

TEST_CASE("unwinding destroys what is on the stacks, youngest thread first") {
  std::vector<std::string> order;
  struct Goodbye {
    std::vector<std::string>& order;
    std::string name;
    ~Goodbye() { order.push_back(name); }
  };
  Runner runner;
  runner.run([&] {
    const Goodbye in_main{order, "main"};
    heddle::Event never;
    const auto wait = [&](const char* name) {
      const Goodbye in_thread{order, name};
      never.wait();
    };
    heddle::Thread older([&] { wait("older"); }, "older");
    heddle::Thread younger([&] { wait("younger"); }, "younger");
    older.start();
    younger.start();
  });
  CHECK(order.empty());
  runner.execution.unwind();
  CHECK(order == std::vector<std::string>{"younger", "older", "main"});
}

TEST_CASE("while unwinding, operations of destructors return at once and change nothing") {
  int destroyed = 0;
  Runner runner;
  runner.run([&] {
    heddle::Lock lock;
    heddle::Queue<int> queue;
    struct UsesEverything {
      heddle::Lock& lock;
      heddle::Queue<int>& queue;
      Counted counted;
      ~UsesEverything() {
        lock.release();
        (void)lock.locked();
        queue.put(1);
        (void)queue.get();
        heddle::yield();
        heddle::require(false, "not looked at any more");
      }
    };
    const UsesEverything user{lock, queue, Counted(destroyed)};
    (void)queue.get();
  });
  const std::size_t steps = runner.execution.steps().size();
  runner.execution.unwind();
  CHECK(destroyed == 1);
  CHECK(runner.execution.steps().size() == steps);
}

TEST_CASE("a thread that swallows the exception of unwinding meets it again") {
  int swallowed = 0;
  Runner runner;
  runner.run([&] {
    heddle::Event never;
    for (int i = 0; i < 3; ++i) {
      try {
        never.wait();
      } catch (...) {
        ++swallowed;
      }
    }
  });
  CHECK_FALSE(runner.execution.unwind());
  CHECK(swallowed == 3);
}

TEST_CASE("a thread that swallows it for ever is left behind, and named") {
  Runner runner;
  runner.run([] {
    heddle::Event never;
    heddle::Thread stubborn([&] {
      for (;;) {
        try {
          never.wait();
        } catch (...) {  // NOLINT(bugprone-empty-catch): the point of the test
        }
      }
    });
    stubborn.start();
  });
  CHECK(runner.execution.unwind() == heddle::engine::ThreadIndex{1});
  CHECK(runner.run([] { heddle::yield(); }) == Outcome::completed);
}

TEST_CASE("unwinding passes through noexcept destructors that stand at an operation") {
  Runner runner;
  runner.run([] {
    heddle_std::atomic<int> count(1);
    heddle::Event never;
    struct Counts {
      heddle_std::atomic<int>& count;
      ~Counts() { count.fetch_sub(1); }
    };
    heddle::Thread stands_there([&] { const Counts counts{count}; });
    stands_there.start();
    heddle::require(false, "stop here");
  });
  CHECK(runner.execution.outcome() == Outcome::requirement_failed);
  runner.execution.unwind();
  CHECK(runner.run([] { heddle::yield(); }) == Outcome::completed);
}

TEST_CASE("a daemon may stand at what its creator has destroyed") {
  Runner runner;
  const Outcome outcome = runner.run([] {
    heddle::Condition condition;
    heddle::Thread daemon(
        [&] {
          const heddle::With hold(condition);
          condition.wait();
        },
        "daemon", true);
    daemon.start();
    for (int i = 0; i < 3; ++i) heddle::yield();
  });
  CHECK(outcome == Outcome::completed);
  CHECK(runner.execution.trace().threads.size() == 2);
}

TEST_CASE("what a pending operation looks at is known when that has been destroyed, and something else is there") {
  using namespace heddle::engine;
  static constexpr ObjectKind kind{"Gate"};
  static constexpr OperationKind pass_kind{"pass"};
  Runner runner;
  std::optional<Object> gate;
  ObjectIndex looked_at = no_object;
  const Outcome outcome = runner.run([&] {
    gate.emplace(kind, "gate", heddle::Site::current());
    looked_at = gate->record()->index;
    heddle::Thread daemon(
        [&gate] {
          const Object own(kind, "own", heddle::Site::current());
          perform({.kind = &pass_kind,
                   .object = &own,
                   .access = Access::write,
                   .acts = {Guard::exactly(*gate, 1)},
                   .guard = Guard::at_least(*gate, 1),
                   .site = heddle::Site::current()},
                  [](Step&) {});
        },
        "daemon", true);
    daemon.start();
    gate.emplace(kind, "another", heddle::Site::current());
  });
  CHECK(outcome == Outcome::completed);
  const Announcement announced = runner.execution.announcement(1);
  CHECK(announced.guard == looked_at);
  CHECK(announced.acts[0].object == looked_at);
}

TEST_CASE("running out of stack is reported by thread, and the next execution runs") {
  Runner runner;
  const Outcome outcome = runner.run([] {
    heddle::Thread deep(
        [] {
          const volatile int start = 0;
          (void)recurse_for_ever(&start);
        },
        "deep");
    deep.start();
  });
  CHECK(outcome == Outcome::stack_overflow);
  const heddle::Trace trace = runner.execution.trace();
  CHECK(trace.threads[trace.culprit].name == "deep");
  runner.execution.unwind();
  CHECK(runner.run([] { heddle::yield(); }) == Outcome::completed);
}

TEST_CASE("std::terminate in a thread ends the execution and not the program") {
  Runner runner;
  const Outcome outcome = runner.run([] {
    heddle::Lock lock;
    const std::lock_guard<heddle::Lock> guard(lock);
    lock.release();  // so that the guard's destructor, which is noexcept, throws
  });
  CHECK(outcome == Outcome::terminated);
  REQUIRE(runner.execution.trace().threads[0].uncaught);
  CHECK(runner.execution.trace().threads[0].uncaught->type == "RuntimeError");
  CHECK(runner.execution.trace().threads[0].uncaught->what == "release unlocked lock (out of a noexcept function)");
}

TEST_CASE("threads that switch inside catch blocks keep their own exceptions") {
  const heddle::Verdict verdict = heddle::check("catch blocks", [] {
    const auto work = [](const std::string& text) {
      try {
        throw std::runtime_error(text);
      } catch (const std::runtime_error&) {
        heddle::yield();
        try {
          throw;
        } catch (const std::runtime_error& again) {
          heddle::require(again.what() == text, "the exception of another thread");
        }
      }
    };
    heddle::Thread a([&] { work("a"); });
    heddle::Thread b([&] { work("b"); });
    a.start();
    b.start();
  });
  CHECK(verdict.holds());
}

TEST_CASE("a thousand threads are no trouble") {
  Runner runner({}, 1001);
  const Outcome outcome = runner.run([] {
    std::vector<heddle::Thread> threads;
    threads.reserve(1000);
    for (int i = 0; i < 1000; ++i) threads.emplace_back([] { heddle::yield(); });
    for (auto& thread : threads) thread.start();
  });
  CHECK(outcome == Outcome::completed);
  CHECK(runner.execution.thread_count() == 1001);
  CHECK(runner.execution.steps().size() == 4000);  // each is started, yields, ends and is joined
}

TEST_CASE("one thread more than allowed cannot start") {
  Runner runner({}, 2);
  runner.run([] {
    heddle::Thread first([] {}, "first");
    heddle::Thread second([] {}, "second");
    first.start();
    second.start();
  });
  REQUIRE(runner.execution.trace().threads[0].uncaught);
  CHECK(runner.execution.trace().threads[0].uncaught->what == "can't start new thread");
}

TEST_CASE("an execution inside an execution is refused") {
  Runner runner;
  bool refused = false;
  runner.run([&] {
    try {
      (void)heddle::check("inner", [] {});
    } catch (const heddle::UsageError&) {
      refused = true;
    }
  });
  CHECK(refused);
}

TEST_CASE("once warm, a step allocates nothing") {
  if constexpr (!sanitized) {
    Execution execution({.max_steps = 100'000}, stack_size, 16);
    Random strategy(1);
    const auto allocations_of = [&](int steps) {
      const auto body = [steps] {
        heddle::Lock lock;
        heddle::Condition condition;
        heddle::Event event;
        heddle::Queue<int> queue(2);
        heddle::Shared<int> shared;
        heddle_std::atomic<int> counter(0);
        const auto work = [&] {
          for (int i = 0; i < steps; ++i) {
            const heddle::With hold(lock);
            queue.put(i);
            counter += queue.get();
            shared.store(shared.load() + 1);
            event.set();
            event.wait();
            const heddle::With hold_condition(condition);
            condition.notify();
            (void)condition.wait(0.5);
            heddle::sleep(1);
          }
        };
        heddle::Thread a(work, "a");
        heddle::Thread b(work, "b");
        a.start();
        b.start();
      };
      (void)strategy.begin();
      execution.run(body, strategy);
      execution.unwind();
      const std::uint64_t before = allocations;
      (void)strategy.begin();
      execution.run(body, strategy);
      execution.unwind();
      return allocations - before;
    };
    (void)allocations_of(1000);
    CHECK(allocations_of(1000) == allocations_of(10));
  }
}

TEST_CASE("executions that end in deadlock leave nothing behind") {
  // A million under the address sanitizer, which looks for leaks when the tests end; fewer where nobody looks.
  constexpr int executions = sanitized ? 1'000'000 : 10'000;
  int destroyed = 0;
  Execution execution({}, stack_size, 16);
  Random strategy(1);
  const auto body = [&] {
    heddle::Condition condition;
    auto held = std::make_unique<Counted>(destroyed);
    heddle::Thread waiter(
        [&condition, moved = std::move(held)] {
          const heddle::With hold(condition);
          condition.wait();
        },
        "waiter");
    waiter.start();
  };
  int deadlocked = 0;
  for (int i = 0; i < executions; ++i) {
    (void)strategy.begin();
    deadlocked += execution.run(body, strategy) == Outcome::deadlocked ? 1 : 0;
    execution.unwind();
  }
  CHECK(deadlocked == executions);
  CHECK(destroyed == executions);
}
