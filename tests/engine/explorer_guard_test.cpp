// What Options::guard notices, and that it cries no wolf.

#include <heddle/heddle.hpp>

#include "tests/laws/law_scenarios.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

struct Planted {
  std::string name;
  std::function<void()> body;
};

/// Two threads, each with two operations of its own that have nothing to do with the other's: to dpor there is one
/// class of executions.
template <class A, class B>
void apart(A a, B b) {
  Shared<int> mine(0, "a's");
  Shared<int> other(0, "b's");
  Thread one([&] { a(mine); }, "a");
  Thread two([&] { b(other); }, "b");
  one.start();
  two.start();
}

int a_static = 0;
thread_local int a_thread_local = 0;

std::vector<Planted> planted() {
  return {
      {"a plain flag, seen while it is up",
       [] {
         bool flag = false;
         apart(
             [&](auto& mine) {
               flag = true;
               mine.store(1);
               flag = false;
               mine.store(2);
             },
             [&](auto& mine) {
               mine.store(1);
               require(!flag, "b saw the flag");
             });
       }},
      {"a plain number that two locks guard, one each",
       [] {
         int number = 0;
         const auto add = [&] {
           Lock lock;
           int old = 0;
           {
             const With hold(lock);
             old = number;
           }
           const With hold(lock);
           number = old + 1;
         };
         {
           Thread a(add, "a");
           Thread b(add, "b");
           a.start();
           b.start();
         }
         require(number == 2, "an update is lost");
       }},
      {"a std::atomic",
       [] {
         std::atomic<int> number{0};
         const auto add = [&](auto& mine) {
           const int old = number.load();
           mine.store(old);
           number.store(old + 1);
         };
         apart(add, add);
       }},
      {"a static that every execution begins anew",
       [] {
         a_static = 0;
         apart(
             [](auto& mine) {
               mine.store(1);
               a_static = 1;
               mine.store(2);
             },
             [](auto& mine) {
               mine.store(1);
               mine.store(a_static);
             });
       }},
      {"a thread_local",
       [] {
         a_thread_local = 0;
         apart(
             [](auto& mine) {
               mine.store(1);
               a_thread_local = 5;
               mine.store(2);
               a_thread_local = 0;
             },
             [](auto& mine) {
               mine.store(1);
               require(a_thread_local == 0, "it is mine");
             });
       }},
      {"something on the heap",
       [] {
         const auto number = std::make_unique<int>(0);
         apart(
             [&](auto& mine) {
               mine.store(1);
               *number = 1;
               mine.store(2);
             },
             [&](auto& mine) {
               mine.store(1);
               mine.store(*number);
             });
       }},
      {"a plain pointer",
       [] {
         int one = 1;
         int two = 2;
         int* current = &one;
         apart(
             [&](auto& mine) {
               mine.store(1);
               current = &two;
             },
             [&](auto& mine) {
               mine.store(0);
               mine.store(*current);
             });
       }},
      {"the order in a container",
       [] {
         std::vector<char> arrived;
         apart(
             [&](auto& mine) {
               mine.store(1);
               arrived.push_back('a');
             },
             [&](auto& mine) {
               mine.store(1);
               arrived.push_back('b');
             });
         require(arrived.front() == 'a' || arrived.size() != 2, "b came first");
       }},
      {"a flag of std's that nobody waits for",
       [] {
         std::atomic_flag taken = ATOMIC_FLAG_INIT;
         const auto take = [&](auto& mine) {
           mine.store(1);
           if (!taken.test_and_set()) mine.store(2);
         };
         apart(take, take);
       }},
      {"how many own something",
       [] {
         auto owned = std::make_shared<int>(1);
         apart(
             [&](auto& mine) {
               std::shared_ptr<int> another = owned;
               mine.store(1);
               mine.store(2);
               another.reset();
             },
             [&](auto& mine) {
               mine.store(1);
               mine.store(static_cast<int>(owned.use_count()));
             });
       }},
      {"a flag that says which lock comes first",
       [] {
         Lock one("one");
         Lock two("two");
         bool swapped = false;
         const auto both = [](Lock& first, Lock& second) {
           const With hold(first);
           const With hold_too(second);
         };
         Thread a(
             [&] {
               yield();
               swapped = true;
               yield();
               both(one, two);
               swapped = false;
             },
             "a");
         Thread b(
             [&] {
               yield();
               if (swapped) both(two, one);
             },
             "b");
         a.start();
         b.start();
       }},
      {"how often a loop goes round",
       [] {
         int rounds = 1;
         apart(
             [&](auto& mine) {
               mine.store(1);
               rounds = 3;
             },
             [&](auto& mine) {
               mine.store(0);
               for (int i = 0; i < rounds; ++i) mine.store(i);
             });
       }},
  };
}

}  // namespace

