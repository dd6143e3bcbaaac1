// What the drawn executions say of programs whose number of classes is known: exactly, where every execution weighs
// the same; within a factor, where they do not. Seeds are fixed, so the same estimates come out everywhere.

#include "tests/support/catch.hpp"
#include "tests/support/estimates.hpp"
#include "tests/support/known_programs.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/strategies/class_probe.hpp>

#include <cstdint>
#include <functional>

using namespace heddle;
using namespace heddle::testing;

namespace {

Estimate classes_drawn(std::uint64_t executions, const std::function<void()>& body, const Options& options = {}) {
  engine::ClassProbe probe(options.dependence, 7);
  return estimate_by(probe, executions, body, options);
}

std::uint64_t classes_counted(const std::function<void()>& body, Options options = {}) {
  options.search = Search::dpor;
  return explored(body, options).executions;
}

void is_within(double factor, double known, const Estimate& estimate) {
  INFO("about " << estimate.count << " for " << known << ", with an error of " << estimate.relative_error);
  CHECK(estimate.count > known / factor);
  CHECK(estimate.count < known * factor);
}

double factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }

}  // namespace

TEST_CASE("independent threads are exactly one class", "[class_probe]") {
  const Estimate estimate = classes_drawn(100, [] {
    const auto locks = several<Lock>(8);
    crowd(8, [&](int i) {
      for (int times = 0; times < 3; ++times) With hold(*locks[static_cast<std::size_t>(i)]);
    });
  });
  CHECK(estimate.count == 1);
  CHECK(estimate.relative_error == 0);
  CHECK_FALSE(estimate.at_least);
  CHECK(estimate.sources.empty());
}

TEST_CASE("a producer and a consumer whose steps commute are exactly one class", "[class_probe]") {
  CHECK(classes_drawn(100, [] {
          Queue<int> queue(2);
          together(
              [&] {
                for (int i = 0; i < 10; ++i) queue.put(i);
              },
              [&] {
                for (int i = 0; i < 10; ++i) (void)queue.get();
              });
        }).count == 1);
}

TEST_CASE("orders at one lock, and of stores to one variable, are told exactly", "[class_probe]") {
  for (const int n : {2, 5, 9}) {
    CHECK(classes_drawn(100, [n] { lock_counter(n); }).count == Approx(factorial(n)));
    CHECK(classes_drawn(100, [n] { stores(n); }).count == Approx(factorial(n)));
  }
}

TEST_CASE("values that are chosen count", "[class_probe]") {
  CHECK(classes_drawn(100, [] {
          for (int i = 0; i < 10; ++i) (void)choose(3);
        }).count == Approx(59'049));
}

TEST_CASE("a thousand executions tell what most programs have", "[class_probe]") {
  is_within(1.2, 1024, classes_drawn(1000, [] { readers(10); }));
  is_within(1.2, 1'048'576, classes_drawn(1000, [] { readers(20); }));
  is_within(1.2, 8, classes_drawn(1000, [] { indexer(12); }));
  is_within(2, 4096, classes_drawn(1000, [] { indexer(15); }));
  is_within(1.2, 128, classes_drawn(1000, [] { file_system(20); }));
  is_within(1.2, 756'756, classes_drawn(1000, [] {  // (3 * 5)! / 5!^3
              Atomic x{0};
              crowd(3, [&](int i) {
                for (int times = 0; times < 5; ++times) x.store(i);
              });
            }));
}

