// An oracle that cannot find a fault proves nothing: here are searches with faults planted in them.

#include <heddle/tools/fuzz/comparison.hpp>
#include <heddle/tools/fuzz/generator.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/bounded_dpor.hpp>
#include <heddle/engine/strategies/dpor.hpp>

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

using Sabotage = engine::Dpor::Sabotage;
using BoundedSabotage = engine::BoundedDpor::Sabotage;

struct Seeds {
  std::uint64_t first;
  std::uint64_t last;
};

/// The seed of the first of these programs that gives a search away by an outcome or a class that it left out; 0
/// for none.
std::uint64_t found_out(const ComparisonOptions& options, Seeds seeds, const GeneratorOptions& programs = {}) {
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    const Comparison comparison = compare(generate(seed, programs), options);
    const bool lost = std::any_of(comparison.faults.begin(), comparison.faults.end(), [](const Mismatch& mismatch) {
      return mismatch.fault == Fault::lost_outcome || mismatch.fault == Fault::lost_class;
    });
    if (lost) return seed;
  }
  return 0;
}

/// `enough`: how many branches of wakeup trees there may be before sequences are cut.
std::uint64_t found_out(Sabotage sabotage, Seeds seeds, std::uint64_t enough = engine::Dpor::most_branches) {
  ComparisonOptions options;
  options.allow_waste = enough != engine::Dpor::most_branches;
  options.max_interleavings = 1'000;
  options.random_executions = 0;
  options.bounds = false;
  options.factory = [=](const Options& search) -> std::unique_ptr<engine::Strategy> {
    return std::make_unique<engine::Dpor>(search.dependence, sabotage, enough);
  };
  return found_out(options, seeds);
}

std::uint64_t found_out(BoundedSabotage sabotage, Seeds seeds) {
  ComparisonOptions options;
  options.max_interleavings = 1'000;
  options.random_executions = 0;
  options.only_outcomes = true;
  options.factory = [sabotage](const Options& search) -> std::unique_ptr<engine::Strategy> {
    if (!search.preemption_bound) return engine::make_strategy(search);
    return std::make_unique<engine::BoundedDpor>(*search.preemption_bound, sabotage);
  };
  return found_out(options, seeds);
}

}  // namespace

TEST_CASE("sequences that are dropped are found out", "[fuzz]") {
  CHECK(found_out(Sabotage::drop_sequences, {1, 300}) != 0);
}

TEST_CASE("races of blocked operations that are forgotten are found out", "[fuzz]") {
  CHECK(found_out(Sabotage::forget_blocked, {1, 300}) != 0);
}

TEST_CASE("what sleeps too long is found out", "[fuzz]") {
  CHECK(found_out(Sabotage::sleep_too_long, {1, 300}) != 0);
}

TEST_CASE("races that are not reversed again when more has come are found out", "[fuzz]") {
  // By Source DPOR, since it takes more threads than there are interleavings to go through.
  ComparisonOptions options;
  options.max_interleavings = 100;
  options.max_by_source_dpor = 400;
  options.factory = [](const Options& search) -> std::unique_ptr<engine::Strategy> {
    return std::make_unique<engine::Dpor>(search.dependence, Sabotage::only_new_races);
  };
  GeneratorOptions many_threads;
  many_threads.max_threads = 7;
  many_threads.most_orders = 1e7;
  CHECK(found_out(options, {1'600, 1'700}, many_threads) != 0);
  options.factory = engine::make_strategy;
  CHECK(found_out(options, {1'600, 1'700}, many_threads) == 0);
}

TEST_CASE("an entry that is missing in the dependence of operations is found out", "[fuzz]") {
  CHECK(found_out(Sabotage::overlook_part, {1, 300}) != 0);
}

TEST_CASE("what sleeps and stands for sequences that were cut is found out", "[fuzz]") {
  CHECK(found_out(Sabotage::lean_on_cut, {800, 1'000}, 0) != 0);
}

TEST_CASE("a bounded search that tries reversals only where they cost preemptions is found out", "[fuzz]") {
  CHECK(found_out(BoundedSabotage::only_at_the_race, {1, 300}) != 0);
}

TEST_CASE("a bounded search that leaves out races with other steps in between is found out", "[fuzz]") {
  CHECK(found_out(BoundedSabotage::only_immediate, {2'200, 2'300}) != 0);
}

TEST_CASE("without a fault, none of these programs gives a search away", "[fuzz]") {
  CHECK(found_out(Sabotage::none, {1, 300}) == 0);
  for (const std::uint64_t enough : {0U, 5U, 20U}) CHECK(found_out(Sabotage::none, {800, 1'000}, enough) == 0);
  CHECK(found_out(BoundedSabotage::none, {2'200, 2'500}) == 0);
}
