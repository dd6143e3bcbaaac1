// Law: the same seed gives the same schedules, of every scenario.

#include "tests/laws/law_scenarios.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/strategies/random.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

std::vector<std::string> schedules_of(const LawScenario& scenario, std::uint64_t seed) {
  std::vector<std::string> texts;
  Recorder ignored;
  Options options = scenario.options;
  options.keep_going = true;
  options.max_executions = 20;
  engine::Explorer explorer(
      scenario.name, [&] { scenario.body(ignored); }, options);
  explorer.observe([&](const engine::Execution& execution) {
    texts.push_back(to_text(schedule_of(scenario.name, options.settings(), execution.trace())));
  });
  engine::Random strategy(seed);
  (void)explorer.explore(strategy);
  return texts;
}

}  // namespace

TEST_CASE("the same seed gives the same schedules", "[laws]") {
  for (const LawScenario& scenario : law_scenarios())
    for (const std::uint64_t seed : {0U, 1U, 12345U}) {
      INFO(scenario.name);
      const auto schedules = schedules_of(scenario, seed);
      CHECK(schedules.size() == 20);
      CHECK(schedules == schedules_of(scenario, seed));
    }
}
