#include <heddle/engine/self.hpp>

#include "tests/support/catch.hpp"

#include <array>
#include <cstdint>

namespace {

using heddle::engine::sum_of_memory;

std::uint64_t sum_of(const std::array<std::uint64_t, 11>& words) {
  return sum_of_memory(words.data(), words.data() + words.size());
}

}  // namespace

TEST_CASE("what changes in a piece of memory is the difference of two sums, whatever else is there", "[self]") {
  std::array<std::uint64_t, 11> words{};
  const std::uint64_t change = [&] {
    const std::uint64_t before = sum_of(words);
    words[3] = 7;
    return sum_of(words) - before;
  }();
  words = {1, 2, 3, 0, 5, 6, 7, 8, 9, 10, 11};
  const std::uint64_t before = sum_of(words);
  words[3] = 7;
  CHECK(sum_of(words) - before == change);
  words[3] = 0;
  CHECK(sum_of(words) == before);
}

TEST_CASE("a word that moves makes another sum, wherever it goes", "[self]") {
  for (std::size_t from = 0; from < 11; ++from)
    for (std::size_t to = 0; to < 11; ++to) {
      std::array<std::uint64_t, 11> one{};
      std::array<std::uint64_t, 11> other{};
      one[from] = 1;
      other[to] = 1;
      CHECK((sum_of(one) == sum_of(other)) == (from == to));
    }
}

TEST_CASE("a sum does not depend on where the memory that is summed begins", "[self]") {
  std::array<std::uint64_t, 11> words{};
  words[9] = 5;
  CHECK(sum_of_memory(words.data() + 4, words.data() + 11) == sum_of(words));
  words[4] = 8;
  CHECK(sum_of_memory(words.data() + 4, words.data() + 11) == sum_of(words));
}
