#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/abandoned_lock.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("a thread that ended still holding a lock abandoned it", "[diagnosis]") {
  TraceBuilder t;
  const auto worker0 = t.thread("worker0");
  const auto worker1 = t.thread("worker1");
  const auto lock = t.lock();
  t.step(worker0, acquire, lock, 1, 12).ends(worker0);
  t.stuck(worker1, acquire, lock, 15).stuck(main_index, acquire, lock, 20);

  const auto found = t.diagnose();
  CHECK(texts(found) ==
        Texts{"abandoned_lock: main (x.cpp:20) and worker1 (x.cpp:15) wait for ever for Lock 1: worker0 "
              "took it at step 1 (x.cpp:12) and ended without releasing it."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"worker0 at 1: takes Lock 1, and never releases it",
                                                       "main: waits for Lock 1", "worker1: waits for Lock 1"});
}

TEST_CASE("a lock abandoned by an exception: the exception first", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto lock = t.lock();
  t.step(worker, acquire, lock, 1, 12).dies(worker, "std::logic_error", "boom");
  t.stuck(main_index, acquire, lock, 20);
  CHECK(
      texts(t.diagnose()) ==
      Texts{
          "uncaught_exception: worker died of std::logic_error: boom, after its step 1 (x.cpp:12).",
          "abandoned_lock: main waits for ever for Lock 1 (x.cpp:20): worker took it at step 1 (x.cpp:12) and died "
          "of std::logic_error: boom without releasing it."});
}

TEST_CASE("a thread that ended holding a lock for which nobody waits did no harm", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  t.step(worker, acquire, t.lock(), 1, 12).ends(worker).ends(main_index);
  CHECK(texts(t.diagnose(Outcome::completed)) == Texts{});
}

TEST_CASE("a lock that another thread released was not abandoned", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto lock = t.lock();
  t.step(a, acquire, lock, 1, 12).ends(a);
  t.step(main_index, release, lock, 1, 20).step(main_index, acquire, lock, 1, 21);
  t.stuck(main_index, acquire, lock, 22);
  CHECK(texts(t.diagnose()) ==
        Texts{"self_deadlock: main waits for ever for Lock 1 (x.cpp:22), which it holds itself "
              "since step 4 (x.cpp:21)."});
}
