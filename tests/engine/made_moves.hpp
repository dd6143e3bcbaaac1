#pragma once

#include <heddle/engine/move.hpp>

#include <cstdint>
#include <vector>

/// Moves made by hand, for the tests of what compares them.
namespace heddle::testing {

/// Each lives as long as this.
class MadeMoves {
 public:
  const engine::Move& reads(engine::ProcessId process, engine::VariableId variable) {
    return touching(process, {{variable, false}});
  }
  const engine::Move& writes(engine::ProcessId process, engine::VariableId variable) {
    return touching(process, {{variable, true}});
  }
  const engine::Move& idles(engine::ProcessId process) { return touching(process, {}); }
  /// Ends a thread that is no daemon.
  const engine::Move& ends(engine::ProcessId process) {
    engine::Move move = idles(process);
    move.ends_thread = true;
    return moves_.kept(move);
  }
  /// A write of a variable of its own, after which these values are chosen.
  const engine::Move& chooses(engine::ProcessId process, const std::vector<std::uint32_t>& values) {
    engine::Move move = writes(process, 100 + process);
    move.values = values;
    return moves_.kept(move);
  }

 private:
  const engine::Move& touching(engine::ProcessId process, const std::vector<engine::VariableTouch>& touches) {
    engine::Move move;
    move.process = process;
    move.touches = engine::Touches(touches);
    return moves_.kept(move);
  }

  engine::Moves moves_;
};

template <class... Made>
engine::Sequence in_order(const Made&... moves) {
  return {&moves...};
}

// Where no daemons live, it does not matter who else does.
inline constexpr engine::Living no_daemons{.threads = 9, .daemons = false};

}  // namespace heddle::testing
