#include "tests/support/catch.hpp"

#include <heddle/engine/wakeup_tree.hpp>

#include <deque>
#include <string>
#include <vector>

using namespace heddle::engine;

namespace {

/// Moves with touches that live as long as this.
class Moves {
 public:
  Move reads(ProcessId process, VariableId variable) { return touching(process, {{variable, false}}); }
  Move writes(ProcessId process, VariableId variable) { return touching(process, {{variable, true}}); }
  Move idles(ProcessId process) { return touching(process, {}); }
  /// Ends a thread that is no daemon.
  Move ends(ProcessId process) {
    Move move = idles(process);
    move.ends_thread = true;
    return move;
  }
  /// A write of a variable of its own, after which these values are chosen.
  Move chooses(ProcessId process, std::vector<std::uint32_t> values) {
    Move move = writes(process, 100 + process);
    move.values = values_.emplace_back(std::move(values));
    return move;
  }

 private:
  Move touching(ProcessId process, std::vector<VariableTouch> touches) {
    Move move;
    move.process = process;
    move.touches = touches_.emplace_back(std::move(touches));
    return move;
  }
  std::deque<std::vector<VariableTouch>> touches_;
  std::deque<std::vector<std::uint32_t>> values_;
};

// Where no daemons live, it does not matter who else does.
constexpr Living no_daemons{.threads = 9, .daemons = false};
bool conflict(const Move& a, const Move& b) { return conflict(a, b, no_daemons); }
bool is_weak_initial(const Move& first, const std::vector<Move>& sequence) {
  return is_weak_initial(first, sequence, no_daemons);
}
bool insert(WakeupTrees& trees, WakeupTrees::Branch& root, std::vector<Move>& sequence, bool by_values = false) {
  return trees.insert(root, sequence, no_daemons, by_values);
}

/// "1 2(3 4)": branch 1, a leaf, and branch 2 with 3 and 4 below it. Uses the tree up.
std::string drawn(WakeupTrees& trees, WakeupTrees::Branch root) {
  std::string text;
  while (root != WakeupTrees::none) {
    const Move move = trees.move(root);
    text += (text.empty() ? "" : " ") + std::to_string(move.process);
    for (const std::uint32_t value : move.values) text += "=" + std::to_string(value);
    const WakeupTrees::Branch below = trees.take_first(root);
    if (below != WakeupTrees::none) text += "(" + drawn(trees, below) + ")";
  }
  return text;
}

}  // namespace

TEST_CASE("moves conflict if they are of one process or touch the same, and one of them writes", "[wakeup tree]") {
  Moves moves;
  CHECK(conflict(moves.idles(1), moves.idles(1)));
  CHECK_FALSE(conflict(moves.idles(1), moves.idles(2)));
  CHECK_FALSE(conflict(moves.reads(1, 0), moves.reads(2, 0)));
  CHECK(conflict(moves.reads(1, 0), moves.writes(2, 0)));
  CHECK(conflict(moves.writes(1, 0), moves.reads(2, 0)));
  CHECK_FALSE(conflict(moves.writes(1, 0), moves.writes(2, 1)));
}

TEST_CASE("a move that ends the execution conflicts with the daemons that it cuts off", "[wakeup tree]") {
  Moves moves;
  Move last = moves.idles(1);
  Move daemon = moves.idles(2);
  daemon.daemon = true;
  CHECK_FALSE(conflict(last, daemon));
  last.cuts_off = CutsOff::daemons;
  CHECK(conflict(last, daemon));
  CHECK(conflict(daemon, last));
  CHECK_FALSE(conflict(last, moves.idles(3)));
}

TEST_CASE("a move that breaks the execution off conflicts with all others", "[wakeup tree]") {
  Moves moves;
  Move breaks_off = moves.idles(1);
  breaks_off.cuts_off = CutsOff::everybody;
  CHECK(conflict(breaks_off, moves.idles(2)));
  CHECK(conflict(moves.idles(2), breaks_off));
}

TEST_CASE("where there are daemons, the last steps of the last two threads conflict", "[wakeup tree]") {
  Moves moves;
  Move last_but_one = moves.ends(1);
  Move last = moves.ends(2);
  CHECK(conflict(last_but_one, last, {.threads = 2, .daemons = true}));
  CHECK(conflict(last, last_but_one, {.threads = 2, .daemons = true}));
  CHECK_FALSE(conflict(last_but_one, last, {.threads = 3, .daemons = true}));
  CHECK_FALSE(conflict(last_but_one, last, {.threads = 2, .daemons = false}));
  CHECK_FALSE(conflict(last_but_one, moves.idles(3), {.threads = 2, .daemons = true}));
  last.cuts_off = CutsOff::daemons;
  CHECK(conflict(last_but_one, last));
}

