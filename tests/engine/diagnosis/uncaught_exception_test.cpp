#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/uncaught_exception.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("exceptions that threads let out, in their order, though the execution completed", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto data = t.shared();
  t.step(b, load, data, 0, 4).dies(b, "std::out_of_range", "index 3");
  t.dies(a, "", "").ends(main_index);
  const auto found = t.diagnose(Outcome::completed);
  CHECK(texts(found) ==
        Texts{"uncaught_exception: b died of std::out_of_range: index 3, after its step 1 (x.cpp:4).",
              "uncaught_exception: a died of an exception."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"b at 1: then died of std::out_of_range: index 3"});
}

TEST_CASE("an exception out of the scenario's body", "[diagnosis]") {
  TraceBuilder t;
  t.dies(main_index, "std::logic_error", "odd");
  CHECK(texts(t.diagnose(Outcome::completed)) == Texts{"uncaught_exception: main died of std::logic_error: odd."});
}

TEST_CASE("an exception because a queue had been shut down", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto queue = t.queue("jobs");
  t.step(main_index, shutdown, queue, 0, 20).step(main_index, shutdown, queue, -1, 21).ends(main_index);
  SECTION("which a get met") {
    t.step(a, get, queue, 0, 5).dies(a, "ShutDown", "");
    CHECK(texts(t.diagnose(Outcome::completed)) ==
          Texts{"uncaught_exception: a died of ShutDown, after its step 4 (x.cpp:5): main's shutdown at step 1 "
                "(x.cpp:20) had closed Queue jobs."});
  }
  SECTION("but not for a get that took something") {
    t.step(a, get, queue, 1, 5).dies(a, "ValueError", "");
    CHECK(texts(t.diagnose(Outcome::completed)) ==
          Texts{"uncaught_exception: a died of ValueError, after its step 4 (x.cpp:5)."});
  }
}

TEST_CASE("an exception because a barrier was broken", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto barrier = t.barrier();
  t.step(a, arrive, barrier, 1, 5).step(main_index, call_off, barrier, 1, 20).step(a, leave, barrier, 0, 5);
  t.dies(a, "BrokenBarrierError", "").ends(main_index);
  CHECK(
      texts(t.diagnose(Outcome::completed)) ==
      Texts{"uncaught_exception: a died of BrokenBarrierError, after its step 3 (x.cpp:5): main's abort at step 2 "
            "(x.cpp:20) broke up Barrier 1, when a was there and 1 of 2 parties was missing."});
}
