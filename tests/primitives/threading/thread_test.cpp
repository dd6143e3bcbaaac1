#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <memory>
#include <stdexcept>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("join returns after all that the thread did", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> value(0);
          Thread t([&] { value.store(1); }, "t");
          t.start();
          t.join();
          r.record("value", value.load());
        }) == Outcomes{"value=1"});
}

TEST_CASE("a thread runs beside the one that started it", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> value(0);
          Thread t([&] { value.store(1); }, "t");
          t.start();
          r.record("value", value.load());
        }) == Outcomes{"value=0", "value=1"});
}

TEST_CASE("a thread that is not started does nothing", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          bool ran = false;
          {
            Thread t([&] { ran = true; }, "t");
            r.record("alive", t.is_alive());
          }
          r.record("ran", ran);
        }) == Outcomes{"alive=false ran=false"});
}

TEST_CASE("the destructor of a thread joins it", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          int value = 0;
          {
            Thread t(
                [&] {
                  heddle::yield();
                  value = 1;
                },
                "t");
            t.start();
          }
          r.record("value", value);
        }) == Outcomes{"value=1"});
}

TEST_CASE("a thread may be joined twice, and by several", "[thread]") {
  CHECK(outcomes_of(
            [] {
              Thread worker([] { heddle::yield(); }, "worker");
              worker.start();
              together([&] { worker.join(); },
                       [&] {
                         worker.join();
                         worker.join();
                       });
            },
            {.preemption_bound = 1}) == Outcomes{""});
}

TEST_CASE("a thread cannot be joined before it is started", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {}, "t");
          r.record("join", raised_by([&] { t.join(); }));
          r.record("timed", raised_by([&] { t.join(1); }));
          r.record("zero", raised_by([&] { t.join(0); }));
        }) == Outcomes{"join=RuntimeError: cannot join thread before it is started "
                       "timed=RuntimeError: cannot join thread before it is started "
                       "zero=RuntimeError: cannot join thread before it is started"});
}

TEST_CASE("a thread cannot join itself", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          std::unique_ptr<Thread> t;
          t = std::make_unique<Thread>(
              [&] {
                r.record("join", raised_by([&] { t->join(); }));
                r.record("timed", raised_by([&] { t->join(1); }));
              },
              "t");
          t->start();
        }) ==
        Outcomes{"join=RuntimeError: cannot join current thread timed=RuntimeError: cannot join current thread"});
}

TEST_CASE("two threads that join each other are stuck", "[thread]") {
  CHECK(outcomes_of(
            [] {
              Event both;
              std::vector<Thread> threads;
              threads.reserve(2);
              threads.emplace_back(
                  [&] {
                    both.wait();
                    threads[1].join();
                  },
                  "t");
              threads.emplace_back(
                  [&] {
                    both.wait();
                    threads[0].join();
                  },
                  "u");
              threads[0].start();
              threads[1].start();
              both.set();
            },
            {.preemption_bound = 0}) == Outcomes{"deadlock: main,t,u"});
}

TEST_CASE("a thread can only be started once, ended or not", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {}, "t");
          t.start();
          r.record("running", raised_by([&] { t.start(); }));
          t.join();
          r.record("ended", raised_by([&] { t.start(); }));
        }) == Outcomes{"ended=RuntimeError: threads can only be started once "
                       "running=RuntimeError: threads can only be started once"});
}

TEST_CASE("a thread is alive from its start to its end", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] { heddle::yield(); }, "t");
          r.record("alive", t.is_alive());
          t.start();
          r.record("alive", t.is_alive());
          t.join();
          r.record("alive", t.is_alive());
        }) == Outcomes{"alive=false,false,false", "alive=false,true,false"});
}

TEST_CASE("a thread is alive for itself", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          std::unique_ptr<Thread> t;
          t = std::make_unique<Thread>([&] { r.record("alive", t->is_alive()); }, "t");
          t->start();
        }) == Outcomes{"alive=true"});
}

