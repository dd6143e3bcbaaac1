// Numbers of executions worked out by hand.
//
// What is a step: every operation of a primitive is one, a thread's end is one (main's is not), a timer's firing is
// one. Starting a thread is a step of the thread that starts it, and the new thread's code up to its first
// operation belongs to it. A join can be executed once the thread has ended; a thread joined through its handle is
// destroyed without a step, one that was not is joined by its destructor, or abandoned if it is a daemon. choose(n)
// is no step of its own but n ways to go on.
//
// Steps are called by letters: s starts, j joins, e ends, with the thread's name where there are several.

#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

Options bounded(std::uint32_t preemptions) {
  Options options;
  options.search = Search::depth_first;
  options.preemption_bound = preemptions;
  return options;
}

/// Executions for bounds of 0, 1, 2, … preemptions.
template <class Body>
std::vector<std::uint64_t> executions_within(std::uint32_t bounds, Body body) {
  std::vector<std::uint64_t> numbers;
  for (std::uint32_t bound = 0; bound < bounds; ++bound) numbers.push_back(executions_of(body, bounded(bound)));
  return numbers;
}

using Numbers = std::vector<std::uint64_t>;

void repeat(int times, const Shared<int>& variable) {
  for (int i = 0; i < times; ++i) (void)variable.load();
}

/// t does `n` operations, main `m` between start and join.
void beside_main(int n, int m) {
  Shared<int> x(0);
  Thread t([&] { repeat(n, x); }, "t");
  t.start();
  repeat(m, x);
  t.join();
}

/// t and u do `n` operations each.
void two_threads(int n) {
  Shared<int> x(0);
  Thread t([&] { repeat(n, x); }, "t");
  Thread u([&] { repeat(n, x); }, "u");
  t.start();
  u.start();
  t.join();
  u.join();
}

void timed_lock() {
  Lock lock;
  lock.acquire();
  Thread t([&] { lock.acquire(true, 1); }, "t");
  t.start();
  lock.release();
  t.join();
}

void yielding_main() {
  Shared<int> x(0);
  Thread t([&] { (void)x.load(); }, "t");
  t.start();
  heddle::yield();
  (void)x.load();
  t.join();
}

void polling() {
  Event event;
  Thread t(
      [&] {
        while (!event.is_set()) heddle::yield();
      },
      "t");
  t.start();
  event.set();
  t.join();
}

}  // namespace

TEST_CASE("a thread by itself has one execution, of a step for each operation", "[depth_first]") {
  const auto found = explored([] {
    Lock lock;
    lock.acquire();
    lock.release();
  });
  CHECK(found.executions == 1);
  CHECK(found.verdict.steps == 2);
}

TEST_CASE("a body without operations has one execution without steps", "[depth_first]") {
  const auto found = explored([] {});
  CHECK(found.executions == 1);
  CHECK(found.verdict.steps == 0);
}

TEST_CASE("a thread that main does nothing but wait for has one execution", "[depth_first]") {
  // s, three operations, e, j: at each, nobody else can go.
  const auto found = explored([] { beside_main(3, 0); });
  CHECK(found.executions == 1);
  CHECK(found.verdict.steps == 6);
}

TEST_CASE("n operations beside m of main's interleave in (n + 1 + m over m) ways", "[depth_first]") {
  // After s, t takes n + 1 steps (its end is one), main m, in any order; then j.
  CHECK(executions_of([] { beside_main(0, 1); }) == 2);    // 2 over 1
  CHECK(executions_of([] { beside_main(1, 1); }) == 3);    // 3 over 1
  CHECK(executions_of([] { beside_main(2, 2); }) == 10);   // 5 over 2
  CHECK(executions_of([] { beside_main(3, 3); }) == 35);   // 7 over 3
  CHECK(executions_of([] { beside_main(4, 5); }) == 252);  // 10 over 5
}

TEST_CASE("two threads started one after the other have (2n + 4 over n + 2) - 1 executions", "[depth_first]") {
  // After st: n operations, et and jt are a chain of n + 2; su, n operations and eu another one. They interleave
  // freely, except that su comes before jt in main; that excludes the one order in which the first chain is all
  // before the second. ju is last in any case.
  CHECK(executions_of([] { two_threads(0); }) == 5);    //  4 over 2, less one
  CHECK(executions_of([] { two_threads(1); }) == 19);   //  6 over 3
  CHECK(executions_of([] { two_threads(2); }) == 69);   //  8 over 4
  CHECK(executions_of([] { two_threads(3); }) == 251);  // 10 over 5
}

