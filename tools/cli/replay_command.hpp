#pragma once

#include <heddle/tools/cli/exit_code.hpp>
#include <heddle/tools/cli/program.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace heddle::cli {

struct ReplayRequest {
  std::string file;
  bool every_step = false;  ///< `explain`
  bool json = false;
  std::optional<std::size_t> stack_size;
};

/// Replays the schedule in the file and reports what goes wrong in it. A hazard that the scenario expects is no
/// failure, one that it does not is; a schedule that does not fit has diverged.
/// JSON: {"heddle", "format", "exit_code", "schedule_file", "replay": …}.
[[nodiscard]] ExitCode replay_command(const Program& program, const ReplayRequest& request);

}  // namespace heddle::cli
