#include "tests/support/catch.hpp"

#include <heddle/primitives/errors.hpp>

#include <string>
#include <type_traits>

using namespace heddle;

TEST_CASE("every exception of the primitives is a std::exception that says what is wrong", "[errors]") {
  CHECK(std::string(RuntimeError("a").what()) == "a");
  CHECK(std::string(BrokenBarrierError().what()).empty());  // the type says it all, as in CPython
  CHECK(std::string(ValueError("b").what()) == "b");
  CHECK(std::string(OverflowError("c").what()) == "c");
  CHECK(std::string(Empty().what()) == "the queue is empty");
  CHECK(std::string(Full().what()) == "the queue is full");
  CHECK(std::string(ShutDown().what()) == "the queue has been shut down");
  STATIC_REQUIRE(std::is_base_of_v<std::runtime_error, RuntimeError>);
  STATIC_REQUIRE(std::is_base_of_v<RuntimeError, BrokenBarrierError>);
  STATIC_REQUIRE(std::is_base_of_v<std::invalid_argument, ValueError>);
  STATIC_REQUIRE(std::is_base_of_v<std::overflow_error, OverflowError>);
  STATIC_REQUIRE(std::is_base_of_v<std::runtime_error, Empty>);
  STATIC_REQUIRE(std::is_base_of_v<std::runtime_error, Full>);
  STATIC_REQUIRE(std::is_base_of_v<std::runtime_error, ShutDown>);
}
