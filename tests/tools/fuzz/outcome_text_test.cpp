#include <heddle/tools/fuzz/outcome_text.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

using namespace heddle::fuzz;

TEST_CASE("an outcome says of each thread what it noted and where it is") {
  const Program program = program_of({{ObjectType::lock}}, {{on(Op::try_acquire, 0), on(Op::acquire, 0)}, {}});
  using Kind = Position::Kind;
  CHECK(outcome_text(program, "deadlocked",
                     {{0, {{4, Result::nothing, 0}}, {Kind::ended}},
                      {1, {{6, Result::value, 1}}, {Kind::at_statement, 7, "acquire"}},
                      {2, {}, {Kind::not_started}}}) ==
        "deadlocked | main: #4 t1.start(); ended | t1: #6 lock0.acquire(false) = 1; at #7 lock0.acquire() "
        "(acquire) | "
        "t2: not started");
}
