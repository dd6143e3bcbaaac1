#include <heddle/tools/cli/check_command.hpp>

#include "../../support/catch.hpp"
#include "bench_of_scenarios.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

using Catch::Matchers::Contains;
using Json = nlohmann::json;

TEST_CASE("a scenario that holds as expected is a success") {
  const auto answer = CommandLine()({"check", "good/ordered", "--schedules={folder}"});
  CHECK(answer.code == 0);
  CHECK_THAT(answer.out, Catch::Matchers::StartsWith("good/ordered: holds\n"));
  CHECK(answer.err.empty());
}

TEST_CASE("a hazard that is expected is a success, and reported in full with its schedule") {
  const CommandLine line;
  const auto answer = line({"check", "good/lost", "--schedules={folder}"});
  CHECK(answer.code == 0);
  CHECK_THAT(answer.out, Contains("violated: lost_wakeup (as expected)"));
  CHECK_THAT(answer.out,
             Contains("replay:   ./heddle replay " + line.folder().path().string() + "/good-lost.schedule"));
  CHECK(std::filesystem::exists(line.folder().path() / "good-lost.schedule"));
}

TEST_CASE("a hazard that is not expected is a failure") {
  const auto answer = CommandLine()({"check", "surprise", "--schedules={folder}"});
  CHECK(answer.code == 1);
  CHECK_THAT(answer.out, Contains("violated: lock_cycle (expected: holds)") && Contains("surprise.schedule"));
}

TEST_CASE("a hazard that was expected and is not there is a failure") {
  const auto answer = CommandLine()({"check", "absent", "--schedules={folder}"});
  CHECK(answer.code == 1);
  CHECK_THAT(answer.out, Contains("holds (expected: deadlock)"));
}

TEST_CASE("a search that ends early is inconclusive, and says what to raise") {
  const auto answer = CommandLine()({"check", "good/ordered", "--max-executions=1"});
  CHECK(answer.code == 3);
  CHECK_THAT(answer.out, Contains("inconclusive: 1 execution used up; raise --max-executions"));
}

TEST_CASE("a hopeless search says so early, once, and beside the report") {
  const heddle::Scenario scenario{"hopeless",
                                  [] {
                                    heddle::Lock lock("busy");
                                    std::vector<heddle::Thread> threads;
                                    for (int i = 0; i < 20; ++i)
                                      threads.emplace_back([&] { const heddle::With hold(lock); });
                                    for (heddle::Thread& thread : threads) thread.start();
                                    for (heddle::Thread& thread : threads) thread.join();
                                  },
                                  heddle::holds(),
                                  {}};
  CommandLine line;
  line.only(scenario);
  // A budget of executions: how fast the machine is does not matter.
  const auto answer =
      line({"check", "hopeless", "--max-executions=60000", "--max-time=0", "--estimate-after=1ms", "--json"});
  CHECK(answer.code == 3);
  CHECK_THAT(answer.err, Catch::Matchers::StartsWith("note: hopeless: about 2.4e18 classes to go through, ") &&
                             Contains("they come from Lock busy (") && Contains("--ladder"));
  CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);
  const Json verdict = Json::parse(answer.out)["scenarios"][0];
  CHECK(verdict["estimate"]["unit"] == "classes");
  CHECK(verdict["estimate"]["count"] == Approx(2.43e18).epsilon(0.01));
  CHECK(verdict["estimate"]["sources"][0]["object"] == "Lock busy");
  CHECK_THAT(verdict["words"].get<std::string>(),
             Contains("of about 2.4e18 classes (more than 1,000 years); fewer"));

  const auto silent = line({"check", "hopeless", "--max-executions=60000", "--estimate-after=0"});
  CHECK(silent.code == 3);
  CHECK(silent.err.empty());
  CHECK_THAT(silent.out, !Contains("about"));
}

TEST_CASE("a bounded search is a success only where no more is claimed") {
  CHECK(CommandLine()({"check", "bounded"}).code == 0);
  CHECK_THAT(CommandLine()({"check", "bounded"}).out, Contains("holds within 1 preemption (as expected)"));
  const auto answer = CommandLine()({"check", "good/ordered", "--preemption-bound=0"});
  CHECK(answer.code == 3);
  CHECK_THAT(answer.out, Contains("inconclusive: holds within 0 preemptions, which says nothing of more"));
}

