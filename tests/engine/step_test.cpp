#include "tests/support/catch.hpp"

#include <heddle/engine/step.hpp>

using namespace heddle::engine;

TEST_CASE("a write that changed nothing is a read", "[step]") {
  Step both;
  both.access = both.second_access = Access::write;
  both.changed_nothing();
  CHECK(both.access == Access::read);
  CHECK(both.second_access == Access::read);
  Step neither;
  neither.second_access = Access::read;
  neither.changed_nothing();
  CHECK(neither.access == Access::none);
  CHECK(neither.second_access == Access::read);
}

TEST_CASE("a step that changed nothing has looked at more parts than it would have changed", "[step]") {
  Step get;
  get.parts = 0b01;
  get.looks_at = 0b11;
  get.changed_nothing();
  CHECK(get.parts == 0b11);
}
