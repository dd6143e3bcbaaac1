// Laws: every finding replays, also from its text, to the very same trace; and every hazard that some execution
// shows is among the findings of a search that keeps going.

#include "tests/laws/law_scenarios.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/diagnosis.hpp>

#include <set>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// More of what goes wrong: the same threads stuck at the same lines, for different reasons.
std::vector<LawScenario> hazardous_scenarios() {
  std::vector<LawScenario> all = law_scenarios();
  all.push_back({"a lock held by its waiter, by another or by one who has ended", [](Recorder&) {
                   Lock lock;
                   Event never;
                   const int holder = choose(3);
                   Thread t(
                       [&] {
                         if (holder == 1) lock.acquire();
                         if (holder == 2) {
                           lock.acquire();
                           never.wait();
                         }
                       },
                       "t", true);
                   t.start();
                   t.join(1);
                   if (holder == 0) lock.acquire();
                   lock.acquire();
                 }});
  all.push_back({"exceptions of two kinds from one thread", [](Recorder&) {
                   if (choose(2) == 0) throw ValueError("one");
                   throw RuntimeError("other");
                 }});
  all.push_back({"two requirements", [](Recorder&) {
                   require(choose(2) == 0, "one");
                   require(choose(2) == 0, "other");
                 }});
  return all;
}

}  // namespace

TEST_CASE("every finding replays to the same trace, also from its text", "[laws]") {
  std::size_t findings = 0;
  for (const LawScenario& scenario : hazardous_scenarios()) {
    Recorder ignored;
    const auto body = [&] {
      ignored.clear();
      scenario.body(ignored);
    };
    Options options = scenario.options;
    options.keep_going = true;
    for (const Finding& finding : check(scenario.name, body, options).findings) {
      ++findings;
      const Replay replayed = replay(scenario.name, body, schedule_from_text(to_text(finding.schedule)));
      INFO(scenario.name << ": " << finding.message);
      CHECK_FALSE(replayed.divergence);
      CHECK(schedule_of(scenario.name, finding.schedule.settings, replayed.trace) == finding.schedule);
      CHECK(replayed.trace.outcome == finding.trace.outcome);
      bool told_again = false;
      for (const Finding& again : replayed.findings)
        told_again = told_again || (again.hazard == finding.hazard && again.message == finding.message);
      CHECK(told_again);
    }
  }
  CHECK(findings > 10);
}

TEST_CASE("a search that keeps going tells every hazard that an execution shows", "[laws]") {
  for (const LawScenario& scenario : hazardous_scenarios()) {
    Recorder ignored;
    Options options = scenario.options;
    options.keep_going = true;
    std::set<std::string> shown;
    engine::Explorer explorer(
        scenario.name, [&] { scenario.body(ignored); }, options);
    explorer.observe([&](const engine::Execution& execution) {
      for (const auto& diagnosis : engine::diagnose(execution.trace())) shown.emplace(name_of(diagnosis.hazard));
    });
    engine::DepthFirst strategy(options.preemption_bound);
    std::set<std::string> told;
    for (const Finding& finding : explorer.explore(strategy).findings) told.emplace(name_of(finding.hazard));
    INFO(scenario.name);
    CHECK(told == shown);
  }
}
