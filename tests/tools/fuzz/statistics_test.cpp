#include <heddle/tools/fuzz/statistics.hpp>

#include <heddle/engine/explorer.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <string>

using namespace heddle::fuzz;

TEST_CASE("statistics say what was gone through") {
  const Program program = program_of({{ObjectType::lock}}, {{on(Op::try_acquire, 0)}, {on(Op::acquire, 0)}});
  ComparisonOptions options;
  options.factory = heddle::engine::make_strategy;
  Statistics statistics;
  statistics.add(program, compare(program, options));
  Comparison skipped;
  skipped.skipped = true;
  statistics.add(program, skipped);
  CHECK(statistics.programs() == 2);
  CHECK(statistics.skipped() == 1);
  const std::string summary = statistics.summary();
  CHECK(summary.starts_with("2 programs, 1 skipped; "));
  CHECK(summary.find(
            "2 coarse and 2 fine classes, 2 outcomes; programs with several outcomes 1, fewer fine classes 0, "
            "deadlocks 1, timeouts 0, ") != std::string::npos);
  const std::string operations = statistics.operations();
  CHECK(operations.starts_with("abandoned_lock     found in 1 programs\n"));
  CHECK(operations.find("try_acquire             1  0 1  other 1\n") != std::string::npos);
  CHECK(operations.find("acquire                 1  other 1  stuck 1\n") != std::string::npos);
}
