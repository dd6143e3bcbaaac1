#include <heddle/engine/explorer.hpp>

#include <heddle/engine/strategies/depth_first.hpp>
#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using heddle::Budget;
using heddle::Hazard;
using heddle::Options;
using heddle::Verdict;

void two_threads_on_one_lock() {
  heddle::Lock lock;
  const auto work = [&] { const heddle::With hold(lock); };
  heddle::Thread a(work, "a");
  heddle::Thread b(work, "b");
  a.start();
  b.start();
}

/// Gives every execution up at once, and never comes to an end.
class GivesUp final : public heddle::engine::Strategy {
 public:
  bool begin() override { return true; }
  std::uint32_t choose_agent(const heddle::engine::ChoicePoint&) override { return stop; }
  std::uint32_t choose_value(std::uint32_t) override { return stop; }
  void finish(const heddle::engine::Execution&) override {}
  [[nodiscard]] bool abandoned() const noexcept override { return true; }
};

/// Every second of its executions it reads another clock, so to speak.
struct Fickle {
  int executions = 0;
};

}  // namespace

TEST_CASE("a search that saw everything and found nothing holds") {
  const Verdict verdict = heddle::check("two threads on one lock", two_threads_on_one_lock);
  CHECK(verdict.holds());
  CHECK(verdict.complete);
  CHECK(verdict.exhausted);
  CHECK(verdict.budget == Budget::none);
  CHECK(verdict.max_threads == 3);
  CHECK(verdict.max_depth == 10);
  CHECK(verdict.steps == 10 * verdict.executions);
}

TEST_CASE("a search that a budget of executions ends is inconclusive") {
  const Verdict verdict = heddle::check("cut short", two_threads_on_one_lock, {.max_executions = 1});
  CHECK(verdict.executions == 1);
  CHECK(verdict.budget == Budget::executions);
  CHECK(verdict.inconclusive());
}

TEST_CASE("a search that a budget of time ends is inconclusive") {
  const Options options{.max_executions = 0, .max_time = std::chrono::nanoseconds(1)};
  const Verdict verdict = heddle::check(
      "no time",
      [] {
        for (int i = 0; i < 2000; ++i) (void)heddle::choose(2);
      },
      options);
  CHECK(verdict.budget == Budget::time);
  CHECK(verdict.inconclusive());
}

TEST_CASE("executions that are given up count towards the budgets") {
  const auto gives_up_for_ever = [](Options options) {
    GivesUp strategy;
    return heddle::engine::Explorer("in vain", two_threads_on_one_lock, options).explore(strategy);
  };
  const Verdict executions = gives_up_for_ever({.max_executions = 5});
  CHECK(executions.abandoned == 5);
  CHECK(executions.executions == 0);
  CHECK(executions.budget == Budget::executions);
  const Verdict time = gives_up_for_ever({.max_executions = 0, .max_time = std::chrono::milliseconds(1)});
  CHECK(time.budget == Budget::time);
}

TEST_CASE("a search in which an execution was cut is inconclusive") {
  const Verdict verdict = heddle::check("endless",
                                        [] {
                                          heddle_std::atomic<int> number(0);
                                          for (;;) number += 1;
                                        },
                                        {.max_steps = 50});
  CHECK(verdict.exhausted);
  CHECK(verdict.cut == 1);
  CHECK(verdict.inconclusive());
}

TEST_CASE("a random search is never complete") {
  const Verdict verdict =
      heddle::check("random", two_threads_on_one_lock, {.search = heddle::Search::random, .max_executions = 100});
  CHECK(verdict.inconclusive());
}

TEST_CASE("without keep_going the search stops at the first finding, with it all of them are collected") {
  const auto body = [] {
    heddle::Lock a;
    heddle::Lock b;
    const auto both = [](heddle::Lock& first, heddle::Lock& second, bool fails) {
      const heddle::With hold_first(first);
      const heddle::With hold_second(second);
      heddle::require(!fails, "never both");
    };
    heddle::Thread ab([&] { both(a, b, false); }, "ab");
    heddle::Thread ba([&] { both(b, a, true); }, "ba");
    ab.start();
    ba.start();
  };
  const Verdict first = heddle::check("both", body);
  CHECK(first.findings.size() == 1);
  CHECK_FALSE(first.complete);
  const Verdict all = heddle::check("both", body, {.keep_going = true});
  CHECK(all.complete);
  std::set<Hazard> hazards;
  for (const heddle::Finding& finding : all.findings) hazards.insert(finding.hazard);
  CHECK(hazards == std::set<Hazard>{Hazard::lock_cycle, Hazard::requirement_failed});
}

