#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// Starts a thread whose handle main does not wait for: a daemon keeps it.
template <class Function>
void start_and_leave(Function function, std::optional<bool> daemon = std::nullopt) {
  const auto never = std::make_shared<Event>();
  Thread t(std::move(function), "t", daemon);
  t.start();
  Thread keeper([never, kept = std::move(t)] { never->wait(); }, "keeper", true);
  keeper.start();
}

}  // namespace

TEST_CASE("ThreadTests.test_join_nondaemon_on_shutdown: a thread that main started is joined when main has ended",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          start_and_leave([&r] {
            heddle::yield();
            r.record("t", "to its end");
          });
          r.record("main", "ends");
        }) == Outcomes{"main=ends t=to its end"});
}

TEST_CASE("ThreadTests.test_finalization_shutdown: threads that are no daemons are waited for at the end",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          start_and_leave([&r] {
            heddle::sleep(1);
            r.record("t", "done");
          });
        }) == Outcomes{"t=done"});
}

TEST_CASE("ThreadTests.test_enumerate_after_join: a thread that was joined is not listed", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          for (int i = 0; i < 2; ++i) {
            Thread t([] { heddle::yield(); });
            t.start();
            t.join();
            const auto all = enumerate();
            r.record("listed", std::count_if(all.begin(), all.end(), [&](ThreadRef other) { return t == other; }));
          }
          r.record("active", active_count());
        }) == Outcomes{"active=1 listed=0,0"});
}

TEST_CASE("ThreadTests.test_daemon_param: a thread is a daemon as it is told, or else as its maker",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread unsaid([] {});
          Thread no([] {}, "", false);
          Thread yes([] {}, "", true);
          r.record("daemon", unsaid.daemon());
          r.record("daemon", no.daemon());
          r.record("daemon", yes.daemon());
          Thread maker(
              [&r] {
                Thread child([] {});
                Thread other([] {}, "", false);
                r.record("made by a daemon", child.daemon());
                r.record("made by a daemon", other.daemon());
              },
              "maker", true);
          maker.start();
          maker.join();
        }) == Outcomes{"daemon=false,false,true made by a daemon=true,false"});
}

TEST_CASE("ThreadTests.test_main_thread: it is the one that began, also as another sees it", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          r.record("here", main_thread() == current_thread());
          r.record("ident", main_thread().ident() == current_thread().ident());
          r.record("ident", main_thread().ident() == get_ident());
          Thread t(
              [&] {
                r.record("there", main_thread() == current_thread());
                r.record("ident", main_thread().ident() == get_ident());
              },
              "t");
          t.start();
          t.join();
        }) == Outcomes{"here=true ident=true,true,false there=false"});
}

TEST_CASE("ThreadTests.test_leak_without_join: a thread that nobody joins leaks nothing", "[conformance]") {
  const auto kept = std::make_shared<int>(0);
  CHECK(outcomes_of([&kept] { start_and_leave([held = kept] { heddle::yield(); }); }) == Outcomes{""});
  CHECK(outcomes_of([&kept] { start_and_leave([held = kept] { heddle::yield(); }, true); }) == Outcomes{""});
  CHECK(kept.use_count() == 1);
}

TEST_CASE("ThreadJoinOnShutdown.test_1_join_on_shutdown: the end waits for all that are no daemons",
          "[conformance]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              start_and_leave([&r] {
                heddle::sleep(1);
                r.record("order", "end of thread");
              });
              r.record("order", "end of main");
            },
            virtual_time()) == Outcomes{"order=end of main,end of thread"});
}

TEST_CASE("ThreadJoinOnShutdown.test_4_daemon_threads: daemons do not keep it from ending", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          const auto event = std::make_shared<Event>();
          for (const char* name : {"d1", "d2"}) {
            Thread daemon([event] { event->wait(); }, name, true);
            daemon.start();
          }
          r.record("main", "ends");
        }) == Outcomes{"main=ends"});
}

TEST_CASE("ThreadingExceptionTests.test_start_thread_again: a thread is started once", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {});
          t.start();
          r.record("start", raised_by([&] { t.start(); }));
          t.join();
        }) == Outcomes{"start=RuntimeError: threads can only be started once"});
}

TEST_CASE("ThreadingExceptionTests.test_joining_current_thread: a thread cannot join itself", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          r.record("main", raised_by([] { current_thread().join(); }));
          Thread t([&] { r.record("t", raised_by([] { current_thread().join(); })); }, "t");
          t.start();
        }) == Outcomes{"main=RuntimeError: cannot join current thread t=RuntimeError: cannot join current thread"});
}

TEST_CASE("ThreadingExceptionTests.test_joining_inactive_thread: what was not started cannot be joined",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {});
          r.record("join", raised_by([&] { t.join(); }));
        }) == Outcomes{"join=RuntimeError: cannot join thread before it is started"});
}

TEST_CASE("ThreadingExceptionTests.test_daemonize_active_thread: too late once it is started", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {});
          t.start();
          r.record("set_daemon", raised_by([&] { t.set_daemon(true); }));
        }) == Outcomes{"set_daemon=RuntimeError: cannot set daemon status of active thread"});
}

TEST_CASE("ThreadingExceptionTests.test_print_exception: what a thread lets out is told, and the others go on",
          "[conformance]") {
  const Explored found = explored([](Recorder& r) {
    Shared<bool> running(false);
    Thread t(
        [&] {
          running.store(true);
          throw std::domain_error("division by zero");
        },
        "t");
    t.start();
    while (!running.load()) heddle::yield();
    running.store(false);
    t.join();
    r.record("main", "went on");
  });
  CHECK(found.outcomes == Outcomes{"main=went on t threw std::domain_error: division by zero"});
  REQUIRE(found.verdict.findings.size() == 1);
  CHECK(found.verdict.findings[0].hazard == Hazard::uncaught_exception);
  CHECK(found.verdict.findings[0].message.find("std::domain_error") != std::string::npos);
}

