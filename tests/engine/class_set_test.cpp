#include <heddle/engine/class_set.hpp>

#include <heddle/engine/class_hash.hpp>

#include "tests/support/catch.hpp"

#include <cstdint>

using heddle::engine::ClassSet;

namespace {

std::uint64_t hash_number(std::uint64_t number) {
  return heddle::engine::class_hash::added(heddle::engine::class_hash::start, number);
}

}  // namespace

TEST_CASE("a class is known once it was added", "[class_set]") {
  ClassSet classes;
  for (const std::uint64_t hash :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 63U, ~std::uint64_t{1}}) {
    CHECK(classes.tells_of(hash));
    CHECK_FALSE(classes.contains(hash));
    classes.add(hash);
    classes.add(hash);
    CHECK(classes.contains(hash));
  }
  CHECK(classes.size() == 4);
}

TEST_CASE("of too many classes, those are kept whose hash ends in zeros, and none of these is forgotten",
          "[class_set]") {
  ClassSet classes(1000);
  constexpr std::uint64_t all = 100'000;
  for (std::uint64_t i = 0; i < all; ++i) classes.add(hash_number(i));
  CHECK(classes.size() <= 1024);
  CHECK(classes.size() >= 256);
  std::uint64_t told = 0;
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < 2 * all; ++i) {
    if (!classes.tells_of(hash_number(i))) continue;
    told += i < all ? 1 : 0;
    wrong += classes.contains(hash_number(i)) != (i < all) ? 1 : 0;
  }
  CHECK(wrong == 0);
  CHECK(told == classes.size());
}
