// What a class costs: whole searches by `dpor` of programs whose number of classes is known, per class and per
// step, in processor time and as a ratio to a raw fiber switch there and back that is measured in the same run.

#include "raw_switch.hpp"
#include "tests/support/known_programs.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>

namespace {

using namespace heddle::testing;

template <void program(int)>
void classes(benchmark::State& state) {
  const auto size = static_cast<int>(state.range(0));
  const heddle::Options options{.search = heddle::Search::dpor, .max_executions = 0, .max_time = {}};
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  const double start = heddle::bench::processor_ns();
  for (auto _ : state) {
    const heddle::Verdict verdict = heddle::check(
        "bench", [size] { program(size); }, options);
    if (!verdict.complete || verdict.abandoned != 0) return state.SkipWithError("not one execution for each class");
    executions += verdict.executions;
    steps += verdict.steps;
  }
  const double took = heddle::bench::processor_ns() - start;
  const auto searches = static_cast<double>(state.iterations());
  state.counters["classes"] = static_cast<double>(executions) / searches;
  state.counters["steps/class"] = static_cast<double>(steps) / static_cast<double>(executions);
  state.counters["us/class"] = took / static_cast<double>(executions) / 1000;
  state.counters["ns/step"] = took / static_cast<double>(steps);
  state.counters["switches/step"] = took / static_cast<double>(steps) / heddle::bench::raw_switch_ns();
}

void philosophers_in_order(int count) { philosophers(count, true); }

BENCHMARK(classes<stores>)->Name("classes/stores")->Arg(4)->Arg(6)->Arg(8);
BENCHMARK(classes<lock_counter>)->Name("classes/lock_counter")->Arg(4)->Arg(7);
BENCHMARK(classes<readers>)->Name("classes/readers")->Arg(4)->Arg(8)->Arg(14);
BENCHMARK(classes<philosophers_in_order>)->Name("classes/philosophers")->Arg(4)->Arg(8)->Arg(11);
BENCHMARK(classes<lastzero>)->Name("classes/lastzero")->Arg(5)->Arg(8)->Arg(11);
BENCHMARK(classes<indexer>)->Name("classes/indexer")->Arg(12)->Arg(15);
BENCHMARK(classes<file_system>)->Name("classes/file_system")->Arg(16)->Arg(20);

}  // namespace
