#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/lint/locks.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("a lock is released by who acquired it", "[lint]") {
  TraceBuilder t;
  const auto lock = t.lock("lock");
  const auto handed = t.lock("handed");
  const auto given = t.lock("given");
  const auto untouched = t.lock("untouched");
  const auto worker = started(t, "worker");
  t.step(worker, acquire, lock, 1, 1).step(worker, release, lock, 1, 2);
  t.step(worker, acquire, handed, 1, 3).step(main_index, release, handed, 1, 4);
  t.step(main_index, release, given, 1, 5).step(worker, acquire, given, 1, 6);
  const Locks locks(t.trace());
  CHECK(locks.is_lock(lock));
  CHECK_FALSE(locks.is_lock(handed));
  CHECK_FALSE(locks.is_lock(given));
  CHECK_FALSE(locks.is_lock(untouched));
}

TEST_CASE("a semaphore is a lock if it has room for one", "[lint]") {
  TraceBuilder t;
  const auto at_once = t.lock("held by two at once");
  const auto roomy = t.lock("with permits for two");
  const auto single = t.lock("with a permit for one");
  const auto worker = started(t, "worker");
  t.step(worker, acquire, at_once, 1, 1).step(main_index, acquire, at_once, 1, 2);
  t.step(worker, acquire, roomy, 1, 3).step(worker, release, roomy, 1, 4);
  t.step(worker, acquire, single, 1, 5).step(worker, release, single, 1, 6);
  t.trace().objects[roomy].level = 2;
  t.trace().objects[single].level = 1;
  const Locks locks(t.trace());
  CHECK_FALSE(locks.is_lock(at_once));
  CHECK_FALSE(locks.is_lock(roomy));
  CHECK(locks.is_lock(single));
}

TEST_CASE("who holds what, since when, however often", "[lint]") {
  TraceBuilder t;
  const auto a = t.lock("a");
  const auto b = t.lock("b");
  t.step(main_index, acquire, b, 1, 1).step(main_index, acquire, a, 1, 2).step(main_index, acquire, b, 1, 3);
  const Locks locks(t.trace());
  HeldLocks held(locks);
  for (std::uint64_t index = 0; index < t.trace().steps.size(); ++index) held.after(t.trace().steps[index], index);
  CHECK((held.of(main_index) == std::vector<Held>{{a, 1}, {b, 0}}));
}
