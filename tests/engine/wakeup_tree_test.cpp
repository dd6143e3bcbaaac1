#include "tests/support/catch.hpp"

#include <heddle/engine/wakeup_tree.hpp>

#include "tests/engine/made_moves.hpp"

#include <cstdint>
#include <string>

using namespace heddle::engine;
using namespace heddle::testing;

namespace {

constexpr std::uint64_t any_number = UINT64_MAX;

bool insert(WakeupTrees& trees, WakeupTrees::Branch& root, Sequence& sequence, bool by_values = false) {
  return trees.insert(root, sequence, no_daemons, by_values);
}

/// "1 2(3 4)": branch 1, a leaf, and branch 2 with 3 and 4 below it. Uses the tree up.
std::string drawn(WakeupTrees& trees, WakeupTrees::Branch root) {
  std::string text;
  while (root != WakeupTrees::none) {
    const Move& move = trees.move(root);
    text += (text.empty() ? "" : " ") + std::to_string(move.process);
    for (const std::uint32_t value : move.values) text += "=" + std::to_string(value);
    const WakeupTrees::Branch below = trees.take_first(root);
    if (below != WakeupTrees::none) text += "(" + drawn(trees, below) + ")";
  }
  return text;
}

}  // namespace

TEST_CASE("sequences share their beginnings in a wakeup tree", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  Sequence first = in_order(moves.writes(1, 0), moves.writes(2, 0));
  Sequence second = in_order(moves.writes(1, 0), moves.writes(3, 0));
  Sequence third = in_order(moves.writes(3, 0));
  CHECK(insert(trees, root, first));
  CHECK(insert(trees, root, second));
  CHECK(insert(trees, root, third));
  CHECK(trees.size() == 4);
  CHECK(drawn(trees, root) == "1(2 3) 3");
  CHECK(trees.size() == 0);
}

TEST_CASE("a sequence that a branch will show is not added", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  Sequence leaf = in_order(moves.writes(1, 0));
  CHECK(insert(trees, root, leaf));
  // Everything that starts with the leaf will be explored.
  Sequence longer = in_order(moves.writes(1, 0), moves.writes(2, 0));
  CHECK_FALSE(insert(trees, root, longer));
  // The leaf can come first just as well.
  Sequence apart = in_order(moves.writes(2, 1));
  CHECK_FALSE(insert(trees, root, apart));
  // It cannot.
  Sequence before = in_order(moves.writes(2, 0), moves.writes(1, 0));
  CHECK(insert(trees, root, before));
  CHECK(drawn(trees, root) == "1 2(1)");
}

TEST_CASE("steps that commute may be in another order in the tree", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  Sequence there = in_order(moves.writes(1, 0), moves.writes(2, 1), moves.writes(3, 0));
  Sequence same = in_order(moves.writes(2, 1), moves.writes(1, 0), moves.writes(3, 0));
  Sequence other = in_order(moves.writes(2, 1), moves.writes(1, 0), moves.writes(4, 0), moves.writes(3, 0));
  CHECK(insert(trees, root, there));
  CHECK_FALSE(insert(trees, root, same));
  CHECK(insert(trees, root, other));
  CHECK(drawn(trees, root) == "1(2(3 4(3)))");
}

TEST_CASE("a step has a branch for each value, and one for those that are left", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  Sequence there = in_order(moves.chooses(1, {0}), moves.writes(2, 0));
  Sequence other = in_order(moves.chooses(1, {1}), moves.writes(2, 0));
  Sequence same = in_order(moves.chooses(1, {1}));
  Sequence any = in_order(moves.chooses(1, {}));
  CHECK(insert(trees, root, there));
  CHECK(insert(trees, root, other));
  CHECK_FALSE(insert(trees, root, same));
  CHECK(insert(trees, root, any));
  CHECK(drawn(trees, root) == "1=0(2) 1=1(2) 1");
}

TEST_CASE("a branch that leaves the value open takes in those with one", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  Sequence any = in_order(moves.chooses(1, {}), moves.writes(2, 0));
  Sequence one = in_order(moves.chooses(1, {0}), moves.writes(3, 0));
  CHECK(insert(trees, root, any));
  CHECK_FALSE(insert(trees, root, one));
  CHECK(drawn(trees, root) == "1(2)");
}

TEST_CASE("sequences that are known by now are taken out, with what led to them alone", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  for (const ProcessId last : {3U, 4U}) {
    Sequence sequence = in_order(moves.writes(1, 0), moves.writes(2, 0), moves.writes(last, 0));
    CHECK(insert(trees, root, sequence));
  }
  Sequence apart = in_order(moves.writes(5, 0), moves.writes(3, 0));
  CHECK(insert(trees, root, apart));
  trees.prune(
      root, [](const Sequence& sequence) { return sequence.back()->process == 3; },
      [](Sequence&) { FAIL("nothing was left out because of those"); });
  CHECK(trees.size() == 3);
  CHECK(drawn(trees, root) == "1(2(4))");
}

