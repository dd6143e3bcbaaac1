#include <heddle/tools/cli/program.hpp>

#include "../../support/catch.hpp"
#include "bench_of_scenarios.hpp"

#include <algorithm>
#include <cerrno>

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("without a command, the commands are named") {
  const auto answer = CommandLine()({});
  CHECK(answer.code == 2);
  CHECK(answer.err == "heddle: say what to do: list, check, replay or explain; --help tells more\n");
}

TEST_CASE("a command that there is not is refused with the one that was meant") {
  CHECK(CommandLine()({"chekc", "x"}).code == 2);
  CHECK(CommandLine()({"chekc", "x"}).err == "heddle: there is no command \"chekc\"; did you mean check?\n");
  CHECK_THAT(CommandLine()({"frobnicate"}).err, Contains("there are list, check, replay and explain"));
}

TEST_CASE("a flag that there is not is refused with the one that was meant") {
  const auto answer = CommandLine()({"check", "moody", "--serach=random"});
  CHECK(answer.code == 2);
  CHECK(answer.err == "heddle: check: there is no option --serach; did you mean --search?\n");
  CHECK_THAT(CommandLine()({"--verion"}).err, Contains("did you mean --version?"));
  CHECK_THAT(CommandLine()({"list", "--frobnicate"}).err, Contains("--help shows which there are"));
  CHECK_THAT(CommandLine()({"replay", "--seed=1", "x"}).err, Contains("replay: there is no option --seed"));
}

TEST_CASE("help and version are no mistakes") {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"--help"},
                                                                                     {"-h"},
                                                                                     {"check", "--help"},
                                                                                     {"list", "--help"},
                                                                                     {"replay", "--help"},
                                                                                     {"explain", "--help"}}) {
    const auto answer = CommandLine()(words);
    CHECK(answer.code == 0);
    CHECK_THAT(answer.out, Contains("Examples:") && Contains("heddle"));
    CHECK(answer.err.empty());
  }
  const auto version = CommandLine()({"--version"});
  CHECK(version.code == 0);
  CHECK_THAT(version.out, StartsWith("heddle ") && !Contains("unknown"));
}

TEST_CASE("the help of check tells every flag, the help of all tells every exit code") {
  const std::string check = CommandLine()({"check", "--help"}).out;
  for (const char* flag :
       {"--all", "--search", "--clock", "--max-executions", "--max-steps", "--max-time", "--preemption-bound",
        "--seed", "--no-guard", "--keep-going", "--spurious-wakeups", "--poll-repetitions", "--livelock-after",
        "--stack-size", "--schedules", "--json", "--width"})
    CHECK_THAT(check, Contains(flag));
  const std::string all = CommandLine()({"--help"}).out;
  for (const char* code : {"  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  5  "}) CHECK_THAT(all, Contains(code));
}

TEST_CASE("a report that cannot be written is no success") {
  CommandLine line;
  line.failing_with(ENOSPC);
  const auto answer = line({"list"});
  CHECK(answer.code == 2);
  CHECK_THAT(answer.err, Contains("cannot write the report"));
}

TEST_CASE("nobody is told that nobody reads, and what was not checked is no success") {
  CommandLine line;
  line.failing_with(EPIPE);
  CHECK(line({"list"}).code == 0);
  CHECK(line({"check", "good/"}).code == 3);
  CHECK(line({"check", "good/"}).err.empty());
}
