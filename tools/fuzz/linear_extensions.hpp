#pragma once

#include <heddle/engine/step.hpp>

#include <cstdint>
#include <span>

namespace heddle::fuzz {

/// In how many orders the steps of an execution can be taken that keep to what happened before what: the size that
/// its class must have, if the relation orders enough. `clocks` has `threads` numbers for each step: how many steps
/// of each thread happened before it or are it. A value that is chosen is part of the step before it, since nobody
/// else can take a step in between.
[[nodiscard]] std::uint64_t linear_extensions(std::span<const engine::Step> steps,
                                              std::span<const std::uint32_t> clocks, std::size_t threads);

}  // namespace heddle::fuzz