TEST_CASE("a ladder climbs until a bound leaves nothing out, or to where a budget ends it") {
  const auto complete = CommandLine()({"check", "good/ordered", "--ladder"});
  CHECK(complete.code == 0);
  CHECK_THAT(complete.out, Contains("good/ordered: holds\n") && Contains("Preemptions: 0 in 2 executions, 1 in "));
  const auto early = CommandLine()({"check", "good/ordered", "--ladder", "--max-executions=5", "--json"});
  CHECK(early.code == 3);
  const Json verdict = Json::parse(early.out)["scenarios"][0];
  CHECK_THAT(
      verdict["words"].get<std::string>(),
      Contains("inconclusive: holds within 0 preemptions; 5 executions used up within 1 (--max-executions)"));
  CHECK(verdict["rungs"].size() == 2);
  CHECK(verdict["rungs"][0] == Json{{"preemptions", 0}, {"executions", 2}, {"exhausted", true}});
  CHECK(verdict["rungs"][1] == Json{{"preemptions", 1}, {"executions", 3}, {"exhausted", false}});
  CHECK(verdict["holds_within"]["preemptions"] == 0);
}

TEST_CASE("a ladder goes as far as a scenario's own bound") {
  const auto answer = CommandLine()({"check", "bounded", "--ladder"});
  CHECK(answer.code == 0);
  CHECK_THAT(answer.out, Contains("holds within 1 preemption (as expected)"));
}

TEST_CASE("a random search that finds nothing is inconclusive") {
  const auto answer =
      CommandLine()({"check", "good/ordered", "--search=random", "--seed=7", "--max-executions=50"});
  CHECK(answer.code == 3);
  CHECK_THAT(answer.out, Contains("drawn at random, which proves nothing") && Contains("seed 7"));
}

TEST_CASE("a scenario that is not deterministic is refused") {
  const auto answer = CommandLine()({"check", "moody"});
  CHECK(answer.code == 4);
  CHECK_THAT(answer.out, Contains("refused: not deterministic") && Contains("The first that differs is step"));
}

TEST_CASE("several scenarios are a row each, and only what is not as expected is reported in full") {
  const CommandLine line;
  const auto answer = line({"check", "good/", "surprise", "--schedules={folder}"});
  CHECK(answer.code == 1);
  CHECK_THAT(answer.out, Contains("ok    good/lost") && Contains("violated: lost_wakeup (as expected)"));
  CHECK_THAT(answer.out,
             Contains("FAIL  surprise") && Contains("\nsurprise: violated: lock_cycle (expected: holds)"));
  CHECK_THAT(answer.out, !Contains("good-lost.schedule") && Contains("surprise.schedule"));
  CHECK_THAT(answer.out, Catch::Matchers::EndsWith("3 scenarios: 2 as expected, 1 not as expected\n"));
  CHECK(line.folder().size() == 1);
}

TEST_CASE("of several scenarios the worst decides") {
  CHECK(CommandLine()({"check", "good/"}).code == 0);
  CHECK(CommandLine()({"check", "good/", "absent", "--schedules={folder}"}).code == 1);
  CHECK(CommandLine()({"check", "good/", "--max-executions=1"}).code == 3);
  CHECK(CommandLine()({"check", "absent", "surprise", "moody", "--schedules={folder}"}).code == 4);
  CHECK(CommandLine()({"check", "--all", "--schedules={folder}"}).code == 4);
}

TEST_CASE("with --keep-going every finding has a schedule of its own") {
  const CommandLine line;
  const auto answer = line({"check", "surprise", "--keep-going", "--schedules={folder}", "--json"});
  const Json json = Json::parse(answer.out);
  const auto& findings = json["scenarios"][0]["findings"];
  REQUIRE_FALSE(findings.empty());
  for (const auto& finding : findings) CHECK(std::filesystem::exists(finding["schedule_file"].get<std::string>()));
}

TEST_CASE("a lint warns of what a search that ended early did not get to, and counts for nothing") {
  const CommandLine line;
  const std::vector<std::string> early{"check", "surprise", "--max-executions=1", "--schedules={folder}"};
  CHECK_THAT(line(early).out, !Contains("lint"));
  auto words = early;
  words.emplace_back("--lint");
  const auto answer = line(words);
  CHECK(answer.code == 3);
  CHECK_THAT(answer.out,
             Contains("\nsurprise: lint: 1 warning\n\nlock_order_inversion: one takes Lock b") &&
                 Contains("Confirmed (seen in 1 of 1 execution) by a search directed at it: lock_cycle: "));
  const std::string file = line.folder().path().string() + "/surprise.schedule";
  CHECK_THAT(answer.out, Contains("replay:   ./heddle replay " + file));
  const auto again = line({"replay", file});
  CHECK(again.code == 1);
  CHECK_THAT(again.out, Contains("lock_cycle"));
}