TEST_CASE("every finding replays to its own trace") {
  const auto body = [] {
    heddle::Event event;
    heddle::Thread waiter([&] { event.wait(); }, "waiter");
    heddle::Thread setter(
        [&] {
          event.set();
          event.clear();
        },
        "setter");
    waiter.start();
    setter.start();
  };
  const Verdict verdict = heddle::check("lost", body, {.keep_going = true});
  REQUIRE(verdict.findings.size() == 1);
  const heddle::Finding& finding = verdict.findings.front();
  CHECK(finding.hazard == Hazard::lost_wakeup);
  for (int i = 0; i < 100; ++i) {
    const heddle::Replay replay = heddle::replay("lost", body, finding.schedule);
    CHECK_FALSE(replay.divergence);
    REQUIRE(replay.findings.size() == 1);
    CHECK(replay.findings.front().message == finding.message);
    CHECK(heddle::schedule_of("lost", finding.schedule.settings, replay.trace) == finding.schedule);
  }
}

TEST_CASE("a schedule of another scenario is refused") {
  heddle::Schedule schedule;
  schedule.scenario = "one";
  CHECK_THROWS_AS(heddle::replay(
                      "other", [] {}, schedule),
                  heddle::UsageError);
}

TEST_CASE("a scenario whose steps change from run to run is refused, with the first step that differs") {
  auto fickle = std::make_shared<Fickle>();
  const Verdict verdict = heddle::check("fickle", [fickle] {
    heddle::Lock lock("the lock");
    heddle::Event event("the event");
    { const heddle::With hold(lock); }
    if (++fickle->executions % 2 == 0) event.set();
    else event.clear();
  });
  REQUIRE(verdict.nondeterminism);
  CHECK(verdict.nondeterminism->step == 2);
  CHECK(verdict.nondeterminism->expected.find("main clear Event the event") == 0);
  CHECK(verdict.nondeterminism->got.find("main set Event the event") == 0);
  CHECK_FALSE(verdict.holds());
  CHECK_FALSE(verdict.violated());
}

TEST_CASE("a scenario whose values change from run to run is refused") {
  auto fickle = std::make_shared<Fickle>();
  const Verdict verdict = heddle::check("fickle value", [fickle] {
    heddle::Shared<int> shared;
    shared.store(++fickle->executions);
  });
  REQUIRE(verdict.nondeterminism);
  CHECK(verdict.nondeterminism->step == 0);
}

TEST_CASE("a scenario that changes its mind late in the search is refused too") {
  auto fickle = std::make_shared<Fickle>();
  const Verdict verdict = heddle::check("fickle later",
                                        [fickle] {
                                          const int execution = ++fickle->executions;
                                          heddle::Lock lock;
                                          heddle::Thread other([&] { const heddle::With hold(lock); }, "other");
                                          other.start();
                                          if (execution == 4) heddle::yield();
                                          const heddle::With hold(lock);
                                        },
                                        {.search = heddle::Search::depth_first});
  REQUIRE(verdict.nondeterminism);
}

TEST_CASE("a scenario with a coin of its own is refused, whatever came up first") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto coin = std::make_shared<std::uint64_t>(seed * 0x9e3779b97f4a7c15U + 1);
    const auto body = [coin] {
      heddle::Shared<int> shared(0, "shared");
      *coin = *coin * 6364136223846793005U + 1442695040888963407U;
      if (*coin >> 63U != 0) shared.store(1);
      else (void)shared.load();
    };
    CHECK(heddle::check("coin", body, {.guard = false}).nondeterminism);
  }
}

TEST_CASE("a scenario that changes after some executions is refused, in a small search and in a large one") {
  for (const int threshold : {2, 3, 5, 8}) {
    INFO(threshold);
    auto executions = std::make_shared<int>(0);
    const auto body = [executions, threshold] {
      heddle::Shared<int> shared(0, "shared");
      shared.store(++*executions > threshold ? 1 : 0);
    };
    CHECK(heddle::check("threshold", body, {.guard = false}).nondeterminism);
  }
}

