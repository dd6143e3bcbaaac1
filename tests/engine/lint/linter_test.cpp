#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/linter.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;
using heddle::testing::together;

namespace {

void keep_half() {
  Lock lock("lock");
  Shared<int> one(0, "one");
  Thread keeper(
      [&] {
        const With hold(lock);
        one.store(1);
        one.store(2);
      },
      "keeper", true);
  keeper.start();
}

void in_two_orders() {
  Lock a("a");
  Lock b("b");
  together(
      [&] {
        const With outer(a);
        const With inner(b);
      },
      [&] {
        const With outer(b);
        const With inner(a);
      });
}

}  // namespace

TEST_CASE("nothing is said of an execution in which something goes wrong", "[lint]") {
  TraceBuilder t;
  const auto lock = t.lock("lock");
  const auto x = t.shared("x");
  const auto keeper = started(t, "keeper", true);
  t.step(keeper, acquire, lock, 1, 4).step(keeper, store, x, 1, 5).stuck(keeper, store, x, 6);
  t.trace().outcome = Outcome::completed;
  CHECK(lint(t.trace()).size() == 1);
  t.trace().threads[keeper].uncaught = {"RuntimeError", "no luck", 2};
  CHECK(lint(t.trace()).empty());
  t.trace().threads[keeper].uncaught.reset();
  for (const Outcome outcome : {Outcome::deadlocked, Outcome::livelocked, Outcome::requirement_failed,
                                Outcome::stack_overflow, Outcome::terminated, Outcome::stopped}) {
    t.trace().outcome = outcome;
    CHECK(lint(t.trace()).empty());
  }
}

TEST_CASE("what many executions show is told once, with their number and the first of them", "[lint]") {
  Options options;
  options.search = Search::depth_first;
  options.keep_going = true;
  const Verdict verdict = check("test", in_two_orders, linting(options));
  REQUIRE(verdict.warnings.size() == 1);
  const Warning& warning = verdict.warnings.front();
  CHECK(warning.executions > 1);
  CHECK(warning.executions < verdict.executions);
  CHECK(warning.trace.outcome == Outcome::completed);
  const Replay again = replay("test", in_two_orders, warning.schedule);
  CHECK_FALSE(again.divergence);
  const auto seen = lint(again.trace);
  REQUIRE(seen.size() == 1);
  CHECK(seen.front().message + "." == warning.message);
}

TEST_CASE("nobody is warned who did not ask", "[lint]") {
  CHECK(check("test", keep_half).warnings.empty());
  CHECK(check("test", keep_half, linting()).warnings.size() == 1);
}

TEST_CASE("a lint changes nothing about the search", "[lint]") {
  for (const Search search : {Search::dpor, Search::depth_first, Search::random}) {
    Options options;
    options.search = search;
    options.max_executions = 100;
    options.keep_going = true;
    const Verdict plain = check("test", keep_half, options);
    const Verdict linted = check("test", keep_half, linting(options));
    CHECK(plain.executions == linted.executions);
    CHECK(plain.steps == linted.steps);
    CHECK(plain.complete == linted.complete);
    CHECK(plain.budget == linted.budget);
  }
}

TEST_CASE("within a ladder the executions of all rungs are read", "[lint]") {
  Options options;
  options.ladder = true;
  CHECK(warned(keep_half, options) == Texts{"daemon_cut_off harmless_here"});
}

TEST_CASE("of an execution that goes on after a failing requirement nothing is said", "[lint]") {
  const auto failing = [] {
    Thread other([] { require(false, "never"); }, "other");
    other.start();
    in_two_orders();
  };
  Options options;
  options.keep_going = true;
  CHECK(warned(failing, options).empty());
}
