#include <heddle/tools/fuzz/python_case.hpp>

#include <heddle/tools/fuzz/python_printer.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <string>

using namespace heddle::fuzz;

namespace {

std::set<std::string> outcomes_in(const Program& program) {
  const auto text = python_case(program, 1, 1000);
  REQUIRE(text);
  std::set<std::string> outcomes;
  const auto json = nlohmann::json::parse(*text);
  for (const auto& [outcome, schedule] : json["outcomes"].items()) outcomes.insert(outcome);
  return outcomes;
}

}  // namespace

TEST_CASE("a case for CPython is a line of JSON: the seed, the program, and what it can do") {
  const Program program = program_of({{ObjectType::lock}}, {{on(Op::try_acquire, 0)}, {on(Op::try_acquire, 0)}});
  const auto text = python_case(program, 42, 1000);
  REQUIRE(text);
  CHECK(text->find('\n') == std::string::npos);
  const auto json = nlohmann::json::parse(*text);
  CHECK(json["seed"] == 42);
  CHECK(json["python"] == python_of(program));
  CHECK(outcomes_in(program) ==
        std::set<std::string>{"completed | main: 4 5 ended | t1: 6=0 ended | t2: 7=1 ended",
                              "completed | main: 4 5 ended | t1: 6=1 ended | t2: 7=0 ended"});
}

TEST_CASE("with each outcome comes an execution that has it") {
  const Program program =
      program_of({{ObjectType::event}}, {{on(Op::choose, -1, 1), on(Op::event_wait_timed, 0, 1)}});
  const auto text = python_case(program, 1, 1000);
  REQUIRE(text);
  CHECK(nlohmann::json::parse(*text)["outcomes"] == nlohmann::json::parse(R"({
    "completed | main: 3 ended | t1: 4=0 5=0 ended": [
      [0, 3, "start", 1, false], [1, 4, "choose", 0, false], [1, 5, "wait", 0, false], [1, 5, "time out", 0, false],
      [1, 5, "wake", 0, true], [1, 0, "end", 0, false], [0, 3, "join", 1, false]]})"));
}

TEST_CASE("an outcome tells who is stuck where, what was thrown, and who let it out") {
  Program program = program_of({{ObjectType::queue, 0}}, {{on(Op::get, 0)}, {on(Op::get_nowait, 0)}});
  program.threads[2].body[0].guarded = false;
  CHECK(outcomes_in(program) ==
        std::set<std::string>{"deadlocked | main: 4 5 at 4 | t1: at 6 | t2: 7!Empty ended let out Empty"});
}

TEST_CASE("a timer is told of before it calls its function, and if it never does") {
  Program program = program_of({}, {{on(Op::yield)}});
  program.threads[1].timer = 1;
  program.threads[0].body.push_back(on(Op::cancel, 1));
  renumber(program);
  CHECK(outcomes_in(program) == std::set<std::string>{"completed | main: 2 3 ended | t1: ended",
                                                      "completed | main: 2 3 ended | t1: 4 ended"});
  const auto text = python_case(program, 1, 1000);
  REQUIRE(text);
  CHECK(nlohmann::json::parse(*text)["outcomes"]["completed | main: 2 3 ended | t1: ended"] ==
        nlohmann::json::parse(R"([
    [0, 2, "start", 1, false], [0, 3, "set", 0, false], [1, 1, "wait", 1, false], [1, 1, "is_set", 1, false],
    [1, 1, "set", 0, false], [1, 0, "end", 0, false], [0, 2, "join", 1, false]])"));
}

TEST_CASE("a thread that let an exception out looks for the hook at no statement") {
  Program program = program_of({}, {{on(Op::sleep, -1, -1)}});
  program.threads[1].daemon = true;
  program.threads[1].body[0].guarded = false;
  CHECK(outcomes_in(program) ==
        std::set<std::string>{"completed | main: 2 ended | t1: 3!ValueError at 0",
                              "completed | main: 2 ended | t1: 3!ValueError ended let out ValueError"});
  program.threads[1].body = {on(Op::exit)};
  renumber(program);
  CHECK(outcomes_in(program) ==
        std::set<std::string>{"completed | main: 2 ended | t1: 3 at 0", "completed | main: 2 ended | t1: 3 ended"});
}

TEST_CASE("a hook tells that it was called, and not what it swallowed") {
  Program program = program_of({}, {{on(Op::sleep, -1, -1)}});
  program.threads[1].body[0].guarded = false;
  Block& main = program.threads[0].body;
  main.insert(main.begin(), on(Op::set_excepthook, -1, 1));
  renumber(program);
  CHECK(outcomes_in(program) == std::set<std::string>{"completed | main: 1 3 ended | t1: 4!ValueError 1=1 ended"});
  main[0].number = 2;
  CHECK(outcomes_in(program) ==
        std::set<std::string>{"completed | main: 1 3 ended | t1: 4!ValueError 1=1 ended let out ValueError"});
}

TEST_CASE("who is stuck in a barrier's action is where the barrier was made") {
  const Program program = program_of({{ObjectType::barrier, 1, -1, Action::aborts}}, {{on(Op::barrier_wait, 0)}});
  CHECK(outcomes_in(program) == std::set<std::string>{"deadlocked | main: 3 at 3 | t1: at 1"});
}

TEST_CASE("a daemon is told to be cut off before any operation, or to have ended") {
  Program program = program_of({{ObjectType::event}}, {{on(Op::set, 0), on(Op::clear, 0)}});
  program.threads[1].daemon = true;
  CHECK(outcomes_in(program) == std::set<std::string>{"completed | main: 3 ended | t1: at 4",
                                                      "completed | main: 3 ended | t1: 4 at 5",
                                                      "completed | main: 3 ended | t1: 4 5 ended"});
}

TEST_CASE("a program with too many executions, or none in Python, is no case") {
  const Block put{on(Op::put, 0, 1)};
  const Program puts = program_of({{ObjectType::queue, 0}}, {put, put, put});
  CHECK(python_case(puts, 1, 6));
  CHECK_FALSE(python_case(puts, 1, 5));
  CHECK_FALSE(python_case(program_of({{ObjectType::atomic}}, {{on(Op::atomic_load, 0)}}), 1, 1000));
}