TEST_CASE("a timed join returns, whether the thread has ended or not", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event go;
          Thread t([&] { go.wait(); }, "t");
          t.start();
          t.join(1);
          r.record("alive", t.is_alive());
          go.set();
          t.join(1);
          r.record("alive", t.is_alive());
        }) == Outcomes{"alive=true,false", "alive=true,true"});
}

TEST_CASE("a join of zero or less only looks", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event go;
          Thread t([&] { go.wait(); }, "t");
          t.start();
          t.join(0);
          t.join(-1);
          r.record("alive", t.is_alive());
          go.set();
        }) == Outcomes{"alive=true"});
}

TEST_CASE("under virtual time a timed join waits as long as it says", "[thread]") {
  const auto alive_after = [](double seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Thread t([] { heddle::sleep(3); }, "t");
          t.start();
          t.join(seconds);
          r.record("alive", t.is_alive());
        },
        virtual_time());
  };
  CHECK(alive_after(2) == Outcomes{"alive=true"});
  CHECK(alive_after(4) == Outcomes{"alive=false"});
  CHECK(alive_after(3) == Outcomes{"alive=false", "alive=true"});
}

TEST_CASE("an exception that leaves a thread is not the joiner's", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] { throw std::logic_error("oops"); }, "t");
          t.start();
          r.record("join", raised_by([&] { t.join(); }));
          r.record("alive", t.is_alive());
        }) == Outcomes{"alive=false join=nothing t threw std::logic_error: oops"});
}

TEST_CASE("when a thread lets an exception out, the others go on", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> value(0);
          together([&] { throw RuntimeError("oops"); }, [&] { value.store(1); });
          r.record("value", value.load());
        }) == Outcomes{"value=1 t threw RuntimeError: oops"});
}

TEST_CASE("an exception that is no std::exception is found, too", "[thread]") {
  CHECK(outcomes_of([] {
          Thread t([] { throw 7; }, "t");
          t.start();
        }) == Outcomes{"t threw int: "});
}

TEST_CASE("when main lets an exception out, the threads it started are joined", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                heddle::yield();
                r.record("t", "went on");
              },
              "t");
          t.start();
          throw std::runtime_error("oops");
        }) == Outcomes{"t=went on main threw std::runtime_error: oops"});
}

TEST_CASE("an exception that a thread catches itself is none of ours", "[thread]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Lock lock;
              together(
                  [&] {
                    try {
                      With hold(lock);
                      throw std::runtime_error("oops");
                    } catch (const std::exception& exception) {
                      With hold(lock);  // an operation inside a catch block switches threads
                      r.record("t", exception.what());
                    }
                  },
                  [&] {
                    try {
                      With hold(lock);
                      throw std::runtime_error("alas");
                    } catch (const std::exception& exception) {
                      With hold(lock);
                      r.record("u", exception.what());
                    }
                  });
            },
            {.preemption_bound = 2}) == Outcomes{"t=oops u=alas"});
}

TEST_CASE("a daemon does not keep an execution alive", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Event never;
          Thread t(
              [&] {
                r.record("t", "waits");
                never.wait();
              },
              "t", true);
          r.record("daemon", t.daemon());
          t.start();
        }) == Outcomes{"daemon=true t=waits"});
}

TEST_CASE("a daemon may be cut short anywhere", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                heddle::yield();
                r.record("t", 1);
                heddle::yield();
                r.record("t", 2);
              },
              "t", true);
          t.start();
        }) == Outcomes{"", "t=1", "t=1,2"});
}

TEST_CASE("a daemon that is joined is waited for", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t(
              [&] {
                heddle::yield();
                r.record("t", 1);
              },
              "t", true);
          t.start();
          t.join();
        }) == Outcomes{"t=1"});
}

TEST_CASE("a thread that is no daemon is waited for although main has ended", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          const auto never = std::make_shared<Event>();  // main is gone before the keeper
          Thread t(
              [&] {
                heddle::yield();
                r.record("t", 1);
              },
              "t");
          t.start();
          Thread keeper([never, kept = std::move(t)] { never->wait(); }, "keeper", true);
          keeper.start();
          r.record("main", "ends");
        }) == Outcomes{"main=ends t=1"});
}

