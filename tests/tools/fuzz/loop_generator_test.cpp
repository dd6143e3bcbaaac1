#include <heddle/tools/fuzz/loop_generator.hpp>

#include "tests/support/catch.hpp"

#include <cstdint>
#include <set>

using namespace heddle::fuzz;

namespace {

void collect(const Block& block, std::set<int>& rounds, std::set<Until>& untils) {
  for (const Statement& statement : block) {
    if (statement.op == Op::loop) {
      rounds.insert(statement.number);
      untils.insert(statement.until);
    }
    collect(statement.body, rounds, untils);
    collect(statement.otherwise, rounds, untils);
  }
}

}  // namespace

TEST_CASE("every program with loops is well formed, and most have some") {
  GeneratorOptions options;
  options.loops = 100;
  int malformed = 0;
  int with_loops = 0;
  for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
    const Program program = generate(seed, options);
    malformed += well_formed(program) ? 0 : 1;
    with_loops += has_loops(program) ? 1 : 0;
  }
  CHECK(malformed == 0);
  CHECK(with_loops > 4'000);
}

TEST_CASE("loops end in every way, and some count") {
  GeneratorOptions options;
  options.loops = 100;
  std::set<int> rounds;
  std::set<Until> untils;
  for (std::uint64_t seed = 0; seed < 500; ++seed)
    for (const ThreadPlan& thread : generate(seed, options).threads) collect(thread.body, rounds, untils);
  CHECK(rounds == std::set<int>{0, 1, 2, 3, 4, 5});
  CHECK(untils.size() == until_count);
}
