// What users wait for: the cost of a step and of an execution. Each row says it in nanoseconds and as a ratio to a
// raw fiber switch there and back, measured in the same run: machines differ, ratios less.

#include "raw_switch.hpp"

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/depth_first.hpp>
#include <heddle/engine/strategies/random.hpp>
#include <heddle/heddle.hpp>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <vector>

namespace {

using heddle::engine::Execution;
using heddle::engine::Strategy;

/// Runs one execution after another, without the explorer's checks and diagnosis: the engine itself.
void run_executions(benchmark::State& state, const std::function<void()>& body, Strategy& strategy) {
  Execution execution(heddle::Settings{.max_steps = 1'000'000}, std::size_t{256} * 1024, 4096);
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  const double start = heddle::bench::processor_ns();
  for (auto _ : state) {
    if (!strategy.begin()) continue;
    execution.run(body, strategy);
    strategy.finish(execution);
    steps += execution.steps().size();
    ++executions;
    execution.unwind();
  }
  const double took = heddle::bench::processor_ns() - start;
  const double per_step = took / static_cast<double>(steps);
  state.counters["ns/step"] = per_step;
  state.counters["switches/step"] = per_step / heddle::bench::raw_switch_ns();
  state.counters["executions/s"] = benchmark::Counter(static_cast<double>(executions), benchmark::Counter::kIsRate);
  state.counters["switches/execution"] = took / static_cast<double>(executions) / heddle::bench::raw_switch_ns();
}

/// `threads` threads that each add to a variable of their own so often.
void count_up(int threads, int steps) {
  std::vector<std::unique_ptr<heddle_std::atomic<int>>> counters;
  std::vector<heddle::Thread> workers;
  workers.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    counters.push_back(std::make_unique<heddle_std::atomic<int>>(0));
    workers.emplace_back([&counter = *counters.back(), steps] {
      for (int n = 0; n < steps; ++n) counter.fetch_add(1);
    });
  }
  for (auto& worker : workers) worker.start();
}

void lock_twice() {
  heddle::Lock lock;
  const auto work = [&lock] {
    for (int i = 0; i < 2; ++i) {
      lock.acquire();
      lock.release();
    }
  };
  heddle::Thread a(work, "a");
  heddle::Thread b(work, "b");
  a.start();
  b.start();
  a.join();
  b.join();
}

void lose_a_wakeup() {
  heddle::Condition condition;
  heddle::Thread waiter(
      [&] {
        condition.acquire();
        condition.wait();
        condition.release();
      },
      "waiter");
  waiter.start();
  waiter.join();
}

void raw_switch(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(heddle::bench::raw_switch_ns());
  state.counters["ns"] = heddle::bench::raw_switch_ns();
}
BENCHMARK(raw_switch)->Iterations(1);

void step_random(benchmark::State& state) {
  heddle::engine::Random strategy(7);
  const auto threads = static_cast<int>(state.range(0));
  const auto steps = static_cast<int>(state.range(1));
  run_executions(
      state, [=] { count_up(threads, steps); }, strategy);
}
BENCHMARK(step_random)
    ->ArgNames({"threads", "steps"})
    ->Args({2, 10})
    ->Args({2, 1000})
    ->Args({2, 100'000})
    ->Args({4, 1000})
    ->Args({16, 1000})
    ->Args({64, 1000});

void execution_random(benchmark::State& state) {
  heddle::engine::Random strategy(7);
  run_executions(state, lock_twice, strategy);
}
BENCHMARK(execution_random);

/// The whole explorer with all its checks, budgets and bookkeeping: what `heddle check` does.
void check_depth_first(benchmark::State& state) {
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  const double start = heddle::bench::processor_ns();
  for (auto _ : state) {
    const auto verdict = heddle::check("lock twice", lock_twice, {.search = heddle::Search::depth_first});
    executions += verdict.executions;
    steps += verdict.steps;
  }
  const double took = heddle::bench::processor_ns() - start;
  state.counters["ns/step"] = took / static_cast<double>(steps);
  state.counters["switches/step"] = took / static_cast<double>(steps) / heddle::bench::raw_switch_ns();
  state.counters["executions/s"] = benchmark::Counter(static_cast<double>(executions), benchmark::Counter::kIsRate);
}
BENCHMARK(check_depth_first);

/// An execution that ends in a deadlock and has to be unwound.
void execution_deadlocked(benchmark::State& state) {
  heddle::engine::Random strategy(7);
  run_executions(state, lose_a_wakeup, strategy);
}
BENCHMARK(execution_deadlocked);

/// Bytes of this process that are in memory now.
double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0;
  double resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Memory while so many threads are alive, in KiB a thread: stacks are touched, not only reserved.
void memory_per_thread(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  const auto body = std::function<void()>([=] { count_up(threads, 10); });
  heddle::engine::Random strategy(7);
  double grown = 0;
  for (auto _ : state) {
    Execution execution(heddle::Settings{.max_steps = 1'000'000}, std::size_t{256} * 1024, 4096);
    if (!strategy.begin()) continue;
    const double before = resident_bytes();
    execution.run(body, strategy);
    grown = std::max(grown, resident_bytes() - before);
  }
  state.counters["KiB/thread"] = grown / 1024 / threads;
}
BENCHMARK(memory_per_thread)->Arg(1000)->Iterations(3);

}  // namespace
