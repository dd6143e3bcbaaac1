#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/diagnosis.hpp>

#include <random>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("nothing is wrong with an execution that completed or was stopped", "[diagnosis]") {
  const Outcome outcome = GENERATE(Outcome::completed, Outcome::stopped);
  TraceBuilder t;
  const auto lock = t.lock();
  t.step(main_index, acquire, lock, 1, 1).stuck(main_index, acquire, lock, 2);
  CHECK(texts(t.diagnose(outcome)) == Texts{});
}

TEST_CASE("of an execution that was cut, it is told who waits for ever whatever the others do", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto lock = t.lock();
  SECTION("for itself") {
    t.step(a, acquire, lock, 1, 1).stuck(a, acquire, lock, 2);
    CHECK(texts(t.diagnose(Outcome::cut)) == Texts{"self_deadlock: a waits for ever for Lock 1 (x.cpp:2), which it "
                                                   "holds itself since step 1 (x.cpp:1)."});
  }
  SECTION("not for a signal, which may come yet") {
    const auto event = t.event();
    t.step(a, wait, event, 0, 9).stuck(a, wake, event, 9);
    CHECK(texts(t.diagnose(Outcome::cut)) == Texts{});
  }
  SECTION("not for a lock that others release") {
    t.step(main_index, acquire, lock, 1, 1).step(a, release, lock, 1, 2);
    t.step(a, acquire, lock, 1, 3).stuck(a, acquire, lock, 4);
    CHECK(texts(t.diagnose(Outcome::cut)) == Texts{});
  }
}

TEST_CASE("a thread stuck behind another is told with it, whatever it waits for", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto lock = t.lock();
  const auto event = t.event();
  t.step(a, set, event, 0, 1).step(b, wait, event, 1, 2).step(b, clear, event, 1, 3);
  t.step(a, acquire, lock, 1, 4).stuck(a, acquire, lock, 5);
  t.step(b, wait, event, 0, 6).stuck(b, wake, event, 6).joins(main_index, b, 9);
  CHECK(
      texts(t.diagnose()) ==
      Texts{"self_deadlock: a waits for ever for Lock 1 (x.cpp:5), which it holds itself since step 4 (x.cpp:4); b "
            "waits on Event 1 (x.cpp:6), a signalled it before; main joins b."});
}

// Traces put together at random make little sense, but the promises hold for each of them.
TEST_CASE("every deadlock has a diagnosis, and every stuck thread that is no daemon is pointed at", "[diagnosis]") {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  for (int round = 0; round < 3000; ++round) {
    TraceBuilder t;
    const std::size_t others = 1 + pick(5);
    for (std::size_t i = 0; i < others; ++i) t.thread("t" + std::to_string(i), pick(4) == 0);
    const ObjectIndex lock[] = {t.lock(), t.lock()};
    const ObjectIndex condition = t.condition();
    const ObjectIndex event = t.event();
    const ObjectIndex queue[] = {t.queue(), t.queue()};
    const ObjectIndex tasks = t.tasks();
    const ObjectIndex semaphore = t.semaphore();
    const ObjectIndex barrier = t.barrier();
    const auto someone = [&] { return static_cast<ThreadIndex>(pick(others + 1)); };
    for (std::size_t i = pick(12); i-- > 0;) {
      const ThreadIndex who = someone();
      switch (pick(15)) {
        case 0:
        case 1: t.step(who, acquire, lock[pick(2)], 1, 1); break;
        case 2: t.step(who, release, lock[pick(2)], 1, 2); break;
        case 3: t.step(who, notify, condition, static_cast<std::int64_t>(pick(2)), 3); break;
        case 4: t.step(who, set, event, static_cast<std::int64_t>(pick(2)), 4); break;
        case 5: t.step(who, clear, event, 1, 5); break;
        case 6: t.step(who, put, queue[0], 1, 6, tasks); break;
        case 7: t.step(who, put, queue[1], 1, 7); break;
        case 8: t.step(who, get, queue[pick(2)], 1, 8); break;
        case 9: t.step(who, task_done, queue[0], static_cast<std::int64_t>(pick(2)), 9); break;
        case 10: t.step(who, acquire, semaphore, static_cast<std::int64_t>(pick(2)), 18); break;
        case 11: t.step(who, release, semaphore, static_cast<std::int64_t>(pick(3)), 19); break;
        case 12: t.step(who, arrive, barrier, static_cast<std::int64_t>(pick(3)), 20); break;
        case 13: t.step(who, leave, barrier, static_cast<std::int64_t>(pick(3)) - 1, 21); break;
        default: t.step(who, pick(2) == 0 ? call_off : shutdown, pick(2) == 0 ? barrier : queue[0], 1, 22); break;
      }
    }
    const bool livelock = pick(4) == 0;
    bool polling = false;
    std::vector<ThreadIndex> stuck;
    for (std::size_t i = 0; i <= others; ++i) {
      const auto who = static_cast<ThreadIndex>(i);
      const bool last_chance = i == others && stuck.empty();
      if (livelock && (pick(4) == 0 || (i == others && !polling))) {
        t.step(who, is_set, event, 0, 10).stuck(who, nap, no_object, 11);
        polling = true;
        if (t.trace().threads[i].daemon) continue;
      } else if (!last_chance && pick(4) == 0) {
        if (pick(4) == 0) t.dies(who, "RuntimeError", "");
        else t.ends(who);
        continue;
      } else {
        switch (pick(10)) {
          case 0:
          case 1: t.stuck(who, acquire, lock[pick(2)], 12); break;
          case 2: t.waits(who, condition, lock[0], 13).stuck(who, wake, condition, 13); break;
          case 3: t.step(who, wait, event, 0, 14).stuck(who, wake, event, 14); break;
          case 4: t.stuck(who, pick(2) == 0 ? get : put, queue[pick(2)], 15); break;
          case 5: t.stuck(who, drain, queue[0], 16, tasks); break;
          case 6: t.stuck(who, acquire, semaphore, 23); break;
          case 7: t.step(who, arrive, barrier, 1, 24).stuck(who, leave, barrier, 24); break;
          case 8: t.stuck(who, pick(2) == 0 ? arrive : reset, barrier, 25); break;
          default: t.joins(who, static_cast<ThreadIndex>((i + 1 + pick(others)) % (others + 1)), 17); break;
        }
        if (t.trace().threads[i].daemon) continue;
      }
      stuck.push_back(who);
    }
    if (stuck.empty()) continue;  // only daemons are left: that is no deadlock
    const auto found = t.diagnose(livelock ? Outcome::livelocked : Outcome::deadlocked);
    bool blocked = false;
    std::vector<bool> pointed_at(others + 1);
    for (const Diagnosis& one : found) {
      CHECK(one.message.back() == '.');
      blocked = blocked || is_deadlock(one.hazard) || one.hazard == Hazard::livelock;
      for (const Mark& mark : one.marks) pointed_at[mark.thread] = true;
    }
    INFO("round " << round);
    CHECK(blocked);
    for (const ThreadIndex thread : stuck) CHECK(pointed_at[thread]);
  }
}
