// What it takes to check the models that ship with Heddle: each to its verdict, under the clock and the bounds that
// it states.

#include "seeds_bench.hpp"

#include "raw_switch.hpp"

#include <heddle/heddle.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

namespace {

void check_seed(benchmark::State& state, const heddle::Scenario& seed) {
  const heddle::Options options = seed.expectation.applied_to({.max_executions = 0, .max_time = {}});
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  const double start = heddle::bench::processor_ns();
  for (auto _ : state) {
    const heddle::Verdict verdict = heddle::check(seed.name, seed.body, options);
    if (assess(seed.expectation, verdict) != heddle::Assessment::as_expected)
      return state.SkipWithError("not as expected");
    executions += verdict.executions;
    steps += verdict.steps;
  }
  const double took = heddle::bench::processor_ns() - start;
  state.counters["executions"] = static_cast<double>(executions) / static_cast<double>(state.iterations());
  state.counters["us/execution"] = took / static_cast<double>(executions) / 1000;
  state.counters["ns/step"] = took / static_cast<double>(steps);
}

}  // namespace

void heddle::bench::register_seeds() {
  for (const Scenario* seed : scenarios())
    benchmark::RegisterBenchmark(seed->name.c_str(), [seed](benchmark::State& state) { check_seed(state, *seed); });
}
