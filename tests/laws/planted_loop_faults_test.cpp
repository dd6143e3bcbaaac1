// An oracle that cannot find a fault proves nothing: here are idle rounds of which a condition is left out.

#include <heddle/tools/fuzz/comparison.hpp>
#include <heddle/tools/fuzz/generator.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/rounds.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <algorithm>
#include <cstdint>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

using Part = engine::Rounds::Condition;

/// For as long as this lives.
class Overlooked {
 public:
  explicit Overlooked(Part condition) noexcept { engine::Rounds::overlook(condition); }
  Overlooked(const Overlooked&) = delete;
  Overlooked& operator=(const Overlooked&) = delete;
  ~Overlooked() { engine::Rounds::overlook(Part::none); }
};

bool loses_an_outcome(const Program& program) {
  ComparisonOptions options;
  options.max_interleavings = 500;
  options.random_executions = 20;
  options.factory = engine::make_strategy;
  const Comparison comparison = compare(program, options);
  return std::any_of(comparison.faults.begin(), comparison.faults.end(),
                     [](const Mismatch& mismatch) { return mismatch.fault == Fault::lost_outcome; });
}

/// How many of these programs give it away that the condition is left out.
int found_out(Part condition, std::uint64_t first, std::uint64_t last) {
  const Overlooked overlooked(condition);
  GeneratorOptions programs;
  programs.loops = 100;
  programs.daemons = 0;
  programs.most_orders = 300;
  int found = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed)
    found += loses_an_outcome(generate(seed, programs)) ? 1 : 0;
  return found;
}

/// t goes round until it is answered, and sets a sign for a moment each time. u wants to see the sign come and go
/// so often before it answers, and then looks if t has gone on.
Program handshake(int times) {
  constexpr int answer = 0;
  constexpr int sign = 1;
  constexpr int result = 2;
  Statement loop = on(Op::loop);
  loop.body = {on(Op::is_set, answer)};
  loop.otherwise = {on(Op::set, sign), on(Op::clear, sign), on(Op::sleep, -1, 1)};
  Block seen{on(Op::set, answer)};
  for (int i = 1; i < times; ++i) seen = {on(Op::is_set, sign), branch({}, {on(Op::is_set, sign), branch(seen)})};
  return program_of({{ObjectType::event}, {ObjectType::event}, {ObjectType::event}},
                    {{loop, on(Op::set, result)}, {on(Op::is_set, sign), branch(seen), on(Op::is_set, result)}});
}

}  // namespace

TEST_CASE("rounds after which the thread is another are found out", "[fuzz]") {
  CHECK(found_out(Part::same_self, 1, 60) != 0);
}

TEST_CASE("rounds that leave something behind are found out", "[fuzz]") {
  CHECK(found_out(Part::undone, 1, 60) + found_out(Part::undone, 530, 540) != 0);
}

TEST_CASE("rounds that others have used are found out", "[fuzz]") {
  CHECK_FALSE(loses_an_outcome(handshake(5)));
  const Overlooked overlooked(Part::undisturbed);
  CHECK(loses_an_outcome(handshake(5)));
}

TEST_CASE("with all conditions, none of these programs gives a search away", "[fuzz]") {
  CHECK(found_out(Part::none, 1, 60) == 0);
  CHECK(found_out(Part::none, 530, 540) == 0);
}
