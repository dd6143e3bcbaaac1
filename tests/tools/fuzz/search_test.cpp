#include <heddle/tools/fuzz/search.hpp>

#include <heddle/engine/explorer.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

Seen seen_in(const Program& program) {
  REQUIRE(well_formed(program));
  Options options = options_for(program);
  options.search = Search::depth_first;
  Seen seen = search(program, options, engine::make_strategy, true);
  CHECK(seen.refusal.value_or("") == "");
  CHECK(seen.exhausted);
  CHECK(seen.torn_coarse.value_or("") == "");
  CHECK(seen.torn_fine.value_or("") == "");
  return seen;
}

/// Classes by the coarse and by the fine relation.
using Counts = std::pair<std::size_t, std::size_t>;

Counts classes_of(const Program& program) {
  const Seen seen = seen_in(program);
  return {seen.coarse.size(), seen.fine.size()};
}

constexpr ObjectPlan lock{ObjectType::lock};
constexpr ObjectPlan shared{ObjectType::shared};

}  // namespace

TEST_CASE("n threads that take one lock: n! classes") {
  const Block section{on(Op::acquire, 0), on(Op::release, 0)};
  CHECK(classes_of(program_of({lock}, {section})) == Counts{1, 1});
  CHECK(classes_of(program_of({lock}, {section, section})) == Counts{2, 2});
  CHECK(classes_of(program_of({lock}, {section, section, section})) == Counts{6, 6});
}

TEST_CASE("two threads that take one lock twice: six classes") {
  const Block sections{with(0, {}), with(0, {})};
  CHECK(classes_of(program_of({lock}, {sections, sections})) == Counts{6, 6});
}

TEST_CASE("threads that share nothing: one class") {
  CHECK(classes_of(program_of({shared, shared}, {{on(Op::store, 0, 1), on(Op::load, 0)}, {on(Op::store, 1, 1)}})) ==
        Counts{1, 1});
}

TEST_CASE("a writer and n readers: 2^n classes") {
  const Block read{on(Op::load, 0)};
  CHECK(classes_of(program_of({shared}, {{on(Op::store, 0, 1)}, read})) == Counts{2, 2});
  CHECK(classes_of(program_of({shared}, {{on(Op::store, 0, 1)}, read, read})) == Counts{4, 4});
}

TEST_CASE("readers alone: one class") {
  const Block read{on(Op::load, 0), on(Op::load, 0)};
  CHECK(classes_of(program_of({shared}, {read, read})) == Counts{1, 1});
}

TEST_CASE("two writers of two variables, crosswise: four classes, one of them a cycle that cannot be") {
  CHECK(classes_of(program_of({shared, shared}, {{on(Op::store, 0, 1), on(Op::store, 1, 1)},
                                                 {on(Op::store, 1, 2), on(Op::store, 0, 2)}})) == Counts{3, 3});
}

TEST_CASE("values that are chosen make classes") {
  CHECK(classes_of(program_of({}, {{on(Op::choose, -1, 3)}, {on(Op::choose, -1, 2)}})) == Counts{6, 6});
}

TEST_CASE("tries that fail commute, and one that does not is ordered before them") {
  const Block attempt{on(Op::try_acquire, 0)};
  // Whose try succeeds; the other two fail in either order.
  CHECK(classes_of(program_of({lock}, {attempt, attempt, attempt})) == Counts{3, 3});
}

TEST_CASE("a put and a get of a queue that is neither empty nor full: fewer classes by the fine relation") {
  const Program program =
      program_of({{ObjectType::queue}}, {{on(Op::put, 0, 1), on(Op::put, 0, 2)}, {on(Op::get, 0)}});
  // Coarse: the get after the first put or after the second. Fine: it has the first item in any case.
  CHECK(classes_of(program) == Counts{2, 1});
}

TEST_CASE("a daemon may be cut off after any of its steps") {
  Program program = program_of({shared}, {{on(Op::store, 0, 1)}});
  program.threads[1].daemon = true;
  // Before its store, before its end, and after it.
  CHECK(classes_of(program) == Counts{3, 3});
}

