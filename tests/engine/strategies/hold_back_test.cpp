#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/strategies/hold_back.hpp>

#include <set>
#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::testing;

namespace {

struct Race {
  Site first;   ///< where t stores
  Site second;  ///< where u does
};

Race race(Recorder& r) {
  static const Race sites{{__builtin_FILE(), 101}, {__builtin_FILE(), 102}};
  Shared<int> x(0, "x");
  together([&] { x.store(1, sites.first); }, [&] { x.store(2, sites.second); });
  r.record("x", x.load());
  return sites;
}

/// What each execution ended with.
std::vector<std::string> run(const std::vector<Place>& places, std::uint64_t executions, std::uint64_t seed = 0) {
  std::vector<std::string> ends;
  Recorder recorder;
  Options options;
  options.keep_going = true;
  Explorer explorer(
      "test",
      [&] {
        recorder.clear();
        race(recorder);
      },
      options);
  explorer.observe([&](const Execution&) { ends.push_back(recorder.text()); });
  HoldBack strategy(places, executions, seed);
  const Verdict verdict = explorer.explore(strategy);
  CHECK(verdict.exhausted);
  CHECK_FALSE(verdict.complete);
  return ends;
}

std::vector<Place> held(const std::string& thread) {
  Recorder ignored;
  Race sites;
  Options options;
  options.max_executions = 1;
  (void)check(
      "test", [&] { sites = race(ignored); }, options);
  return {{thread, Role::plain, thread == "t" ? sites.first : sites.second}};
}

}  // namespace

TEST_CASE("a thread that is held back goes last", "[strategy]") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(run(held("t"), 1, seed) == std::vector<std::string>{"x=1"});
    CHECK(run(held("u"), 1, seed) == std::vector<std::string>{"x=2"});
  }
}

TEST_CASE("where all are held back, or nobody is, any may go", "[strategy]") {
  const auto both = [] {
    auto places = held("t");
    places.push_back(held("u").front());
    return places;
  }();
  for (const auto& places : {both, std::vector<Place>{}}) {
    const auto ends = run(places, 50);
    CHECK(ends.size() == 50);
    CHECK(std::set<std::string>(ends.begin(), ends.end()) == std::set<std::string>{"x=1", "x=2"});
  }
}

TEST_CASE("a place is of a thread, a role and a line", "[strategy]") {
  auto places = held("t");
  SECTION("another thread") { places.front().thread = "u"; }
  SECTION("another role") { places.front().role = Role::acquire; }
  SECTION("another line") { ++places.front().site.line; }
  const auto ends = run(places, 50);
  CHECK(std::set<std::string>(ends.begin(), ends.end()) == std::set<std::string>{"x=1", "x=2"});
}

TEST_CASE("after the first execution a visit may pass freely", "[strategy]") {
  const auto ends = run(held("t"), 100);
  CHECK(ends.front() == "x=1");
  CHECK(std::count(ends.begin(), ends.end(), "x=2") > 2);
  CHECK(std::count(ends.begin(), ends.end(), "x=1") > 60);
}

TEST_CASE("equal seeds hold back equally", "[strategy]") {
  CHECK(run(held("t"), 50, 7) == run(held("t"), 50, 7));
  CHECK(run(held("t"), 50, 7) != run(held("t"), 50, 8));
}
