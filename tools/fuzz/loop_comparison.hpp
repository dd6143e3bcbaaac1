#pragma once

#include <heddle/tools/fuzz/comparison.hpp>

#include <vector>

namespace heddle::fuzz {

/// Compares searches over a program with loops, by outcomes and hazards:
///   - those that let loops go round once and twice more before they are passed over, with one that does not;
///   - those over the program in which a thread stands still for ever after so many rounds of a loop, which need
///     not know when a thread is where it was. An outcome in which none stands still is one of the program. One of
///     the program is an outcome there, after enough rounds;
///   - the graph of all states, for programs that are simple enough (see state_graph_of).
/// By dpor, and if `by_dpor_only` is not set by depth-first search too. Searches that are too large, or that come
/// upon an execution without an end, are counted and left out. Adds what it finds to `faults`.
[[nodiscard]] LoopSearches compare_loops(const Program& program, const ComparisonOptions& options,
                                         bool by_dpor_only, std::vector<Mismatch>& faults);

}  // namespace heddle::fuzz
