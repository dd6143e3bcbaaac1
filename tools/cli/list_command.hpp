#pragma once

#include <heddle/tools/cli/exit_code.hpp>
#include <heddle/tools/cli/program.hpp>

#include <string>
#include <vector>

namespace heddle::cli {

/// Lists the scenarios that the patterns mean (all, without any) with what is expected of them.
/// JSON: {"heddle", "format", "scenarios": [{"scenario", "expectation", "site"}]}.
[[nodiscard]] ExitCode list_command(const Program& program, const std::vector<std::string>& patterns, bool json);

}  // namespace heddle::cli
