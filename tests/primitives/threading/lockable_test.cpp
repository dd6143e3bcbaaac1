#include "tests/support/catch.hpp"

#include <heddle/primitives/threading/lockable.hpp>

#include <chrono>

using namespace heddle;
using heddle::detail::AcquireMode;
using namespace std::chrono_literals;

TEST_CASE("a call that does not block, or has no time, does not wait", "[lockable]") {
  CHECK_FALSE(AcquireMode::of(false, -1).blocking);
  CHECK_FALSE(AcquireMode::of(true, 0).blocking);
  CHECK_FALSE(AcquireMode::of(true, 0s).blocking);
}

TEST_CASE("a call that blocks waits for as long as it says, -1 being for ever", "[lockable]") {
  CHECK(AcquireMode::of(true, -1).blocking);
  CHECK(AcquireMode::of(true, -1).timeout == engine::no_timeout);
  CHECK(AcquireMode::of(true, 1.5).blocking);
  CHECK(AcquireMode::of(true, 1.5).timeout == 1500ms);
  CHECK(AcquireMode::of(true, 250us).timeout == 250us);
  CHECK(AcquireMode::of(true, TIMEOUT_MAX).timeout < engine::no_timeout);
}

TEST_CASE("what CPython refuses is refused with CPython's words", "[lockable]") {
  CHECK_THROWS_AS(AcquireMode::of(false, 1), ValueError);
  CHECK_THROWS_WITH(AcquireMode::of(false, 1), "can't specify a timeout for a non-blocking call");
  CHECK_THROWS_WITH(AcquireMode::of(false, 0), "can't specify a timeout for a non-blocking call");
  CHECK_THROWS_WITH(AcquireMode::of(false, -2), "can't specify a timeout for a non-blocking call");
  CHECK_THROWS_AS(AcquireMode::of(true, -2), ValueError);
  CHECK_THROWS_WITH(AcquireMode::of(true, -2), "timeout value must be positive");
  CHECK_THROWS_AS(AcquireMode::of(true, TIMEOUT_MAX + 1), OverflowError);
  CHECK_THROWS_WITH(AcquireMode::of(true, 1e100), "timeout value is too large");
}