TEST_CASE("three threads that do nothing have 44 executions", "[depth_first]") {
  // Main is a chain st su sv jt ju jv with gaps 1 to 5; et goes into gap 1, 2 or 3, eu into 2, 3 or 4, ev into 3, 4
  // or 5; those in one gap in any order.
  //   et in 1: eu in 2: 3;         eu in 3: 2 + 1 + 1;  eu in 4: 1 + 2 + 1;  together 11
  //   et in 2: eu in 2: 2 * 3;     eu in 3: 2 + 1 + 1;  eu in 4: 1 + 2 + 1;  together 14
  //   et in 3: eu in 2: 2 + 1 + 1; eu in 3: 6 + 2 + 2;  eu in 4: 2 + 2 + 1;  together 19
  CHECK(executions_of([] {
          Thread t([] {}, "t");
          Thread u([] {}, "u");
          Thread v([] {}, "v");
          t.start();
          u.start();
          v.start();
          t.join();
          u.join();
          v.join();
        }) == 44);
}

TEST_CASE("two threads that take one lock once have 39 executions", "[depth_first]") {
  // t: a r e, then jt; after su, u: a r e. su before jt.
  // t first into the lock: let i, k, l, m of t's four steps come before su, ua, ur, ue. i <= 3 since su is before
  // jt; k >= 2 since u must wait for t's release; i <= k <= l <= m <= 4. For k = 2, 3, 4 there are 6, 3, 1 pairs
  // (l, m). i = 0, 1, 2 allow any k: 3 * 10; i = 3 allows 3 and 4: 3 + 1. Together 34.
  // u first: su ua ur come before all of t's; then ue somewhere among its four: 5.
  CHECK(executions_of([] {
          Lock lock;
          const auto body = [&] {
            lock.acquire();
            lock.release();
          };
          Thread t(body, "t");
          Thread u(body, "u");
          t.start();
          u.start();
          t.join();
          u.join();
        }) == 39);
}

TEST_CASE("a try at a lock that main takes once has 6 executions", "[depth_first]") {
  // main: A R, then j. t: y (tries), z (releases, if taken), e.
  // y before A: A waits for z; then e goes before A, between A and R, or behind R: 3.
  // y between A and R: not taken; e before or behind R: 2.
  // y behind R: 1.
  CHECK(executions_of([] {
          Lock lock;
          Thread t(
              [&] {
                if (lock.acquire(false)) lock.release();
              },
              "t");
          t.start();
          lock.acquire();
          lock.release();
          t.join();
        }) == 6);
}

TEST_CASE("a choice has an execution for each combination of values", "[depth_first]") {
  CHECK(executions_of([] {
          (void)choose(2);
          (void)choose(3);
          (void)choose(1);
        }) == 6);
}

TEST_CASE("choices of threads multiply with their interleavings", "[depth_first]") {
  // Both choose before their first operation, which is part of st and su: each of the 5 interleavings of two
  // threads that do nothing has 2 * 3 combinations.
  CHECK(executions_of([] {
          Thread t([] { (void)choose(2); }, "t");
          Thread u([] { (void)choose(3); }, "u");
          t.start();
          u.start();
          t.join();
          u.join();
        }) == 30);
}

TEST_CASE("a timed wait on an event that main sets has 5 executions", "[depth_first]") {
  // main: X (sets), then j. t: w (begins to wait), k (wakes), e; its timer: f.
  // X before w: no wait, w e: 1.
  // w, then X before f: k can go and f cannot: k e: 1.
  // w f, then X before k, between k and e, or behind e: 3.
  CHECK(executions_of([] {
          Event event;
          Thread t([&] { event.wait(1); }, "t");
          t.start();
          event.set();
          t.join();
        }) == 5);
}

TEST_CASE("a timed acquire of a lock that main releases has 4 executions", "[depth_first]") {
  // main holds the lock: R (releases), then j. t: a, e; its timer: f.
  // R before f: a can go and f cannot: 1. f before R: then a and e, with R before, between or behind: 3.
  CHECK(executions_of(timed_lock) == 4);
}

