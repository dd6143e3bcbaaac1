#include <heddle/tools/cli/replay_command.hpp>

#include <heddle/tools/cli/input_error.hpp>
#include <heddle/tools/cli/version.hpp>
#include <heddle/tools/report/json.hpp>
#include <heddle/tools/report/schedule_file.hpp>
#include <heddle/tools/report/text.hpp>
#include <heddle/tools/report/text_report.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace heddle::cli {
namespace {

[[nodiscard]] ExitCode exit_code_of(const Replay& replay, const Expectation& expectation) {
  if (replay.divergence) return ExitCode::diverged;
  const bool expected = std::all_of(replay.findings.begin(), replay.findings.end(),
                                    [&](const Finding& it) { return expectation.accepts(it.hazard); });
  return expected ? ExitCode::as_expected : ExitCode::unexpected;
}

}  // namespace

ExitCode replay_command(const Program& program, const ReplayRequest& request) {
  const Schedule schedule = report::read_schedule(request.file);
  const Scenario* const scenario = find(program.scenarios, schedule.scenario);
  if (scenario == nullptr)
    throw InputError(
        fmt::format("{}: it is a schedule of \"{}\", which this program does not have; replay it with the program "
                    "that wrote it",
                    report::printable(request.file), report::printable(schedule.scenario)));

  Options options;
  if (request.stack_size) options.stack_size = *request.stack_size;
  const Replay replay = heddle::replay(scenario->name, scenario->body, schedule, options);
  const ExitCode code = exit_code_of(replay, scenario->expectation);

  const Console& console = program.console;
  if (request.json) {
    const report::Filed filed{request.file, "", ""};
    console.out.write(report::json_text({{"heddle", version()},
                                         {"format", report::json_format},
                                         {"exit_code", static_cast<int>(code)},
                                         {"schedule_file", request.file},
                                         {"replay", report::to_json(replay, schedule, filed)}}));
  } else if (!replay.divergence) {
    console.out.write(
        report::replay_text(replay, schedule, &scenario->expectation, request.every_step, console.look));
  }
  if (replay.divergence)
    complain(console,
             fmt::format("{}: no longer fits \"{}\" {}; the program is not the one that wrote it: check the "
                         "scenario again for a new one",
                         report::printable(request.file), report::printable(scenario->name),
                         report::divergence_words(*replay.divergence)));
  return code;
}

}  // namespace heddle::cli