TEST_CASE("a scenario that depends on addresses is refused") {
  const auto body = [] {
    heddle::Shared<int> shared(0, "shared");
    const auto here = std::make_unique<int>(1);
    shared.store(static_cast<int>(reinterpret_cast<std::uintptr_t>(here.get()) / 16 % 64));
  };
  CHECK(heddle::check("address", body, {.guard = false}).nondeterminism);
}

TEST_CASE("what becomes of objects is compared as well as steps") {
  auto executions = std::make_shared<int>(0);
  const auto body = [executions] {
    heddle::Shared<int> shared(0, ++*executions % 2 == 0 ? "even" : "odd");
    shared.store(1);
  };
  CHECK(heddle::check("named by chance", body, {.guard = false}).nondeterminism);
}

namespace {

/// Calls itself, with an operation each time, and takes more of the stack the first time that it runs.
void call_down(heddle::Shared<int>& shared, std::size_t bytes, int depth) {
  const auto room = static_cast<volatile char*>(__builtin_alloca(bytes));
  room[0] = 1;
  room[bytes - 1] = 1;
  shared.store(depth);
  if (depth < 10'000) call_down(shared, bytes, depth + 1);
  room[0] = 2;
}

}  // namespace

TEST_CASE("a stack that overflows at another step when it is run again is still a stack overflow") {
  for (const bool sooner : {false, true}) {
    auto executions = std::make_shared<int>(0);
    const auto body = [executions, sooner] {
      heddle::Shared<int> shared(0, "shared");
      const bool first = ++*executions == 1;
      heddle::Thread thread([&] { call_down(shared, first == sooner ? 500 : 1500, 0); }, "thread");
      thread.start();
    };
    const Verdict verdict = heddle::check("overflow", body);
    CHECK_FALSE(verdict.nondeterminism);
    REQUIRE(verdict.findings.size() == 1);
    CHECK(verdict.findings[0].hazard == Hazard::stack_overflow);
  }
}

TEST_CASE("an object from outside of the execution refuses the check with its reason") {
  auto kept = std::make_shared<std::unique_ptr<heddle::Lock>>();
  const auto body = [kept] {
    if (!*kept) *kept = std::make_unique<heddle::Lock>();
    (*kept)->acquire();
    (*kept)->release();
  };
  CHECK_THROWS_WITH(heddle::check("kept", body), Catch::Contains("does not belong to this execution"));
}

TEST_CASE("primitives outside of a check say so") {
  heddle::Lock lock;
  CHECK_THROWS_AS(lock.acquire(), heddle::UsageError);
  CHECK_THROWS_AS(heddle::sleep(1), heddle::UsageError);
  CHECK_THROWS_AS(heddle::choose(2), heddle::UsageError);
  heddle::Thread thread([] {});
  CHECK_THROWS_AS(thread.start(), heddle::UsageError);
}

TEST_CASE("options out of range are refused before anything runs") {
  bool ran = false;
  const auto body = [&] { ran = true; };
  CHECK_THROWS_AS(heddle::check("x", body, {.max_steps = 0}), heddle::UsageError);
  CHECK_THROWS_AS(heddle::check("x", body, {.estimate_after = std::chrono::nanoseconds(-1)}), heddle::UsageError);
  CHECK_THROWS_AS(heddle::check("x", body, {.livelock_after = 0}), heddle::UsageError);
  CHECK_THROWS_AS(heddle::check("x", body, {.stack_size = 100}), heddle::UsageError);
  CHECK_THROWS_AS(heddle::check("x", body, {.max_threads = 0}), heddle::UsageError);
  CHECK_THROWS_AS(heddle::check("x", nullptr), heddle::UsageError);
  CHECK_FALSE(ran);
}

TEST_CASE("an exception from the body is a finding and not a crash") {
  const Verdict verdict = heddle::check("throws", [] { throw std::runtime_error("boom"); });
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings.front().hazard == Hazard::uncaught_exception);
  CHECK(verdict.findings.front().message.find("boom") != std::string::npos);
}

TEST_CASE("a progress function that returns false stops the search") {
  int calls = 0;
  const Verdict verdict = heddle::check(
      "stopped",
      [] {
        for (int i = 0; i < 40; ++i) (void)heddle::choose(2);
      },
      {.max_executions = 0, .max_time = std::chrono::seconds(0)},
      [&](const heddle::Progress& progress) {
        CHECK(progress.executions > 0);
        return ++calls < 2;
      });
  CHECK(calls == 2);
  CHECK(verdict.inconclusive());
}

