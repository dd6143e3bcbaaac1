#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/self_deadlock.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("a thread that locks its own lock waits for itself", "[diagnosis]") {
  TraceBuilder t;
  const auto worker0 = t.thread("worker0");
  const auto worker1 = t.thread("worker1");
  const auto lock = t.lock();
  t.step(worker0, acquire, lock, 1, 12);
  t.stuck(worker0, acquire, lock, 13);
  t.stuck(worker1, acquire, lock, 20);
  t.joins(main_index, worker0, 30);

  const auto found = t.diagnose();
  CHECK(texts(found) ==
        Texts{"self_deadlock: worker0 waits for ever for Lock 1 (x.cpp:13), which it holds itself since step 1 "
              "(x.cpp:12); main joins worker0; worker1 waits for Lock 1 (x.cpp:20), held by worker0 since step 1 "
              "(x.cpp:12)."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"worker0 at 1: takes Lock 1",
                                                       "worker0: waits for Lock 1, which it holds",
                                                       "main: joins worker0", "worker1: waits for Lock 1"});
}

TEST_CASE("whoever would have signalled, had it not locked its own lock, explains the waiter", "[diagnosis]") {
  TraceBuilder t;
  const auto worker0 = t.thread("worker0");
  const auto lock = t.lock();
  const auto event = t.event();
  t.step(worker0, acquire, lock, 1, 12);
  t.stuck(worker0, acquire, lock, 13);
  t.step(main_index, wait, event, 0, 30);
  t.stuck(main_index, wake, event, 30);
  CHECK(texts(t.diagnose()) ==
        Texts{"self_deadlock: worker0 waits for ever for Lock 1 (x.cpp:13), which it holds itself since step 1 "
              "(x.cpp:12); meanwhile main waits on Event 1 (x.cpp:30): nobody ever signalled it."});
}

TEST_CASE("a daemon that locks its own lock is to blame only if somebody is stuck besides", "[diagnosis]") {
  TraceBuilder t;
  const auto helper = t.daemon("helper");
  const auto lock = t.lock();
  t.step(helper, acquire, lock, 1, 12);
  t.stuck(helper, acquire, lock, 13);
  SECTION("nobody is") {
    t.ends(main_index);
    CHECK(texts(t.diagnose(Outcome::completed)) == Texts{});
  }
  SECTION("somebody waits for it") {
    t.joins(main_index, helper, 30);
    CHECK(texts(t.diagnose()) == Texts{"self_deadlock: helper waits for ever for Lock 1 (x.cpp:13), which it holds "
                                       "itself since step 1 (x.cpp:12); main joins helper."});
  }
  SECTION("somebody waits for what nobody did") {
    const auto event = t.event();
    t.step(main_index, wait, event, 0, 30);
    t.stuck(main_index, wake, event, 30);
    CHECK(texts(t.diagnose()) ==
          Texts{"self_deadlock: helper waits for ever for Lock 1 (x.cpp:13), which it holds itself since step 1 "
                "(x.cpp:12); meanwhile main waits on Event 1 (x.cpp:30): nobody ever signalled it."});
  }
}
