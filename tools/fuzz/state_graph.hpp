#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace heddle::fuzz {

/// How a program may end, as lines of text like those of Seen::outcomes, without the operations in brackets.
struct StateGraph {
  std::set<std::string> endings;  ///< all that were to end have ended, or nobody can go
  /// Where it may go on for ever, though each thread that can go again and again goes.
  std::set<std::string> livelocks;
  /// Those of them in which nobody always gives up waiting for what can be had again and again. (The others need a
  /// timer that is faster than that each time. A search may leave them out: who gives up waiting, and comes back to
  /// it, might as well have waited on.)
  std::set<std::string> certain_livelocks;
  std::size_t states = 0;
};

/// Goes through all states of a program. It knows nothing of the engine: it has an interpreter of its own, for
/// programs over locks, events, semaphores and variables under the explored clock. Nothing for other programs, and
/// for those that have more states than that.
[[nodiscard]] std::optional<StateGraph> state_graph_of(const Program& program, std::size_t most_states);

/// A line of Seen::outcomes without the operations that threads stand at.
[[nodiscard]] std::string without_operations(std::string outcome);

}  // namespace heddle::fuzz
