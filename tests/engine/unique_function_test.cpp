#include "tests/support/catch.hpp"

#include <heddle/engine/unique_function.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

using heddle::engine::UniqueFunction;

namespace {

/// A callable of any size that counts its lives.
template <std::size_t Size>
struct Counted {
  explicit Counted(int& lives, int& calls) : alive(&lives), called(&calls) { ++*alive; }
  Counted(Counted&& other) noexcept : alive(other.alive), called(other.called) { ++*alive; }
  Counted(const Counted& other) noexcept : alive(other.alive), called(other.called) { ++*alive; }
  Counted& operator=(const Counted&) = delete;
  Counted& operator=(Counted&&) = delete;
  ~Counted() { --*alive; }
  void operator()() { ++*called; }

  int* alive;
  int* called;
  std::array<std::byte, Size> ballast{};
};

template <std::size_t Size>
void lives_and_dies_once() {
  int alive = 0;
  int calls = 0;
  {
    UniqueFunction function = Counted<Size>(alive, calls);
    CHECK(alive == 1);
    function();
    function();
    CHECK(calls == 2);
    UniqueFunction moved = std::move(function);
    CHECK(alive == 1);
    CHECK(moved);
    moved();
    CHECK(calls == 3);
    UniqueFunction assigned = [] {};
    assigned = std::move(moved);
    CHECK(alive == 1);
    assigned();
    CHECK(calls == 4);
    assigned.reset();
    CHECK(alive == 0);
    CHECK_FALSE(assigned);
    assigned.reset();
    assigned = Counted<Size>(alive, calls);
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}

int plain_calls = 0;
void plain() { ++plain_calls; }

}  // namespace

TEST_CASE("a function without a callable is empty", "[unique_function]") {
  UniqueFunction function;
  CHECK_FALSE(function);
  UniqueFunction moved = std::move(function);
  CHECK_FALSE(moved);
}

TEST_CASE("a small callable is called, moved and destroyed once", "[unique_function]") { lives_and_dies_once<1>(); }

TEST_CASE("a large callable is called, moved and destroyed once", "[unique_function]") {
  lives_and_dies_once<1000>();
}

TEST_CASE("a callable of the size of the room in it fits", "[unique_function]") {
  lives_and_dies_once<64 - 2 * sizeof(int*)>();
  lives_and_dies_once<64 - 2 * sizeof(int*) + 1>();
}

TEST_CASE("what was moved from is empty", "[unique_function]") {
  UniqueFunction function = [] {};
  CHECK(function);
  const UniqueFunction moved = std::move(function);
  CHECK_FALSE(function);  // NOLINT(bugprone-use-after-move): what is tested
  CHECK(moved);
}

TEST_CASE("a function assigned to itself stays as it is", "[unique_function]") {
  int calls = 0;
  UniqueFunction function = [&] { ++calls; };
  UniqueFunction& same = function;
  function = std::move(same);
  function();
  CHECK(calls == 1);
}

TEST_CASE("a callable that can only be moved is taken", "[unique_function]") {
  auto number = std::make_unique<int>(4);
  int seen = 0;
  UniqueFunction function = [owned = std::move(number), &seen] { seen = *owned; };
  UniqueFunction moved = std::move(function);
  moved();
  CHECK(seen == 4);
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<UniqueFunction>);
}

TEST_CASE("functions, and callables that change, are taken", "[unique_function]") {
  UniqueFunction pointer = plain;
  pointer();
  CHECK(plain_calls == 1);
  std::string text;
  UniqueFunction changing = [&text, n = 0]() mutable { text += std::to_string(n++); };
  changing();
  changing();
  UniqueFunction moved = std::move(changing);
  moved();
  CHECK(text == "012");
}

TEST_CASE("a callable with an alignment of its own is kept aligned", "[unique_function]") {
  struct alignas(128) Aligned {
    bool* aligned;
    void operator()() const {
      *aligned = reinterpret_cast<std::uintptr_t>(this) % 128 == 0;  // NOLINT: what is tested
    }
  };
  bool aligned = false;
  UniqueFunction function = Aligned{&aligned};
  UniqueFunction moved = std::move(function);
  moved();
  CHECK(aligned);
}

TEST_CASE("an exception of the callable goes through", "[unique_function]") {
  UniqueFunction function = [] { throw 7; };
  CHECK_THROWS_AS(function(), int);
}
