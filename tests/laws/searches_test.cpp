// Law: `dpor` sees what `depth_first` sees, in no more executions; and no execution of it is in vain.

#include "tests/laws/law_scenarios.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

std::set<Hazard> hazards_of(const Verdict& verdict) {
  std::set<Hazard> hazards;
  for (const Finding& finding : verdict.findings) hazards.insert(finding.hazard);
  return hazards;
}

Explored by_dpor(const LawScenario& scenario, Dependence dependence) {
  Options options = scenario.options;
  options.search = Search::dpor;
  options.dependence = dependence;
  options.preemption_bound.reset();
  return explored(scenario.body, options);
}

}  // namespace

TEST_CASE("dpor sees the outcomes and hazards of every law scenario, in no more executions", "[laws]") {
  for (const LawScenario& scenario : law_scenarios()) {
    INFO(scenario.name);
    const Explored all = explored(scenario.body, scenario.options);
    REQUIRE(all.verdict.exhausted);
    const bool bounded = scenario.options.preemption_bound.has_value();
    for (const Dependence dependence : {Dependence::fine, Dependence::coarse}) {
      INFO(name_of(dependence));
      const Explored some = by_dpor(scenario, dependence);
      CHECK(some.verdict.exhausted);
      CHECK(std::includes(some.outcomes.begin(), some.outcomes.end(), all.outcomes.begin(), all.outcomes.end()));
      CHECK(some.verdict.abandoned == 0);
      if (bounded) continue;  // it sees more
      CHECK(some.outcomes == all.outcomes);
      CHECK(hazards_of(some.verdict) == hazards_of(all.verdict));
      CHECK(some.executions <= all.executions);
    }
  }
}
