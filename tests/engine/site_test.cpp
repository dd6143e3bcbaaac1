#include "tests/support/catch.hpp"

#include <heddle/engine/site.hpp>

using heddle::Site;

TEST_CASE("sites are equal if they name the same line of the same file, whoever holds the name", "[site]") {
  const char here[] = "philosophers.cpp";
  const char there[] = "philosophers.cpp";
  REQUIRE(static_cast<const void*>(here) != static_cast<const void*>(there));
  CHECK(Site{here, 7} == Site{there, 7});
  CHECK(Site{here, 7} != Site{here, 8});
  CHECK(Site{here, 7} != Site{"barber.cpp", 7});
}

TEST_CASE("a site that nobody gave is not known, and is like no other", "[site]") {
  CHECK_FALSE(Site{}.known());
  CHECK(Site{} == Site{});
  CHECK(Site{} != Site::current());
}
