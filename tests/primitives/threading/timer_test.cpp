#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <memory>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("a timer calls its function, once, in a thread of its own", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(
              1, [&] { r.record("called in", current_thread().name()); }, "timer");
          timer.start();
          timer.join();
          r.record("finished", timer.finished().is_set());
        }) == Outcomes{"called in=timer finished=true"});
}

TEST_CASE("a timer that is not started does nothing", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(1, [&] { r.record("called", true); });
          r.record("alive", timer.is_alive());
        }) == Outcomes{"alive=false"});
}

TEST_CASE("under virtual time a timer waits as long as it says", "[timer]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Timer late(2, [&] { r.record("order", "late"); });
              Timer early(1, [&] { r.record("order", "early"); });
              late.start();
              early.start();
              heddle::sleep(1.5);
              r.record("order", "main");
            },
            virtual_time()) == Outcomes{"order=early,main,late"});
}

TEST_CASE("a cancel in time keeps a timer from calling, one too late does not", "[timer]") {
  const auto cancelled_after = [](double seconds) {
    return [seconds](Recorder& r) {
      Timer timer(2, [&] {
        heddle::yield();  // what comes before belongs to the timer's last look
        r.record("order", "called");
      });
      timer.start();
      heddle::sleep(seconds);
      timer.cancel();
      r.record("order", "cancelled");
    };
  };
  CHECK(outcomes_of(cancelled_after(1), virtual_time()) == Outcomes{"order=cancelled"});
  CHECK(outcomes_of(cancelled_after(3), virtual_time()) == Outcomes{"order=called,cancelled"});
  // A cancel that comes between the timer's last look and its call comes too late, as in CPython.
  CHECK(outcomes_of_all_schedules(cancelled_after(2), virtual_time()) ==
        Outcomes{"order=called,cancelled", "order=cancelled", "order=cancelled,called"});
  CHECK(outcomes_of_all_schedules(cancelled_after(1)) ==
        Outcomes{"order=called,cancelled", "order=cancelled", "order=cancelled,called"});
}

TEST_CASE("a timer that is cancelled before it is started does not call", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(1, [&] { r.record("called", true); });
          timer.cancel();
          timer.start();
          timer.join();
          r.record("alive", timer.is_alive());
        }) == Outcomes{"alive=false"});
}

TEST_CASE("a timer without an interval waits to be cancelled", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(std::nullopt, [&] { r.record("called", true); });
          timer.start();
          r.record("alive", timer.is_alive());
          timer.cancel();
        }) == Outcomes{"alive=true"});
  CHECK(outcomes_of([] {
          Timer timer(
              std::nullopt, [] {}, "timer");
          timer.start();
        }) == Outcomes{"deadlock: main,timer"});
}

TEST_CASE("a timer of a negative time calls at once", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(-1, [&] { r.record("called", true); });
          timer.start();
        }) == Outcomes{"called=true"});
}

TEST_CASE("a timer whose function throws has not finished, and its thread is told of", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(
              1, [] { throw RuntimeError("oops"); }, "timer");
          timer.start();
          timer.join();
          r.record("finished", timer.finished().is_set());
        }) == Outcomes{"finished=false timer threw RuntimeError: oops"});
}

TEST_CASE("a timer has what a thread has", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Timer timer(1, [] {});
          r.record("name", timer.name());
          timer.set_name("alarm");
          r.record("name", timer.name());
          r.record("daemon", timer.daemon());
          r.record("ident", timer.ident().has_value());
          r.record("join", raised_by([&] { timer.join(); }));
          timer.set_daemon(true);
          r.record("daemon", timer.daemon());
          timer.start();
          r.record("ident", timer.ident().has_value());
          r.record("start", raised_by([&] { timer.start(); }));
          r.record("set_daemon", raised_by([&] { timer.set_daemon(false); }));
          timer.join();
          timer.join(1);
          r.record("self", timer == current_thread());
        }) ==
        Outcomes{"daemon=false,true ident=false,true join=RuntimeError: cannot join thread before it is started "
                 "name=Thread-1,alarm self=false set_daemon=RuntimeError: cannot set daemon status of active "
                 "thread start=RuntimeError: threads can only be started once"});
}

TEST_CASE("a timer that a daemon makes is a daemon", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([&] { r.record("daemon", Timer(1, [] {}).daemon()); }, "t", true);
          t.start();
          t.join();
        }) == Outcomes{"daemon=true"});
}

TEST_CASE("a daemon timer may outlive its handle", "[timer]") {
  CHECK(outcomes_of([](Recorder& r) {
          const auto record = [&r] { r.record("called", true); };
          {
            Timer timer(1, record);
            timer.set_daemon(true);
            timer.start();
          }
          heddle::sleep(2);
        }) == Outcomes{"", "called=true"});
}

TEST_CASE("timers can be moved, into a vector too", "[timer]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              std::vector<Timer> timers;
              for (int i = 0; i < 3; ++i) timers.emplace_back(i, [&r, i] { r.record("order", i); });
              for (Timer& timer : timers) timer.start();
              for (Timer& timer : timers) timer.join();
            },
            virtual_time()) == Outcomes{"order=0,1,2"});
}

TEST_CASE("reports call a timer's event after the timer, and its thread by Python's name if it has none",
          "[timer]") {
  const auto waits_for = [](const char* name) {
    return check("test",
                 [name] {
                   Timer timer(
                       std::nullopt, [] {}, name);
                   timer.start();
                 })
        .findings.at(0)
        .message;
  };
  CHECK(waits_for("alarm").starts_with("alarm waits for ever on Event alarm.finished ("));
  CHECK(waits_for("").starts_with("Thread-1 waits for ever on Event Thread-1.finished ("));
}