TEST_CASE("a queue with room for one item lets two threads take turns only", "[depth_first]") {
  // t: p p e, main: g g j. p g p g is forced; e before or behind the last g: 2.
  CHECK(executions_of([] {
          Queue<int> queue(1);
          Thread t(
              [&] {
                queue.put(1);
                queue.put(2);
              },
              "t");
          t.start();
          queue.get();
          queue.get();
          t.join();
        }) == 2);
}

TEST_CASE("a queue without a limit holds back only those who get", "[depth_first]") {
  // k and l of t's p p e come before the two g's: 1 <= k, 2 <= l, k <= l <= 3. k = 1: 2, k = 2: 2, k = 3: 1.
  CHECK(executions_of([] {
          Queue<int> queue;
          Thread t(
              [&] {
                queue.put(1);
                queue.put(2);
              },
              "t");
          t.start();
          queue.get();
          queue.get();
          t.join();
        }) == 5);
}

TEST_CASE("a notify that may come before the wait has 3 executions", "[depth_first]") {
  // t: a, w (gives up the lock), k (wakes), q (takes it again), r, e. main: A N R, then j.
  // a before A: then w before A; N lets k go, q waits for R: k before or behind R: 2.
  // A before a: a waits for R, and N was for nobody: a w, and nobody can go: 1, a deadlock.
  const auto found = explored(
      [] {
        Condition condition;
        Thread t(
            [&] {
              condition.acquire();
              condition.wait();
              condition.release();
            },
            "t");
        t.start();
        condition.acquire();
        condition.notify();
        condition.release();
        t.join();
      },
      {.search = Search::depth_first});
  CHECK(found.executions == 3);
  CHECK(found.outcomes == Outcomes{"", "deadlock: main,t"});
}

TEST_CASE("a daemon is cut short wherever main ends", "[depth_first]") {
  // main: x, then a (abandons). t: an operation, and e. i of t's two steps come before x and k before a:
  // 0 <= i <= k <= 2: 6.
  CHECK(executions_of([] {
          Shared<int> x(0);
          Thread t([&] { (void)x.load(); }, "t", true);
          t.start();
          (void)x.load();
        }) == 6);
}

TEST_CASE("the destructor of a thread is a join, once", "[depth_first]") {
  const auto body = [](bool joins) {
    return [joins] {
      Shared<int> x(0);
      Thread t([&] { (void)x.load(); }, "t");
      t.start();
      (void)x.load();
      if (joins) t.join();
    };
  };
  for (const bool joins : {false, true}) {
    const auto found = explored(body(joins), {.search = Search::depth_first});
    CHECK(found.executions == 3);         // as of one operation beside one
    CHECK(found.verdict.steps == 3 * 5);  // s, two operations, e, j
  }
}

TEST_CASE("a thread started by a thread interleaves with that one alone", "[depth_first]") {
  // main waits for t throughout. Beside t's one operation u takes two steps: 3 over 1.
  CHECK(executions_of([] {
          Shared<int> x(0);
          Thread t(
              [&] {
                Thread u([&] { (void)x.load(); }, "u");
                u.start();
                (void)x.load();
                u.join();
              },
              "t");
          t.start();
          t.join();
        }) == 3);
}

TEST_CASE("a polling loop goes round a few times before it is passed over", "[depth_first]") {
  // t: looks, yields, looks, and so on, until it is found to be where it was. Main's set comes before, between or
  // behind these; what follows it is forced. One repetition more allows a yield and a look more.
  Options once;
  once.poll_repetitions = 1;
  const std::uint64_t executions = executions_of(polling);
  CHECK(executions >= 4);
  CHECK(executions_of(polling, once) == executions + 2);
}

TEST_CASE("under virtual time who sleeps is nobody's alternative", "[depth_first]") {
  // Both sleep; the earlier timer fires, t runs and is joined, and so on: never is there a choice. st su, then
  // timer, wake, end and join of each.
  const auto found = explored(
      [] {
        Thread t([] { heddle::sleep(1); }, "t");
        Thread u([] { heddle::sleep(2); }, "u");
        t.start();
        u.start();
        t.join();
        u.join();
      },
      virtual_time());
  CHECK(found.executions == 1);
  CHECK(found.verdict.steps == 10);
}

