#pragma once

#include <heddle/tools/cli/check_flags.hpp>
#include <heddle/tools/cli/exit_code.hpp>
#include <heddle/tools/cli/program.hpp>

#include <string>
#include <vector>

namespace heddle::cli {

struct CheckRequest {
  std::vector<std::string> patterns;
  bool all = false;
  CheckFlags flags;       ///< already read
  std::string schedules;  ///< folder for schedule files; empty: the default one
  bool json = false;
};

/// Checks scenarios against their expectations.
///
/// One scenario: its report in full. Several: a row for each as it is done, then the reports of those that are not
/// as expected, and of what --lint warns of. Schedules are written for what is reported in full. Ctrl-C ends the
/// search; what was found until then is reported, the rest counts as not checked. JSON: {"heddle", "format",
/// "exit_code", "interrupted", "scenarios": […], "not_checked": [names]}.
[[nodiscard]] ExitCode check_command(const Program& program, const CheckRequest& request);

}  // namespace heddle::cli