TEST_CASE("each of a dozen things that threads share unseen is noticed", "[guard]") {
  REQUIRE(planted().size() == 12);
  for (const Planted& each : planted()) {
    INFO(each.name);
    CHECK(check("planted", each.body, {.guard = false}).holds());
    for (const std::uint64_t seed : {0U, 1U, 2U}) {
      INFO(seed);
      const Verdict verdict = check("planted", each.body, {.guard = true, .seed = seed});
      REQUIRE(verdict.unseen_sharing);
      CHECK_FALSE(verdict.holds());
      CHECK_FALSE(verdict.violated());
      CHECK_FALSE(verdict.complete);
      CHECK(assess(holds(), verdict) == Assessment::unseen_sharing);
      CHECK(assess(expects(Hazard::requirement_failed), verdict) == Assessment::unseen_sharing);
    }
  }
}

TEST_CASE("the two executions are told, the step where they part, and what goes wrong", "[guard]") {
  const Verdict verdict = check("flag", planted()[0].body);
  REQUIRE(verdict.unseen_sharing);
  const UnseenSharing& told = *verdict.unseen_sharing;
  REQUIRE(told.found.size() == 1);
  CHECK(told.found[0].hazard == Hazard::requirement_failed);
  CHECK(told.drawn.choices.size() == told.drawn_trace.steps.size());
  CHECK(told.seen.choices.size() == told.seen_trace.steps.size());
  CHECK(told.parting.step == told.drawn_trace.steps.size());
  CHECK_THAT(told.parting.got, Catch::Contains("requirement_failed") && Catch::Contains("b saw the flag"));
  const Replay again = replay("flag", planted()[0].body, told.drawn);
  CHECK_FALSE(again.divergence);
  REQUIRE(again.findings.size() == 1);
  CHECK(again.findings[0].hazard == Hazard::requirement_failed);
}

TEST_CASE("a value that differs after the same steps is told with both", "[guard]") {
  const Verdict verdict = check("heap", planted()[5].body);
  REQUIRE(verdict.unseen_sharing);
  const UnseenSharing& told = *verdict.unseen_sharing;
  CHECK(told.found.empty());
  REQUIRE(told.parting.step < told.drawn_trace.steps.size());
  CHECK_THAT(told.parting.expected + told.parting.got,
             Catch::Contains("b store Shared b's") && Catch::Contains("value 1"));
  CHECK(told.parting.expected != told.parting.got);
}

TEST_CASE("a failure to which the steps before it do not lead by themselves tells of unseen sharing", "[guard]") {
  const auto body = [] {
    int plain = 0;
    Shared<int> a(0, "a");
    Shared<int> b(0, "b");
    Thread t([&] { a.store(1), plain = 1; }, "t");
    Thread u([&] { b.store(1), require(plain == 0, "u is first"); }, "u");
    t.start();
    u.start();
  };
  for (const bool guard : {false, true}) {
    const Verdict verdict = check("plain", body, {.guard = guard});
    CHECK_FALSE(verdict.nondeterminism);
    REQUIRE(verdict.unseen_sharing);
    CHECK_FALSE(verdict.complete);
    CHECK(assess(expects(Hazard::requirement_failed), verdict) == Assessment::unseen_sharing);
    const UnseenSharing& told = *verdict.unseen_sharing;
    CHECK_FALSE(told.at_random);
    REQUIRE(told.found.size() == 1);
    CHECK(told.found[0].hazard == Hazard::requirement_failed);
    CHECK(told.drawn_trace.steps.size() == 5);
    CHECK(told.seen_trace.steps.size() == 3);  // without t's store and its end
    CHECK_FALSE(replay("plain", body, told.drawn).divergence);
    CHECK(replay("plain", body, told.drawn).findings.size() == 1);
    CHECK(replay("plain", body, told.seen).findings.empty());
  }
}

