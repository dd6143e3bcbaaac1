// Law: two independent steps that are next to each other may be swapped. The execution then goes the same way: each
// thread takes the same steps with the same results, and it ends alike.
//
// This is what makes it right to explore only one of the two orders, so it tests what every primitive declares of
// its operations: which objects they touch, and whether they read or write them.

#include "tests/laws/law_scenarios.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

using engine::Role;
using engine::Step;

/// A step and the values chosen right after it, which belong to it.
struct Block {
  std::size_t first = 0;  ///< index of the step
  std::vector<std::uint32_t> values;
};

/// Goes the way of some blocks.
class Follow final : public engine::Strategy {
 public:
  Follow(const Trace& trace, const std::vector<Block>& blocks) : trace_(trace), blocks_(blocks) {}

  [[nodiscard]] bool begin() override { return true; }
  void finish(const engine::Execution&) override {}

  [[nodiscard]] std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    ++next_;
    value_ = 0;
    if (next_ == blocks_.size()) return stop;
    // Threads are numbered as they start, which a swap may change; their names stay.
    const std::string wanted = trace_.label(trace_.steps[blocks_[next_].first].agent);
    for (std::uint32_t i = 0; i < point.enabled.size(); ++i) {
      const std::string label = point.execution.pending_label(point.enabled[i]);
      if (label.starts_with(wanted + " ")) return i;
    }
    return stop;
  }

  [[nodiscard]] std::uint32_t choose_value(std::uint32_t) override { return blocks_[next_].values[value_++]; }

 private:
  const Trace& trace_;
  const std::vector<Block>& blocks_;  // the first stands for what comes before every step
  std::size_t next_ = 0;
  std::size_t value_ = 0;
};

std::vector<Block> blocks_of(const Trace& trace) {
  std::vector<Block> blocks(1);
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const Step& step = trace.steps[i];
    if (step.kind->role == Role::choose) blocks.back().values.push_back(static_cast<std::uint32_t>(step.value));
    else blocks.push_back({i, {}});
  }
  return blocks;
}

/// An execution, with what each of its steps touched.
struct Seen {
  Trace trace;
  std::vector<std::vector<engine::Touch>> footprints;
  std::string result;
};

std::vector<std::vector<engine::Touch>> footprints_of(const engine::Execution& execution) {
  std::vector<std::vector<engine::Touch>> footprints(execution.steps().size());
  for (std::size_t i = 0; i < footprints.size(); ++i) execution.footprint(i, footprints[i]);
  return footprints;
}

/// Everything about a step that must stay the same.
std::string described(const Trace& trace, const Step& step) {
  std::ostringstream text;
  text << trace.label(step) << "; " << trace.label(step.second) << "; value " << step.value << "; ending "
       << static_cast<int>(step.ending) << "; access " << static_cast<int>(step.access) << ", "
       << static_cast<int>(step.second_access) << "; line " << step.site.line;
  return text.str();
}

/// The steps of a trace, those of the two blocks at `swapped` the other way round.
std::vector<std::string> described(const Trace& trace, const std::vector<Block>& blocks) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (i != 0) all.push_back(described(trace, trace.steps[blocks[i].first]));
    for (const std::uint32_t value : blocks[i].values) all.push_back("chosen " + std::to_string(value));
  }
  return all;
}

/// Not what `dependent` speaks of: a thread cannot take a step before the one that starts it, and nobody can after
/// the last thread that is no daemon has ended, or after a requirement has failed.
bool ordered_anyway(const Trace& trace, const Step& a, const Step& b, bool b_is_last) {
  if (a.kind->role == Role::start && trace.threads[b.agent.thread].object == a.object) return true;
  if (!b_is_last) return false;
  return trace.outcome == engine::Outcome::requirement_failed || trace.threads[a.agent.thread].daemon;
}

/// Of a scenario with more executions than this, some are tried, evenly spread: neighbours in the search are alike.
constexpr std::size_t most_traces = 400;

struct Swaps {
  std::size_t made = 0;
  std::set<std::string> broken;
};

void swap_all_in(const LawScenario& scenario, const Seen& seen, Recorder& recorder, engine::Execution& execution,
                 const std::function<void()>& body, Swaps& swaps) {
  const Trace& trace = seen.trace;
  const std::string& result = seen.result;
  std::vector<Block> blocks = blocks_of(trace);
  for (std::size_t i = 1; i + 1 < blocks.size(); ++i) {
    const Step& a = trace.steps[blocks[i].first];
    const Step& b = trace.steps[blocks[i + 1].first];
    const bool dependent =
        a.agent.thread == b.agent.thread ||
        engine::collide(seen.footprints[blocks[i].first], seen.footprints[blocks[i + 1].first], Dependence::fine);
    // Before a step after a rest, nobody else could have gone.
    if (dependent || b.after_quiet || ordered_anyway(trace, a, b, i + 2 == blocks.size())) continue;
    ++swaps.made;
    std::swap(blocks[i], blocks[i + 1]);
    Follow strategy(trace, blocks);
    execution.run(body, strategy);
    const Trace swapped = execution.trace();
    const bool alike = recorder.text() + ending_of(swapped) == result &&
                       described(swapped, blocks_of(swapped)) == described(trace, blocks);
    if (!alike)
      swaps.broken.insert(scenario.name + ": [" + described(trace, a) + "] and [" + described(trace, b) +
                          "]: " + result + " becomes " + recorder.text() + ending_of(swapped));
    execution.unwind();
    std::swap(blocks[i], blocks[i + 1]);
  }
}

Swaps swaps_of(const LawScenario& scenario) {
  Recorder recorder;
  const std::function<void()> body = [&] {
    recorder.clear();
    scenario.body(recorder);
  };
  std::vector<Seen> executions;
  {
    Options options = scenario.options;
    options.keep_going = true;
    engine::Explorer explorer(scenario.name, body, options);
    explorer.observe([&](const engine::Execution& execution) {
      executions.push_back({execution.trace(), footprints_of(execution), ""});
      executions.back().result = recorder.text() + ending_of(executions.back().trace);
    });
    engine::DepthFirst strategy(options.preemption_bound);
    REQUIRE(explorer.explore(strategy).exhausted);
  }
  Swaps swaps;
  engine::Execution execution(scenario.options.settings(), scenario.options.stack_size,
                              scenario.options.max_threads);
  const std::size_t stride = 1 + executions.size() / most_traces;
  for (std::size_t i = 0; i < executions.size(); i += stride)
    swap_all_in(scenario, executions[i], recorder, execution, body, swaps);
  return swaps;
}

}  // namespace

TEST_CASE("swapping independent neighbours changes nothing", "[laws]") {
  std::size_t made = 0;
  for (const LawScenario& scenario : law_scenarios()) {
    const Swaps swaps = swaps_of(scenario);
    for (const std::string& broken : swaps.broken) FAIL_CHECK(broken);
    made += swaps.made;
  }
  CHECK(made > 10'000);
}