TEST_CASE("two ends of a scenario that differ in who holds a lock are both examined, whatever their lines are") {
  // Thread 1 in line 7 and thread 2 in line 4: numbers that once cancelled each other out.
  const Verdict verdict =
      heddle::check("two ends",
                    [] {
                      heddle::Lock lock;
                      heddle::Thread first([&] { (void)lock.acquire(true, 1, {"x.cpp", 7}); }, "first");
                      heddle::Thread second(
                          [&] {
                            if (heddle::choose(2) == 1) (void)lock.acquire(false, -1, {"x.cpp", 4});
                            lock.acquire({"x.cpp", 9});
                          },
                          "second");
                      first.start();
                      second.start();
                    },
                    {.keep_going = true});
  std::set<Hazard> hazards;
  for (const heddle::Finding& finding : verdict.findings) hazards.insert(finding.hazard);
  CHECK(hazards == std::set<Hazard>{Hazard::self_deadlock, Hazard::abandoned_lock});
}

namespace {

/// The steps of every execution that counts, as the search came by them.
std::vector<std::string> executions_of_search(const std::function<void()>& body, const Options& options,
                                              Verdict& verdict) {
  std::vector<std::string> executions;
  heddle::engine::Explorer explorer("test", body, options);
  explorer.observe([&](const heddle::engine::Execution& execution) {
    std::string& steps = executions.emplace_back();
    for (const heddle::engine::Step& step : execution.steps())
      steps +=
          std::to_string(step.agent.thread) + (step.agent.timer ? "t " : " ") + std::to_string(step.value) + ";";
  });
  const auto strategy = heddle::engine::make_strategy(options);
  verdict = explorer.explore(*strategy);
  return executions;
}

void waits_and_chooses() {
  heddle::Event event;
  heddle::Shared<int> x(0);
  heddle::Thread waiter([&] { x.store(event.wait(1) ? 1 : 2); }, "waiter");
  heddle::Thread setter(
      [&] {
        if (heddle::choose(3) == 1) event.set();
        x.store(3);
        x.store(5);
      },
      "setter");
  waiter.start();
  setter.start();
  x.store(4);
  heddle::require(x.load() != 2, "not two");
}

}  // namespace

TEST_CASE("a search runs the same executions and comes to the same verdict, whether it is estimated or not") {
  for (const heddle::Search search : {heddle::Search::dpor, heddle::Search::depth_first}) {
    Options options{.search = search, .keep_going = true, .max_time = std::chrono::seconds(0)};
    Verdict plain;
    Verdict estimated;
    options.estimate_after = std::chrono::seconds(0);
    const auto expected = executions_of_search(waits_and_chooses, options, plain);
    options.estimate_after = std::chrono::nanoseconds(1);
    REQUIRE(expected.size() > 128);  // fewer come to no look at the clock
    CHECK(executions_of_search(waits_and_chooses, options, estimated) == expected);
    CHECK(estimated.exhausted);
    CHECK(estimated.executions == plain.executions);
    CHECK(estimated.steps == plain.steps);
    CHECK(estimated.findings.size() == plain.findings.size());
    CHECK_FALSE(plain.estimate);
  }
}

