#pragma once

/// What a probe says of a program, after so many executions.

#include <heddle/engine/execution.hpp>
#include <heddle/engine/probe.hpp>

#include <cstdint>
#include <functional>

namespace heddle::testing {

inline Estimate estimate_by(engine::Probe& probe, std::uint64_t executions, const std::function<void()>& body,
                            const Options& options = {}) {
  engine::Execution execution(options.settings(), options.stack_size, options.max_threads);
  for (std::uint64_t i = 0; i < executions; ++i) {
    (void)probe.begin();
    execution.run(body, probe);
    probe.finish(execution);
    execution.unwind();
  }
  return probe.estimate().value();
}

}  // namespace heddle::testing
