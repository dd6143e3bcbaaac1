#pragma once

/// Tables of the models that ship with Heddle: a row says what one is expected to do; the checks here are
/// assertions that it does.

#include "tests/support/catch.hpp"

#include <heddle/heddle.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace heddle::testing {

/// Bounds on a search; none where there is nothing.
struct Within {
  std::optional<std::uint32_t> preemptions;
  std::optional<std::uint64_t> steps;

  [[nodiscard]] bool bounded() const noexcept { return preemptions || steps; }
};

struct Model {
  std::string name;          // with its folder
  std::string expectation;   // as it is told: with its bounds, without its clock
  std::set<Hazard> hazards;  // all that a complete search finds, no more and no less
  std::uint64_t schedules;   // until depth_first is exhausted; 0: many
  std::uint64_t classes;     // and until dpor is
  Within within = {};        // what depth_first needs to come to an end
};

using Models = std::vector<Model>;

inline const Scenario& scenario_of(const Model& model) {
  const Scenario* const scenario = scenario_named(model.name);
  REQUIRE(scenario != nullptr);
  return *scenario;
}

inline Clock clock_of(const Model& model) { return scenario_of(model).expectation.clock(); }

inline Verdict checked(const Model& model, bool keep_going, Search search = Search::dpor,
                       const Within& within = {}) {
  const Scenario& scenario = scenario_of(model);
  Options options = scenario.expectation.applied_to({});
  options.search = search;
  options.keep_going = keep_going;
  options.preemption_bound = within.preemptions;
  if (within.steps) options.max_steps = *within.steps;
  options.max_time = std::chrono::nanoseconds::zero();  // slow machines and sanitizers may take longer
  return check(scenario.name, scenario.body, options);
}

inline std::set<Hazard> hazards_of(const Verdict& verdict) {
  std::set<Hazard> hazards;
  for (const Finding& finding : verdict.findings) hazards.insert(finding.hazard);
  return hazards;
}

/// The table has a row for every scenario of the folder ("seeds/"), and every row is one.
inline void check_that_rows_are_scenarios(const Models& models, const std::string& folder) {
  std::set<std::string> registered;
  for (const Scenario* scenario : scenarios())
    if (scenario->name.starts_with(folder)) registered.insert(scenario->name);
  std::set<std::string> told;
  for (const Model& model : models) told.insert(model.name);
  CHECK(told == registered);
  CHECK(told.size() == models.size());
}

/// Each states the expectation of its row, under the clock of its name.
inline void check_expectations(const Models& models) {
  const std::string virtual_time = "-in-virtual-time";
  for (const Model& model : models) {
    INFO(model.name);
    const Expectation& expectation = scenario_of(model).expectation;
    CHECK(expectation.text() == model.expectation);
    const bool says_so = model.name.find(virtual_time) != std::string::npos;
    CHECK((expectation.clock() == Clock::virtual_time) == says_so);
  }
}

/// What breaks is found broken as expected, up to the first finding.
inline void check_first_findings(const Models& models) {
  for (const Model& model : models) {
    if (model.hazards.empty()) continue;
    INFO(model.name);
    const Verdict verdict = checked(model, false);
    CHECK(assess(scenario_of(model).expectation, verdict) == Assessment::as_expected);
    CHECK(verdict.violated());
    for (const Hazard hazard : hazards_of(verdict)) CHECK(model.hazards.count(hazard) == 1);
  }
}

/// Searched to the end, each shows its hazards and no others, in as many classes as its row says.
inline void check_complete_searches(const Models& models) {
  for (const Model& model : models) {
    INFO(model.name);
    const Expectation& expectation = scenario_of(model).expectation;
    const Verdict verdict = checked(model, true);
    CHECK(assess(expectation, verdict) == Assessment::as_expected);
    CHECK(hazards_of(verdict) == model.hazards);
    CHECK(verdict.exhausted);
    CHECK(verdict.complete != expectation.bounded());  // or the bound is not needed, and should go
    // How often a loop goes round before it is found to be where it was is no exact figure.
    if (!verdict.fair_only) CHECK(verdict.executions == model.classes);
  }
}

/// What is drawn at random is what the search has seen.
inline void check_that_nothing_is_unseen(const Models& models) {
  for (const Model& model : models) {
    INFO(model.name);
    const Scenario& scenario = scenario_of(model);
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      Options options = scenario.expectation.applied_to({});
      options.keep_going = true;
      options.max_time = std::chrono::nanoseconds::zero();
      options.seed = seed;
      const Verdict verdict = check(scenario.name, scenario.body, options);
      CHECK_FALSE(verdict.refused());
      if (verdict.holds()) CHECK(verdict.drawn >= 64);
      if (!verdict.holds()) break;
    }
  }
}

/// dpor runs no more than depth_first, and both see the hazards of the row.
inline void compare_searches(const Model& model) {
  INFO(model.name);
  const Verdict all = checked(model, true, Search::depth_first, model.within);
  const Verdict classes = checked(model, true, Search::dpor, model.within);
  for (const Verdict* verdict : {&all, &classes}) {
    INFO(name_of(verdict->options.search));
    INFO((verdict->nondeterminism ? verdict->nondeterminism->expected + " / " + verdict->nondeterminism->got : ""));
    CHECK(hazards_of(*verdict) == model.hazards);
    CHECK(verdict->exhausted);
  }
  if (!classes.fair_only) CHECK(classes.executions + classes.abandoned <= all.executions);
  if (model.schedules != 0 && !all.fair_only) CHECK(all.executions == model.schedules);
}

/// Likewise, for those rows of which `wanted` is true.
template <class Wanted>
void compare_searches(const Models& models, Wanted wanted) {
  for (const Model& model : models)
    if (wanted(model)) compare_searches(model);
}

/// Every finding replays to itself.
inline void check_that_findings_replay(const Models& models) {
  for (const Model& model : models) {
    if (model.hazards.empty()) continue;
    INFO(model.name);
    const Scenario& scenario = scenario_of(model);
    for (const Finding& finding : checked(model, false).findings) {
      const Replay again = replay(scenario.name, scenario.body, finding.schedule);
      CHECK(!again.divergence);
      CHECK(std::any_of(again.findings.begin(), again.findings.end(), [&](const Finding& other) {
        return other.hazard == finding.hazard && other.message == finding.message;
      }));
    }
  }
}

}  // namespace heddle::testing
