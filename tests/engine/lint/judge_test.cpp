#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/judge.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;
using heddle::testing::together;

namespace {

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

Linter::Noticed noticed(std::vector<Place> hold_back, bool shown) {
  Linter::Noticed it;
  it.suspicion.hold_back = std::move(hold_back);
  it.suspicion.shown_by = [shown](const Finding&) { return shown; };
  it.executions = 3;
  return it;
}

Verdict searched(const Options& options) { return check("test", in_two_orders, options); }

}  // namespace

TEST_CASE("a finding of the search confirms, if it comes of it", "[lint]") {
  const Verdict verdict = searched({});
  REQUIRE(verdict.violated());
  const Linter::Noticed all[] = {noticed({}, true), noticed({}, false)};
  const auto warnings = judge(all, verdict, in_two_orders, true);
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].standing == Standing::confirmed);
  CHECK(warnings[0].found_by_search == 0U);
  CHECK(warnings[0].executions == 3);
  CHECK(warnings[1].standing == Standing::unconfirmed);
}

TEST_CASE("a search directed at it confirms by a finding of its own, and leaves the verdict as it is", "[lint]") {
  const Verdict verdict = searched(a_glance());
  const Linter::Noticed all[] = {noticed({{"t", Role::acquire, {"nowhere", 1}}}, true)};
  const auto warnings = judge(all, verdict, in_two_orders, true);
  REQUIRE(warnings.front().found_by_direction);
  CHECK(warnings.front().found_by_direction->hazard == Hazard::lock_cycle);
  CHECK(verdict.findings.empty());
}

TEST_CASE("what a directed search finds of other things confirms nothing", "[lint]") {
  const Linter::Noticed all[] = {noticed({{"t", Role::acquire, {"nowhere", 1}}}, false)};
  CHECK(judge(all, searched(a_glance()), in_two_orders, true).front().standing == Standing::unconfirmed);
}

TEST_CASE("nothing is directed where nobody is to be held back, nor after a search that was stopped", "[lint]") {
  const Linter::Noticed nobody[] = {noticed({}, true)};
  CHECK(judge(nobody, searched(a_glance()), in_two_orders, true).front().standing == Standing::unconfirmed);
  const Linter::Noticed somebody[] = {noticed({{"t", Role::acquire, {"nowhere", 1}}}, true)};
  CHECK(judge(somebody, searched(a_glance()), in_two_orders, false).front().standing == Standing::unconfirmed);
}

TEST_CASE("a search that was stopped on request runs no more", "[lint]") {
  const auto slow = [] {
    for (int i = 0; i < 12; ++i) (void)choose(3);
    in_two_orders();
  };
  Options options = linting();
  options.search = Search::random;
  options.max_executions = 0;
  options.keep_going = true;
  const Verdict verdict = check("test", slow, options, [](const Progress&) { return false; });
  CHECK(verdict.budget == Budget::time);
  for (const Warning& warning : verdict.warnings) CHECK_FALSE(warning.found_by_direction);
}
