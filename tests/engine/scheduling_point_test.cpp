#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// Things made where no check is running.
struct Homeless {
  Lock lock;
  RLock rlock;
  Condition condition;
  Event event;
  Queue<int> queue;
  Shared<int> shared;
  heddle_std::atomic<int> atomic;
  Thread thread{[] {}, "t"};

  /// Every operation, and its name.
  [[nodiscard]] std::vector<std::pair<std::string, std::function<void()>>> operations() {
    return {
        {"acquire", [this] { lock.acquire(); }},
        {"acquire", [this] { lock.acquire(true, 1); }},
        {"try to acquire", [this] { lock.acquire(false); }},
        {"release", [this] { lock.release(); }},
        {"locked", [this] { (void)lock.locked(); }},
        {"acquire", [this] { rlock.acquire(); }},
        {"acquire", [this] { rlock.acquire(true, 1); }},
        {"try to acquire", [this] { rlock.acquire(false); }},
        {"release", [this] { rlock.release(); }},
        {"acquire", [this] { condition.acquire(); }},
        {"notify", [this] { condition.notify(); }},
        {"notify_all", [this] { condition.notify_all(); }},
        {"set", [this] { event.set(); }},
        {"clear", [this] { event.clear(); }},
        {"is_set", [this] { (void)event.is_set(); }},
        {"put", [this] { queue.put(1); }},
        {"get", [this] { queue.get(); }},
        {"get", [this] { queue.get(true, 1); }},
        {"task_done", [this] { queue.task_done(); }},
        {"join", [this] { queue.join(); }},
        {"qsize", [this] { (void)queue.qsize(); }},
        {"empty", [this] { (void)queue.empty(); }},
        {"full", [this] { (void)queue.full(); }},
        {"load", [this] { (void)shared.load(); }},
        {"store", [this] { shared.store(1); }},
        {"load", [this] { (void)atomic.load(); }},
        {"store", [this] { atomic = 1; }},
        {"exchange", [this] { atomic.exchange(1); }},
        {"fetch_add", [this] { ++atomic; }},
        {"start", [this] { thread.start(); }},
        {"join", [this] { thread.join(); }},
        {"is_alive", [this] { (void)thread.is_alive(); }},
    };
  }
};

const std::string outside =
    " outside of a check: primitives work in a scenario's body and its threads, "
    "while heddle::check or heddle::replay runs it";

Lock& static_lock() {
  static Lock lock;
  return lock;
}

}  // namespace

TEST_CASE("an operation outside of a check is a usage error that says so", "[scheduling_point]") {
  Homeless things;
  for (const auto& [name, operation] : things.operations())
    CHECK(raised_by(operation) == "UsageError: " + name + outside);
  CHECK(raised_by([] { heddle::sleep(1); }) == "UsageError: sleep" + outside);
  CHECK(raised_by([] { heddle::yield(); }) == "UsageError: yield" + outside);
  CHECK(raised_by([] { (void)choose(2); }) == "UsageError: choose" + outside);
  CHECK(raised_by([] { require(true); }) == "UsageError: require" + outside);
}

TEST_CASE("waiting, and whatever asks for the running thread first, is a usage error outside of a check",
          "[scheduling_point]") {
  Homeless things;
  const std::string primitive = "UsageError: a primitive" + outside;
  CHECK(raised_by([&] { things.event.wait(); }) == primitive);
  CHECK(raised_by([&] { things.condition.wait(); }) == primitive);
  CHECK(raised_by([&] { things.condition.wait(1); }) == primitive);
}

TEST_CASE("what was made outside of a check is refused inside of one, and with it the check",
          "[scheduling_point]") {
  Homeless things;
  for (const auto& [name, operation] : things.operations()) {
    std::string told;
    const std::string refused =
        raised_by([&, &used = operation] { (void)check("mine", [&] { told = raised_by(used); }); });
    const std::string what = "\"" + name + "\" at ";
    CHECK(told.starts_with("UsageError: " + what));
    CHECK(told.ends_with(
        ": it was made before or outside of it, or has been destroyed; make it in the scenario's body"));
    CHECK(refused == "UsageError: scenario mine: " + told.substr(std::string("UsageError: ").size()));
  }
}

TEST_CASE("waiting on what was made outside of a check is refused as well", "[scheduling_point]") {
  Homeless things;
  CHECK_THROWS_AS(check("mine", [&] { things.event.wait(); }), UsageError);
  CHECK_THROWS_AS(check("mine", [&] { things.event.wait(1); }), UsageError);
  CHECK_THROWS_AS(check("mine", [&] { things.condition.wait(); }), UsageError);
}

