#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

using Labels = std::vector<std::string>;

constexpr engine::ObjectKind lock{"Lock"};
constexpr engine::ObjectKind thread{"Thread", true};
constexpr engine::OperationKind acquire{"acquire", engine::Role::acquire};

Labels labels(const Trace& trace) {
  Labels all;
  for (const engine::Step& step : trace.steps) all.push_back(trace.label(step));
  return all;
}

/// The trace of the one execution that `body` has.
template <class Body>
Trace only_trace(Body body, const Options& options = {}) {
  auto traces = traces_of(body, options);
  REQUIRE(traces.size() == 1);
  return std::move(traces.front());
}

}  // namespace

TEST_CASE("agents are called by their thread", "[trace]") {
  CHECK(engine::agent_label("worker0", false) == "worker0");
  CHECK(engine::agent_label("worker0", true) == "timer of worker0");
}

TEST_CASE("objects are called by kind and name, or number; threads by name alone", "[trace]") {
  CHECK(engine::object_label(lock, "", 2) == "Lock 2");
  CHECK(engine::object_label(lock, "door", 2) == "Lock door");
  CHECK(engine::object_label(thread, "worker0", 1) == "worker0");
  CHECK(engine::object_label(thread, "", 1) == "Thread 1");
}

TEST_CASE("steps are called by who does what to what", "[trace]") {
  CHECK(engine::step_label("worker0", acquire, "Lock 2") == "worker0 acquire Lock 2");
  CHECK(engine::step_label("worker0", acquire, "") == "worker0 acquire");
}

TEST_CASE("a trace has a label for every step", "[trace]") {
  const Trace trace = only_trace([] {
    Lock unnamed;
    Lock named("door");
    Thread t(
        [&] {
          With first(unnamed);
          With second(named);
          heddle::yield();
        },
        "t");
    t.start();
    t.join();
    (void)choose(1);
  });
  CHECK(labels(trace) == Labels{"main start t", "t acquire Lock 1", "t acquire Lock door", "t yield",
                                "t release Lock door", "t release Lock 1", "t end t", "main join t",
                                "main choose"});
  CHECK(trace.label(engine::no_object).empty());
  CHECK(trace.label(engine::Agent{1, true}) == "timer of t");
}

TEST_CASE("a trace tells of threads and objects after they are gone", "[trace]") {
  constexpr unsigned line = __LINE__ + 2;
  const Trace trace = only_trace([] {
    Lock lock_of_main("door");
    Thread t(
        [&] {
          lock_of_main.acquire();
          throw RuntimeError("oops");
        },
        "t", true);
    t.start();
    t.join();
  });
  CHECK(trace.outcome == engine::Outcome::completed);
  REQUIRE(trace.threads.size() == 2);
  CHECK(trace.threads[0].name == "main");
  CHECK(trace.threads[0].ended);
  CHECK_FALSE(trace.threads[0].daemon);
  CHECK(trace.threads[1].name == "t");
  CHECK(trace.threads[1].daemon);
  CHECK(trace.threads[1].ended);
  REQUIRE(trace.threads[1].uncaught);
  CHECK(trace.threads[1].uncaught->type == "RuntimeError");
  CHECK(trace.threads[1].uncaught->what == "oops");
  CHECK(trace.threads[1].uncaught->after == 2);
  REQUIRE(trace.objects.size() == 4);  // and the engine's own: what main has started, and the hook looked for
  CHECK(trace.objects[2].name == "threads");
  CHECK(trace.objects[3].name == "excepthook");
  CHECK(trace.objects[0].kind->name == std::string("Lock"));
  CHECK(trace.objects[0].name == "door");
  CHECK(trace.objects[0].number == 1);
  CHECK(trace.objects[0].created.line == line);
  CHECK(trace.objects[0].level == 1);
  CHECK(trace.objects[0].destroyed);
  CHECK(trace.threads[1].object == 1);
}

TEST_CASE("a trace tells what each thread was about to do", "[trace]") {
  const Trace trace = only_trace([] {
    Event never("never");
    Thread t([&] { never.wait(); }, "t");
    t.start();
    t.join();
  });
  CHECK(trace.outcome == engine::Outcome::deadlocked);
  CHECK(labels(trace) == Labels{"main start t", "t wait Event never"});
  REQUIRE(trace.threads[0].pending);
  CHECK(trace.threads[0].pending->kind->role == engine::Role::join);
  CHECK_FALSE(trace.threads[0].pending->enabled);
  CHECK(trace.threads[0].pending->since == 1);
  CHECK(trace.label(trace.threads[0].pending->object) == "t");
  REQUIRE(trace.threads[1].pending);
  CHECK(trace.threads[1].pending->kind->role == engine::Role::wake);
  CHECK(trace.threads[1].pending->since == 2);
  CHECK_FALSE(trace.threads[1].pending->enabled);
  CHECK(trace.label(trace.threads[1].pending->object) == "Event never");
}

TEST_CASE("a trace tells which requirement failed, where and in which thread", "[trace]") {
  constexpr unsigned line = __LINE__ + 2;
  const Trace trace = only_trace([] {
    Thread t([] { require(false, "never"); }, "t");
    t.start();
  });
  CHECK(trace.outcome == engine::Outcome::requirement_failed);
  CHECK(trace.requirement == "never");
  CHECK(trace.requirement_site.line == line);
  CHECK(trace.culprit == 1);
}

TEST_CASE("a trace tells how steps went", "[trace]") {
  const Trace trace = only_trace([] {
    Event event;
    (void)event.wait(1);
    event.set();
  });
  CHECK(labels(trace) ==
        Labels{"main wait Event 1", "timer of main time out Event 1", "main wake Event 1", "main set Event 1"});
  CHECK(trace.steps[1].agent == engine::Agent{0, true});
  CHECK(trace.steps[1].kind->role == engine::Role::timer);
  CHECK(trace.steps[2].ending == engine::Ending::timed_out);
  CHECK(trace.steps[2].value == 0);
  CHECK(trace.steps[3].ending == engine::Ending::done);
  CHECK(trace.steps[3].value == 0);  // it reached nobody
}