TEST_CASE("a last step that starts a daemon or another thread is judged by who lives after it", "[wakeup tree]") {
  Moves moves;
  const Move end = moves.ends(1);
  Move starts_daemon = moves.ends(2);
  starts_daemon.starts_daemon = true;
  CHECK(conflict(end, starts_daemon, {.threads = 2, .daemons = false}));
  CHECK(conflict(starts_daemon, end, {.threads = 2, .daemons = false}));
  Move starts_another = moves.ends(2);
  starts_another.starts = 1;
  CHECK_FALSE(conflict(end, starts_another, {.threads = 2, .daemons = true}));
  CHECK_FALSE(conflict(starts_another, end, {.threads = 2, .daemons = true}));
}

TEST_CASE("who is among the last to end is told by what comes before in a sequence", "[wakeup tree]") {
  Moves moves;
  const Move end = moves.ends(1);
  const std::vector<Move> two_more_end{moves.ends(2), moves.ends(3)};
  CHECK_FALSE(is_weak_initial(end, two_more_end, {.threads = 3, .daemons = true}));
  CHECK(is_weak_initial(end, two_more_end, {.threads = 4, .daemons = true}));
  // One that is started makes the next two ends some before the last.
  Move starts = moves.idles(2);
  starts.starts = 1;
  CHECK(is_weak_initial(end, std::vector<Move>{starts, moves.ends(3)}, {.threads = 2, .daemons = true}));
  CHECK_FALSE(
      is_weak_initial(end, std::vector<Move>{moves.idles(2), moves.ends(3)}, {.threads = 2, .daemons = true}));
  // And one that ended elsewhere in the tree is no longer there.
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  const Living three{.threads = 3, .daemons = true};
  std::vector<Move> first{moves.ends(1), moves.ends(2), moves.writes(4, 0)};
  std::vector<Move> second{moves.ends(1), moves.ends(3), moves.writes(4, 0)};
  CHECK(trees.insert(root, first, three));
  CHECK(trees.insert(root, second, three));
  CHECK(drawn(trees, root) == "1(2(4) 3(4))");
}

TEST_CASE("a weak initial can be put first without a change", "[wakeup tree]") {
  Moves moves;
  const std::vector<Move> sequence{moves.reads(1, 0), moves.writes(2, 1), moves.writes(3, 0)};
  CHECK(is_weak_initial(moves.reads(1, 0), sequence));
  CHECK(is_weak_initial(moves.writes(2, 1), sequence));
  CHECK_FALSE(is_weak_initial(moves.writes(3, 0), sequence));  // comes after the read
  CHECK(is_weak_initial(moves.writes(4, 7), sequence));        // has nothing to do with it
  CHECK_FALSE(is_weak_initial(moves.reads(4, 1), sequence));
}

TEST_CASE("a step with other values is another one", "[wakeup tree]") {
  Moves moves;
  const std::vector<Move> sequence{moves.chooses(1, {0, 1})};
  CHECK(is_weak_initial(moves.chooses(1, {0, 1}), sequence));
  CHECK_FALSE(is_weak_initial(moves.chooses(1, {0, 0}), sequence));
  CHECK(is_weak_initial(moves.chooses(1, {}), sequence));  // whatever is chosen
  CHECK_FALSE(is_weak_initial(moves.chooses(1, {0, 1}), {moves.chooses(1, {})}));
}

TEST_CASE("a step with some value does not stand for a sequence that lets it choose another", "[wakeup tree]") {
  Moves moves;
  const std::vector<Move> elsewhere{moves.writes(2, 0)};
  CHECK(is_weak_initial(moves.chooses(1, {}), elsewhere));
  CHECK_FALSE(is_weak_initial(moves.chooses(1, {0}), elsewhere));
}

TEST_CASE("sequences share their beginnings in a wakeup tree", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  std::vector<Move> first{moves.writes(1, 0), moves.writes(2, 0)};
  std::vector<Move> second{moves.writes(1, 0), moves.writes(3, 0)};
  std::vector<Move> third{moves.writes(3, 0)};
  CHECK(insert(trees, root, first));
  CHECK(insert(trees, root, second));
  CHECK(insert(trees, root, third));
  CHECK(trees.size() == 4);
  CHECK(drawn(trees, root) == "1(2 3) 3");
  CHECK(trees.size() == 0);
}

TEST_CASE("a sequence that a branch will show is not added", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  std::vector<Move> leaf{moves.writes(1, 0)};
  CHECK(insert(trees, root, leaf));
  // Everything that starts with the leaf will be explored.
  std::vector<Move> longer{moves.writes(1, 0), moves.writes(2, 0)};
  CHECK_FALSE(insert(trees, root, longer));
  // The leaf can come first just as well.
  std::vector<Move> apart{moves.writes(2, 1)};
  CHECK_FALSE(insert(trees, root, apart));
  // It cannot.
  std::vector<Move> before{moves.writes(2, 0), moves.writes(1, 0)};
  CHECK(insert(trees, root, before));
  CHECK(drawn(trees, root) == "1 2(1)");
}

