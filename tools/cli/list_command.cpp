#include <heddle/tools/cli/list_command.hpp>

#include <heddle/tools/cli/version.hpp>
#include <heddle/tools/report/json.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace heddle::cli {
namespace {

[[nodiscard]] std::string expectation_words(const Expectation& expectation) {
  const bool hazards = !expectation.hazards().empty();
  return fmt::format("{}{}{}", hazards ? "expects " : "", expectation.text(),
                     expectation.clock() == Clock::virtual_time ? ", virtual clock" : "");
}

}  // namespace

ExitCode list_command(const Program& program, const std::vector<std::string>& patterns, bool json) {
  const std::vector<std::string> everything{"*"};
  const Scenarios all = program.scenarios;
  // Nothing to list is no mistake, and must not look like one of a pattern's.
  const auto selected =
      all.empty() ? std::vector<const Scenario*>() : select(all, patterns.empty() ? everything : patterns);
  if (json) {
    report::Json scenarios = report::Json::array();
    for (const Scenario* scenario : selected)
      scenarios.push_back({{"scenario", scenario->name},
                           {"expectation", report::to_json(scenario->expectation)},
                           {"site", {{"file", scenario->site.file}, {"line", scenario->site.line}}}});
    program.console.out.write(report::json_text(
        {{"heddle", version()}, {"format", report::json_format}, {"scenarios", std::move(scenarios)}}));
    return ExitCode::as_expected;
  }
  if (all.empty()) complain(program.console, "this program has no scenarios; HEDDLE_SCENARIO makes one");
  std::size_t width = 0;
  for (const Scenario* scenario : selected) width = std::max(width, report::display_width(scenario->name));
  std::string out;
  for (const Scenario* scenario : selected)
    out += fmt::format("{}  {}\n", report::padded_right(report::printable(scenario->name), width),
                       expectation_words(scenario->expectation));
  program.console.out.write(out);
  return ExitCode::as_expected;
}

}  // namespace heddle::cli
