#pragma once

namespace heddle::bench {

/// Nanoseconds of processor time that this OS thread has used: on a shared machine the wall clock also measures the
/// neighbours.
[[nodiscard]] double processor_ns();

/// Nanoseconds that a switch of Boost.Context to another fiber and back takes, with nothing around it: what the
/// other figures are ratios to. Measured at the first call, the fastest of several rounds.
[[nodiscard]] double raw_switch_ns();

}  // namespace heddle::bench