TEST_CASE("steps that commute may be in another order in the tree", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  std::vector<Move> there{moves.writes(1, 0), moves.writes(2, 1), moves.writes(3, 0)};
  std::vector<Move> same{moves.writes(2, 1), moves.writes(1, 0), moves.writes(3, 0)};
  std::vector<Move> other{moves.writes(2, 1), moves.writes(1, 0), moves.writes(4, 0), moves.writes(3, 0)};
  CHECK(insert(trees, root, there));
  CHECK_FALSE(insert(trees, root, same));
  CHECK(insert(trees, root, other));
  CHECK(drawn(trees, root) == "1(2(3 4(3)))");
}

TEST_CASE("a step has a branch for each value, and one for those that are left", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  std::vector<Move> there{moves.chooses(1, {0}), moves.writes(2, 0)};
  std::vector<Move> other{moves.chooses(1, {1}), moves.writes(2, 0)};
  std::vector<Move> same{moves.chooses(1, {1})};
  std::vector<Move> any{moves.chooses(1, {})};
  CHECK(insert(trees, root, there));
  CHECK(insert(trees, root, other));
  CHECK_FALSE(insert(trees, root, same));
  CHECK(insert(trees, root, any));
  CHECK(drawn(trees, root) == "1=0(2) 1=1(2) 1");
}

TEST_CASE("a branch that leaves the value open takes in those with one", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  std::vector<Move> any{moves.chooses(1, {}), moves.writes(2, 0)};
  std::vector<Move> one{moves.chooses(1, {0}), moves.writes(3, 0)};
  CHECK(insert(trees, root, any));
  CHECK_FALSE(insert(trees, root, one));
  CHECK(drawn(trees, root) == "1(2)");
}

TEST_CASE("sequences that are known by now are taken out, with what led to them alone", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  for (const ProcessId last : {3U, 4U}) {
    std::vector<Move> sequence{moves.writes(1, 0), moves.writes(2, 0), moves.writes(last, 0)};
    CHECK(insert(trees, root, sequence));
  }
  std::vector<Move> apart{moves.writes(5, 0), moves.writes(3, 0)};
  CHECK(insert(trees, root, apart));
  trees.prune(
      root, [](const std::vector<Move>& sequence) { return sequence.back().process == 3; },
      [](std::vector<Move>&) { FAIL("nothing was left out because of those"); });
  CHECK(trees.size() == 3);
  CHECK(drawn(trees, root) == "1(2(4))");
}

TEST_CASE("what was not added because of a sequence comes back when that is taken out", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  const auto add = [&](std::vector<Move> sequence, bool by_values) {
    return insert(trees, root, sequence, by_values);
  };
  const auto taken_out = [&](ProcessId last) {
    std::string again;
    trees.prune(
        root, [&](const std::vector<Move>& sequence) { return sequence.back().process == last; },
        [&](std::vector<Move>& sequence) {
          for (const Move& move : sequence) again += std::to_string(move.process);
          again += " ";
          insert(trees, root, sequence, true);
        });
    return again;
  };
  // Below another, and in its turn.
  CHECK(add({moves.writes(1, 0), moves.writes(2, 0)}, true));
  CHECK_FALSE(add({moves.writes(1, 0), moves.writes(2, 0)}, true));
  CHECK_FALSE(add({moves.writes(1, 0), moves.writes(2, 0), moves.writes(3, 0)}, true));
  CHECK_FALSE(add({moves.writes(1, 0), moves.writes(2, 0), moves.writes(3, 0), moves.writes(4, 0)}, true));
  CHECK_FALSE(add({moves.writes(1, 0), moves.writes(5, 1)}, true));
  CHECK(taken_out(2) == "123 1234 15 ");
  CHECK(taken_out(3) == "1234 15 ");
  CHECK(drawn(trees, root) == "1(2(3(4)))");
  CHECK(trees.size() == 0);
  // Nothing is kept where nothing goes by values.
  root = WakeupTrees::none;
  CHECK(add({moves.writes(1, 0)}, false));
  CHECK_FALSE(add({moves.writes(1, 0), moves.writes(2, 0)}, false));
  CHECK(trees.size() == 1);
  CHECK(taken_out(1).empty());
  // A branch beside it that goes by values will do.
  CHECK(add({moves.chooses(6, {0}), moves.writes(1, 0)}, false));
  CHECK(add({moves.writes(1, 0)}, false));
  CHECK_FALSE(add({moves.writes(1, 0), moves.writes(2, 0)}, false));
  CHECK(trees.size() == 5);
  trees.discard(root);
  CHECK(trees.size() == 0);
}

TEST_CASE("a tree that is discarded leaves nothing", "[wakeup tree]") {
  Moves moves;
  WakeupTrees trees;
  auto root = WakeupTrees::none;
  std::vector<Move> first{moves.writes(1, 0), moves.writes(2, 0)};
  std::vector<Move> second{moves.writes(2, 0), moves.writes(1, 0)};
  insert(trees, root, first);
  insert(trees, root, second);
  CHECK(trees.size() == 4);
  trees.discard(root);
  CHECK(root == WakeupTrees::none);
  CHECK(trees.size() == 0);
}
