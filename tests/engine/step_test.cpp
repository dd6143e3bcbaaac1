#include "tests/support/catch.hpp"

#include <heddle/engine/step.hpp>

#include <initializer_list>

using namespace heddle::engine;

namespace {

struct Touch {
  ObjectIndex object = no_object;
  Access access = Access::none;
};

Step step(ThreadIndex thread, Touch first = {}, Touch second = {}, bool timer = false) {
  Step made;
  made.agent = {thread, timer};
  made.object = first.object;
  made.access = first.access;
  made.second = second.object;
  made.second_access = second.access;
  return made;
}

/// Dependence, which must be the same either way round.
bool depend(const Step& a, const Step& b) {
  const bool there = dependent(a, b);
  REQUIRE(there == dependent(b, a));
  return there;
}

constexpr Touch reads(ObjectIndex object) { return {object, Access::read}; }
constexpr Touch writes(ObjectIndex object) { return {object, Access::write}; }
constexpr Touch names(ObjectIndex object) { return {object, Access::none}; }

}  // namespace

TEST_CASE("steps of one thread never commute, nor do a thread and its timer", "[step]") {
  CHECK(depend(step(1), step(1)));
  CHECK(depend(step(1, reads(0)), step(1, reads(5))));
  CHECK(depend(step(1), step(1, {}, {}, true)));
  CHECK_FALSE(depend(step(1), step(2)));
  CHECK_FALSE(depend(step(1), step(2, {}, {}, true)));
}

TEST_CASE("steps on one object commute unless one of them writes", "[step]") {
  CHECK_FALSE(depend(step(1, reads(0)), step(2, reads(0))));
  CHECK(depend(step(1, reads(0)), step(2, writes(0))));
  CHECK(depend(step(1, writes(0)), step(2, writes(0))));
  CHECK_FALSE(depend(step(1, names(0)), step(2, writes(0))));
  CHECK_FALSE(depend(step(1, names(0)), step(2, names(0))));
}

TEST_CASE("steps on different objects commute", "[step]") {
  CHECK_FALSE(depend(step(1, writes(0)), step(2, writes(1))));
  CHECK_FALSE(depend(step(1, writes(0), writes(1)), step(2, writes(2), writes(3))));
}

TEST_CASE("the second object counts as the first does", "[step]") {
  CHECK(depend(step(1, reads(0), writes(1)), step(2, reads(1))));
  CHECK(depend(step(1, reads(0), reads(1)), step(2, writes(2), writes(1))));
  CHECK(depend(step(1, names(0), writes(1)), step(2, names(0), writes(1))));
  CHECK_FALSE(depend(step(1, reads(0), reads(1)), step(2, reads(1), reads(0))));
  CHECK_FALSE(depend(step(1, writes(0), names(1)), step(2, writes(1))));
}

TEST_CASE("steps that touch nothing commute with everything of others", "[step]") {
  for (const Access access : {Access::none, Access::read, Access::write}) {
    CHECK_FALSE(depend(step(1), step(2, {0, access}, {1, access})));
    CHECK_FALSE(depend(step(1, {no_object, access}), step(2, {no_object, access})));
  }
}

TEST_CASE("a write that changed nothing is a read", "[step]") {
  Step both = step(1, writes(0), writes(1));
  both.changed_nothing();
  CHECK(both.access == Access::read);
  CHECK(both.second_access == Access::read);
  CHECK_FALSE(depend(both, step(2, reads(0), reads(1))));
  CHECK(depend(both, step(2, writes(1))));
  Step neither = step(1, names(0), reads(1));
  neither.changed_nothing();
  CHECK(neither.access == Access::none);
  CHECK(neither.second_access == Access::read);
}
