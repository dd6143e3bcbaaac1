#include "tests/support/catch.hpp"

#include <heddle/primitives/queue/fifo.hpp>

#include <memory>
#include <vector>

using heddle::detail::Fifo;

TEST_CASE("what goes first into a fifo comes out first", "[fifo]") {
  Fifo<int> fifo;
  for (int i = 0; i < 5; ++i) fifo.push(i);
  std::vector<int> out;
  while (fifo.size() != 0) out.push_back(fifo.pop());
  CHECK(out == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("a fifo keeps the order while it is filled and emptied by turns", "[fifo]") {
  Fifo<int> fifo;
  int in = 0;
  int out = 0;
  bool ordered = true;
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i <= round % 7; ++i) fifo.push(in++);
    for (int i = 0; i <= round % 5 && fifo.size() != 0; ++i) ordered = fifo.pop() == out++ && ordered;
  }
  CHECK(ordered);
  CHECK(fifo.size() == static_cast<std::size_t>(in - out));
}

TEST_CASE("a fifo holds things that can only be moved", "[fifo]") {
  Fifo<std::unique_ptr<int>> fifo;
  fifo.push(std::make_unique<int>(1));
  fifo.push(std::make_unique<int>(2));
  CHECK(*fifo.pop() == 1);
  CHECK(fifo.size() == 1);
  CHECK(*fifo.pop() == 2);
  CHECK(fifo.size() == 0);
}
