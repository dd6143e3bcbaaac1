#pragma once

namespace heddle::bench {

/// Adds a benchmark for each model that ships with Heddle. Called by main: before that, not all are known.
void register_seeds();

}  // namespace heddle::bench
