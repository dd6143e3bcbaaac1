// Law: what a diagnosis says is so. Its sentence and its marks are read again and held against the trace, of every
// model and of generated programs. How many findings of the latter: HEDDLE_FINDINGS, else ten thousand.

#include "tests/support/catch.hpp"
#include "tests/support/statement_forms.hpp"

#include <heddle/engine/explorer.hpp>
#include <heddle/heddle.hpp>
#include <heddle/tools/fuzz/generator.hpp>
#include <heddle/tools/fuzz/interpreter.hpp>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// How many diagnoses there were of each hazard, and what is wrong with the first that says what is not so.
struct Said {
  std::uint64_t diagnoses = 0;
  std::map<Hazard, std::uint64_t> hazards;
  std::string wrong;
};

void read_all(const std::string& name, const std::function<void()>& body, const Options& options, Said& said) {
  engine::Explorer explorer(name, body, options);
  explorer.observe([&](const engine::Execution& execution) {
    // One that went on after a requirement had failed is looked at again, up to there.
    const bool went_on =
        !execution.failures().empty() && execution.outcome() != engine::Outcome::requirement_failed;
    if (went_on) return;
    const Trace trace = execution.trace();
    const auto diagnoses = engine::diagnose(trace);
    if (diagnoses.empty() || !said.wrong.empty()) return;
    const Wakings wakings = wakings_of(execution, trace);
    Statements statements(trace, wakings);
    for (const engine::Diagnosis& diagnosis : diagnoses) {
      ++said.diagnoses;
      ++said.hazards[diagnosis.hazard];
      if (said.wrong.empty()) said.wrong = statements.wrong_with(diagnosis);
    }
  });
  (void)explorer.explore(*engine::make_strategy(options));
}

}  // namespace

TEST_CASE("what the diagnosis of a model says is so", "[laws]") {
  for (const Scenario* scenario : scenarios()) {
    if (!scenario->name.starts_with("seeds/") && !scenario->name.starts_with("classics/")) continue;
    INFO(scenario->name);
    Options options = scenario->expectation.applied_to({});
    options.keep_going = true;
    options.max_executions = 2000;
    Said said;
    read_all(scenario->name, scenario->body, options, said);
    CHECK(said.wrong == "");
  }
}

TEST_CASE("what the diagnosis of a generated program says is so", "[laws]") {
  const char* const wanted = std::getenv("HEDDLE_FINDINGS");
  const std::uint64_t findings = wanted == nullptr ? 10'000 : std::strtoull(wanted, nullptr, 10);
  Said said;
  for (std::uint64_t seed = 1; said.diagnoses < findings && said.wrong.empty(); ++seed) {
    const fuzz::Program program = fuzz::generate(seed);
    fuzz::Interpreter interpreter(program);
    Options options;
    options.clock = program.clock;
    options.search = Search::random;
    options.seed = seed;
    options.max_executions = 10;
    options.keep_going = true;
    options.max_steps = 300;
    INFO("seed " << seed);
    read_all(
        "generated", [&] { interpreter.run(); }, options, said);
    CHECK(said.wrong == "");
  }
  CHECK(said.diagnoses >= findings);
}
