#include <heddle/tools/catch2/heddle_catch2.hpp>

#include <heddle/tools/report/lint_text.hpp>
#include <heddle/tools/report/schedule_file.hpp>
#include <heddle/tools/report/text.hpp>
#include <heddle/tools/report/text_report.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

namespace heddle {

Schedule load_schedule(const std::string& file) { return report::read_schedule(file); }

namespace catch2 {
namespace {

/// Catch2 wraps at 80 columns, and indents what it quotes.
constexpr report::Look look{76, false};

/// What to write in place of the check to replay a schedule.
using ReplayCall = std::function<std::string(const std::string& file)>;

[[nodiscard]] std::string literal_of(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return report::printable(out) + '"';
}

[[nodiscard]] Report report_on(const Verdict& verdict, const Expectation& expectation, std::string_view folder,
                               const ReplayCall& replay_call) {
  const bool passed = assess(expectation, verdict) == Assessment::as_expected;
  std::vector<report::Filed> filed;
  std::string complaint;
  if (!passed) {
    const auto file = [&](const Schedule& schedule) {
      report::Filed& it = filed.emplace_back();
      try {
        it.file = report::write_schedule(schedule, std::filesystem::path(folder)).string();
        it.replay = replay_call(it.file);
      } catch (const report::FileError& error) {
        complaint = fmt::format("\n{}\n", error.what());
      }
    };
    for (const Finding& finding : verdict.findings) file(finding.schedule);
    if (verdict.unseen_sharing) file(verdict.unseen_sharing->drawn);
  }
  std::string text = report::verdict_text(verdict, &expectation, filed, look, report::Voice::fields) + complaint;
  if (const std::string lint = report::lint_text(verdict, {}, look); !lint.empty()) text += "\n" + lint;
  return {passed, std::move(text)};
}

[[nodiscard]] Report report_on(const Replay& replay, const Schedule& schedule, const std::string& file) {
  if (replay.divergence)
    return {false, fmt::format("{}: no longer fits \"{}\" {}", file, schedule.scenario,
                               report::divergence_words(*replay.divergence))};
  return {replay.findings.empty(), report::replay_text(replay, schedule, nullptr, true, look)};
}

[[nodiscard]] Report replay_of(const Schedule& schedule, const std::string& file, const std::string& name,
                               const std::function<void()>& body, const Options& options) {
  if (schedule.scenario != name)
    return {false, fmt::format("{}: it is a schedule of \"{}\", not of \"{}\"", file, schedule.scenario, name)};
  return report_on(heddle::replay(name, body, schedule, options), schedule, file);
}

[[nodiscard]] ReplayCall call_with_body(const std::string& name) {
  return [name](const std::string& file) {
    return fmt::format("HEDDLE_REPLAY({}, {}) {{ … }};", literal_of(file), literal_of(name));
  };
}

}  // namespace

Report check(const std::string& name, const std::function<void()>& body, const Options& options,
             std::string_view folder) {
  return report_on(heddle::check(name, body, options), holds(), folder, call_with_body(name));
}

Report check_expects(const std::string& name, const Expectation& expectation, const std::function<void()>& body,
                     const Options& options, std::string_view folder) {
  return report_on(heddle::check(name, body, expectation.applied_to(options)), expectation, folder,
                   call_with_body(name));
}

Report check_scenario(const std::string& name, const Options& options, std::string_view folder) {
  const Scenario* const scenario = scenario_named(name);
  if (scenario == nullptr)
    return {false, fmt::format("there is no scenario {}; HEDDLE_SCENARIO makes one, in a file that is linked in",
                               literal_of(name))};
  return report_on(
      heddle::check(name, scenario->body, scenario->expectation.applied_to(options)), scenario->expectation, folder,
      [](const std::string& file) { return fmt::format("HEDDLE_REPLAY_SCENARIO({});", literal_of(file)); });
}

Report replay(const std::string& file, const std::string& name, const std::function<void()>& body,
              const Options& options) {
  try {
    return replay_of(load_schedule(file), file, name, body, options);
  } catch (const report::FileError& error) {
    return {false, error.what()};
  }
}

Report replay_scenario(const std::string& file, const Options& options) {
  try {
    const Schedule schedule = load_schedule(file);
    const Scenario* const scenario = scenario_named(schedule.scenario);
    if (scenario == nullptr)
      return {false, fmt::format("{}: it is a schedule of {}, which this program does not have", file,
                                 literal_of(schedule.scenario))};
    return replay_of(schedule, file, scenario->name, scenario->body, options);
  } catch (const report::FileError& error) {
    return {false, error.what()};
  }
}

}  // namespace catch2
}  // namespace heddle
