#include <heddle/tools/report/digest.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

#include <functional>

using heddle::report::digest;

TEST_CASE("equal traces have equal digests") {
  CHECK(digest(hand_made::lost_wakeup().trace) == digest(hand_made::lost_wakeup().trace));
  CHECK(digest(hand_made::lost_wakeup().trace).size() == 16);
}

TEST_CASE("a digest changes with any value, line, label, ending, step or outcome") {
  const heddle::Trace trace = hand_made::lost_wakeup().trace;
  const auto changed = [&](const std::function<void(heddle::Trace&)>& change) {
    heddle::Trace other = trace;
    change(other);
    return digest(other);
  };
  CHECK(changed([](auto& it) { it.steps[3].value = 1; }) != digest(trace));
  CHECK(changed([](auto& it) { it.steps[3].site.line = 99; }) != digest(trace));
  CHECK(changed([](auto& it) { it.steps[3].agent.thread = 1; }) != digest(trace));
  CHECK(changed([](auto& it) { it.steps[3].ending = heddle::engine::Ending::timed_out; }) != digest(trace));
  CHECK(changed([](auto& it) { it.steps.pop_back(); }) != digest(trace));
  CHECK(changed([](auto& it) { it.outcome = heddle::engine::Outcome::completed; }) != digest(trace));
}

TEST_CASE("a digest does not depend on where the sources lay") {
  heddle::Trace trace = hand_made::lost_wakeup().trace;
  const std::string before = digest(trace);
  for (auto& step : trace.steps) step.site.file = "elsewhere.cpp";
  CHECK(digest(trace) == before);
}

TEST_CASE("the digest of no steps is the same on every machine") {
  CHECK(digest(heddle::Trace{}) == "440f6c28a696de16");
}
