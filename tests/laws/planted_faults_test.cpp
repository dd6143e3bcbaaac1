// An oracle that cannot find a fault proves nothing: here are searches with faults planted in them.

#include <heddle/tools/fuzz/comparison.hpp>
#include <heddle/tools/fuzz/generator.hpp>

#include <heddle/engine/strategies/dpor.hpp>

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

using Sabotage = engine::Dpor::Sabotage;

/// The seed of the first program, of so many, that gives a search away by an outcome or a class that it left out; 0
/// for none.
std::uint64_t found_out(Sabotage sabotage, std::uint64_t programs) {
  ComparisonOptions options;
  options.max_interleavings = 1'000;
  options.random_executions = 0;
  options.factory = [sabotage](const Options& search) -> std::unique_ptr<engine::Strategy> {
    return std::make_unique<engine::Dpor>(search.dependence, sabotage);
  };
  for (std::uint64_t seed = 1; seed <= programs; ++seed) {
    const Comparison comparison = compare(generate(seed), options);
    const bool lost = std::any_of(comparison.faults.begin(), comparison.faults.end(), [](const Mismatch& mismatch) {
      return mismatch.fault == Fault::lost_outcome || mismatch.fault == Fault::lost_class;
    });
    if (lost) return seed;
  }
  return 0;
}

}  // namespace

TEST_CASE("sequences that are dropped are found out", "[fuzz]") {
  CHECK(found_out(Sabotage::drop_sequences, 300) != 0);
}

TEST_CASE("races of blocked operations that are forgotten are found out", "[fuzz]") {
  CHECK(found_out(Sabotage::forget_blocked, 300) != 0);
}

TEST_CASE("what sleeps too long is found out", "[fuzz]") { CHECK(found_out(Sabotage::sleep_too_long, 300) != 0); }

TEST_CASE("without a fault, none of these programs gives the search away", "[fuzz]") {
  CHECK(found_out(Sabotage::none, 300) == 0);
}
