#pragma once

#include <heddle/tools/cli/select.hpp>
#include <heddle/tools/cli/terminal.hpp>

#include <string>
#include <vector>

namespace heddle::cli {

/// What every command is run with.
struct Program {
  std::string name;     ///< as it was called: what a command to type begins with
  Scenarios scenarios;  ///< what there is to check
  Console console;
};

/// Runs the command that these words are (without the program's name) and returns the exit code. Everything a
/// person has to know of went to the console. This is the whole command line, on streams and scenarios of the
/// caller's choice.
[[nodiscard]] int run(const Program& program, const std::vector<std::string>& words);

/// The report of whatever this throws: one line, "heddle: …".
void complain(const Console& console, std::string_view message);

}  // namespace heddle::cli