TEST_CASE("warnings are failures for who wants them to be") {
  const auto code = [](std::vector<std::string> words) {
    words.insert(words.begin(), "check");
    words.emplace_back("--lint-fails");
    words.emplace_back("--schedules={folder}");
    return CommandLine()(words).code;
  };
  CHECK(code({"good/ordered"}) == 0);
  CHECK(code({"good/"}) == 0);
  CHECK(code({"surprise", "--max-executions=1"}) == 1);

  const heddle::Scenario scenario{
      "crossed", [] { scenarios_of_tests::two_locks(false); }, heddle::expects(heddle::Hazard::lock_cycle), {}};
  CommandLine line;
  line.only(scenario);
  const auto answer = line({"check", "crossed", "--lint-fails", "--schedules={folder}"});
  CHECK(answer.code == 0);  // it was expected
  CHECK_THAT(answer.out, Contains("it is what goes wrong in finding 1 of the search, lock_cycle."));
}

TEST_CASE("of several scenarios the warnings are told after the rows, and for machines with each") {
  const CommandLine line;
  const auto answer = line({"check", "good/", "surprise", "--lint", "--schedules={folder}"});
  CHECK_THAT(answer.out, Contains("FAIL  surprise") && Contains("\nsurprise: lint: 1 warning\n") &&
                             !Contains("good/ordered: lint"));
  const Json json = Json::parse(line({"check", "surprise", "--lint", "--json", "--schedules={folder}"}).out);
  CHECK(json["scenarios"][0]["warnings"][0]["lint"] == "lock_order_inversion");
  CHECK(json["scenarios"][0]["warnings"][0]["found_by_search"] == 1);
}

TEST_CASE("for machines there is one document, and nothing else") {
  const CommandLine line;
  const auto answer = line({"check", "good/lost", "--json", "--schedules={folder}"});
  CHECK(answer.err.empty());
  const Json json = Json::parse(answer.out);
  CHECK(json["exit_code"] == answer.code);
  CHECK(json["format"] == 1);
  CHECK(json["interrupted"] == false);
  CHECK(json["not_checked"].empty());
  REQUIRE(json["scenarios"].size() == 1);
  CHECK(json["scenarios"][0]["findings"][0]["hazard"] == "lost_wakeup");
  CHECK(json["scenarios"][0]["assessment"] == "as_expected");
}

TEST_CASE("the same schedule is written once, however often it is found") {
  const CommandLine line;
  for (int i = 0; i < 3; ++i) CHECK(line({"check", "good/lost", "--schedules={folder}"}).code == 0);
  CHECK(line.folder().size() == 1);
}

TEST_CASE("a stack size that a check was given is part of the command to replay") {
  const auto answer = CommandLine()({"check", "good/lost", "--stack-size=128K", "--schedules={folder}"});
  CHECK_THAT(answer.out, Contains("good-lost.schedule --stack-size=131072\n"));
}

TEST_CASE("a folder that cannot be written to is refused before anything is searched") {
  const CommandLine line;
  line.folder().write("file", "");
  const auto answer = line({"check", "good/lost", "--schedules={folder}/file/deep"});
  CHECK(answer.code == 2);
  CHECK(answer.out.empty());
  CHECK_THAT(answer.err, Contains("heddle: cannot write a schedule to ") && Contains("/file/deep: "));
  CHECK(line.folder().size() == 1);
}

TEST_CASE("check wants to know what") {
  CHECK_THAT(CommandLine()({"check"}).err, Contains("say which scenarios") && Contains("--all"));
  CHECK(CommandLine()({"check"}).code == 2);
  CHECK_THAT(CommandLine()({"check", "--all", "good/"}).err, Contains("either --all or names"));
  CHECK_THAT(CommandLine()({"check", "good/losst"}).err,
             Contains("there is no scenario \"good/losst\"; did you mean good/lost?"));
  CommandLine empty;
  empty.without_scenarios();
  CHECK(empty({"check", "--all"}).code == 2);
  CHECK_THAT(empty({"check", "--all"}).err, Contains("HEDDLE_SCENARIO"));
}

