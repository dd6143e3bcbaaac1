#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <array>
#include <cstdint>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// "main,t,u".
std::string names_of(const std::vector<ThreadRef>& threads) {
  std::string names;
  for (const ThreadRef& thread : threads) names += (names.empty() ? "" : ",") + thread.name();
  return names;
}

/// How many executions `dpor` takes, told which parts of objects steps touch or only which objects.
template <class Body>
std::array<std::uint64_t, 2> fine_and_coarse_classes_of(Body body) {
  Options coarse;
  coarse.dependence = Dependence::coarse;
  return {explored(body).executions, explored(body, coarse).executions};
}
using FineAndCoarse = std::array<std::uint64_t, 2>;

}  // namespace

TEST_CASE("a thread is listed from its start to its end", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {}, "t");
          r.record("before", names_of(enumerate()));
          t.start();
          r.record("started", names_of(enumerate()));
          t.join();
          r.record("joined", names_of(enumerate()));
        }) == Outcomes{"before=main joined=main started=main", "before=main joined=main started=main,t"});
}

TEST_CASE("active_count counts what enumerate lists", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] { heddle::yield(); }, "t");
          r.record("before", active_count());
          t.start();
          r.record("started", active_count());
          t.join();
          r.record("joined", active_count());
        }) == Outcomes{"before=1 joined=1 started=1", "before=1 joined=1 started=2"});
}

TEST_CASE("a list of threads depends on starts by others, of threads that were not made yet",
          "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [] {
                heddle::yield();
                Thread u([] {}, "u");
                u.start();
              },
              "t");
          t.start();
          r.record("threads", names_of(enumerate()));
        }) == Outcomes{"threads=main", "threads=main,t", "threads=main,t,u"});
}

TEST_CASE("a list of threads depends on starts by threads that came later themselves", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&r] {
                heddle::yield();
                r.record("active", active_count());
              },
              "t");
          t.start();
          Thread u(
              [] {
                Thread v([] {}, "v", true);
                v.start();
                heddle::yield();
              },
              "u");
          u.start();
        }) == Outcomes{"active=2", "active=3", "active=4"});
}

TEST_CASE("a list of threads depends on starts by main", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([&] { r.record("active", active_count()); }, "t");
          t.start();
          Thread u([] { heddle::yield(); }, "u");
          u.start();
        }) == Outcomes{"active=2", "active=3"});
}

TEST_CASE("lists of threads commute with each other", "[thread][thread_ref]") {
  const auto found = explored([] {
    Event end;
    Thread t([&] { end.wait(); }, "t");
    t.start();
    together([] { (void)active_count(); }, [] { (void)enumerate(); });
    end.set();
  });
  CHECK(found.verdict.exhausted);
  // One list comes before the other thread's start, before its end, or after it; what the other thread sees is then
  // free in two, two, and one ways. All that twice, since the first thread begins to wait before or after the set.
  CHECK(found.executions == 10);
}

TEST_CASE("threads that start threads are in nobody's way where no list is taken", "[thread][thread_ref]") {
  const auto starts_one = [] {
    Thread child([] {});
    child.start();
  };
  CHECK(fine_and_coarse_classes_of([&] { together(starts_one, starts_one, starts_one); }) == FineAndCoarse{1, 1});
}

TEST_CASE("what a thread starts is in no order with looks at its own life", "[thread][thread_ref]") {
  CHECK(fine_and_coarse_classes_of([] {
          Thread t(
              [] {
                Thread u([] {}, "u");
                u.start();
              },
              "t");
          t.start();
          (void)t.is_alive();  // before t's end, or after it
        }) == FineAndCoarse{2, 2});
  CHECK(fine_and_coarse_classes_of([] {
          Thread t([] { (void)main_thread().is_alive(); }, "t");
          Thread u([] {}, "u");
          t.start();
          u.start();
        }) == FineAndCoarse{1, 1});
}

TEST_CASE("exceptions that are let out are in no order with each other, nor with starts", "[thread][thread_ref]") {
  CHECK(fine_and_coarse_classes_of([] {
          Thread t([] { throw RuntimeError("t"); }, "t");
          Thread u([] { throw RuntimeError("u"); }, "u");
          t.start();
          u.start();
        }) == FineAndCoarse{1, 1});
}

TEST_CASE("the list goes by who started whom, in the order of starts", "[thread][thread_ref]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Event end;
              Event b_started;
              const auto wait = [&] { end.wait(); };
              Thread t(
                  [&] {
                    b_started.wait();
                    Thread a(wait, "a");
                    a.start();
                    Thread c(wait, "c", true);
                    c.start();
                    r.record("threads", names_of(enumerate()));
                    end.set();
                  },
                  "t");
              t.start();
              Thread u(
                  [&] {
                    Thread b(wait, "b");
                    b.start();
                    b_started.set();
                    end.wait();
                  },
                  "u");
              u.start();
              end.wait();
            },
            {.preemption_bound = 0}) == Outcomes{"threads=main,t,u,a,c,b"});
}

