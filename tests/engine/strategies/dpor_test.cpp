// How many classes of executions there are is known of these programs: worked out by hand, by brute force, or by
// two checkers that count classes and agree. An optimal search takes as many executions, and gives none up
// half-way.

#include "tests/support/catch.hpp"
#include "tests/support/known_programs.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/strategies/dpor.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// How a search by classes went, to its end.
struct Classes {
  std::uint64_t completed = 0;
  std::uint64_t deadlocked = 0;

  friend bool operator==(const Classes&, const Classes&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Classes& classes) {
    return out << classes.completed << " completed + " << classes.deadlocked << " deadlocked";
  }
};

Classes classes_of(const std::function<void()>& body, Options options = {}) {
  options.search = Search::dpor;
  options.keep_going = true;
  options.max_time = {};
  Classes classes;
  engine::Explorer explorer("test", body, options);
  explorer.observe([&](const engine::Execution& execution) {
    if (execution.outcome() == engine::Outcome::completed) ++classes.completed;
    if (execution.outcome() == engine::Outcome::deadlocked) ++classes.deadlocked;
  });
  const auto strategy = engine::make_strategy(options);
  const Verdict verdict = explorer.explore(*strategy);
  REQUIRE(verdict.exhausted);
  REQUIRE_FALSE(verdict.nondeterminism);
  REQUIRE(verdict.abandoned == 0);
  REQUIRE(verdict.executions == classes.completed + classes.deadlocked);
  return classes;
}

Classes coarse_classes_of(const std::function<void()>& body) {
  Options options;
  options.dependence = Dependence::coarse;
  return classes_of(body, options);
}

// The largest that are searched in a few seconds; the sanitizers take twenty times as long.
#if defined(__SANITIZE_ADDRESS__)
constexpr int largest_lastzero = 10;
constexpr int largest_indexer = 14;
#else
constexpr int largest_lastzero = 15;
constexpr int largest_indexer = 16;
#endif

std::uint64_t factorial(int n) { return n < 2 ? 1 : static_cast<std::uint64_t>(n) * factorial(n - 1); }

}  // namespace

TEST_CASE("threads that take turns at one lock have as many classes as there are orders", "[dpor]") {
  for (int n = 1; n <= 6; ++n) CHECK(classes_of([n] { lock_counter(n); }) == Classes{factorial(n), 0});
}

TEST_CASE("stores to one atomic, and additions whose results count, have as many classes as orders", "[dpor]") {
  for (int n = 1; n <= 6; ++n) {
    CHECK(classes_of([n] { stores(n); }) == Classes{factorial(n), 0});
    CHECK(classes_of([n] {
            Atomic x{0};
            crowd(n, [&](int) { (void)x.fetch_add(1); });
          }) == Classes{factorial(n), 0});
  }
}

TEST_CASE("threads on locks of their own have one class", "[dpor]") {
  for (int n = 1; n <= 8; ++n)
    CHECK(classes_of([n] {
            const auto locks = several<Lock>(n);
            crowd(n, [&](int i) { With hold(*locks[static_cast<std::size_t>(i)]); });
          }) == Classes{1, 0});
}

TEST_CASE("philosophers with ordered forks have 2^n - 2 classes, without order one more: the deadlock", "[dpor]") {
  for (int n = 2; n <= 12; ++n) {
    const std::uint64_t fine = (std::uint64_t{1} << n) - 2;
    CHECK(classes_of([n] { philosophers(n, true); }) == Classes{fine, 0});
    CHECK(classes_of([n] { philosophers(n, false); }) == Classes{fine, 1});
  }
}

