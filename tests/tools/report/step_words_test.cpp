#include <heddle/tools/report/step_words.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

using namespace heddle;
using namespace heddle::report;

namespace {

std::string words_of(const engine::OperationKind& kind, std::int64_t value,
                     engine::Ending ending = engine::Ending::done) {
  hand_made::TraceOf trace({"main"});
  const std::uint32_t object = trace.add_object(hand_made::condition_kind, "ready");
  trace.step(0, kind, object, 7, value);
  Trace finished = trace.ending(engine::Outcome::completed);
  finished.steps[0].ending = ending;
  finished.steps[0].alternatives = 3;
  return step_words(finished, finished.steps[0]);
}

std::string waiting(const engine::OperationKind& kind) {
  hand_made::TraceOf trace({"main"});
  trace.pending(0, kind, trace.add_object(hand_made::condition_kind, "ready"), 7, 0);
  const Trace finished = trace.ending(engine::Outcome::deadlocked);
  return waiting_words(finished, *finished.threads[0].pending);
}

}  // namespace

TEST_CASE("steps are numbered from 1") { CHECK(step_number(0) == "1"); }

TEST_CASE("a step says what came of it where its name does not") {
  CHECK(words_of(hand_made::acquire, 1) == "acquire Condition ready");
  CHECK(words_of(hand_made::acquire, 0) == "acquire Condition ready, not taken");
  CHECK(words_of(hand_made::notify, 0) == "notify Condition ready, wakes nobody");
  CHECK(words_of(hand_made::notify, -1) == "notify Condition ready, does nothing");
  CHECK(words_of({"task_done", engine::Role::settle}, 0) == "task_done Condition ready, refused");
  CHECK(words_of(hand_made::notify, 2) == "notify Condition ready, wakes 2");
  CHECK(words_of(hand_made::is_set, 1) == "is_set Condition ready = true");
  CHECK(words_of(hand_made::is_set, 0) == "is_set Condition ready = false");
  CHECK(words_of(hand_made::wake, 0, engine::Ending::timed_out) == "wake Condition ready, timed out");
  CHECK(words_of(hand_made::wake, 0, engine::Ending::spurious) == "wake Condition ready, woken for no reason");
  CHECK(words_of({"choose", engine::Role::choose}, 2) == "choose Condition ready = 2 of 3");
  CHECK(words_of({"shutdown", engine::Role::close}, 0) == "shutdown Condition ready");
  CHECK(words_of({"shutdown", engine::Role::close}, -1) == "shutdown Condition ready, changes nothing");
  CHECK(words_of({"arrive", engine::Role::arrive}, 2) == "arrive Condition ready, 2 missing");
  CHECK(words_of({"arrive", engine::Role::arrive}, 0) == "arrive Condition ready");
  CHECK(words_of({"wait", engine::Role::leave}, 1) == "wait Condition ready");
  CHECK(words_of({"wait", engine::Role::leave}, 0) == "wait Condition ready, broken up");
  CHECK(words_of({"give up", engine::Role::leave}, -1) == "give up Condition ready, breaks it up");
  CHECK(words_of({"abort", engine::Role::break_up}, 0) == "abort Condition ready, changes nothing");
  CHECK(words_of({"load"}, 5) == "load Condition ready = 5");
}

TEST_CASE("a thread's end is not named in its own column") { CHECK(words_of(hand_made::end, 1) == "end"); }

TEST_CASE("a stuck thread says what it waits for") {
  CHECK(waiting(hand_made::acquire) == "waits to acquire Condition ready");
  CHECK(waiting(hand_made::wake) == "waits for a signal on Condition ready");
  CHECK(waiting(hand_made::join) == "waits for the end of Condition ready");
  CHECK(waiting({"get", engine::Role::get}) == "waits to get from Condition ready");
  CHECK(waiting({"put", engine::Role::put}) == "waits to put into Condition ready");
  CHECK(waiting(hand_made::sleep) == "polls (sleep)");
  CHECK(waiting({"wait", engine::Role::leave}) == "waits for others at Condition ready");
  CHECK(waiting({"arrive", engine::Role::arrive}) == "waits to arrive at Condition ready");
  CHECK(waiting({"meet"}) == "waits to meet Condition ready");
}

TEST_CASE("waiting is since the last step before it") {
  Trace::Pending pending;
  CHECK(since_words(pending) == "from the start");
  pending.since = 4;
  CHECK(since_words(pending) == "since step 4");
}

TEST_CASE("sites are written as editors take them") {
  CHECK(site_words({"models/seeds/x.cpp", 14}) == "models/seeds/x.cpp:14");
  CHECK(short_site_words({"models/seeds/x.cpp", 14}) == "x.cpp:14");
  CHECK(short_site_words({"x.cpp", 14}) == "x.cpp:14");
  CHECK(site_words({}).empty());
}

TEST_CASE("a thread without a name has a number") {
  hand_made::TraceOf trace({"main", ""});
  const Trace finished = trace.ending(engine::Outcome::completed);
  CHECK(thread_words(finished, 0) == "main");
  CHECK(thread_words(finished, 1) == "thread 1");
}
