// Law: `dpor` sees what `depth_first` sees, in no more executions; and no execution of it is in vain.

#include "tests/laws/law_scenarios.hpp"
#include "tests/support/catch.hpp"

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

Explored by_depth_first(const LawScenario& scenario) {
  Options options = scenario.options;
  options.search = Search::depth_first;
  return explored(scenario.body, options);
}

Explored by_dpor(const LawScenario& scenario, Dependence dependence) {
  Options options = scenario.options;
  options.search = Search::dpor;
  options.dependence = dependence;
  return explored(scenario.body, options);
}

}  // namespace

TEST_CASE("dpor sees the outcomes and hazards of every law scenario, in no more executions", "[laws]") {
  for (const LawScenario& scenario : law_scenarios()) {
    INFO(scenario.name);
    const Explored all = by_depth_first(scenario);
    REQUIRE(all.verdict.exhausted);
    for (const Dependence dependence : {Dependence::fine, Dependence::coarse}) {
      INFO(name_of(dependence));
      const Explored some = by_dpor(scenario, dependence);
      CHECK(some.verdict.exhausted);
      CHECK(some.verdict.abandoned == 0);
      CHECK(some.outcomes == all.outcomes);
      CHECK(hazards_of(some.verdict) == hazards_of(all.verdict));
      CHECK(some.executions <= all.executions);
    }
  }
}
