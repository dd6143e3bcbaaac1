#include <heddle/tools/cli/replay_command.hpp>

#include "../../support/catch.hpp"
#include "bench_of_scenarios.hpp"

#include <nlohmann/json.hpp>

using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

/// A command line in whose folder lies the schedule of a finding.
struct WithSchedule : CommandLine {
  explicit WithSchedule(const std::string& scenario) {
    static_cast<void>((*this)({"check", scenario, "--schedules={folder}"}));
  }
};

}  // namespace

TEST_CASE("a schedule replays to the same finding, and to the same trace each time") {
  const WithSchedule line("good/lost");
  const auto first = line({"replay", "{folder}/good-lost.schedule", "--json"});
  CHECK(first.code == 0);
  const Json json = Json::parse(first.out);
  CHECK(json["replay"]["fits"] == true);
  CHECK(json["replay"]["findings"][0]["hazard"] == "lost_wakeup");
  CHECK(json["replay"]["digest"] == json["replay"]["trace"]["digest"]);
  for (int i = 0; i < 100; ++i) CHECK(line({"replay", "{folder}/good-lost.schedule", "--json"}).out == first.out);
}

TEST_CASE("a replay has the trace that the check found") {
  const CommandLine line;
  const Json checked = Json::parse(line({"check", "good/lost", "--schedules={folder}", "--json"}).out);
  const Json replayed = Json::parse(line({"replay", "{folder}/good-lost.schedule", "--json"}).out);
  CHECK(replayed["replay"]["trace"] == checked["scenarios"][0]["findings"][0]["trace"]);
}

TEST_CASE("a replay of what the scenario expects is a success, of what it does not a failure") {
  const WithSchedule expected("good/lost");
  CHECK(expected({"replay", "{folder}/good-lost.schedule"}).code == 0);
  CHECK_THAT(expected({"replay", "{folder}/good-lost.schedule"}).out, Contains("lost_wakeup (as expected)"));
  const WithSchedule surprise("surprise");
  CHECK(surprise({"replay", "{folder}/surprise.schedule"}).code == 1);
  CHECK_THAT(surprise({"replay", "{folder}/surprise.schedule"}).out, Contains("lock_cycle (expected: holds)"));
}

TEST_CASE("explain shows every step") {
  const WithSchedule line("surprise");
  const auto answer = line({"explain", "{folder}/surprise.schedule"});
  CHECK(answer.code == 1);
  CHECK_THAT(answer.out, Contains("lock_cycle") && Contains("acquire Lock a") && !Contains("not shown"));
}

TEST_CASE("a schedule that no longer fits has diverged, and the step says where") {
  const WithSchedule line("surprise");
  CommandLine changed;
  const heddle::Scenario scenario{"surprise", [] { scenarios_of_tests::two_locks(true); }, heddle::holds(), {}};
  changed.only(scenario);
  const std::string file = (line.folder().path() / "surprise.schedule").string();
  const auto answer = changed({"replay", file});
  CHECK(answer.code == 5);
  CHECK(answer.out.empty());
  CHECK_THAT(answer.err, Contains("surprise.schedule: no longer fits \"surprise\" at step ") &&
                             Contains("expected: two acquire Lock b") && Contains("; got: two acquire Lock a") &&
                             Contains("enabled there: "));
  CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);

  const Json json = Json::parse(changed({"replay", file, "--json"}).out);
  CHECK(json["exit_code"] == 5);
  CHECK(json["replay"]["fits"] == false);
  CHECK_THAT(json["replay"]["divergence"]["expected"].get<std::string>(), Contains("two acquire Lock b"));
}

TEST_CASE("a schedule of a scenario that this program does not have is refused") {
  const WithSchedule line("surprise");
  CommandLine other;
  other.only(scenarios_of_tests::all().front());
  const auto answer = other({"replay", (line.folder().path() / "surprise.schedule").string()});
  CHECK(answer.code == 2);
  CHECK_THAT(answer.err, Contains("surprise.schedule: it is a schedule of \"surprise\"") &&
                             Contains("replay it with the program that wrote it"));
}

TEST_CASE("a file that is no schedule is refused in one line, and left as it is") {
  const CommandLine line;
  line.folder().write("foreign", "hello\n");
  for (const std::string command : {"replay", "explain"}) {
    for (const std::string file : {"{folder}/missing", "{folder}", "{folder}/foreign"}) {
      const auto answer = line({command, file});
      CHECK(answer.code == 2);
      CHECK(answer.out.empty());
      CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);
    }
  }
  CHECK(TemporaryFolder::content(line.folder().path() / "foreign") == "hello\n");
}

TEST_CASE("replay and explain want one file") {
  CHECK_THAT(CommandLine()({"replay"}).err, Contains("replay: name the schedule file"));
  CHECK_THAT(CommandLine()({"explain"}).err, Contains("explain: name the schedule file"));
  CHECK_THAT(CommandLine()({"replay", "a", "b"}).err, Contains("one file at a time; \"b\" is too much"));
  CHECK(CommandLine()({"replay"}).code == 2);
}