TEST_CASE("a failure that comes and goes is refused as not deterministic", "[guard]") {
  int runs = 0;
  const Verdict verdict = check("comes and goes", [&runs] {
    Shared<int> a(0, "a");
    Thread t([&] { a.store(1); }, "t");
    t.start();
    require(++runs % 2 == 0, "every second time");
  });
  CHECK(verdict.nondeterminism);
  CHECK_FALSE(verdict.unseen_sharing);
}

TEST_CASE("with the same seed the guard draws the same executions", "[guard]") {
  for (const std::uint64_t seed : {0U, 7U}) {
    const Verdict once = check("heap", planted()[5].body, {.seed = seed});
    const Verdict again = check("heap", planted()[5].body, {.seed = seed});
    REQUIRE(once.unseen_sharing);
    REQUIRE(again.unseen_sharing);
    CHECK(once.drawn == again.drawn);
    CHECK(once.unseen_sharing->drawn == again.unseen_sharing->drawn);
  }
}

TEST_CASE("what is drawn counts for nothing else", "[guard]") {
  const auto body = [] {
    Lock lock;
    const auto work = [&] { const With hold(lock); };
    Thread a(work, "a");
    Thread b(work, "b");
    a.start();
    b.start();
  };
  const Verdict with = check("two", body);
  const Verdict without = check("two", body, {.guard = false});
  CHECK(with.holds());
  CHECK(with.drawn >= 64);
  CHECK(without.drawn == 0);
  CHECK(with.executions == without.executions);
  CHECK(with.steps == without.steps);
}

TEST_CASE("only a search by dpor that would say holds is guarded", "[guard]") {
  const auto holds_body = [] { yield(); };
  CHECK(check("holds", holds_body).drawn >= 64);
  CHECK(check("holds", holds_body, {.search = Search::depth_first}).drawn == 0);
  CHECK(check("holds", holds_body, {.preemption_bound = 2}).drawn == 0);
  CHECK(check("holds", holds_body, {.ladder = true}).drawn == 0);
  CHECK(check("holds", holds_body, {.max_steps = 1}).drawn >= 64);
  const auto two_steps = [] { yield(), yield(); };
  CHECK(check("cut", two_steps, {.max_steps = 1}).drawn == 0);
  const auto fails = [] { require(false, "fails"); };
  CHECK(check("fails", fails, {.keep_going = true}).drawn == 0);
}

TEST_CASE("a scenario whose executions take long is not run many times more", "[guard]") {
  int executions = 0;
  const auto body = [&] {
    ++executions;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    while (std::chrono::steady_clock::now() < end) {
    }
    yield();
  };
  CHECK(check("slow", body).holds());
  CHECK(executions <= 16);
}

TEST_CASE("no law scenario shares anything unseen, whatever is drawn", "[guard]") {
  for (const LawScenario& scenario : law_scenarios()) {
    INFO(scenario.name);
    Recorder recorder;
    for (const Dependence dependence : {Dependence::fine, Dependence::coarse})
      for (std::uint64_t seed = 0; seed < 4; ++seed) {
        Options options = scenario.options;
        options.dependence = dependence;
        options.seed = seed;
        const Verdict verdict = check(
            scenario.name,
            [&] {
              recorder.clear();
              scenario.body(recorder);
            },
            options);
        CHECK_FALSE(verdict.refused());
        if (verdict.holds()) CHECK(verdict.drawn >= 64);
      }
  }
}
