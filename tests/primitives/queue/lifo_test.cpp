#include "tests/support/catch.hpp"

#include <heddle/primitives/queue/lifo.hpp>

#include <memory>

using heddle::detail::Lifo;

TEST_CASE("what goes last into a lifo comes out first", "[lifo]") {
  Lifo<int> lifo;
  lifo.push(1);
  lifo.push(2);
  CHECK(lifo.pop() == 2);
  lifo.push(3);
  CHECK(lifo.size() == 2);
  CHECK(lifo.pop() == 3);
  CHECK(lifo.pop() == 1);
  CHECK(lifo.size() == 0);
}

TEST_CASE("a lifo holds things that can only be moved", "[lifo]") {
  Lifo<std::unique_ptr<int>> lifo;
  lifo.push(std::make_unique<int>(1));
  lifo.push(std::make_unique<int>(2));
  CHECK(*lifo.pop() == 2);
  CHECK(*lifo.pop() == 1);
}
