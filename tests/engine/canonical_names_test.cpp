#include "tests/support/catch.hpp"

#include <heddle/engine/canonical_names.hpp>

#include <set>

using namespace heddle::engine;

TEST_CASE("a name is the same whenever it is asked for", "[names]") {
  CanonicalNames names;
  const ProcessId second = names.process(0, 1);
  const ProcessId first = names.process(0, 0);
  CHECK(names.process(0, 1) == second);
  CHECK(names.process(0, 0) == first);
  const auto object = names.object(first, 3);
  CHECK(names.object(first, 3) == object);
  CHECK(names.variable(object, 9) == names.variable(object, 9));
}

TEST_CASE("different things have different names", "[names]") {
  CanonicalNames names;
  std::set<ProcessId> processes{0};
  for (std::uint32_t i = 0; i < 3; ++i) processes.insert(names.process(0, i));
  for (std::uint32_t i = 0; i < 3; ++i) processes.insert(names.process(names.process(0, 1), i));
  CHECK(processes.size() == 7);
  CHECK(names.processes() == 7);
  std::set<std::uint32_t> objects;
  std::set<VariableId> variables;
  for (const ProcessId process : processes)
    for (std::uint32_t i = 0; i < 2; ++i) {
      const auto object = names.object(process, i);
      objects.insert(object);
      for (std::uint32_t part = 0; part < 3; ++part) variables.insert(names.variable(object, part));
    }
  CHECK(objects.size() == 14);
  CHECK(names.objects() == 14);
  CHECK(variables.size() == 42);
  CHECK(names.variables() == 42);
}
