#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/event_as_counter.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;
using heddle::testing::together;

namespace {

class Counter {
 public:
  TraceBuilder t;
  ObjectIndex ding = t.event("ding");
  ObjectIndex jobs = t.queue("jobs");
  ObjectIndex seen = t.event("seen");
  ThreadIndex worker = started(t, "worker");
  ThreadIndex other = started(t, "other");

  void set(ThreadIndex by, std::uint32_t line) { t.step(by, engine::testing::set, ding, 0, line); }
  void round() { t.step(worker, wait, ding, 1, 4).step(worker, clear, ding, 1, 5); }
  [[nodiscard]] Texts warnings() { return texts(event_as_counter(t.trace())); }
};

}  // namespace

TEST_CASE("sets that are counted, and nothing keeps one from coming while another stands", "[lint]") {
  Counter it;
  it.set(main_index, 10);
  it.round();
  it.set(it.other, 20);
  it.round();
  const auto found = event_as_counter(it.t.trace());
  CHECK(
      texts(found) ==
      Texts{
          "worker waits for Event ding, goes on at step 4 (x.cpp:4) and clears it at step 5 (x.cpp:5), once for "
          "each "
          "set; nothing keeps other's set at step 6 (x.cpp:20) from coming before that clear, while main's set at "
          "step 3 (x.cpp:10) still stands: it would be lost"});
  CHECK(texts(it.t.trace(), found.front().marks) == Texts{"main at 3: sets it", "worker at 4: is let through",
                                                          "worker at 5: clears it",
                                                          "other at 6: would be lost before the clear"});
  CHECK(places(found.front()) == Texts{"worker at x.cpp:4", "worker at x.cpp:5"});
}

TEST_CASE("sets that are counted, of which one is lost", "[lint]") {
  Counter it;
  it.set(main_index, 10);
  it.set(it.other, 20);
  it.round();
  it.set(main_index, 11);
  it.round();
  CHECK(
      it.warnings() ==
      Texts{"worker waits for Event ding, goes on at step 5 (x.cpp:4) and clears it at step 6 (x.cpp:5), once for "
            "each "
            "set; other's set at step 4 (x.cpp:20) came while main's set at step 3 (x.cpp:10) still stood, and was "
            "lost"});
}

TEST_CASE("an Event that only says that something was done is no counter", "[lint]") {
  Counter it;
  SECTION("set again and again, and never cleared") {
    for (std::uint32_t line = 10; line < 15; ++line) it.set(main_index, line);
    it.t.step(it.worker, wait, it.ding, 1, 4).step(it.worker, wait, it.ding, 1, 4);
  }
  SECTION("cleared once") {
    it.set(main_index, 10);
    it.set(it.other, 20);
    it.round();
  }
  SECTION("set again only after it was cleared, as another Event says") {
    it.set(main_index, 10);
    it.round();
    it.t.step(it.worker, engine::testing::set, it.seen, 1, 6).step(main_index, wait, it.seen, 1, 11);
    it.set(main_index, 12);
    it.round();
  }
  SECTION("the worker looks at what there is to do") {
    for (int i = 0; i < 2; ++i) {
      it.t.step(main_index, put, it.jobs, 1, 9);
      it.set(main_index, 10);
      it.round();
      it.t.step(it.worker, get, it.jobs, 1, 6);
    }
  }
  SECTION("cleared by who sets it") {
    for (int i = 0; i < 2; ++i) {
      it.set(main_index, 10);
      it.t.step(it.worker, wait, it.ding, 1, 4).step(main_index, clear, it.ding, 1, 11);
    }
  }
  CHECK(it.warnings().empty());
}

TEST_CASE("counting by an Event is confirmed by being slow to clear it", "[lint]") {
  CHECK(warned_by_chance([] {
          Event ding("ding");
          together(
              [&] {
                for (int i = 0; i < 2; ++i) {
                  ding.wait();
                  ding.clear();
                }
              },
              [&] { ding.set(); }, [&] { ding.set(); });
        }) == Texts{"event_as_counter confirmed"});
}
