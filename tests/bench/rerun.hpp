#pragma once

#include <heddle/engine/options.hpp>

#include <functional>

namespace heddle::bench {

/// What of a search goes into running its executions, and what of that into running again what the execution
/// before has run.
struct Rerun {
  double steps = 0;    ///< share of steps that only repeat those of the execution before, up to where it forks
  double running = 0;  ///< nanoseconds of processor time to run the same executions without a search
};

/// Searches once, writing down every choice; then runs the executions again with these choices and nothing else:
/// no races, no trees, no explorer's checks.
[[nodiscard]] Rerun measure_rerun(const std::function<void()>& body, const Options& options);

}  // namespace heddle::bench
