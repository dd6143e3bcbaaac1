#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/strategies/random.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

Options seeded(std::uint64_t seed, std::uint64_t executions) {
  Options options;
  options.search = Search::random;
  options.seed = seed;
  options.max_executions = executions;
  return options;
}

void scenario(Recorder& r) {
  Lock lock;
  Event event;
  Shared<int> x(0);
  together(
      [&] {
        With hold(lock);
        x.store(x.load() + choose(3));
        event.set();
      },
      [&] {
        r.record("u", event.wait(1));
        With hold(lock);
        x.store(x.load() * 2);
      },
      [&] {
        if (lock.acquire(false)) {
          x.store(5);
          lock.release();
        }
      });
  r.record("x", x.load());
}

/// The schedules of the first executions under a seed, as texts.
std::vector<std::string> schedules_of(std::uint64_t seed, std::uint64_t executions) {
  std::vector<std::string> texts;
  Recorder ignored;
  const Options options = seeded(seed, executions);
  engine::Explorer explorer(
      "random", [&] { scenario(ignored); }, options);
  explorer.observe([&](const engine::Execution& execution) {
    texts.push_back(to_text(schedule_of("random", options.settings(), execution.trace())));
  });
  engine::Random strategy(seed);
  (void)explorer.explore(strategy);
  return texts;
}

/// FNV-1a over the choices alone.
std::uint64_t digest(const Schedule& schedule) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const Choice& choice : schedule.choices)
    for (const std::uint64_t part :
         {static_cast<std::uint64_t>(choice.kind), std::uint64_t{choice.picked}, std::uint64_t{choice.count}})
      hash = (hash ^ part) * 0x100000001b3U;
  return hash;
}

}  // namespace

TEST_CASE("equal seeds give equal schedules", "[random]") { CHECK(schedules_of(7, 100) == schedules_of(7, 100)); }

TEST_CASE("different seeds give different schedules", "[random]") {
  std::set<std::vector<std::string>> seen;
  for (std::uint64_t seed = 0; seed < 20; ++seed) seen.insert(schedules_of(seed, 5));
  CHECK(seen.size() == 20);
}

TEST_CASE("an execution does not depend on how many come after it", "[random]") {
  const auto many = schedules_of(3, 50);
  const auto few = schedules_of(3, 5);
  REQUIRE(many.size() == 50);
  REQUIRE(few.size() == 5);
  CHECK(std::equal(few.begin(), few.end(), many.begin()));
}

TEST_CASE("the schedules of a seed are these, on every machine and compiler", "[random]") {
  std::vector<std::uint64_t> digests;
  for (const std::string& text : schedules_of(42, 3)) digests.push_back(digest(schedule_from_text(text)));
  CHECK(digests == std::vector<std::uint64_t>{0x785c4e8a345560c6U, 0x4523bf9dad42f0b7U, 0xf5e73e55bf94121cU});
}

TEST_CASE("every outcome of a random search is one of depth_first's", "[random]") {
  const auto body = [](Recorder& r) {
    Event event;
    Shared<int> x(0);
    together(
        [&] {
          x.store(x.load() + choose(3));
          event.set();
        },
        [&] {
          r.record("u", event.wait(1));
          x.store(x.load() + 10);
        });
    r.record("x", x.load());
  };
  const Outcomes all = outcomes_of(body);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Outcomes some = explored(body, seeded(seed, 50)).outcomes;
    CHECK(std::includes(all.begin(), all.end(), some.begin(), some.end()));
  }
  CHECK(explored(body, seeded(1, 5000)).outcomes == all);  // with as many as these, none is left out
}

TEST_CASE("a random search sees what is common, and is never complete", "[random]") {
  const auto body = [](Recorder& r) {
    Shared<int> x(0);
    together([&] { x.store(1); }, [&] { x.store(2); });
    r.record("x", x.load());
  };
  const auto found = explored(body, seeded(5, 200));
  CHECK(found.outcomes == Outcomes{"x=1", "x=2"});
  CHECK(found.executions == 200);
  CHECK(found.verdict.budget == Budget::executions);
  CHECK_FALSE(found.verdict.complete);
  CHECK_FALSE(found.verdict.exhausted);
  CHECK(found.verdict.inconclusive());
}

TEST_CASE("random picks every alternative about equally often", "[random]") {
  engine::Random strategy(11);
  std::vector<int> picked(4);
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(strategy.begin());
    for (int j = 0; j < 4; ++j) ++picked.at(strategy.choose_value(4));
  }
  for (const int count : picked) {
    CHECK(count > 900);
    CHECK(count < 1100);
  }
}

TEST_CASE("random does not waste bits on what is no choice", "[random]") {
  engine::Random with(3);
  engine::Random without(3);
  REQUIRE(with.begin());
  REQUIRE(without.begin());
  for (int i = 0; i < 20; ++i) {
    CHECK(with.choose_value(1) == 0);
    CHECK(with.choose_value(1000) == without.choose_value(1000));
  }
}