TEST_CASE("under virtual time two who wake at the same moment interleave in 10 ways", "[depth_first]") {
  // Both timers fire first, without a choice. Then t: wakes, ends, is joined; u: wakes, ends. Two chains of 3 and
  // 2: 5 over 2. Then ju.
  CHECK(executions_of(
            [] {
              Thread t([] { heddle::sleep(1); }, "t");
              Thread u([] { heddle::sleep(1); }, "u");
              t.start();
              u.start();
              t.join();
              u.join();
            },
            virtual_time()) == 10);
}

TEST_CASE("two threads of one operation, by their preemptions", "[depth_first]") {
  // The 19 orders of two_threads(1), with a b for t's operation and end, c d for u's, S for su, J for jt. A switch
  // is a preemption unless the thread that is left has ended or cannot go on: main cannot at J before b, or at ju
  // before d.
  //   S abJcd 0, abcJd 1, abcdJ 0, acbJd 2, acbdJ 2, acdbJ 1, cabJd 1, cabdJ 1, cadbJ 2, cdabJ 0:  3 4 3 0
  //   a (main could start u: 1) bSJcd 1, bScJd 3, bScdJ 2, SbJcd 2, SbcJd 3, SbcdJ 2, ScbJd 3, ScbdJ 3, ScdbJ 2: 0
  //   1 4 4
  CHECK(executions_within(4, [] { two_threads(1); }) == Numbers{3, 3 + 5, 3 + 5 + 7, 19});
}

TEST_CASE("a verdict tells whether the preemption bound left anything out", "[depth_first]") {
  const auto two = explored([] { two_threads(1); }, bounded(2));
  CHECK(two.verdict.exhausted);
  CHECK(two.verdict.preemptions_bounded);
  CHECK_FALSE(two.verdict.complete);
  CHECK_FALSE(two.verdict.holds());
  CHECK(two.verdict.inconclusive());
  const auto three = explored([] { two_threads(1); }, bounded(3));
  CHECK_FALSE(three.verdict.preemptions_bounded);
  CHECK(three.verdict.complete);
  CHECK(three.verdict.holds());
}

TEST_CASE("a timer preempts nobody", "[depth_first]") {
  // The 4 orders of timed_lock: Rae 0; fRae 0; faeR 1 (main could release); faRe 2 (and t could end).
  CHECK(executions_within(3, timed_lock) == Numbers{2, 3, 4});
}

TEST_CASE("who yields is not preempted", "[depth_first]") {
  // main: Y, x, then j; t: c e. Leaving main before Y is free, before x it is not.
  // Yxce 0, Ycxe 2, Ycex 1, cYxe 1, cYex 2, ceYx 0.
  CHECK(executions_within(3, yielding_main) == Numbers{2, 4, 6});
}

TEST_CASE("the first execution has no preemption", "[depth_first]") {
  Options options;
  options.max_executions = 1;
  const auto first = [&](auto body) {
    std::vector<engine::ThreadIndex> agents;
    engine::Explorer explorer("test", body, options);
    explorer.observe([&](const engine::Execution& execution) {
      for (const engine::Step& step : execution.steps()) agents.push_back(step.agent.thread);
    });
    engine::DepthFirst strategy;
    (void)explorer.explore(strategy);
    return agents;
  };
  CHECK(first([] { beside_main(2, 2); }) == std::vector<engine::ThreadIndex>{0, 0, 0, 1, 1, 1, 0});
  CHECK(first([] { two_threads(1); }) == std::vector<engine::ThreadIndex>{0, 0, 1, 1, 0, 2, 2, 0});
}

TEST_CASE("no execution is visited twice", "[depth_first]") {
  std::set<std::vector<int>> seen;
  std::size_t executions = 0;
  engine::Explorer explorer("test", [] { two_threads(2); }, {});
  explorer.observe([&](const engine::Execution& execution) {
    std::vector<int> order;
    for (const engine::Step& step : execution.steps()) order.push_back(step.agent.thread);
    seen.insert(order);
    ++executions;
  });
  engine::DepthFirst strategy;
  const Verdict verdict = explorer.explore(strategy);
  CHECK(verdict.complete);
  CHECK(executions == 69);
  CHECK(seen.size() == 69);
}
