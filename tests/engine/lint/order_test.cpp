#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/lint/order.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;
using Links = Order::Links;

TEST_CASE("a thread's steps come after its start and before its join", "[lint]") {
  TraceBuilder t;
  const auto x = t.shared("x");
  t.step(main_index, store, x, 1, 1);                                // 0
  const auto worker = started(t, "worker");                          // 1
  t.step(main_index, store, x, 1, 2);                                // 2
  t.step(worker, store, x, 1, 3);                                    // 3
  t.ends(worker);                                                    // 4
  t.step(main_index, load, x, 1, 4);                                 // 5
  t.step(main_index, join, t.trace().threads[worker].object, 1, 5);  // 6
  const Order order(t.trace(), Links::start_and_join);
  CHECK(order.before(0, 3));
  CHECK(order.before(1, 3));
  CHECK_FALSE(order.before(2, 3));
  CHECK_FALSE(order.before(3, 2));
  CHECK_FALSE(order.before(3, 5));
  CHECK(order.before(3, 6));
  CHECK(order.before(0, 2));
  CHECK_FALSE(order.before(2, 0));
}

TEST_CASE("a join that timed out says nothing", "[lint]") {
  TraceBuilder t;
  const auto x = t.shared("x");
  const auto worker = started(t, "worker");
  t.step(worker, store, x, 1, 3);                                    // 1
  t.step(main_index, join, t.trace().threads[worker].object, 0, 5);  // 2
  CHECK_FALSE(Order(t.trace(), Links::start_and_join).before(1, 2));
}

TEST_CASE("hearing a signal comes after it, as far as handshakes count", "[lint]") {
  TraceBuilder t;
  const auto ding = t.event("ding");
  const auto x = t.shared("x");
  const auto worker = started(t, "worker");
  t.step(worker, is_set, ding, 0, 1);   // 1: does not hear it
  t.step(main_index, store, x, 1, 2);   // 2
  t.step(main_index, set, ding, 0, 3);  // 3
  t.step(main_index, notify, x, 0, 4);  // 4
  t.step(worker, wait, ding, 1, 5);     // 5
  const Order all(t.trace(), Links::handshakes);
  CHECK(all.before(2, 5));
  CHECK(all.before(3, 5));
  CHECK_FALSE(all.before(4, 5));
  CHECK_FALSE(all.before(1, 2));
  CHECK_FALSE(Order(t.trace(), Links::start_and_join).before(3, 5));
  CHECK_FALSE(Order(t.trace(), Links::handshakes, ding).before(3, 5));
}

TEST_CASE("a get comes after the puts, and settling before the join", "[lint]") {
  TraceBuilder t;
  const auto jobs = t.queue("jobs");
  const auto worker = started(t, "worker");
  t.step(main_index, put, jobs, 1, 1);    // 1
  t.step(worker, get, jobs, 1, 2);        // 2
  t.step(worker, task_done, jobs, 1, 3);  // 3
  t.step(main_index, drain, jobs, 1, 4);  // 4
  const Order order(t.trace(), Links::handshakes);
  CHECK(order.before(1, 2));
  CHECK(order.before(2, 4));
}

TEST_CASE("who had a lock first says nothing, but who took what another gave does", "[lint]") {
  TraceBuilder t;
  const auto lock = t.lock("lock");
  const auto permits = t.lock("permits");
  const auto worker = started(t, "worker");
  t.step(main_index, acquire, lock, 1, 1).step(main_index, release, lock, 1, 2);  // 1, 2
  t.step(worker, acquire, lock, 1, 3).step(worker, release, lock, 1, 4);          // 3, 4
  t.step(main_index, release, permits, 1, 5);                                     // 5
  t.step(worker, acquire, permits, 1, 6);                                         // 6
  const Order order(t.trace(), Links::handshakes);
  CHECK_FALSE(order.before(2, 3));
  CHECK(order.before(5, 6));
}

TEST_CASE("steps between which nobody was waited for have the same moment", "[lint]") {
  TraceBuilder t;
  const auto x = t.shared("x");
  t.step(main_index, load, x, 1, 1).step(main_index, load, x, 1, 1);  // 0, 1
  (void)started(t, "worker");                                         // 2
  t.step(main_index, load, x, 1, 1);                                  // 3
  const Order order(t.trace(), Links::start_and_join);
  CHECK(order.moment(0) == order.moment(1));
  CHECK(order.moment(1) != order.moment(3));
}