TEST_CASE("a deadlock is a class of its own, and is told with who stands where") {
  const Program program =
      program_of({lock, lock}, {{on(Op::acquire, 0), on(Op::acquire, 1), on(Op::release, 1), on(Op::release, 0)},
                                {on(Op::acquire, 1), on(Op::acquire, 0), on(Op::release, 0), on(Op::release, 1)}});
  const Seen seen = seen_in(program);
  CHECK(seen.fine.size() == 3);
  CHECK(seen.deadlocks);
  CHECK(seen.hazards == std::set<Hazard>{Hazard::lock_cycle});
  std::size_t deadlocked = 0;
  for (const auto& [outcome, text] : seen.outcomes) {
    if (!text.starts_with("deadlocked")) continue;
    ++deadlocked;
    CHECK(text.find("t1: #7 lock0.acquire() = 1; at #8 lock1.acquire() (acquire)") != std::string::npos);
  }
  CHECK(deadlocked == 1);
}

TEST_CASE("outcomes are what was returned, who is stuck, and how it ended") {
  const Program program = program_of({shared}, {{on(Op::load, 0), on(Op::require, -1, 1)}, {on(Op::store, 0, 1)}});
  const Seen seen = seen_in(program);
  CHECK(seen.failures);
  CHECK(seen.ways[static_cast<std::size_t>(Op::load)][static_cast<std::size_t>(Way::zero)] != 0);
  CHECK(seen.ways[static_cast<std::size_t>(Op::load)][static_cast<std::size_t>(Way::other_value)] != 0);
  CHECK(seen.ways[static_cast<std::size_t>(Op::require)][static_cast<std::size_t>(Way::failed)] != 0);
}

TEST_CASE("random search estimates how many executions there are") {
  const Block stores{on(Op::store, 0, 1), on(Op::store, 0, 2)};
  const Program program = program_of({shared}, {stores, stores});
  const std::uint64_t executions = seen_in(program).executions;
  Options options = options_for(program);
  options.search = Search::random;
  options.max_executions = 2000;
  const double estimate = search(program, options, engine::make_strategy, false).estimate;
  CHECK(estimate > 0.7 * static_cast<double>(executions));
  CHECK(estimate < 1.3 * static_cast<double>(executions));
}

TEST_CASE("an example of a class is an execution, one step a line") {
  const Program program = program_of({lock}, {{on(Op::acquire, 0)}});
  Options options = options_for(program);
  options.search = Search::depth_first;
  const auto lines = example_of(program, options, engine::make_strategy, [](const Classes&) { return true; });
  CHECK(lines == std::vector<std::string>{"#3 main start t1 = 1", "#4 t1 acquire Lock lock0 = 1",
                                          "#0 t1 end t1 = 0", "#3 main join t1 = 1"});
}

TEST_CASE("a class has as many executions as its partial order has linear extensions") {
  const Block section{on(Op::acquire, 0), on(Op::release, 0)};
  const Program program = program_of({lock}, {section, section, section});
  const Seen seen = search_all(program, 1'000'000, true);
  CHECK(seen.exhausted);
  CHECK_FALSE(seen.uneven);
}

TEST_CASE("a search that ends early says nothing of the sizes of classes") {
  const Block section{on(Op::acquire, 0), on(Op::release, 0)};
  const Seen seen = search_all(program_of({lock}, {section, section}), 2, true);
  CHECK_FALSE(seen.exhausted);
  CHECK_FALSE(seen.uneven);
}

TEST_CASE("sleepers whose time comes at the same moment are let go in no order") {
  Program program = program_of({}, {{on(Op::make_thread, 2), on(Op::start, 2)}});
  program.threads.resize(4);
  program.threads[2].body = program.threads[3].body = {on(Op::sleep, -1, 2)};
  Block& main = program.threads[0].body;
  main.insert(main.begin(), on(Op::make_thread, 3));
  main.push_back(on(Op::start, 3));
  program.clock = heddle::Clock::virtual_time;
  renumber(program);
  REQUIRE(well_formed(program));
  CHECK(search_all(program, 1000, true).coarse.size() == 1);
}
