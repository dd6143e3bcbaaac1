#include <heddle/tools/fuzz/generator.hpp>

#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

using namespace heddle::fuzz;

namespace {

void count(const Block& block, std::array<int, op_count>& counts) {
  for (const Statement& statement : block) {
    ++counts[static_cast<std::size_t>(statement.op)];
    count(statement.body, counts);
    count(statement.otherwise, counts);
  }
}

}  // namespace

TEST_CASE("the same seed gives the same program on every machine") {
  std::uint64_t digest = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) digest = digest * 31 + digest_of(generate(seed));
  CHECK(digest == 0x6812520ce6852774U);
}

TEST_CASE("every program is well formed") {
  int malformed = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) malformed += well_formed(generate(seed)) ? 0 : 1;
  CHECK(malformed == 0);
}

TEST_CASE("every operation occurs, and each more than a few times in a thousand programs") {
  std::array<int, op_count> counts{};
  for (std::uint64_t seed = 0; seed < 1000; ++seed)
    for (const ThreadPlan& thread : generate(seed).threads) count(thread.body, counts);
  CHECK(std::exchange(counts[static_cast<std::size_t>(Op::loop)], 5) == 0);  // only where they are asked for
  for (int op = 0; op < op_count; ++op) {
    if (static_cast<Op>(op) == Op::destroy) continue;  // only if it is asked for
    INFO(name_of(static_cast<Op>(op)));
    CHECK(counts[static_cast<std::size_t>(op)] >= 5);
  }
}

TEST_CASE("programs are as they are asked for") {
  GeneratorOptions options;
  options.max_threads = 2;
  options.clock = heddle::Clock::virtual_time;
  options.most_orders = 100;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const Program program = generate(seed, options);
    CHECK(program.threads.size() == 2);
    CHECK(program.clock == heddle::Clock::virtual_time);
    CHECK(orders_of(program) <= 100);
  }
}

TEST_CASE(
    "programs are of either clock, with and without daemons, spurious wakeups, and threads that start threads") {
  int virtual_time = 0;
  int spurious = 0;
  int daemons = 0;
  int nested = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const Program program = generate(seed);
    virtual_time += program.clock == heddle::Clock::virtual_time ? 1 : 0;
    spurious += program.spurious_wakeups ? 1 : 0;
    for (std::size_t thread = 1; thread < program.threads.size(); ++thread) {
      const Block& body = program.threads[thread].body;
      daemons += program.threads[thread].daemon ? 1 : 0;
      nested += std::any_of(body.begin(), body.end(),
                            [](const Statement& statement) {
                              return statement.op == Op::start || statement.op == Op::make_thread;
                            })
                    ? 1
                    : 0;
    }
  }
  for (const int programs : {virtual_time, spurious, daemons, nested}) {
    CHECK(programs > 30);
    CHECK(programs < 500);
  }
}
