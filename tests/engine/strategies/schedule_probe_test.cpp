#include "tests/support/catch.hpp"
#include "tests/support/estimates.hpp"
#include "tests/support/known_programs.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/strategies/schedule_probe.hpp>

#include <cstdint>
#include <functional>
#include <optional>

using namespace heddle;
using namespace heddle::testing;

namespace {

Estimate schedules_drawn(const std::function<void()>& body, std::optional<std::uint32_t> bound = std::nullopt) {
  engine::ScheduleProbe probe(bound, 7);
  return estimate_by(probe, 3000, body);
}

void three_writers() {
  Shared<int> x(0);
  together(
      [&] {
        x.store(1);
        x.store(2);
      },
      [&] {
        x.store(3);
        x.store(4);
      },
      [&] {
        (void)choose(5);
        x.store(6);
      });
}

}  // namespace

TEST_CASE("a thread by itself has one schedule, and as many as it chooses values", "[schedule_probe]") {
  CHECK(schedules_drawn([] {}).count == 1);
  CHECK(schedules_drawn([] {
          for (int i = 0; i < 5; ++i) (void)choose(4);
        }).count == Approx(1024));
}

TEST_CASE("schedules are estimated within a tenth", "[schedule_probe]") {
  const auto known = static_cast<double>(executions_of(three_writers));
  const Estimate estimate = schedules_drawn(three_writers);
  CHECK(estimate.unit == Estimate::Unit::schedules);
  CHECK(estimate.count == Approx(known).epsilon(0.1));
  CHECK(estimate.relative_error < 0.05);
  CHECK_FALSE(estimate.at_least);
}

TEST_CASE("schedules within a preemption bound are estimated within a tenth", "[schedule_probe]") {
  for (const std::uint32_t bound : {0U, 1U, 3U}) {
    Options options;
    options.preemption_bound = bound;
    const auto known = static_cast<double>(executions_of(three_writers, options));
    CHECK(schedules_drawn(three_writers, bound).count == Approx(known).epsilon(0.1));
  }
}

TEST_CASE("there may be more schedules than a number can say", "[schedule_probe]") {
  const Estimate estimate = schedules_drawn([] {
    for (int i = 0; i < 2000; ++i) (void)choose(10);
  });
  CHECK(estimate.count == Approx(1e300).epsilon(0.9));
  CHECK(estimate.at_least);
}