TEST_CASE("ThreadingExceptionTests.test_multithread_modify_file_noerror: a hundred threads one after the other",
          "[conformance]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              int count = 0;
              for (int i = 0; i < 100; ++i) {
                Thread t([&] { ++count; });
                t.start();
                t.join();
                if (t.is_alive()) r.record("alive", i);
              }
              r.record("count", count);
            },
            {.preemption_bound = 0}) == Outcomes{"count=100"});
}

TEST_CASE(
    "ExceptHookTests.test_excepthook: an exception that leaves a thread is told by its name, and join returns",
    "[conformance]") {
  const Explored found = explored([](Recorder& r) {
    Thread t([] { throw ValueError("run failed"); }, "excepthook thread");
    t.start();
    r.record("join", raised_by([&] { t.join(); }));
  });
  CHECK(found.outcomes == Outcomes{"join=nothing excepthook thread threw ValueError: run failed"});
  REQUIRE(found.verdict.findings.size() == 1);
  CHECK(found.verdict.findings[0].message.find("excepthook thread") != std::string::npos);
}

TEST_CASE("ExceptHookTests.test_system_exit: SystemExit ends a thread silently", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                r.record("t", "before");
                throw SystemExit();
              },
              "t");
          t.start();
          t.join();
          r.record("main", "went on");
        }) == Outcomes{"main=went on t=before"});
}

TEST_CASE("ExceptHookTests.test_custom_excepthook: the hook gets the type, the value and the thread",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([&](const ExceptHookArgs& args) {
            r.record("type", args.exc_type);
            r.record("message", args.message);
            r.record("value", raised_by([&] { std::rethrow_exception(args.exc_value); }));
            r.record("thread", args.thread.name());
            r.record("current", args.thread == current_thread());
          });
          Thread t([] { throw ValueError("threading_hook failed"); }, "t");
          t.start();
          t.join();
        }) == Outcomes{"current=true message=threading_hook failed thread=t type=ValueError "
                       "value=ValueError: threading_hook failed"});
}

TEST_CASE("TimerTests.test_init_immutable_default_args: timers share nothing, and join returns when one has fired",
          "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          struct Arguments {
            std::vector<int> values;
          };
          const auto spy = [&r](const char* who) {
            return [&r, who, own = Arguments{}]() mutable {
              own.values.push_back(1);
              r.record(who, own.values.size());
            };
          };
          Timer first(0.01, spy("first"));
          first.start();
          first.join();
          Timer second(0.01, spy("second"));
          second.start();
          second.join();
        }) == Outcomes{"first=1 second=1"});
}

TEST_CASE("probe: a thread cannot be joined before it is started", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {});
          r.record("join", raised_by([&] { t.join(); }));
        }) == Outcomes{"join=RuntimeError: cannot join thread before it is started"});
}

TEST_CASE("probe: a thread cannot be started twice, nor when it has ended", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {});
          t.start();
          t.join();
          r.record("start", raised_by([&] { t.start(); }));
        }) == Outcomes{"start=RuntimeError: threads can only be started once"});
}

TEST_CASE("probe: a thread can be joined twice", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {});
          t.start();
          t.join();
          r.record("join", raised_by([&] { t.join(); }));
        }) == Outcomes{"join=nothing"});
}

TEST_CASE("probe: a thread that joins itself gets a RuntimeError", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          std::unique_ptr<Thread> t;
          t = std::make_unique<Thread>([&] { r.record("join", raised_by([&] { t->join(); })); });
          t->start();
        }) == Outcomes{"join=RuntimeError: cannot join current thread"});
}

TEST_CASE("probe: a thread that was joined is not alive", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] { heddle::yield(); });
          t.start();
          t.join();
          r.record("alive", t.is_alive());
        }) == Outcomes{"alive=false"});
}

TEST_CASE("probe: join of a thread that raised returns as of any other", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([](const ExceptHookArgs&) {});
          Thread t([] { throw RuntimeError("oops"); });
          t.start();
          r.record("join", raised_by([&] { t.join(); }));
        }) == Outcomes{"join=nothing"});
}

TEST_CASE("probe: a Timer has a name, an ident, and an event that says that it has finished", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(1, [] {});
          r.record("name", timer.name());
          r.record("ident", timer.ident().has_value());
          r.record("finished", timer.finished().is_set());
        }) == Outcomes{"finished=false ident=false name=Thread-1"});
}

TEST_CASE("probe: a Timer that is cancelled before it fires does not fire, and has finished", "[conformance]") {
  const auto body = [](Recorder& r) {
    bool fired = false;
    Timer timer(5, [&] { fired = true; });
    timer.start();
    timer.cancel();
    timer.join();
    r.record("fired", fired);
    r.record("finished", timer.finished().is_set());
  };
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"finished=true fired=false"});
  // Where time says nothing, it may have been too late.
  CHECK(outcomes_of(body) == Outcomes{"finished=true fired=false", "finished=true fired=true"});
}

TEST_CASE("probe: a Timer of no time fires", "[conformance]") {
  const auto body = [](Recorder& r) {
    bool fired = false;
    Timer timer(0, [&] { fired = true; });
    timer.start();
    timer.join();
    r.record("fired", fired);
  };
  CHECK(outcomes_of(body) == Outcomes{"fired=true"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"fired=true"});
}

TEST_CASE("probe: a Timer may be cancelled after it has fired", "[conformance]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(0, [] {});
          timer.start();
          timer.join();
          timer.cancel();
          r.record("finished", timer.finished().is_set());
        }) == Outcomes{"finished=true"});
}
