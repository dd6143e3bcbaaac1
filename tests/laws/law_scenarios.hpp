#pragma once

#include "tests/support/outcomes.hpp"

#include <functional>
#include <string>
#include <vector>

namespace heddle::testing {

/// A small scenario for laws that hold of every one. Its threads have names of their own, and it makes all objects
/// before the threads start: so a step's label is the same whatever came before it.
struct LawScenario {
  std::string name;
  std::function<void(Recorder&)> body;
  Options options{};
};

/// Together they execute every operation of every primitive, in every way it can end.
[[nodiscard]] std::vector<LawScenario> law_scenarios();

}  // namespace heddle::testing
