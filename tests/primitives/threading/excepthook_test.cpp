#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <memory>
#include <stdexcept>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("what a hook swallows is no finding", "[excepthook]") {
  const auto found = explored([](Recorder& r) {
    set_excepthook([&](const ExceptHookArgs& args) { r.record("hook", args.exc_type + ": " + args.message); });
    Thread t([] { throw std::logic_error("oops"); }, "t");
    t.start();
    t.join();
    r.record("alive", t.is_alive());
  });
  CHECK(found.outcomes == Outcomes{"alive=false hook=std::logic_error: oops"});
  CHECK(found.verdict.holds());
}

TEST_CASE("what a hook lets out is the finding", "[excepthook]") {
  CHECK(outcomes_of([] {
          set_excepthook([](const ExceptHookArgs& args) { throw RuntimeError("hook: " + args.message); });
          Thread t([] { throw std::logic_error("oops"); }, "t");
          t.start();
        }) == Outcomes{"t threw RuntimeError: hook: oops"});
}

TEST_CASE("a hook may rethrow what it got", "[excepthook]") {
  CHECK(outcomes_of([] {
          set_excepthook([](const ExceptHookArgs& args) { std::rethrow_exception(args.exc_value); });
          Thread t([] { throw std::logic_error("oops"); }, "t");
          t.start();
        }) == Outcomes{"t threw std::logic_error: oops"});
}

TEST_CASE("a hook gets what is no std::exception, too", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([&](const ExceptHookArgs& args) {
            r.record("type", args.exc_type);
            r.record("message", "[" + args.message + "]");
          });
          Thread t([] { throw 7; }, "t");
          t.start();
        }) == Outcomes{"message=[] type=int"});
}

TEST_CASE("a hook does operations as the thread that erred", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Event told;
          set_excepthook([&](const ExceptHookArgs&) {
            With hold(lock);
            r.record("by", current_thread().name());
            told.set();
          });
          together([] { throw RuntimeError("one"); },
                   [&] {
                     With hold(lock);
                     (void)told.is_set();
                   });
          r.record("told", told.is_set());
        }) == Outcomes{"by=t told=true"});
}

TEST_CASE("a thread is alive while the hook is at work", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([&](const ExceptHookArgs& args) { r.record("alive", args.thread.is_alive()); });
          Thread t([] { throw RuntimeError("oops"); }, "t");
          t.start();
        }) == Outcomes{"alive=true"});
}

TEST_CASE("which hook is called is the one that is set when the exception comes out", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] { throw RuntimeError("oops"); }, "t");
          t.start();
          set_excepthook([&](const ExceptHookArgs&) { r.record("hook", "called"); });
        }) == Outcomes{"hook=called", "t threw RuntimeError: oops"});
}

TEST_CASE("that a hook comes in time matters also to one whose exception depends on others", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          Lock lock;
          Thread t(
              [&] {
                if (!lock.acquire(false)) throw RuntimeError("taken");
              },
              "t");
          t.start();
          set_excepthook([&](const ExceptHookArgs&) { r.record("hook", 1); });
          lock.acquire(false);
          set_excepthook([&](const ExceptHookArgs&) { r.record("hook", 2); });
        }) == Outcomes{"", "hook=1", "hook=2"});
}

TEST_CASE("an empty hook puts things back", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([&](const ExceptHookArgs&) { r.record("hook", "called"); });
          Thread t([] { throw RuntimeError("first"); }, "t");
          t.start();
          t.join();
          set_excepthook({});
          Thread u([] { throw RuntimeError("second"); }, "u");
          u.start();
          u.join();
        }) == Outcomes{"hook=called u threw RuntimeError: second"});
}

TEST_CASE("a hook is gone with the execution that set it", "[excepthook]") {
  const auto kept = std::make_shared<int>(0);
  CHECK(outcomes_of([&] {
          if (choose(2) == 0) set_excepthook([held = kept](const ExceptHookArgs&) {});
          Thread t([] { throw RuntimeError("oops"); }, "t");
          t.start();
        }) == Outcomes{"", "t threw RuntimeError: oops"});
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a hook may set another while it is at work", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([&r](const ExceptHookArgs&) {
            set_excepthook({});
            r.record("hook", "goes on");
          });
          Thread t([] { throw RuntimeError("oops"); }, "t");
          t.start();
        }) == Outcomes{"hook=goes on"});
}

TEST_CASE("what leaves the scenario's body does not come to the hook", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([&](const ExceptHookArgs&) { r.record("hook", "called"); });
          throw RuntimeError("main's");
        }) == Outcomes{"main threw RuntimeError: main's"});
}

TEST_CASE("a SystemExit is none of a finding, in a thread or in main", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                heddle::yield();
                r.record("t", "goes on");
                throw SystemExit();
              },
              "t");
          t.start();
          throw SystemExit();
        }) == Outcomes{"t=goes on"});
}

TEST_CASE("a SystemExit is not caught with the exceptions of the standard", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                try {
                  throw SystemExit();
                } catch (const std::exception&) {
                  r.record("caught", true);
                }
              },
              "t");
          t.start();
        }) == Outcomes{""});
}

TEST_CASE("a hook gets a SystemExit as well, and may let one out", "[excepthook]") {
  CHECK(outcomes_of([](Recorder& r) {
          set_excepthook([&](const ExceptHookArgs& args) {
            r.record("hook", 1);
            r.record(args.exc_type, "came");
            throw SystemExit();
          });
          together([] { throw SystemExit(); }, [] { throw RuntimeError("oops"); });
        }) == Outcomes{"RuntimeError=came SystemExit=came hook=1,1"});
}

TEST_CASE("a thread that is cut off inside its hook is taken down like any other", "[excepthook]") {
  CHECK(outcomes_of([] {
          Event never;
          set_excepthook([&](const ExceptHookArgs&) { never.wait(); });
          Thread t([] { throw RuntimeError("oops"); }, "t");
          t.start();
        }) == Outcomes{"deadlock: main,t"});
  CHECK(outcomes_of([] {
          const auto never = std::make_shared<Event>();
          set_excepthook([never](const ExceptHookArgs&) { never->wait(); });
          Thread t([] { throw RuntimeError("oops"); }, "t", true);
          t.start();
        }) == Outcomes{""});
}