TEST_CASE("what has been destroyed is refused as well", "[scheduling_point]") {
  CHECK_THROWS_WITH(check("mine",
                          [] {
                            std::optional<Event> event(std::in_place);
                            Event& kept = *event;
                            event.reset();
                            kept.set();
                          }),
                    Catch::Contains("\"set\" at ") && Catch::Contains("or has been destroyed"));
}

TEST_CASE("what is destroyed while a thread stands at it refuses the check, with both lines",
          "[scheduling_point]") {
  constexpr unsigned made = __LINE__ + 4;
  const auto body = [](const std::string& name) {
    return [name] {
      std::vector<Thread> threads;
      Event late(name);
      threads.emplace_back([&] { late.wait(); }, "waiter");
      threads.front().start();
      late.set();
    };
  };
  const auto refused_for = [&](const std::string& name, Search search) {
    return raised_by([&] { (void)check("mine", body(name), {.search = search}); });
  };
  const std::string file = "tests/engine/scheduling_point_test.cpp:";
  for (const Search search : {Search::dpor, Search::depth_first, Search::random})
    CHECK(refused_for("late", search) ==
          "UsageError: scenario mine: \"wait\" at " + file + std::to_string(made + 1) + " on Event late, made at " +
              file + std::to_string(made) +
              ", which has been destroyed while waiter stood there; what threads use must outlive them: declare it "
              "before them, or let them share it");
  CHECK(refused_for("", Search::dpor).find(" on the Event, made at " + file) != std::string::npos);
}

TEST_CASE("either object of an operation counts, and also if it could give up in time", "[scheduling_point]") {
  using namespace heddle::engine;
  static constexpr ObjectKind kind{"Thing"};
  static constexpr OperationKind use{"use"};
  const auto refused = [](bool first, std::chrono::nanoseconds timeout) {
    return raised_by([&] {
      (void)check("mine", [&] {
        Object lasting(kind, "lasting", Site::current());
        std::vector<Thread> threads;
        Object brief(kind, "brief", Site::current());
        threads.emplace_back(
            [&] {
              const Operation operation{.kind = &use,
                                        .object = first ? &brief : &lasting,
                                        .access = Access::read,
                                        .second = first ? &lasting : &brief,
                                        .second_access = Access::read};
              if (timeout == no_timeout) perform(operation, [](Step&) {});
              else perform_timed(operation, timeout, [](Step&) {});
            },
            "user");
        threads.front().start();
      });
    });
  };
  for (const bool first : {true, false})
    for (const auto timeout : {no_timeout, std::chrono::nanoseconds(1)})
      CHECK(refused(first, timeout).find(" on Thing brief, made at ") != std::string::npos);
}

TEST_CASE("what refers to an object may stand where the object was", "[scheduling_point]") {
  using namespace heddle::engine;
  static constexpr ObjectKind kind{"Thing"};
  static constexpr OperationKind use{"use"};
  union Place {
    Place() {}
    ~Place() {}
    Object object;
    ObjectRef reference;
  };
  const Verdict verdict = check("reused", [] {
    Place place;
    std::construct_at(&place.object, kind, "thing", Site::current());
    const ObjectRef kept = place.object;
    std::destroy_at(&place.object);
    std::construct_at(&place.reference, kept);
    perform({.kind = &use, .object = &place.reference, .access = Access::read}, [](Step&) {});
  });
  CHECK(verdict.complete);
}

TEST_CASE("who waits in vain at what has been destroyed is stuck", "[scheduling_point]") {
  CHECK(outcomes_of(
            [] {
              std::vector<Thread> threads;
              Event late;
              threads.emplace_back([&] { late.wait(); }, "waiter");
              threads.front().start();
              sleep(1);
            },
            {.clock = Clock::virtual_time}) == Outcomes{"deadlock: main,waiter"});
}

TEST_CASE("a thread that outlives its Thread may end, and ask its name", "[scheduling_point]") {
  std::string name;
  const Verdict verdict = check("daemon", [&] {
    Event seen("seen");
    {
      Thread daemon(
          [&] {
            yield();
            name = current_thread().name();
            seen.set();
          },
          "daemon", true);
      daemon.start();
    }
    seen.wait();
    yield();
  });
  CHECK(verdict.complete);
  CHECK(verdict.findings.empty());
  CHECK(name == "daemon");
}

TEST_CASE("a static object is refused with the line that uses it, and stays refused", "[scheduling_point]") {
  for (int i = 0; i < 2; ++i) {
    constexpr unsigned line = __LINE__ + 1;
    const std::string refused = raised_by([] { (void)check("mine", [] { static_lock().acquire(); }); });
    CHECK(refused.starts_with("UsageError: scenario mine: \"acquire\" at "));
    CHECK(refused.find("scheduling_point_test.cpp:" + std::to_string(line) + " on an object that") !=
          std::string::npos);
  }
}

