#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/clear_name.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("what has a name to itself is called by it") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto event = t.event("done");
  const auto lock = t.lock("done");
  const auto unnamed = t.lock();
  CHECK(clear_name(t.trace(), worker) == "worker");
  CHECK(clear_name(t.trace(), event) == "Event done");
  CHECK(clear_name(t.trace(), lock) == "Lock done");
  CHECK(clear_name(t.trace(), unnamed) == "Lock 2");
  CHECK(clear_name(t.trace(), no_object) == "");
}

TEST_CASE("of several objects of one kind and name it is said which") {
  TraceBuilder t;
  const auto first = t.event("done");
  const auto other = t.event("go");
  const auto second = t.event("done");
  CHECK(clear_name(t.trace(), first) == "Event done #1");
  CHECK(clear_name(t.trace(), second) == "Event done #2");
  CHECK(clear_name(t.trace(), other) == "Event go");
}

TEST_CASE("of several threads of one name it is said which, and of their ends and timers likewise") {
  TraceBuilder t;
  t.thread("worker");
  const auto second = t.thread("worker");
  CHECK(clear_name(t.trace(), second) == "worker #2");
  CHECK(clear_name(t.trace(), t.trace().threads[second].object) == "worker #2");
  CHECK(clear_name(t.trace(), Agent{second, true}) == "timer of worker #2");
}