TEST_CASE("where few executions stand for most classes, a thousand tell too few rather than too many",
          "[class_probe]") {
  for (const auto& [writers, known] : {std::pair{10, 3328.0}, std::pair{13, 32'768.0}}) {
    const Estimate estimate = classes_drawn(1000, [n = writers] { lastzero(n); });
    CHECK(estimate.count > known / 8);
    CHECK(estimate.count < known);
  }
}

TEST_CASE("what blocks, times out, polls, fails or is cut off with its daemon counts as in the search",
          "[class_probe]") {
  struct Known {
    const char* what;
    std::function<void()> body;
    Options options;
  };
  const std::vector<Known> programs{
      {"deadlocks", [] { philosophers(4, false); }, {}},
      {"condition",
       [] {
         Condition condition;
         together(
             [&] {
               With hold(condition);
               condition.wait();
             },
             [&] {
               With hold(condition);
               condition.wait();
             },
             [&] {
               With hold(condition);
               condition.notify();
             });
       },
       {}},
      {"spurious wakeups",
       [] {
         Condition condition;
         together(
             [&] {
               With hold(condition);
               condition.wait();
             },
             [&] {
               With hold(condition);
               condition.notify();
             });
       },
       with_spurious_wakeups()},
      {"timers",
       [] {
         Event event;
         together([&] { (void)event.wait(1); }, [&] { (void)event.wait(2); }, [&] { event.set(); });
       },
       {}},
      {"virtual time",
       [] {
         Shared<int> x(0);
         together(
             [&] {
               sleep(1);
               x.store(1);
             },
             [&] {
               sleep(1);
               x.store(2);
             },
             [&] {
               sleep(2);
               x.store(3);
             });
       },
       virtual_time()},
      {"polling",
       [] {
         Shared<int> x(0);
         together(
             [&] {
               while (x.load() == 0) yield();
             },
             [&] { x.store(1); }, [&] { x.store(2); });
       },
       {}},
      {"failures",
       [] {
         Shared<int> x(0);
         together([&] { x.store(1); }, [&] { x.store(2); }, [&] { require(x.load() != 1, "not one"); });
       },
       {}},
      {"daemons",
       [] {
         Shared<int> x(0);
         Thread daemon(
             [&] {
               for (int i = 0; i < 3; ++i) x.store(i);
             },
             "daemon", true);
         Thread other([&] { x.store(7); }, "other");
         daemon.start();
         other.start();
         other.join();
       },
       {}},
  };
  for (const Known& program : programs) {
    INFO(program.what);
    is_within(1.15, static_cast<double>(classes_counted(program.body, program.options)),
              classes_drawn(3000, program.body, program.options));
  }
}

TEST_CASE("coarse dependence has more classes", "[class_probe]") {
  Options coarse;
  coarse.dependence = Dependence::coarse;
  const auto body = [] {
    Queue<int> queue(2);
    together(
        [&] {
          for (int i = 0; i < 4; ++i) queue.put(i);
        },
        [&] {
          for (int i = 0; i < 4; ++i) (void)queue.get();
        });
  };
  is_within(1.1, static_cast<double>(classes_counted(body, coarse)), classes_drawn(1000, body, coarse));
}

TEST_CASE("the object that most classes come from is named first", "[class_probe]") {
  const Estimate estimate = classes_drawn(1000, [] {
    Lock busy("busy");
    Lock quiet("quiet");
    crowd(5, [&](int i) {
      { With hold(busy); }
      if (i < 2) With hold(quiet);
    });
  });
  REQUIRE(estimate.sources.size() == 2);
  CHECK(estimate.sources[0].label == "Lock busy");
  CHECK(estimate.sources[0].site.line == __LINE__ - 9);
  CHECK(estimate.sources[0].share > 0.7);
  CHECK(estimate.sources[1].label == "Lock quiet");
  CHECK(estimate.sources[0].share + estimate.sources[1].share == Approx(1));
}

TEST_CASE("executions that are cut leave a lower bound", "[class_probe]") {
  Options options;
  options.max_steps = 30;
  const Estimate estimate = classes_drawn(
      100,
      [] {
        Atomic x{0};
        together(
            [&] {
              for (;;) x.fetch_add(1);
            },
            [&] {
              for (;;) x.fetch_add(1);
            });
      },
      options);
  CHECK(estimate.at_least);
  CHECK(estimate.count > 1e6);
}

TEST_CASE("too few executions tell nothing", "[class_probe]") {
  engine::ClassProbe probe(Dependence::fine);
  CHECK_FALSE(probe.estimate());
}

TEST_CASE("the same seed draws the same executions", "[class_probe]") {
  const auto count = [](std::uint64_t seed) {
    engine::ClassProbe probe(Dependence::fine, seed);
    return estimate_by(probe, 100, [] { readers(8); }).count;
  };
  CHECK(count(1) == count(1));
  CHECK(count(1) != count(2));
}
