#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/meeting_words.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("who broke up a meeting, and who was there", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto barrier = t.barrier();
  t.step(a, arrive, barrier, 2, 5);
  SECTION("one who aborts it") {
    t.step(main_index, call_off, barrier, 1, 20).step(a, leave, barrier, 0, 5).turned_away(b, barrier, 6);
    CHECK(
        why_broken(t.trace(), 2) ==
        "main's abort at step 2 (x.cpp:20) broke up Barrier 1, when a was there and 2 of 3 parties were missing; b "
        "came at step 4 (x.cpp:6), too late");
    CHECK(why_broken(t.trace(), 3) ==
          "main's abort at step 2 (x.cpp:20) broke up Barrier 1, when a was there and 2 of 3 parties were missing");
  }
  SECTION("one whose time is over") {
    t.step(b, arrive, barrier, 1, 6).step(b, give_up, barrier, -1, 6).step(a, leave, barrier, 0, 5);
    CHECK(why_broken(t.trace(), 2) ==
          "its time was over, and it broke up Barrier 1, when a and b were there and 1 of 3 parties was missing");
    CHECK(why_broken(t.trace(), 3) ==
          "b gave up at step 3 (x.cpp:6), its time being over, and broke up Barrier 1, when a and b were there and "
          "1 of "
          "3 parties was missing");
  }
  SECTION("the last one to come, by an exception in the action") {
    t.step(b, arrive, barrier, 0, 6).step(b, fail, barrier, -1, 6).step(a, leave, barrier, 0, 5);
    CHECK(why_broken(t.trace(), 3) ==
          "b's action failed at step 3 (x.cpp:6) and broke up Barrier 1, after all had "
          "come");
  }
  SECTION("one who found nobody there") {
    t.step(b, reset, barrier, 1, 20).step(main_index, call_off, barrier, 1, 21).turned_away(b, barrier, 6);
    CHECK(why_broken(t.trace(), 3) == "main's abort at step 3 (x.cpp:21) broke up Barrier 1");
  }
}