TEST_CASE("what an earlier check left behind is refused", "[scheduling_point]") {
  std::unique_ptr<Lock> lock;
  std::unique_ptr<Queue<int>> queue;
  (void)check("first", [&] {
    lock = std::make_unique<Lock>();
    queue = std::make_unique<Queue<int>>();
    queue->put(1);
  });
  CHECK(raised_by([&] { lock->acquire(); }) == "UsageError: acquire" + outside);
  CHECK_THROWS_AS(check("second", [&] { lock->acquire(); }), UsageError);
  CHECK_THROWS_AS(check("second", [&] { queue->get(); }), UsageError);
}

TEST_CASE("what an earlier execution of the same check left behind is refused", "[scheduling_point]") {
  std::unique_ptr<Lock> lock;
  CHECK_THROWS_AS(check("mine",
                        [&] {
                          if (!lock) lock = std::make_unique<Lock>();
                          lock->acquire();
                          lock->release();
                        }),
                  UsageError);
}

TEST_CASE("a thread that survives a usage error does not save the check", "[scheduling_point]") {
  Lock lock;
  CHECK_THROWS_AS(
      check("mine", [&] { together([&] { (void)raised_by([&] { lock.acquire(); }); }, [] { heddle::yield(); }); }),
      UsageError);
}

TEST_CASE("a check works after one that was refused", "[scheduling_point]") {
  Lock outer;
  for (int i = 0; i < 3; ++i) {
    CHECK_THROWS_AS(check("mine", [&] { outer.acquire(); }), UsageError);
    CHECK(check("mine", [] { Lock().acquire(); }).holds());
  }
}

TEST_CASE("an object may outlive its execution and be destroyed in another", "[scheduling_point]") {
  std::unique_ptr<Lock> lock;
  CHECK(outcomes_of([&] {
          lock = std::make_unique<Lock>();
          lock->acquire();
        }) == Outcomes{""});
  CHECK(outcomes_of([&] { lock.reset(); }) == Outcomes{""});
}

TEST_CASE("a started thread may outlive its execution and be destroyed outside of any", "[scheduling_point]") {
  std::unique_ptr<Thread> thread;
  const auto body = [&] {
    thread = std::make_unique<Thread>([] { Event().wait(); }, "t", true);
    thread->start();
  };
  CHECK(check("mine", body).holds());
  CHECK_THROWS_AS(thread->join(), UsageError);
  thread.reset();
}

TEST_CASE("a check inside of a check is a usage error", "[scheduling_point]") {
  CHECK(outcomes_of([](Recorder& r) {
          r.record("check", raised_by([] { (void)check("inner", [] {}); }).substr(0, 11));
        }) == Outcomes{"check=UsageError:"});
}

TEST_CASE("destructors are safe while an execution is taken down", "[scheduling_point]") {
  struct Tidy {
    Lock& lock;
    Event& event;
    Queue<int>& queue;
    int& ran;
    ~Tidy() {
      lock.release();
      event.set();
      (void)event.is_set();
      queue.task_done();
      (void)queue.qsize();
      ++ran;
    }
  };
  int ran = 0;
  const auto found = explored([&] {
    Lock lock;
    Event event;
    Queue<int> queue;
    const auto body = [&] {
      lock.acquire();
      const Tidy tidy{lock, event, queue, ran};
      Event().wait();
    };
    together(body, body);
  });
  CHECK(found.outcomes == Outcomes{"deadlock: main,t,u"});
  CHECK(static_cast<std::uint64_t>(ran) >= found.executions);
}

TEST_CASE("catch (...) does not swallow the end of an execution", "[scheduling_point]") {
  CHECK(outcomes_of([] {
          Event never;
          Thread t(
              [&] {
                try {
                  never.wait();
                } catch (...) {  // NOLINT(bugprone-empty-catch): what is tried here
                }
                never.wait();
              },
              "t");
          t.start();
        }) == Outcomes{"deadlock: main,t"});
}

TEST_CASE("a thread that catches the end of an execution for ever is a usage error, not a hang",
          "[scheduling_point]") {
  CHECK_THROWS_AS(outcomes_of([&] {
                    Event never;
                    Thread t(
                        [&] {
                          for (;;) {
                            try {
                              never.wait();
                            } catch (...) {  // NOLINT(bugprone-empty-catch): what is tried here
                            }
                          }
                        },
                        "t");
                    t.start();
                  }),
                  UsageError);
}
