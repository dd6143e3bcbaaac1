#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/livelock.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

struct Poll : TraceBuilder {
  ThreadIndex setter = thread("setter");
  ObjectIndex event = TraceBuilder::event();

  void polls(ThreadIndex thread) {
    for (int i = 0; i < 3; ++i) step(thread, is_set, event, 0, 7).step(thread, nap, no_object, 0, 8);
    step(thread, is_set, event, 0, 7).stuck(thread, nap, no_object, 8);
  }
};

}  // namespace

TEST_CASE("a loop that polls what nobody is left to change", "[diagnosis]") {
  Poll t;
  const auto poller = t.thread("poller");
  t.step(t.setter, set, t.event, 0, 3).step(poller, wait, t.event, 1, 6).step(t.setter, clear, t.event, 1, 4);
  t.ends(t.setter);
  t.polls(poller);
  t.joins(main_index, poller, 12);

  const auto found = t.diagnose(Outcome::livelocked);
  CHECK(texts(found) ==
        Texts{"livelock: poller polls for ever (x.cpp:8): it keeps reading Event 1 (is_set, x.cpp:7), "
              "last changed by setter's clear at step 3 (x.cpp:4), and setter has ended; main joins "
              "poller."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"setter at 3: changes it for the last time",
                                                       "poller at 11: reads it, again and again",
                                                       "poller: polls for ever (sleep)", "main: joins poller"});
}

TEST_CASE("a loop that polls what nobody ever changed", "[diagnosis]") {
  Poll t;
  t.ends(t.setter);
  t.polls(main_index);
  CHECK(texts(t.diagnose(Outcome::livelocked)) ==
        Texts{"livelock: main polls for ever (x.cpp:8): it keeps reading Event "
              "1 (is_set, x.cpp:7), which nobody else ever changed."});
}

TEST_CASE("a loop that looks at nothing", "[diagnosis]") {
  Poll t;
  t.ends(t.setter);
  t.step(main_index, nap, no_object, 0, 8).step(main_index, nap, no_object, 0, 8);
  t.stuck(main_index, nap, no_object, 8);
  CHECK(texts(t.diagnose(Outcome::livelocked)) ==
        Texts{"livelock: main polls for ever (x.cpp:8): it looks at nothing that could change."});
}

TEST_CASE("who needs the lock that a polling thread holds is stuck behind it", "[diagnosis]") {
  Poll t;
  const auto lock = t.lock();
  t.step(main_index, acquire, lock, 1, 5);
  t.polls(main_index);
  t.stuck(t.setter, acquire, lock, 2);
  CHECK(
      texts(t.diagnose(Outcome::livelocked)) ==
      Texts{
          "livelock: main polls for ever (x.cpp:8): it keeps reading Event 1 (is_set, x.cpp:7), which nobody else "
          "ever changed; setter waits for Lock 1 (x.cpp:2), held by main since step 1 (x.cpp:5)."});
}

TEST_CASE("a loop beside a thread in a deadlock: the deadlock is told, and who goes round besides", "[diagnosis]") {
  Poll t;
  const auto lock = t.lock();
  t.step(t.setter, acquire, lock, 1, 1).stuck(t.setter, acquire, lock, 2);
  t.polls(main_index);
  CHECK(texts(t.diagnose(Outcome::livelocked)) ==
        Texts{"self_deadlock: setter waits for ever for Lock 1 (x.cpp:2), which it holds itself since step 1 "
              "(x.cpp:1); main polls for ever (x.cpp:8)."});
}

TEST_CASE("a daemon that polls is at rest, if it is not what others wait for", "[diagnosis]") {
  Poll t;
  const auto watcher = t.daemon("watcher");
  t.ends(t.setter);
  t.polls(watcher);
  SECTION("somebody waits for something else") {
    const auto other = t.TraceBuilder::event();
    t.step(main_index, wait, other, 0, 9).stuck(main_index, wake, other, 9);
    CHECK(texts(t.diagnose(Outcome::livelocked)) ==
          Texts{"deadlock: main waits for ever on Event 2 (x.cpp:9), since step 9: nobody ever signalled it."});
  }
  SECTION("somebody joins it") {
    t.joins(main_index, watcher, 9);
    CHECK(
        texts(t.diagnose(Outcome::livelocked)) ==
        Texts{
            "livelock: watcher polls for ever (x.cpp:8): it keeps reading Event 1 (is_set, x.cpp:7), which nobody "
            "else ever changed; main joins watcher."});
  }
}