TEST_CASE("a thread becomes a daemon only before it is started", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread t([] {}, "t");
          r.record("daemon", t.daemon());
          t.set_daemon(true);
          r.record("daemon", t.daemon());
          t.set_daemon(false);
          t.start();
          r.record("running", raised_by([&] { t.set_daemon(true); }));
          t.join();
          r.record("ended", raised_by([&] { t.set_daemon(true); }));
          r.record("daemon", t.daemon());
        }) == Outcomes{"daemon=false,true,false ended=RuntimeError: cannot set daemon status of active thread "
                       "running=RuntimeError: cannot set daemon status of active thread"});
}

TEST_CASE("a thread set to be a daemon before its start is one", "[thread]") {
  CHECK(outcomes_of([] {
          Event never;
          Thread t([&] { never.wait(); }, "t");
          t.set_daemon(true);
          t.start();
        }) == Outcomes{""});
}

TEST_CASE("threads without a name are numbered as CPython does", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Thread a([] {});
          Thread b([] {}, "worker");
          Thread c([] {});
          r.record("names", a.name());
          r.record("names", b.name());
          r.record("names", c.name());
        }) == Outcomes{"names=Thread-1,worker,Thread-2"});
}

TEST_CASE("a thread that is moved from is nobody's", "[thread]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              std::vector<Thread> threads;
              for (int i = 0; i < 3; ++i)
                threads.emplace_back(
                    [&r, i] {
                      heddle::yield();
                      r.record("ran " + std::to_string(i), true);
                    },
                    "worker" + std::to_string(i));
              for (Thread& thread : threads) thread.start();
              Thread moved = std::move(threads.front());
              moved.join();
              r.record("name", moved.name());
            },
            {.preemption_bound = 0}) == Outcomes{"name=worker0 ran 0=true ran 1=true ran 2=true"});
}

TEST_CASE("one thread more than an execution may have is refused as CPython does", "[thread]") {
  Options options;
  options.max_threads = 2;
  CHECK(outcomes_of(
            [](Recorder& r) {
              Thread t([] {}, "t");
              Thread u([] {}, "u");
              t.start();
              t.join();
              r.record("u", raised_by([&] { u.start(); }));
            },
            options) == Outcomes{"u=RuntimeError: can't start new thread"});
}

TEST_CASE("a thread that could not be started is as if it had not been tried", "[thread]") {
  Options options;
  options.max_threads = 1;
  CHECK(outcomes_of(
            [](Recorder& r) {
              Thread t([] {}, "t");
              r.record("start", raised_by([&] { t.start(); }));
              r.record("start", raised_by([&] { t.start(); }));
              r.record("alive", t.is_alive());
              r.record("join", raised_by([&] { t.join(); }));
            },
            options) ==
        Outcomes{"alive=false join=RuntimeError: cannot join thread before it is started "
                 "start=RuntimeError: can't start new thread,RuntimeError: can't start new thread"});
}

TEST_CASE("threads may start threads", "[thread]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> value(0);
          Thread t(
              [&] {
                Thread u([&] { value.store(1); }, "u");
                u.start();
                r.record("t", value.load());
              },
              "t");
          t.start();
          t.join();
          r.record("main", value.load());
        }) == Outcomes{"main=1 t=0", "main=1 t=1"});
}

TEST_CASE("a thousand threads, one after the other or at once, are no trouble", "[thread]") {
  Options options;
  options.max_executions = 1;
  const auto found = explored(
      [](Recorder& r) {
        Shared<int> count(0);
        std::vector<Thread> threads;
        for (int i = 0; i < 1000; ++i) {
          threads.emplace_back([&] { count.store(count.load() + 1); });
          threads.back().start();
        }
        for (Thread& thread : threads) thread.join();
        r.record("count", count.load());
      },
      options);
  CHECK(found.outcomes == Outcomes{"count=1000"});
}
