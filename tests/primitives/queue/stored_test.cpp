#include "tests/support/catch.hpp"

#include <heddle/primitives/queue/stored.hpp>

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

using heddle::detail::Stored;

namespace {

/// Counts what is done to it.
struct Counted {
  explicit Counted(int* count) : moves(count) {}
  Counted(Counted&& other) noexcept(false) : moves(other.moves) { ++*moves; }
  Counted& operator=(Counted&&) = delete;
  int* moves;
};

}  // namespace

TEST_CASE("what is stored comes out as it went in", "[stored]") {
  CHECK(Stored<int>(7).open() == 7);
  CHECK(*Stored<int>(7) == 7);
  CHECK(*Stored<std::unique_ptr<int>>(std::make_unique<int>(7)).open() == 7);
}

TEST_CASE("moving what is stored runs none of its own code", "[stored]") {
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Stored<Counted>>);
  STATIC_REQUIRE(std::is_nothrow_move_assignable_v<Stored<Counted>>);
  int moves = 0;
  std::vector<Stored<Counted>> all;
  all.emplace_back(Counted(&moves));
  CHECK(moves == 1);
  for (int i = 0; i < 10; ++i) all.push_back(std::move(all.back()));
  CHECK(moves == 1);
  CHECK(*std::move(all.back()).open().moves == 2);
}
