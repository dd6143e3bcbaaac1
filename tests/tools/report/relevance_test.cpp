#include <heddle/tools/report/relevance.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

#include <algorithm>

using namespace heddle;
using namespace heddle::report;

namespace {

/// 100 steps on one lock by main, among them every tenth on another by worker.
struct Long {
  std::uint32_t lock = 0;
  std::uint32_t other = 0;
  Trace trace;

  Long() {
    hand_made::TraceOf making({"main", "worker"});
    lock = making.add_object(hand_made::lock_kind);
    other = making.add_object(hand_made::lock_kind);
    for (std::uint32_t i = 0; i < 100; ++i) {
      if (i % 10 == 5) making.step(1, hand_made::acquire, other, i);
      else making.step(0, hand_made::acquire, lock, i);
    }
    trace = making.ending(engine::Outcome::completed);
  }
};

}  // namespace

TEST_CASE("a short trace is shown whole") {
  const Finding finding = hand_made::lost_wakeup();
  CHECK(steps_that_matter(finding.trace, finding.marks) == every_step(finding.trace));
}

TEST_CASE("of a long trace, the steps on what the marks are about are shown") {
  const Long it;
  const std::vector<Mark> marks{{1, 45, "here"}};
  CHECK(steps_that_matter(it.trace, marks) == std::vector<std::size_t>{5, 15, 25, 35, 45, 55, 65, 75, 85, 95});
}

TEST_CASE("where a start is marked, other starts by the same thread do not matter") {
  hand_made::TraceOf making({"main", "t", "u"});
  for (int i = 0; i < 20; ++i) making.step(0, hand_made::start, i == 5 ? 2 : 1, 7);
  Trace trace = making.ending(engine::Outcome::completed);
  for (engine::Step& step : trace.steps) step.second = 0;
  const std::vector<Mark> marks{{0, 5, "here"}};
  CHECK(steps_that_matter(trace, marks) == std::vector<std::size_t>{5});
}

TEST_CASE("without marks, what a stuck thread waits for matters") {
  Long it;
  it.trace.outcome = engine::Outcome::deadlocked;
  it.trace.threads[0].pending = Trace::Pending{&hand_made::acquire, it.other, engine::no_object, {}, 100, false};
  CHECK(stuck(it.trace, it.trace.threads[0]));
  CHECK(steps_that_matter(it.trace, {}).size() == 10);
}

TEST_CASE("if too many steps matter, those nearest to a mark or to the end are shown") {
  const Long it;
  const std::vector<Mark> marks{{0, 50, "here"}};
  const auto steps = steps_that_matter(it.trace, marks, 6);
  CHECK(steps == std::vector<std::size_t>{48, 49, 50, 51, 52, 99});
}

TEST_CASE("marked steps are always shown") {
  const Long it;
  std::vector<Mark> marks;
  for (std::uint64_t i = 0; i < 60; ++i) marks.push_back({0, i, "all of them"});
  CHECK(steps_that_matter(it.trace, marks, 6).size() == 60);
}

TEST_CASE("where few steps matter, those by which threads tell each other something are shown as well") {
  hand_made::TraceOf making({"main", "worker"});
  const std::uint32_t lock = making.add_object(hand_made::lock_kind);
  const std::uint32_t told = making.add_object(hand_made::event_kind);
  const std::uint32_t kept = making.add_object(hand_made::event_kind);
  for (std::uint32_t i = 0; i < 40; ++i) {
    if (i == 8) making.step(1, hand_made::notify, told, i);
    else if (i == 20) making.step(0, hand_made::is_set, told, i);
    else if (i == 30) making.step(0, hand_made::notify, kept, i);
    else making.step(i % 2, hand_made::acquire, lock, i);
  }
  making.pending(0, hand_made::wait, kept, 41, 40);
  const Trace trace = making.ending(engine::Outcome::deadlocked);
  CHECK(steps_that_matter(trace, {}) == std::vector<std::size_t>{8, 20, 30});
  CHECK(steps_that_matter(trace, {}, 2) == std::vector<std::size_t>{20, 30});
  const std::vector<Mark> marks{{1, 8, "here"}};
  CHECK(steps_that_matter(trace, marks) == std::vector<std::size_t>{8, 20});
}

TEST_CASE("of those by which threads tell each other something, the nearest are shown, and not too many") {
  hand_made::TraceOf making({"main", "worker"});
  const std::uint32_t told = making.add_object(hand_made::event_kind);
  const std::uint32_t own = making.add_object(hand_made::event_kind);
  for (std::uint32_t i = 0; i < 40; ++i) making.step(i % 2, hand_made::notify, told, i);
  making.pending(0, hand_made::wait, own, 41, 40);
  const auto steps = steps_that_matter(making.ending(engine::Outcome::deadlocked), {});
  CHECK(steps.size() == 16);
  CHECK(steps.front() == 24);
}

TEST_CASE("without anything to go by, the end is shown") {
  const Long it;
  CHECK(steps_that_matter(it.trace, {}, 3) == std::vector<std::size_t>{97, 98, 99});
}

TEST_CASE("of what a loop repeats, the first round and the last two are shown") {
  hand_made::TraceOf making({"main"});
  const std::uint32_t event = making.add_object(hand_made::event_kind);
  for (int i = 0; i < 50; ++i) making.step(0, hand_made::is_set, event, 7, 0).step(0, hand_made::sleep, 9999, 8);
  Trace trace = making.ending(engine::Outcome::livelocked);
  for (engine::Step& step : trace.steps)
    if (step.object == 9999) step.object = engine::no_object;
  const std::vector<Mark> marks{{0, 98, "reads it, again and again"}};
  CHECK(steps_that_matter(trace, marks) == std::vector<std::size_t>{0, 96, 97, 98, 99});
}

TEST_CASE("daemons, and threads of an execution that completed, are not stuck") {
  Long it;
  it.trace.threads[1].pending = Trace::Pending{};
  CHECK_FALSE(stuck(it.trace, it.trace.threads[1]));
  it.trace.outcome = engine::Outcome::deadlocked;
  CHECK(stuck(it.trace, it.trace.threads[1]));
  it.trace.threads[1].daemon = true;
  CHECK_FALSE(stuck(it.trace, it.trace.threads[1]));
}
