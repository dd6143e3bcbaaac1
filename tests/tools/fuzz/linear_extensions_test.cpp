#include <heddle/tools/fuzz/linear_extensions.hpp>

#include "tests/support/catch.hpp"

#include <cstdint>
#include <vector>

using heddle::engine::Agent;
using heddle::engine::OperationKind;
using heddle::engine::Role;
using heddle::engine::Step;
using heddle::engine::ThreadIndex;
using heddle::fuzz::linear_extensions;

namespace {

constexpr OperationKind plain{"plain"};
constexpr OperationKind chosen{"choose", Role::choose};

Step step_of(ThreadIndex thread, const OperationKind& kind = plain) {
  Step step;
  step.kind = &kind;
  step.agent = Agent{thread, false};
  return step;
}

}  // namespace

TEST_CASE("nothing can be done in one order") { CHECK(linear_extensions({}, {}, 1) == 1); }

TEST_CASE("steps of one thread keep their order") {
  const std::vector<Step> steps{step_of(0), step_of(0), step_of(0)};
  const std::vector<std::uint32_t> clocks{1, 2, 3};
  CHECK(linear_extensions(steps, clocks, 1) == 1);
}

TEST_CASE("independent threads interleave in every way") {
  const std::vector<Step> steps{step_of(0), step_of(0), step_of(1), step_of(1)};
  const std::vector<std::uint32_t> clocks{1, 0, 2, 0, 0, 1, 0, 2};
  CHECK(linear_extensions(steps, clocks, 2) == 6);
}

TEST_CASE("what happened before stays before") {
  // The second thread's first step came after the first thread's first.
  const std::vector<Step> steps{step_of(0), step_of(1), step_of(0), step_of(1)};
  const std::vector<std::uint32_t> clocks{1, 0, 1, 1, 2, 0, 1, 2};
  CHECK(linear_extensions(steps, clocks, 2) == 3);
}

TEST_CASE("a chosen value stays with the step before it, whoever chose it") {
  const std::vector<Step> steps{step_of(0), step_of(1, chosen), step_of(1), step_of(0)};
  SECTION("the chooser's next step and the other's can be swapped") {
    const std::vector<std::uint32_t> clocks{1, 0, 1, 1, 1, 2, 2, 0};
    CHECK(linear_extensions(steps, clocks, 2) == 2);
  }
  SECTION("but not if that came after the choice") {
    const std::vector<std::uint32_t> clocks{1, 0, 1, 1, 1, 2, 2, 2};
    CHECK(linear_extensions(steps, clocks, 2) == 1);
  }
}