TEST_CASE("lastzero has its known number of classes", "[dpor]") {
  const std::pair<int, std::uint64_t> known[] = {{3, 12},     {4, 28},      {5, 64},      {8, 704},
                                                 {10, 3'328}, {12, 15'360}, {15, 147'456}};
  for (const auto& [n, classes] : known)
    if (n <= largest_lastzero) CHECK(classes_of([n = n] { lastzero(n); }) == Classes{classes, 0});
}

TEST_CASE("with its memory full, a search still sees every class once, but some executions are in vain", "[dpor]") {
  for (const auto& [enough, in_vain] : {std::pair{0U, 1'611U}, {100U, 1'467U}, {100'000U, 0U}}) {
    engine::Explorer explorer("test", [] { lastzero(8); }, {.keep_going = true});
    engine::Dpor dpor(Dependence::fine, engine::Dpor::Sabotage::none, enough);
    const Verdict verdict = explorer.explore(dpor);
    CHECK(verdict.complete);
    CHECK(verdict.executions == 704);
    CHECK(verdict.abandoned == in_vain);
  }
}

TEST_CASE("however little memory there is, every class is seen once", "[dpor]") {
  const auto body = [] {
    heddle_std::atomic<int> x(0);
    heddle_std::atomic<int> y(0);
    Thread t1([&] { (void)x.load(); });
    Thread t2([&] { (void)x.load(); });
    Thread t3([&] {
      (void)x.load();
      (void)y.load();
      y.store(1);
      x.store(1);
    });
    Thread t4([&] { y.store(2); });
    for (Thread* thread : {&t1, &t2, &t3, &t4}) thread->start();
    for (Thread* thread : {&t1, &t2, &t3, &t4}) thread->join();
  };
  CHECK(classes_of(body) == Classes{12, 0});
  for (std::uint64_t enough = 0; enough <= 40; ++enough) {
    engine::Explorer explorer("test", body, {.keep_going = true});
    engine::Dpor dpor(Dependence::fine, engine::Dpor::Sabotage::none, enough);
    const Verdict verdict = explorer.explore(dpor);
    CHECK(verdict.complete);
    CHECK(verdict.executions == 12);
  }
}

TEST_CASE("indexer has its known number of classes", "[dpor]") {
  std::uint64_t classes = 1;
  for (int threads = 11; threads <= largest_indexer; ++threads, classes *= 8)
    CHECK(classes_of([threads] { indexer(threads); }) == Classes{classes, 0});
}

TEST_CASE("file system has its known number of classes", "[dpor]") {
  std::uint64_t classes = 2;
  for (int threads = 14; threads <= 22; ++threads, classes *= 2)
    CHECK(classes_of([threads] { file_system(threads); }) == Classes{classes, 0});
}

TEST_CASE("one writer and n readers have 2^n classes", "[dpor]") {
  for (int n = 1; n <= 10; ++n) CHECK(classes_of([n] { readers(n); }) == Classes{std::uint64_t{1} << n, 0});
}

TEST_CASE("a buffer with room for one has 2^(2n - 1) classes, whether parts count or not", "[dpor]") {
  // Before each put and each take, the other side may come, find that it is not its turn, and wait; but before the
  // last take, nobody is left to come.
  for (int n = 1; n <= 6; ++n) {
    const Classes known{std::uint64_t{1} << (2 * n - 1), 0};
    CHECK(classes_of([n] { bounded_buffer(n); }) == known);
    CHECK(coarse_classes_of([n] { bounded_buffer(n); }) == known);
  }
}

TEST_CASE("and in as many orders is the lock of the buffer taken, over all interleavings", "[dpor]") {
  for (int n = 1; n <= 2; ++n) {
    std::set<std::string> orders;
    for (const Trace& trace : traces_of([n] { bounded_buffer(n); })) {
      std::string order;
      for (const engine::Step& step : trace.steps)
        if (step.kind->role == engine::Role::acquire) order += trace.label(step.agent) + " ";
      orders.insert(order);
    }
    CHECK(orders.size() == std::size_t{1} << (2 * n - 1));
  }
}

TEST_CASE("two locks taken the wrong way round, among bystanders, deadlock in a third of the classes", "[dpor]") {
  for (int n = 2; n <= 6; ++n)
    CHECK(classes_of([n] {
            const auto locks = several<Lock>(3);
            crowd(n, [&](int i) {
              if (i > 1) {
                With hold(*locks[2]);
                return;
              }
              With first(*locks[static_cast<std::size_t>(i)]);
              With second(*locks[static_cast<std::size_t>(1 - i)]);
            });
          }) == Classes{2 * factorial(n - 2), factorial(n - 2)});
}

TEST_CASE("tries that fail commute, tries and releases do not", "[dpor]") {
  const std::uint64_t known[] = {1, 4, 21, 148};
  for (int n = 1; n <= 4; ++n)
    CHECK(classes_of([n] {
            Lock lock;
            crowd(n, [&](int) {
              if (lock.acquire(false)) lock.release();
            });
          }) == Classes{known[n - 1], 0});
}

TEST_CASE("waiters without a predicate and one notify_all", "[dpor]") {
  const Classes known[] = {{1, 1}, {4, 6}, {36, 60}};
  for (int n = 1; n <= 3; ++n)
    CHECK(classes_of([n] {
            Lock lock;
            Condition condition(lock);
            crowd(n + 1, [&](int i) {
              With hold(condition);
              if (i == 0) condition.notify_all();
              else condition.wait();
            });
          }) == known[n - 1]);
}

TEST_CASE("a producer and a consumer of a queue have one class, unless put and get are one to each other",
          "[dpor]") {
  const auto hand_over = [] {
    Queue<int> queue(2);
    Thread producer(
        [&] {
          for (int i = 0; i < 10; ++i) queue.put(i);
        },
        "producer");
    Thread consumer(
        [&] {
          for (int i = 0; i < 10; ++i) queue.get();
        },
        "consumer");
    producer.start();
    consumer.start();
  };
  CHECK(classes_of(hand_over) == Classes{1, 0});
  CHECK(coarse_classes_of(hand_over) == Classes{512, 0});
}

TEST_CASE("classes of an event, by hand", "[dpor]") {
  // The wait begins before the set, or after it.
  CHECK(classes_of([] {
          Event event;
          together([&] { event.wait(); }, [&] { event.set(); });
        }) == Classes{2, 0});
  // Before the set, between the two, or after the clear: then for ever.
  CHECK(classes_of([] {
          Event event;
          together([&] { event.wait(); },
                   [&] {
                     event.set();
                     event.clear();
                   });
        }) == Classes{2, 1});
  // Which of the two set it. (The other changed nothing.)
  CHECK(classes_of([] {
          Event event;
          together([&] { event.set(); }, [&] { event.set(); });
        }) == Classes{2, 0});
  // Both begin to wait before the set, one of them, or none; in what order they do makes no difference.
  CHECK(classes_of([] {
          Event event;
          together([&] { event.wait(); }, [&] { event.wait(); }, [&] { event.set(); });
        }) == Classes{4, 0});
  // It is set already; it is set in time; it is set too late.
  CHECK(classes_of([] {
          Event event;
          together([&] { event.wait(1); }, [&] { event.set(); });
        }) == Classes{3, 0});
}

TEST_CASE("classes of a queue, by hand", "[dpor]") {
  // The orders of the puts; the gets follow one by one.
  CHECK(classes_of([] {
          Queue<int> queue;
          together([&] { queue.put(1); }, [&] { queue.put(2); }, [&] { queue.put(3); },
                   [&] {
                     for (int i = 0; i < 3; ++i) queue.get();
                   });
        }) == Classes{6, 0});
  // With room for one, the second put waits for the first get: the same.
  CHECK(classes_of([] {
          Queue<int> queue(1);
          together([&] { queue.put(1); }, [&] { queue.put(2); },
                   [&] {
                     queue.get();
                     queue.get();
                   });
        }) == Classes{2, 0});
  // The item is there, or not.
  CHECK(classes_of([] {
          Queue<int> queue;
          together([&] { (void)raised_by([&] { queue.get_nowait(); }); }, [&] { queue.put(1); });
        }) == Classes{2, 0});
  // Who gets the one item.
  CHECK(classes_of([] {
          Queue<int> queue;
          together([&] { queue.get(); }, [&] { queue.get(); }, [&] { queue.put(1); });
        }) == Classes{0, 2});
}

TEST_CASE("classes of a wait with a timeout under a lock, by hand", "[dpor]") {
  // notify first, and the wait times out; or the wait first, and the notify comes in time, or between the timeout
  // and the waiter's taking the lock again, or after that.
  CHECK(classes_of([] {
          Condition condition;
          together(
              [&] {
                With hold(condition);
                condition.wait(1);
              },
              [&] {
                With hold(condition);
                condition.notify();
              });
        }) == Classes{4, 0});
}

TEST_CASE("values are all chosen, in every class", "[dpor]") {
  CHECK(classes_of([] { (void)choose(3); }) == Classes{3, 0});
  // Three values and the two orders of the stores.
  CHECK(classes_of([] {
          Atomic x{0};
          together([&] { x.store(choose(3)); }, [&] { x.store(7); });
        }) == Classes{6, 0});
  // A value that only one of the orders comes to: it has two, the other order one.
  CHECK(classes_of([] {
          Atomic x{0};
          together(
              [&] {
                if (x.load() == 1) (void)choose(2);
              },
              [&] { x.store(1); });
        }) == Classes{3, 0});
}

TEST_CASE("a daemon is cut off after any of its steps", "[dpor]") {
  // After none, one or two of its stores, after the third, or it ends in time.
  CHECK(classes_of([] {
          Atomic x{0};
          Thread daemon(
              [&] {
                for (int i = 0; i < 3; ++i) x.store(i);
              },
              "daemon", true);
          daemon.start();
        }) == Classes{5, 0});
}

TEST_CASE("where executions are cut, a search by classes sees all there is within the bound", "[dpor]") {
  const auto endless = [](Recorder& r) {
    Atomic x{0};
    together(
        [&] {
          for (;;) r.record("writer", x.fetch_add(1));
        },
        [&] {
          r.record("read", x.load());
          require(x.load() != 3, "not 3");
        });
  };
  for (const std::uint32_t steps : {0U, 1U, 2U, 5U, 8U}) {
    INFO(steps);
    Options options;
    options.max_steps = 1 + steps;
    const Outcomes all = outcomes_of_all_schedules(endless, options);
    options.search = Search::dpor;
    const Explored classes = explored(endless, options);
    CHECK(classes.outcomes == all);
    CHECK(classes.verdict.exhausted);
    CHECK_FALSE(classes.verdict.complete);
    CHECK(classes.verdict.cut > 0);
  }
}

TEST_CASE("an execution that is as long as the bound is not taken for one step more that another cut", "[dpor]") {
  // Found by the oracle: who slept had a step more than fitted, so that this deadlock's other end was left out.
  CHECK(outcomes_of(
            [](Recorder& r) {
              Queue<int> queue(1);
              Thread t1(
                  [&] {
                    queue.join();
                    (void)queue.full();
                  },
                  "t1", true);
              Thread t2(
                  [&] {
                    queue.join();
                    r.record("t2", "joined");
                  },
                  "t2");
              Thread t3(
                  [&] {
                    t2.start();
                    queue.put(1);
                    queue.put(1);
                  },
                  "t3");
              t1.start();
              t3.start();
            },
            {.max_steps = 4})
            .contains("t2=joined cut"));
}

TEST_CASE("an execution that breaks off before its first step is all there is", "[dpor]") {
  const Verdict verdict = check("at once", [] { std::terminate(); }, {.keep_going = true});
  CHECK(verdict.complete);
  CHECK(verdict.executions == 1);
  CHECK(verdict.findings.size() == 1);
}

TEST_CASE("values do not count towards the bound on steps, but there are no more of them", "[dpor]") {
  const auto body = [] {
    Atomic x{0};
    x.store(choose(2));
    x.store(choose(2));
    x.store(choose(2));
  };
  CHECK(check("chooses", body, {.max_steps = 3}).holds());
  const Verdict cut = check("chooses for ever",
                            [] {
                              while (choose(2) < 2) continue;
                            },
                            {.max_steps = 3});
  CHECK(cut.exhausted);
  CHECK(cut.cut == 8);
}

TEST_CASE("a value that was set down does not stand for the others", "[dpor]") {
  // Found by the oracle: the step before the choice slept although only one of its values had been explored.
  const auto body = [](Recorder& r) {
    Queue<int> queue(1);
    Thread putter(
        [&] {
          queue.put(1);
          r.record("put", raised_by([&] { queue.put(1, true, 1); }));
        },
        "putter");
    Thread getter(
        [&] {
          (void)putter.is_alive();
          const int wants = choose(2);
          r.record("wants", wants);
          if (wants != 0) r.record("got", queue.get());
        },
        "getter");
    putter.start();
    getter.start();
    (void)queue.get();
  };
  const Outcomes all = outcomes_of(body);
  CHECK(all.contains("put=Full wants=0"));
}

namespace {

/// The failures that a search to its end tells of: the message, and the labels of the steps that lead there.
std::set<std::string> failures_of(const std::function<void()>& body, Search search) {
  Options options;
  options.search = search;
  options.keep_going = true;
  const Verdict verdict = check("fails", body, options);
  CHECK(verdict.complete);
  CHECK(verdict.abandoned == 0);
  std::set<std::string> failures;
  for (const Finding& finding : verdict.findings) {
    if (finding.hazard != Hazard::requirement_failed) {
      failures.insert(std::string(name_of(finding.hazard)));
      continue;
    }
    std::string way = finding.trace.requirement + ":";
    for (const engine::Step& step : finding.trace.steps) way += " " + finding.trace.label(step) + ";";
    failures.insert(way);
  }
  return failures;
}

}  // namespace

TEST_CASE("a requirement that fails is shown with the steps that lead to it, and no others", "[dpor]") {
  const auto body = [] {
    Shared<int> x(0, "x");
    Thread bystander([] { heddle::yield(); }, "bystander");
    Thread writer([&] { x.store(1); }, "writer");
    Thread reader([&] { require(x.load() == 0, "x is 0"); }, "reader");
    bystander.start();
    writer.start();
    reader.start();
  };
  CHECK(failures_of(body, Search::dpor) ==
        std::set<std::string>{"x is 0: main start bystander; main start writer; main start reader; writer store "
                              "Shared x; reader load Shared x;"});
}

TEST_CASE("of requirements that fail, each is found that can be the first", "[dpor]") {
  const auto body = [] {
    Lock lock("lock");
    Shared<int> x(0, "x");
    Thread a([&] { require(!lock.acquire(false), "a has not got it"); }, "a");
    Thread b([&] { require(x.load() == 0, "x is 0"); }, "b");
    Thread c(
        [&] {
          x.store(1);
          require(choose(2) == 0, "c chose 0");
          x.store(2);
          require(x.load() != 2, "only if c could go on");
        },
        "c");
    Thread after(
        [&] {
          a.join();
          require(false, "never: who has failed is not joined");
        },
        "after");
    a.start();
    b.start();
    c.start();
    after.start();
    lock.acquire();
  };
  const auto messages = [&](Search search) {
    std::set<std::string> heads;
    for (const std::string& failure : failures_of(body, search)) heads.insert(failure.substr(0, failure.find(':')));
    return heads;
  };
  CHECK(messages(Search::dpor) == messages(Search::depth_first));
  CHECK(messages(Search::dpor) ==
        std::set<std::string>{"a has not got it", "x is 0", "c chose 0", "only if c could go on", "never"});
}

TEST_CASE("a failure that another led to is not shown: the scenario would not have got so far", "[dpor]") {
  const auto body = [] {
    Atomic x{0};
    together(
        [&] {
          x.store(1);
          require(false, "writer");
        },
        [&] { require(x.load() == 0, "reader"); });
  };
  engine::Explorer explorer("led to", body, {.search = Search::dpor, .keep_going = true});
  int shown = 0;
  explorer.observe([&](const engine::Execution& execution) {
    shown += execution.outcome() == engine::Outcome::requirement_failed ? 1 : 0;
  });
  engine::Dpor search(Dependence::fine);
  CHECK(explorer.explore(search).executions == 2);
  CHECK(shown == 2);
}

TEST_CASE("a requirement that fails hides no exception", "[dpor]") {
  const auto body = [] {
    Lock lock("lock");
    Thread thrower([&] { lock.release(); }, "thrower");
    Thread failing([] { require(false, "no"); }, "failing");
    thrower.start();
    heddle::yield();
    failing.start();
  };
  CHECK(failures_of(body, Search::dpor) ==
        std::set<std::string>{
            "no: main start thrower; main yield; main start failing;",
            "no: main start thrower; main yield; thrower release Lock lock; thrower look for excepthook; "
            "thrower end thrower; main start failing;",
            "uncaught_exception"});
}

TEST_CASE("a requirement that fails before the first step, or in a thread that has just been started", "[dpor]") {
  CHECK(failures_of([] { require(false, "at once"); }, Search::dpor) == std::set<std::string>{"at once:"});
  CHECK(failures_of([] { require(choose(2) == 1, "by chance"); }, Search::dpor) ==
        std::set<std::string>{"by chance: main choose;"});
  const auto starts = [] {
    Thread t([] { require(choose(3) != 1, "no luck"); }, "t");
    t.start();
    require(false, "main has no luck either");
  };
  CHECK(failures_of(starts, Search::dpor) ==
        std::set<std::string>{"no luck: main start t; t choose;",
                              "main has no luck either: main start t; t choose;"});
}

TEST_CASE("a call of std::terminate hides nothing that could come before it", "[dpor]") {
  const auto fails = [] {
    Lock lock;
    lock.acquire();
    require(false, "a requirement fails");
  };
  const auto breaks_off = [] {
    Lock lock;
    lock.acquire();
    std::terminate();
  };
  for (const bool fails_first : {false, true}) {
    const auto body = [&] {
      if (fails_first) together(fails, breaks_off);
      else together(breaks_off, fails);
    };
    Options options;
    options.keep_going = true;
    const Verdict verdict = check("breaks off", body, options);
    CHECK(verdict.complete);
    std::set<Hazard> hazards;
    for (const Finding& finding : verdict.findings) hazards.insert(finding.hazard);
    CHECK(hazards == std::set<Hazard>{Hazard::requirement_failed, Hazard::uncaught_exception});
  }
}
