#include <heddle/tools/cli/check_command.hpp>

#include <heddle/tools/cli/input_error.hpp>
#include <heddle/tools/cli/interrupt.hpp>
#include <heddle/tools/cli/progress_line.hpp>
#include <heddle/tools/cli/version.hpp>
#include <heddle/tools/report/estimate_words.hpp>
#include <heddle/tools/report/json.hpp>
#include <heddle/tools/report/lint_text.hpp>
#include <heddle/tools/report/schedule_file.hpp>
#include <heddle/tools/report/summary.hpp>
#include <heddle/tools/report/text.hpp>
#include <heddle/tools/report/text_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace heddle::cli {
namespace {

[[nodiscard]] std::vector<const Scenario*> selected_by(const Program& program, const CheckRequest& request) {
  if (request.all && !request.patterns.empty())
    throw InputError("check: either --all or names of scenarios, not both");
  if (request.all) {
    if (program.scenarios.empty())
      throw InputError("check: this program has no scenarios; HEDDLE_SCENARIO makes one");
    return {program.scenarios.begin(), program.scenarios.end()};
  }
  if (request.patterns.empty())
    throw InputError("check: say which scenarios, by name or pattern, or --all; \"list\" shows them");
  return select(program.scenarios, request.patterns);
}

/// One run of the command.
class Check {
 public:
  Check(const Program& program, const CheckRequest& request)
      : program_(program),
        request_(request),
        scenarios_(selected_by(program, request)),
        folder_(request.schedules.empty() ? std::string(report::default_schedules_directory) : request.schedules) {
    // Better now than after a minute's search. The default folder nobody asked for: it may never be needed.
    if (!request.schedules.empty()) report::require_writable(folder_);
    for (const Scenario* scenario : scenarios_)
      shape_.name_width = std::max(shape_.name_width, report::display_width(report::printable(scenario->name)));
  }

  [[nodiscard]] ExitCode run() {
    const InterruptRequests requests;
    if (!single() && !request_.json) out().write(report::summary_header(shape_, look()));
    std::size_t done = 0;
    for (const Scenario* scenario : scenarios_) {
      if (interrupted() || out().abandoned()) break;
      check(*scenario, ++done);
    }
    finish(done);
    return code_;
  }

 private:
  [[nodiscard]] Output& out() const { return program_.console.out; }
  [[nodiscard]] const report::Look& look() const { return program_.console.look; }
  [[nodiscard]] bool single() const { return scenarios_.size() == 1; }

  void check(const Scenario& scenario, std::size_t number) {
    const Verdict verdict = searched(scenario, number);
    const Assessment assessment = assess(scenario.expectation, verdict);
    counts_.add(assessment);
    code_ = worse_of(code_, exit_code_of(assessment));
    if (request_.flags.lint_fails()) code_ = worse_of(code_, exit_code_of(verdict.warnings));
    const bool in_full = single() || assessment != Assessment::as_expected;
    const std::vector<report::Filed> filed = in_full ? file(verdict) : std::vector<report::Filed>();
    const std::vector<report::Filed> filed_warnings = file_warnings(verdict);
    if (request_.json) {
      json_.push_back(report::to_json(verdict, scenario.expectation, filed, filed_warnings));
      return;
    }
    const std::string lint = report::lint_text(verdict, filed_warnings, look());
    const std::string text =
        in_full ? report::verdict_text(verdict, &scenario.expectation, filed, look()) : std::string();
    if (single()) {
      out().write(text);
      if (!lint.empty()) out().write("\n" + lint);
    } else {
      out().write(report::summary_row(verdict, scenario.expectation, shape_, look()));
      // A row says all there is to say of a search that saw too little.
      if (in_full && assessment != Assessment::inconclusive) reports_ += "\n" + text;
      if (!lint.empty()) reports_ += "\n" + lint;
    }
  }

  [[nodiscard]] Verdict searched(const Scenario& scenario, std::size_t number) const {
    const Options options = request_.flags.options_for(scenario.expectation);
    ProgressLine line(program_.console, scenario.name, number, scenarios_.size());
    bool told = false;
    return heddle::check(scenario.name, scenario.body, options, [&](const Progress& progress) {
      if (!told && progress.estimate != nullptr && report::is_hopeless(*progress.estimate, options)) {
        line.note(report::hopeless_words(scenario.name, *progress.estimate, options));
        told = true;
      }
      line.show(progress);
      return !interrupted();
    });
  }

  /// Writes the schedules of the findings, or of what a search had not seen.
  [[nodiscard]] std::vector<report::Filed> file(const Verdict& verdict) {
    std::vector<report::Filed> filed;
    for (const Finding& finding : verdict.findings) filed.push_back(file(finding.schedule));
    if (verdict.unseen_sharing) filed.push_back(file(verdict.unseen_sharing->drawn));
    return filed;
  }

  /// Writes those of the warnings that have one of their own.
  [[nodiscard]] std::vector<report::Filed> file_warnings(const Verdict& verdict) {
    std::vector<report::Filed> filed;
    for (const Warning& warning : verdict.warnings) {
      const Schedule* const schedule = report::schedule_worth_filing(warning);
      filed.push_back(schedule == nullptr ? report::Filed() : file(*schedule));
    }
    return filed;
  }

  [[nodiscard]] report::Filed file(const Schedule& schedule) {
    report::Filed it;
    try {
      it.file = report::write_schedule(schedule, folder_).string();
    } catch (const report::FileError& error) {
      if (error.what() != last_complaint_) complain(program_.console, error.what());
      last_complaint_ = error.what();
      code_ = worse_of(code_, ExitCode::bad_input);
      return it;
    }
    const std::string program = report::shell_quoted(program_.name);
    const std::string rest = report::shell_quoted(it.file) + request_.flags.replay_flags();
    it.replay = fmt::format("{} replay {}", program, rest);
    it.explain = fmt::format("{} explain {}", program, rest);
    return it;
  }

  void finish(std::size_t done) {
    if (done < scenarios_.size()) code_ = worse_of(code_, ExitCode::inconclusive);
    counts_.unchecked = scenarios_.size() - done;
    if (request_.json) {
      report::Json left = report::Json::array();
      for (std::size_t i = done; i < scenarios_.size(); ++i) left.push_back(scenarios_[i]->name);
      out().write(report::json_text({{"heddle", version()},
                                     {"format", report::json_format},
                                     {"exit_code", static_cast<int>(code_)},
                                     {"interrupted", interrupted()},
                                     {"scenarios", std::move(json_)},
                                     {"not_checked", std::move(left)}}));
    } else if (!single()) {
      out().write(reports_ + "\n" + report::summary_line(counts_, look()));
    }
  }

  const Program& program_;
  const CheckRequest& request_;
  std::vector<const Scenario*> scenarios_;
  std::string folder_;
  report::SummaryShape shape_;
  report::SummaryCounts counts_;
  report::Json json_ = report::Json::array();
  std::string reports_;
  std::string last_complaint_;
  ExitCode code_ = ExitCode::as_expected;
};

}  // namespace

ExitCode check_command(const Program& program, const CheckRequest& request) {
  return Check(program, request).run();
}

}  // namespace heddle::cli
