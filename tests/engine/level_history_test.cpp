#include <heddle/engine/level_history.hpp>

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using heddle::engine::LevelHistory;

namespace {

struct Event {
  std::uint32_t process;
  std::int32_t change;
};

/// Event number i of the execution is `events[i]`, all on the object, which starts at 0.
LevelHistory history_of(const std::vector<Event>& events) {
  LevelHistory history;
  std::int32_t level = 0;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    history.add(i, events[i].process, level);
    level += events[i].change;
  }
  return history;
}

}  // namespace

TEST_CASE("without an event, its change is missing, and that of what happens after it", "[level_history]") {
  const std::vector<Event> events{{0, 1}, {0, 1}, {1, -1}, {0, 1}, {1, -1}};
  const LevelHistory history = history_of(events);
  const auto level_without = [&](std::uint32_t first, std::uint32_t end, std::int32_t now,
                                 std::vector<std::uint32_t> after) {
    return history.level_without(first, end, now, [&](std::uint32_t event) {
      return event == first || std::find(after.begin(), after.end(), event) != after.end();
    });
  };
  CHECK(level_without(0, 5, 1, {1, 2, 3, 4}) == 0);
  CHECK(level_without(1, 5, 1, {3}) == -1);
  CHECK(level_without(2, 5, 1, {4}) == 3);
  CHECK(level_without(3, 5, 1, {}) == 0);
  CHECK(level_without(3, 4, 2, {}) == 1);
  CHECK(level_without(1, 2, 2, {}) == 1);
  CHECK(level_without(4, 4, 2, {}) == 2);
}

TEST_CASE("an event that did not touch the object takes with it only what happens after it", "[level_history]") {
  LevelHistory history;
  history.add(2, 0, 0);
  history.add(6, 1, 1);
  CHECK(history.level_without(4, 9, 5, [](std::uint32_t event) { return event >= 6; }) == 1);
  CHECK(history.level_without(4, 9, 5, [](std::uint32_t) { return false; }) == 5);
  CHECK(history.level_without(7, 9, 5, [](std::uint32_t) { return false; }) == 5);
}

TEST_CASE("the level at an event is the one before the last event up to it", "[level_history]") {
  LevelHistory history;
  history.add(2, 0, 7);
  history.add(6, 1, 8);
  CHECK(history.level_at(2) == 7);
  CHECK(history.level_at(5) == 7);
  CHECK(history.level_at(6) == 8);
  CHECK(history.level_at(9) == 8);
}

TEST_CASE("levels may be as far apart as a level reaches, and none is told beyond that", "[level_history]") {
  constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
  LevelHistory history;
  history.add(1, 0, most);  // takes all there is
  history.add(2, 1, 0);     // gives it back
  history.add(3, 2, most);  // takes it again
  const auto level_without_first = [&](std::int32_t now) {
    return history.level_without(1, 9, now, [](std::uint32_t event) { return event == 1; });
  };
  CHECK(level_without_first(-1) == most - 1);
  CHECK(level_without_first(most) == most);
  CHECK(history.level_without(1, 9, 0, [](std::uint32_t event) { return event != 2; }) == most);
}

TEST_CASE("what many events of one process give is no more than a level reaches either", "[level_history]") {
  constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
  LevelHistory history;
  for (std::uint32_t event = 0; event < 40; event += 2) {
    history.add(event, 0, most);   // takes all there is
    history.add(event + 1, 1, 0);  // gives it back
  }
  CHECK(history.level_without(0, 40, most, [](std::uint32_t event) { return event % 2 == 0; }) == most);
  CHECK(history.level_without(0, 40, most, [](std::uint32_t event) { return event % 2 == 1; }) ==
        std::numeric_limits<std::int32_t>::min());
  CHECK(history.level_without(0, 40, most, [](std::uint32_t event) { return event >= 38; }) == most);
}

TEST_CASE("a level history tells what adding up one change after the other would, also after taking back",
          "[level_history]") {
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
  const auto below = [&](std::uint32_t count) { return static_cast<std::uint32_t>(random() % count); };
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Event> events;
    LevelHistory history;
    std::int32_t level = 0;
    // A few are added up one by one, many process by process.
    const std::uint32_t many = round % 2 == 0 ? 20 : 80;
    for (std::uint32_t done = 0; done < many; ++done) {
      if (!events.empty() && below(4) == 0) {
        level -= events.back().change;
        events.pop_back();
        history.pop();
        continue;
      }
      events.push_back({below(3), static_cast<std::int32_t>(below(5)) - 2});
      history.add(static_cast<std::uint32_t>(events.size() - 1), events.back().process, level);
      level += events.back().change;
    }
    if (events.empty()) continue;
    const auto size = static_cast<std::uint32_t>(events.size());
    const std::uint32_t first = below(size);
    const std::uint32_t end = first + 1 + below(size - first);
    // From where on the events of each process happen after the first.
    std::vector<std::uint32_t> from{first + below(size), first + below(size), first + below(size)};
    from[events[first].process] = first;
    const auto comes_after = [&](std::uint32_t event) { return event >= from[events[event].process]; };
    std::int32_t now = 0;
    std::int32_t expected = 0;
    for (std::uint32_t i = 0; i < end; ++i) {
      now += events[i].change;
      if (i < first || !comes_after(i)) expected += events[i].change;
    }
    REQUIRE(history.level_without(first, end, now, comes_after) == expected);
  }
}
