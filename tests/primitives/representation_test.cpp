#include <heddle/primitives/representation.hpp>

#include "tests/support/catch.hpp"

#include <cstring>
#include <limits>
#include <new>

using heddle::detail::clears_padding;
using heddle::detail::same_representation;

TEST_CASE("values are the same where all their bits are", "[representation]") {
  CHECK(same_representation(1, 1));
  CHECK_FALSE(same_representation(1, 2));
  CHECK_FALSE(same_representation(0.0, -0.0));
  CHECK_FALSE(same_representation(0.0F, -0.0F));
  CHECK_FALSE(same_representation(0.0L, -0.0L));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(same_representation(nan, nan));
  CHECK_FALSE(same_representation(nan, -nan));
}

TEST_CASE("an == of the type's own is not asked", "[representation]") {
  struct AllTheSame {
    int value;
    bool operator==(const AllTheSame&) const { return true; }
  };
  CHECK_FALSE(same_representation(AllTheSame{1}, AllTheSame{2}));
}

TEST_CASE("padding does not count, where the compiler can tell it", "[representation]") {
  struct Padded {
    char small;
    int large;
  };
  alignas(Padded) unsigned char bytes[2][sizeof(Padded)];
  std::memset(bytes[0], 0x00, sizeof(Padded));
  std::memset(bytes[1], 0xff, sizeof(Padded));
  auto* const a = std::launder(reinterpret_cast<Padded*>(bytes[0]));
  auto* const b = std::launder(reinterpret_cast<Padded*>(bytes[1]));
  a->small = b->small = 'x';
  a->large = b->large = 7;
  CHECK(same_representation(*a, *b) == clears_padding);
  CHECK(same_representation(1.5L, 1.5L));
}