TEST_CASE("a loop that waits for the others to end by counting them comes to an end",
          "[thread][thread_ref][rounds]") {
  const auto body = [](Recorder& r) {
    const auto work = [] { heddle::yield(); };
    Thread t(work, "t");
    Thread u(work, "u");
    t.start();
    u.start();
    while (active_count() > 1) heddle::sleep(0.1);
    r.record("alive", t.is_alive() || u.is_alive());
  };
  CHECK(outcomes_of(body) == Outcomes{"alive=false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"alive=false"});
}

TEST_CASE("a loop that counts threads waits for one that another thread starts", "[thread][thread_ref][rounds]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event end;
          Thread t(
              [&] {
                Thread u([&] { end.wait(); }, "u");
                u.start();
              },
              "t");
          t.start();
          while (active_count() < 3) heddle::yield();
          r.record("threads", names_of(enumerate()));
          end.set();
        }) == Outcomes{"threads=main,t,u"});
}

TEST_CASE("a thread knows itself and main, and tells them from others", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                r.record("t", current_thread().name());
                r.record("t", main_thread().name());
                r.record("t", current_thread() == main_thread());
                r.record("t", current_thread() == current_thread());
              },
              "t");
          r.record("main", t == current_thread());
          t.start();
          t.join();
          r.record("main", current_thread() == main_thread());
        }) == Outcomes{"main=false,true t=t,main,false,true"});
}

TEST_CASE("an ident is there from the start on, and differs from others'", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([&] { r.record("t", get_ident() == current_thread().ident()); }, "t");
          r.record("ident", t.ident().has_value());
          t.start();
          t.join();
          r.record("ident", t.ident().value() != 0);
          r.record("ident", t.ident() == get_ident());
        }) == Outcomes{"ident=false,true,false t=true"});
}

TEST_CASE("whether a thread has an ident depends on its start", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread u([] {}, "u");
          Thread t([&] { r.record("ident", u.ident().has_value()); }, "t");
          t.start();
          u.start();
        }) == Outcomes{"ident=false", "ident=true"});
}

TEST_CASE("a thread may be given another name, before and after its start", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                r.record("t", current_thread().name());
                current_thread().set_name("mine");
                r.record("t", current_thread().name());
              },
              "t");
          t.set_name("before");
          r.record("main", t.name());
          t.start();
          t.join();
          r.record("main", t.name());
          t.set_name("after");
          r.record("main", t.name());
        }) == Outcomes{"main=before,mine,after t=before,mine"});
}

TEST_CASE("a name that is changed is one that others see, or not yet", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([&] { r.record("t", current_thread().name()); }, "t");
          t.start();
          t.set_name("renamed");
        }) == Outcomes{"t=renamed", "t=t"});
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([&] { r.record("main is", main_thread().name()); }, "t");
          t.start();
          current_thread().set_name("chief");
        }) == Outcomes{"main is=chief", "main is=main"});
}

TEST_CASE("reports call a thread by its first name", "[thread][thread_ref]") {
  CHECK(outcomes_of([] {
          Thread t(
              [] {
                current_thread().set_name("other");
                throw RuntimeError("oops");
              },
              "t");
          t.set_name("another");
          t.start();
        }) == Outcomes{"t threw RuntimeError: oops"});
}

TEST_CASE("what a list gives can be asked about and joined, whatever became of the handles",
          "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] { heddle::yield(); }, "t", true);
          t.start();
          for (const ThreadRef& thread : enumerate()) {
            if (thread == main_thread()) continue;
            r.record("daemon", thread.daemon());
            thread.join();
            r.record("alive", thread.is_alive());
          }
          r.record("active", active_count());
        }) == Outcomes{"active=1", "active=1 alive=false daemon=true"});
}

TEST_CASE("a timed join by way of a list gives up", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event go;
          Thread t([&] { go.wait(); }, "t");
          t.start();
          const ThreadRef ref = enumerate().back();
          ref.join(1);
          r.record("alive", ref.is_alive());
          go.set();
        }) == Outcomes{"alive=true"});
}

TEST_CASE("main is alive as long as anybody can ask, and cannot be joined", "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                heddle::yield();
                r.record("alive", main_thread().is_alive());
                r.record("join", raised_by([] { main_thread().join(); }));
              },
              "t");
          t.start();
        }) == Outcomes{"alive=true join=RuntimeError: cannot join the main thread: it ends with the execution"});
}

TEST_CASE("whose starts are looked at does not matter to who asks whether the starter is alive by its end",
          "[thread][thread_ref]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [] {
                Thread u([] {}, "u");
                u.start();
              },
              "t");
          t.start();
          r.record("alive", t.is_alive());
        }) == Outcomes{"alive=false", "alive=true"});
}

TEST_CASE("threads can be asked for inside of a check only", "[thread][thread_ref]") {
  CHECK_THROWS_AS(current_thread(), UsageError);
  CHECK_THROWS_AS(main_thread(), UsageError);
  CHECK_THROWS_AS(get_ident(), UsageError);
  CHECK_THROWS_AS(enumerate(), UsageError);
  CHECK_THROWS_AS(active_count(), UsageError);
}
