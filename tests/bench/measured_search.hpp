#pragma once

#include <heddle/engine/options.hpp>

#include <benchmark/benchmark.h>

#include <functional>

namespace heddle::bench {

/// A search by classes to its end, without budgets; of executions of any length.
[[nodiscard]] Options by_classes();

/// Checks `body` again and again, and counts what a class costs, in processor time: `us/class`, `ns/step`, and
/// `switches/step`, the ratio to a raw fiber switch there and back that is measured in the same run. `peak MiB` is
/// that of PeakMemory. Returns the nanoseconds that one search took.
/// An error, and 0, if the search does not see one execution for each class.
double measure_classes(benchmark::State& state, const std::function<void()>& body, const Options& options);

/// Also counts where the time goes, as shares: `rerun steps` and `running`, see Rerun. About the product of the two
/// is the share of the time that goes into re-running what executions share.
void measure_classes_and_rerun(benchmark::State& state, const std::function<void()>& body, const Options& options);

}  // namespace heddle::bench
