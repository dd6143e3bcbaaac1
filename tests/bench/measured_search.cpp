#include "measured_search.hpp"

#include "peak_memory.hpp"
#include "raw_switch.hpp"
#include "rerun.hpp"

#include <heddle/heddle.hpp>

#include <cstdint>

namespace heddle::bench {

Options by_classes() {
  return {.search = Search::dpor, .max_executions = 0, .max_steps = 10'000'000, .max_time = {}};
}

double measure_classes(benchmark::State& state, const std::function<void()>& body, const Options& options) {
  std::uint64_t executions = 0;
  std::uint64_t all_steps = 0;
  const PeakMemory peak;
  const double start = processor_ns();
  for (auto _ : state) {
    const Verdict verdict = check("bench", body, options);
    if (!verdict.complete || verdict.abandoned != 0) {
      state.SkipWithError("not one execution for each class");
      return 0;
    }
    executions += verdict.executions;
    all_steps += verdict.steps;
  }
  const double took = processor_ns() - start;
  const auto searches = static_cast<double>(state.iterations());
  const auto classes = static_cast<double>(executions);
  const auto steps = static_cast<double>(all_steps);
  if (const auto mib = peak.mib()) state.counters["peak MiB"] = *mib;
  state.counters["classes"] = classes / searches;
  state.counters["classes/s"] = classes / took * 1e9;
  state.counters["steps/class"] = steps / classes;
  state.counters["us/class"] = took / classes / 1000;
  state.counters["ns/step"] = took / steps;
  state.counters["switches/step"] = took / steps / raw_switch_ns();
  return took / searches;
}

void measure_classes_and_rerun(benchmark::State& state, const std::function<void()>& body, const Options& options) {
  const double took = measure_classes(state, body, options);
  if (took == 0) return;
  const Rerun rerun = measure_rerun(body, options);
  state.counters["rerun steps"] = rerun.steps;
  state.counters["running"] = rerun.running / took;
}

}  // namespace heddle::bench