TEST_CASE("what was not added because of a sequence comes back when that is taken out", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  const auto add = [&](Sequence sequence, bool by_values) { return insert(trees, root, sequence, by_values); };
  const auto taken_out = [&](ProcessId last) {
    std::string again;
    trees.prune(
        root, [&](const Sequence& sequence) { return sequence.back()->process == last; },
        [&](Sequence& sequence) {
          for (const Move* move : sequence) again += std::to_string(move->process);
          again += " ";
          insert(trees, root, sequence, true);
        });
    return again;
  };
  // Below another, and in its turn.
  CHECK(add(in_order(moves.writes(1, 0), moves.writes(2, 0)), true));
  CHECK_FALSE(add(in_order(moves.writes(1, 0), moves.writes(2, 0)), true));
  CHECK_FALSE(add(in_order(moves.writes(1, 0), moves.writes(2, 0), moves.writes(3, 0)), true));
  CHECK_FALSE(add(in_order(moves.writes(1, 0), moves.writes(2, 0), moves.writes(3, 0), moves.writes(4, 0)), true));
  CHECK_FALSE(add(in_order(moves.writes(1, 0), moves.writes(5, 1)), true));
  CHECK(taken_out(2) == "123 1234 15 ");
  CHECK(taken_out(3) == "1234 15 ");
  CHECK(drawn(trees, root) == "1(2(3(4)))");
  CHECK(trees.size() == 0);
  // Nothing is kept where nothing goes by values.
  root = WakeupTrees::none;
  CHECK(add(in_order(moves.writes(1, 0)), false));
  CHECK_FALSE(add(in_order(moves.writes(1, 0), moves.writes(2, 0)), false));
  CHECK(trees.size() == 1);
  CHECK(taken_out(1).empty());
  // A branch beside it that goes by values will do.
  CHECK(add(in_order(moves.chooses(6, {0}), moves.writes(1, 0)), false));
  CHECK(add(in_order(moves.writes(1, 0)), false));
  CHECK_FALSE(add(in_order(moves.writes(1, 0), moves.writes(2, 0)), false));
  CHECK(trees.size() == 5);
  trees.discard(root);
  CHECK(trees.size() == 0);
}

TEST_CASE("once there are enough branches, only the first move of a sequence is taken in", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(3);
  auto root = WakeupTrees::none;
  Sequence whole = in_order(moves.writes(1, 0), moves.writes(2, 0), moves.writes(3, 0));
  Sequence cut = in_order(moves.writes(2, 0), moves.writes(1, 0));
  Sequence same_first = in_order(moves.writes(2, 0), moves.writes(3, 0));
  Sequence other = in_order(moves.writes(1, 0), moves.writes(3, 0));
  CHECK(insert(trees, root, whole));
  CHECK_FALSE(trees.has_cut());
  CHECK(insert(trees, root, cut));
  CHECK(trees.has_cut());
  // Everything that starts with the first move of a branch will be explored.
  CHECK_FALSE(insert(trees, root, same_first));
  CHECK_FALSE(insert(trees, root, other));
  CHECK(drawn(trees, root) == "1(2(3)) 2");
}

TEST_CASE("a sequence that is left to a branch with its first move has been cut, too", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(3);
  auto root = WakeupTrees::none;
  Sequence whole = in_order(moves.writes(1, 0), moves.writes(2, 0), moves.writes(3, 0));
  Sequence other = in_order(moves.writes(1, 0), moves.writes(3, 0));
  CHECK(insert(trees, root, whole));
  CHECK_FALSE(trees.has_cut());
  CHECK_FALSE(insert(trees, root, other));
  CHECK(trees.has_cut());
  CHECK(drawn(trees, root) == "1(2(3))");
}

TEST_CASE("what was cut is not known for what it was, and stays", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(0);
  auto root = WakeupTrees::none;
  Sequence cut = in_order(moves.writes(1, 0), moves.writes(2, 0));
  Sequence short_enough = in_order(moves.writes(2, 0));
  CHECK(insert(trees, root, cut));
  CHECK(insert(trees, root, short_enough));
  trees.prune(
      root, [](const Sequence&) { return true; }, [](Sequence&) { FAIL("nothing was left out"); });
  CHECK(drawn(trees, root) == "1");
}

TEST_CASE("sequences that go by values are taken in whole", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(0);
  auto root = WakeupTrees::none;
  Sequence by_values = in_order(moves.chooses(1, {0}), moves.writes(2, 0));
  Sequence beside_it = in_order(moves.writes(2, 0), moves.writes(3, 0));
  CHECK(insert(trees, root, by_values, true));
  CHECK(insert(trees, root, beside_it));
  CHECK(drawn(trees, root) == "1=0(2) 2(3)");
}

TEST_CASE("a tree that is discarded leaves nothing", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  Sequence first = in_order(moves.writes(1, 0), moves.writes(2, 0));
  Sequence second = in_order(moves.writes(2, 0), moves.writes(1, 0));
  insert(trees, root, first);
  insert(trees, root, second);
  CHECK(trees.size() == 4);
  trees.discard(root);
  CHECK(root == WakeupTrees::none);
  CHECK(trees.size() == 0);
}

TEST_CASE("who ended on the way down a tree no longer lives there", "[wakeup tree]") {
  MadeMoves moves;
  WakeupTrees trees(any_number);
  auto root = WakeupTrees::none;
  const Living three{.threads = 3, .daemons = true};
  Sequence first = in_order(moves.ends(1), moves.ends(2), moves.writes(4, 0));
  Sequence second = in_order(moves.ends(1), moves.ends(3), moves.writes(4, 0));
  CHECK(trees.insert(root, first, three));
  CHECK(trees.insert(root, second, three));
  CHECK(drawn(trees, root) == "1(2(4) 3(4))");
}
