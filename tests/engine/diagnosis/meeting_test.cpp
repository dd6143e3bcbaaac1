#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/meeting.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

struct Place : TraceBuilder {
  ThreadIndex a = thread("a");
  ThreadIndex b = thread("b");
  ObjectIndex barrier = TraceBuilder::barrier();

  Meeting meeting() { return {trace(), barrier, trace().steps.size()}; }
};

}  // namespace

TEST_CASE("those who came are present until they have left", "[diagnosis]") {
  Place t;
  t.step(t.a, arrive, t.barrier, 1, 5);
  CHECK(t.meeting().is_present(t.a));
  CHECK(t.meeting().missing() == 1);
  CHECK_FALSE(t.meeting().full());
  t.step(t.b, arrive, t.barrier, 0, 6);
  CHECK(t.meeting().full());
  CHECK(t.meeting().present().back().thread == t.b);
  t.step(t.a, leave, t.barrier, 1, 5);
  CHECK_FALSE(t.meeting().is_present(t.a));
  t.step(t.a, arrive, t.barrier, 1, 5);
  CHECK(t.meeting().is_present(t.a));
  CHECK_FALSE(t.meeting().is_present(t.b));
  CHECK(t.meeting().last_arrivals() == std::map<ThreadIndex, std::uint64_t>{{t.a, 3}, {t.b, 1}});
  CHECK_FALSE(t.meeting().last_break_up());
}

TEST_CASE("a meeting is broken up by one whose time is over, and by others", "[diagnosis]") {
  Place t;
  t.step(t.a, arrive, t.barrier, 1, 5);
  SECTION("by one who gives up") {
    t.step(t.a, leave, t.barrier, 0, 5);
    t.trace().steps.back().ending = Ending::timed_out;
    CHECK(t.meeting().is_present(t.a));
    t.step(t.a, give_up, t.barrier, -1, 5);
  }
  SECTION("by another") { t.step(t.b, call_off, t.barrier, 1, 5); }
  const Meeting meeting = t.meeting();
  CHECK(meeting.present().empty());
  REQUIRE(meeting.last_break_up());
  CHECK(meeting.last_break_up()->present.size() == 1);
  CHECK(meeting.last_break_up()->missing == 1);
}

TEST_CASE("breaking up what is broken up changes nothing", "[diagnosis]") {
  Place t;
  t.step(t.a, arrive, t.barrier, 1, 5).step(t.b, reset, t.barrier, 0, 6);
  CHECK(t.meeting().is_present(t.a));
  t.step(t.b, call_off, t.barrier, 1, 7).turned_away(t.a, t.barrier, 5);
  CHECK(t.meeting().present().empty());
  CHECK(t.meeting().last_arrivals().at(t.a) == 3);
}
