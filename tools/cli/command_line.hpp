#pragma once

namespace heddle {

/// The command line of this program: `main` of every program that links `heddle::main` is a call of this. The
/// scenarios are those that HEDDLE_SCENARIO made. Returns the exit code: 0 every scenario met its expectation,
/// 1 one did not, 2 bad usage or input, 3 inconclusive, 4 refused (not deterministic, unseen sharing), 5 a replay
/// diverged.
int command_line(int argc, char** argv);

}  // namespace heddle
