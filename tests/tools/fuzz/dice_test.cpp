#include <heddle/tools/fuzz/dice.hpp>

#include "tests/support/catch.hpp"

#include <set>

using heddle::fuzz::Dice;

TEST_CASE("dice give the numbers of splitmix64") {
  Dice dice(0);
  CHECK(dice.next() == 0xe220a8397b1dcdafU);
  CHECK(dice.next() == 0x6e789e6aa1b965f4U);
  CHECK(dice.next() == 0x06c45d188009454fU);
}

TEST_CASE("dice reach every number of a range, and none outside") {
  Dice dice(1);
  std::set<int> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(dice.between(-2, 3));
  CHECK(seen == std::set<int>{-2, -1, 0, 1, 2, 3});
}

TEST_CASE("what has no chance never happens, and what is certain always does") {
  Dice dice(2);
  for (int i = 0; i < 1000; ++i) {
    CHECK_FALSE(dice.chance(0));
    CHECK(dice.chance(100));
  }
}
