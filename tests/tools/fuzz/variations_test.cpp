#include <heddle/tools/fuzz/variations.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/tools/fuzz/comparison.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

Comparison compared(const Program& program) {
  ComparisonOptions options;
  options.factory = engine::make_strategy;
  return compare(program, options);
}

}  // namespace

TEST_CASE("without either option a program stays as it is", "[variations]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Program program = generate(seed);
    const Program before = program;
    vary(program, seed, {});
    CHECK(program == before);
  }
}

TEST_CASE("varied programs are well formed, and many destroy something", "[variations]") {
  GeneratorOptions options;
  options.destroyed = 80;
  options.lookalikes = 50;
  int destroying = 0;
  std::ptrdiff_t lookalikes = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const Program program = generate(seed, options);
    CHECK(well_formed(program));
    destroying += destroys(program) ? 1 : 0;
    lookalikes += std::count_if(program.objects.begin(), program.objects.end(),
                                [](const ObjectPlan& plan) { return plan.lookalike; });
    CHECK(program == generate(seed, options));
  }
  CHECK(destroying > 500);
  CHECK(lookalikes > 50);
}

TEST_CASE("neither a condition's lock nor a barrier is destroyed, and numbers are not added to lookalikes",
          "[variations]") {
  CHECK(well_formed(program_of({{ObjectType::lock}}, {{on(Op::destroy, 0)}})));
  CHECK_FALSE(well_formed(program_of({{ObjectType::barrier, 2}}, {{on(Op::destroy, 0)}})));
  Program shared = program_of({{ObjectType::lock}, {ObjectType::condition}}, {{on(Op::destroy, 0)}});
  shared.objects[1].lock = 0;
  CHECK_FALSE(well_formed(shared));
  Program adds = program_of({{ObjectType::atomic}}, {{on(Op::fetch_add, 0, 1)}});
  CHECK(well_formed(adds));
  adds.objects[0].lookalike = true;
  CHECK_FALSE(well_formed(adds));
}

TEST_CASE("a program that every search refuses is no mismatch, and one that the tested search does not is",
          "[variations]") {
  const Program uses_it_late =
      program_of({{ObjectType::shared}, {ObjectType::event}},
                 {{on(Op::set, 1), on(Op::load, 0)}, {on(Op::event_wait, 1), on(Op::destroy, 0)}});
  CHECK(compared(uses_it_late).faults.empty());
  const Program in_order =
      program_of({{ObjectType::shared}, {ObjectType::event}},
                 {{on(Op::load, 0), on(Op::set, 1)}, {on(Op::event_wait, 1), on(Op::destroy, 0)}});
  CHECK(compared(in_order).faults.empty());
}

TEST_CASE("values that are == and not the same are told apart by every search", "[variations]") {
  Program program = program_of({{ObjectType::atomic}}, {{on(Op::exchange, 0, 1)}, {on(Op::atomic_load, 0)}});
  program.objects[0].lookalike = true;
  const Comparison comparison = compared(program);
  CHECK(comparison.faults.empty());
  CHECK(comparison.all.outcomes.size() == 2);
}
