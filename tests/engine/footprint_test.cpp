#include "tests/support/catch.hpp"

#include <heddle/engine/footprint.hpp>

#include <vector>

using namespace heddle;
using namespace heddle::engine;

namespace {

/// Whether two footprints collide, which must be the same either way round.
bool collision(const std::vector<Touch>& a, const std::vector<Touch>& b, Dependence dependence = Dependence::fine) {
  const bool there = collide(a, b, dependence);
  REQUIRE(there == collide(b, a, dependence));
  return there;
}

Touch reads(ObjectIndex object, std::uint32_t part = 0) { return {object, part, Access::read}; }
Touch writes(ObjectIndex object, std::uint32_t part = 0) { return {object, part, Access::write}; }

}  // namespace

TEST_CASE("steps on one object commute unless one of them writes", "[footprint]") {
  CHECK_FALSE(collision({reads(0)}, {reads(0)}));
  CHECK(collision({reads(0)}, {writes(0)}));
  CHECK(collision({writes(0)}, {writes(0)}));
}

TEST_CASE("steps on different objects commute, and those that touch nothing with all", "[footprint]") {
  CHECK_FALSE(collision({writes(0)}, {writes(1)}));
  CHECK_FALSE(collision({writes(0), writes(1)}, {writes(2), writes(3)}));
  CHECK_FALSE(collision({}, {writes(0)}));
}

TEST_CASE("any of the objects that a step touches counts", "[footprint]") {
  CHECK(collision({writes(0), reads(1)}, {writes(2), writes(1)}));
  CHECK(collision({reads(3)}, {reads(1), writes(3)}));
  CHECK_FALSE(collision({writes(0), reads(1)}, {writes(2), reads(1)}));
}

TEST_CASE("steps on different parts of an object commute, unless dependence is coarse", "[footprint]") {
  CHECK_FALSE(collision({writes(0, 0)}, {writes(0, 1)}));
  CHECK(collision({writes(0, 0)}, {writes(0, 1)}, Dependence::coarse));
  CHECK(collision({writes(0, 1)}, {reads(0, 1)}));
  CHECK_FALSE(collision({reads(0, 0)}, {reads(0, 1)}, Dependence::coarse));
}
