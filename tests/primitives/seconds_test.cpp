#include "tests/support/catch.hpp"

#include <heddle/primitives/seconds.hpp>

#include <chrono>
#include <limits>

using heddle::Seconds;
using namespace std::chrono_literals;

TEST_CASE("seconds are made from whole numbers, fractions and durations", "[seconds]") {
  CHECK(Seconds(2).nanoseconds() == 2s);
  CHECK(Seconds(2U).nanoseconds() == 2s);
  CHECK(Seconds(0.5).nanoseconds() == 500ms);
  CHECK(Seconds(0.25F).nanoseconds() == 250ms);
  CHECK(Seconds(1500ms).nanoseconds() == 1500ms);
  CHECK(Seconds(2min).nanoseconds() == 120s);
  CHECK(Seconds(7ns).nanoseconds() == 7ns);
  CHECK(Seconds(1500ms).count() == 1.5);
  CHECK(Seconds(-3).count() == -3);
}

TEST_CASE("seconds are rounded to the nearest nanosecond", "[seconds]") {
  CHECK(Seconds(0.1).nanoseconds() == 100ms);
  CHECK(Seconds(1.4e-9).nanoseconds() == 1ns);
  CHECK(Seconds(1.6e-9).nanoseconds() == 2ns);
  CHECK(Seconds(4e-10).nanoseconds() == 0ns);
}

TEST_CASE("less than no time is none", "[seconds]") {
  CHECK(Seconds(-1).nanoseconds() == 0ns);
  CHECK(Seconds(-std::numeric_limits<double>::infinity()).nanoseconds() == 0ns);
}

TEST_CASE("a very long time is long, but not for ever", "[seconds]") {
  CHECK(Seconds(heddle::TIMEOUT_MAX).nanoseconds() > 200 * 24h * 365);
  CHECK(Seconds(1e100).nanoseconds() > 200 * 24h * 365);
  CHECK(Seconds(1e100).nanoseconds() < std::chrono::nanoseconds::max());
  CHECK(Seconds(std::numeric_limits<double>::infinity()).nanoseconds() < std::chrono::nanoseconds::max());
}

TEST_CASE("what is not a number is no time", "[seconds]") {
  CHECK(Seconds(std::numeric_limits<double>::quiet_NaN()).nanoseconds() == 0ns);
}
