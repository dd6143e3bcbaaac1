#include <heddle/engine/record_pool.hpp>

#include "tests/support/catch.hpp"

#include <set>

using heddle::engine::ObjectKind;
using heddle::engine::ObjectRecord;
using heddle::engine::RecordPool;

namespace {

constexpr ObjectKind lasting{"lasting"};
constexpr ObjectKind passing{.name = "passing", .transient = true};

std::uintptr_t address_of(const ObjectRecord& record) { return reinterpret_cast<std::uintptr_t>(&record); }

}  // namespace

TEST_CASE("each record has a place of its own, and stays there", "[record_pool]") {
  RecordPool pool;
  std::set<const ObjectRecord*> places;
  pool.reserve(0);
  const ObjectRecord* const first = &pool[0];
  for (heddle::engine::ObjectIndex i = 0; i < 500; ++i) {
    pool.reserve(i);
    places.insert(&pool[i]);
    CHECK(address_of(pool[i]) >= pool.lowest_address());
    CHECK(address_of(pool[i]) < pool.highest_address());
  }
  CHECK(places.size() == 500);
  CHECK(&pool[0] == first);
}

TEST_CASE("a pool knows the addresses of its transient records", "[record_pool]") {
  RecordPool pool;
  for (heddle::engine::ObjectIndex i = 0; i < 100; ++i) {
    pool.reserve(i);
    pool[i].kind = i % 2 == 0 ? &lasting : &passing;
  }
  for (heddle::engine::ObjectIndex i = 0; i < 100; ++i) {
    CHECK(pool.is_transient(address_of(pool[i])) == (i % 2 != 0));
    CHECK_FALSE(pool.is_transient(address_of(pool[i]) + 1));
  }
  CHECK_FALSE(pool.is_transient(0));
  CHECK_FALSE(pool.is_transient(pool.highest_address()));
}