TEST_CASE("a search that goes on for long is estimated, in the words of its kind, and one that is random is not") {
  const auto body = [] {
    heddle::Shared<int> x(0);
    std::vector<heddle::Thread> threads;
    for (int i = 0; i < 12; ++i) threads.emplace_back([&x, i] { x.store(i); });
    for (heddle::Thread& thread : threads) thread.start();
  };
  // A budget of executions, not of time: how many are drawn until then does not depend on how fast the machine is.
  Options options{.max_executions = 20'000, .max_time = std::chrono::seconds(0)};
  options.estimate_after = std::chrono::milliseconds(1);
  options.search = heddle::Search::dpor;
  const Verdict classes = heddle::check("long", body, options);
  REQUIRE(classes.estimate);
  CHECK(classes.estimate->unit == heddle::Estimate::Unit::classes);
  CHECK(classes.estimate->count == Approx(479'001'600));
  CHECK(classes.estimate->per_second > 0);
  options.search = heddle::Search::depth_first;
  const Verdict schedules = heddle::check("long", body, options);
  REQUIRE(schedules.estimate);
  CHECK(schedules.estimate->unit == heddle::Estimate::Unit::schedules);
  CHECK(schedules.estimate->count > 1e12);
  options.search = heddle::Search::random;
  CHECK_FALSE(heddle::check("long", body, options).estimate);
}

TEST_CASE("a ladder searches within more and more preemptions until nothing is left out") {
  for (const heddle::Search search : {heddle::Search::depth_first, heddle::Search::dpor}) {
    const Verdict verdict = heddle::check("ladder", two_threads_on_one_lock, {.search = search, .ladder = true});
    CHECK(verdict.holds());
    REQUIRE(verdict.rungs.size() > 2);
    std::uint64_t executions = 0;
    for (std::size_t i = 0; i < verdict.rungs.size(); ++i) {
      const heddle::Rung& rung = verdict.rungs[i];
      CHECK(rung.preemptions == i);
      CHECK(rung.exhausted);
      const Options within{.search = search, .preemption_bound = rung.preemptions};
      const Verdict alone = heddle::check("alone", two_threads_on_one_lock, within);
      CHECK(rung.executions == alone.executions);
      CHECK(alone.complete == (i + 1 == verdict.rungs.size()));
      executions += rung.executions;
    }
    CHECK(verdict.executions == executions);
    CHECK(verdict.options.preemption_bound == verdict.rungs.back().preemptions);
  }
}

TEST_CASE("what a ladder finds takes no fewer preemptions than its last rung has") {
  const auto body = [] {
    heddle_std::atomic<int> x(0);
    heddle::Thread writer(
        [&] {
          x.store(1);
          x.store(2);
        },
        "writer");
    writer.start();
    heddle::require(x.load() != 1);
  };
  const Verdict verdict = heddle::check("ladder", body, {.ladder = true});
  CHECK(verdict.violated());
  REQUIRE(verdict.rungs.size() == 3);
  CHECK(verdict.rungs[1].exhausted);
  CHECK_FALSE(verdict.rungs[2].exhausted);
  CHECK(verdict.options.preemption_bound == 2U);
}

TEST_CASE("a ladder that a budget ends claims what its last whole rung saw") {
  const Verdict verdict = heddle::check("ladder", two_threads_on_one_lock, {.max_executions = 5, .ladder = true});
  CHECK(verdict.inconclusive());
  CHECK(verdict.exhausted);
  CHECK(verdict.budget == Budget::executions);
  CHECK(verdict.options.preemption_bound == 0U);
  CHECK(verdict.rungs == std::vector<heddle::Rung>{{0, 2, true}, {1, 3, false}});
}

TEST_CASE("a ladder has no more rungs than the preemption bound asks for") {
  const Verdict verdict = heddle::check("ladder", two_threads_on_one_lock, {.preemption_bound = 1, .ladder = true});
  CHECK(verdict.rungs.size() == 2);
  CHECK(verdict.preemptions_bounded);
  CHECK(verdict.exhausted);
}

TEST_CASE("of executions that end alike, one may lose a wakeup and another not: every search tells both",
          "[diagnosis]") {
  using namespace heddle;
  // u may give back t's lock in the middle of t's notify, and then knows of nothing; t's own release is refused.
  for (const Search search : {Search::dpor, Search::depth_first}) {
    const Verdict verdict = check("ends alike",
                                  [] {
                                    Lock lock("lock");
                                    Condition condition(lock, "condition");
                                    const auto unless_refused = [](auto&& call) {
                                      try {
                                        call();
                                      } catch (const RuntimeError&) {
                                      }
                                    };
                                    Thread t(
                                        [&] {
                                          unless_refused([&] {
                                            With hold(condition);
                                            condition.notify();
                                          });
                                        },
                                        "t");
                                    Thread u(
                                        [&] {
                                          unless_refused([&] {
                                            With hold(lock);
                                            lock.release();
                                          });
                                          condition.acquire();
                                          condition.wait();
                                        },
                                        "u");
                                    t.start();
                                    u.start();
                                  },
                                  {.search = search, .keep_going = true});
    std::set<Hazard> hazards;
    for (const Finding& finding : verdict.findings) hazards.insert(finding.hazard);
    CHECK(hazards == std::set<Hazard>{Hazard::deadlock, Hazard::lost_wakeup, Hazard::uncaught_exception});
  }
}
