#include <heddle/engine/stack.hpp>

#include "tests/support/catch.hpp"

#include <cstddef>
#include <cstring>
#include <new>

using heddle::engine::Stack;

TEST_CASE("a stack has at least the size asked for, all of it to write to") {
  const Stack stack(10'000);
  CHECK(stack.size() >= 10'000);
  CHECK(static_cast<char*>(stack.top()) - static_cast<char*>(stack.bottom()) ==
        static_cast<std::ptrdiff_t>(stack.size()));
  std::memset(stack.bottom(), 1, stack.size());
}

TEST_CASE("what lies below a stack is its guard, and the stack itself is not") {
  const Stack stack(10'000);
  const char* const bottom = static_cast<char*>(stack.bottom());
  CHECK(stack.guards(bottom - 1));
  CHECK(stack.guards(bottom - 1'000'000));
  CHECK_FALSE(stack.guards(bottom));
  CHECK_FALSE(stack.guards(bottom - 10'000'000));
}

TEST_CASE("a stack larger than there is memory throws bad_alloc") {
  CHECK_THROWS_AS(Stack(std::size_t{1} << 60U), std::bad_alloc);
}