TEST_CASE("values of flags are checked before anything is searched") {
  const std::vector<std::vector<std::string>> bad{
      {"--search=dporr"},
      {"--clock=wall"},
      {"--max-executions=-1"},
      {"--max-executions=many"},
      {"--max-steps=0"},
      {"--max-time=soon"},
      {"--estimate-after=soon"},
      {"--preemption-bound=x"},
      {"--preemption-bound=4294967296"},
      {"--seed=7", "--search=depth_first"},
      {"--seed=7", "--no-guard"},
      {"--seed=x", "--search=random"},
      {"--poll-repetitions=-1"},
      {"--livelock-after=0"},
      {"--stack-size=1K"},
      {"--width=10"},
      {"--search="},
      {"--search=random", "--preemption-bound=2"},
      {"--search=random", "--ladder"},
      {"--keep-going=perhaps"},
  };
  for (const auto& flags : bad) {
    std::vector<std::string> words{"check", "good/ordered"};
    words.insert(words.end(), flags.begin(), flags.end());
    const auto answer = CommandLine()(words);
    INFO(flags.front() << ": " << answer.err);
    CHECK(answer.code == 2);
    CHECK(answer.out.empty());
    CHECK_THAT(answer.err, Catch::Matchers::StartsWith("heddle: ") && Catch::Matchers::EndsWith("\n"));
    CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);
    CHECK_THAT(answer.err, Contains(flags.front().substr(0, flags.front().find('='))));
  }
}

TEST_CASE("Ctrl-C ends the search; what is known until then is reported and the rest is not checked") {
  static int executions = 0;
  executions = 0;
  const heddle::Scenario scenario{"interrupted",
                                  [] {
                                    if (++executions == 1000) static_cast<void>(std::raise(SIGINT));
                                    scenarios_of_tests::two_locks(true);
                                    heddle::Shared<int> x;
                                    heddle::Thread more(
                                        [&] {
                                          for (int i = 0; i < 20; ++i) x.store(i);
                                        },
                                        "more");
                                    more.start();
                                    for (int i = 0; i < 20; ++i) x.store(i);
                                  },
                                  heddle::holds(),
                                  {}};
  CommandLine line;
  line.only(scenario);
  const auto answer = line({"check", "--all", "--max-executions=0"});
  CHECK(answer.code == 3);
  CHECK_THAT(answer.out, Contains("inconclusive: stopped on request after"));
}

TEST_CASE("a failure that comes of what threads share unseen is told with both executions and exit code 4") {
  static const heddle::Scenario fails{"fails",
                                      [] {
                                        int plain = 0;
                                        heddle::Shared<int> a(0, "a");
                                        heddle::Shared<int> b(0, "b");
                                        heddle::Thread t([&] { a.store(1), plain = 1; }, "t");
                                        heddle::Thread u(
                                            [&] {
                                              b.store(1);
                                              heddle::require(plain == 0, "b is stored first");
                                            },
                                            "u");
                                        t.start();
                                        u.start();
                                      },
                                      heddle::holds(),
                                      {"x.cpp", 1}};
  CommandLine command;
  command.only(fails);
  const auto told = command({"check", "fails", "--schedules={folder}"});
  CHECK(told.code == 4);
  CHECK_THAT(told.out, Contains("fails: refused: unseen_sharing\n") &&
                           Contains("What fails: requirement_failed: what u requires") &&
                           Contains("what fails:\n") && Contains("only what leads there:\n") &&
                           Contains("before it fails reads") && Contains("replay: "));
  CHECK(command({"replay", "{folder}/fails.schedule"}).code == 1);
  const auto json = command({"check", "fails", "--json", "--schedules={folder}"});
  CHECK(json.code == 4);
  CHECK_THAT(json.out, Contains("\"at_random\": false"));
}

TEST_CASE("what threads share unseen is told with exit code 4, and without the guard nobody notices") {
  static const heddle::Scenario unseen{"unseen",
                                       [] {
                                         bool flag = false;
                                         heddle::Shared<int> a(0, "a");
                                         heddle::Shared<int> b(0, "b");
                                         heddle::Thread other([&] { a.store(1), flag = true; }, "other");
                                         other.start();
                                         b.store(1);
                                         heddle::require(!flag, "b is stored first");
                                       },
                                       heddle::holds(),
                                       {"x.cpp", 1}};
  CommandLine command;
  command.only(unseen);
  const auto told = command({"check", "unseen", "--schedules={folder}"});
  CHECK(told.code == 4);
  CHECK_THAT(told.out, Contains("unseen: refused: unseen_sharing\n") && Contains("requirement_failed") &&
                           Contains("drawn at random:\n") && Contains("the nearest of the search:\n") &&
                           Contains("heddle::Shared") && Contains("replay: "));
  CHECK(std::filesystem::exists(command.folder().path() / "unseen.schedule"));
  CHECK(command({"check", "unseen", "--seed=7", "--schedules={folder}"}).code == 4);
  CHECK(command({"replay", "{folder}/unseen.schedule"}).code == 1);
  CHECK(command({"check", "unseen", "--no-guard"}).code == 0);
}
