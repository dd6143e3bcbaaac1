#include "tests/support/catch.hpp"

#include <heddle/engine/move.hpp>

#include "tests/engine/made_moves.hpp"

#include <cstdint>
#include <vector>

using namespace heddle::engine;
using namespace heddle::testing;

namespace {

bool conflict(const Move& a, const Move& b) { return conflict(a, b, no_daemons); }
bool is_weak_initial(const Move& first, const Sequence& sequence) {
  return is_weak_initial(first, sequence, no_daemons);
}

}  // namespace

TEST_CASE("moves conflict if they are of one process or touch the same, and one of them writes", "[move]") {
  MadeMoves moves;
  CHECK(conflict(moves.idles(1), moves.idles(1)));
  CHECK_FALSE(conflict(moves.idles(1), moves.idles(2)));
  CHECK_FALSE(conflict(moves.reads(1, 0), moves.reads(2, 0)));
  CHECK(conflict(moves.reads(1, 0), moves.writes(2, 0)));
  CHECK(conflict(moves.writes(1, 0), moves.reads(2, 0)));
  CHECK_FALSE(conflict(moves.writes(1, 0), moves.writes(2, 1)));
}

TEST_CASE("a move that ends the execution conflicts with the daemons that it cuts off", "[move]") {
  MadeMoves moves;
  Move last = moves.idles(1);
  Move daemon = moves.idles(2);
  daemon.daemon = true;
  CHECK_FALSE(conflict(last, daemon));
  last.cuts_off = CutsOff::daemons;
  CHECK(conflict(last, daemon));
  CHECK(conflict(daemon, last));
  CHECK_FALSE(conflict(last, moves.idles(3)));
}

TEST_CASE("a move that breaks the execution off conflicts with all others", "[move]") {
  MadeMoves moves;
  Move breaks_off = moves.idles(1);
  breaks_off.cuts_off = CutsOff::everybody;
  CHECK(conflict(breaks_off, moves.idles(2)));
  CHECK(conflict(moves.idles(2), breaks_off));
}

TEST_CASE("where there are daemons, the last steps of the last two threads conflict", "[move]") {
  MadeMoves moves;
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

TEST_CASE("a last step that starts a daemon or another thread is judged by who lives after it", "[move]") {
  MadeMoves moves;
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

TEST_CASE("who is among the last to end is told by what comes before in a sequence", "[move]") {
  MadeMoves moves;
  const Move end = moves.ends(1);
  const Sequence two_more_end = in_order(moves.ends(2), moves.ends(3));
  CHECK_FALSE(is_weak_initial(end, two_more_end, {.threads = 3, .daemons = true}));
  CHECK(is_weak_initial(end, two_more_end, {.threads = 4, .daemons = true}));
  // One that is started makes the next two ends some before the last.
  Move starts = moves.idles(2);
  starts.starts = 1;
  CHECK(is_weak_initial(end, in_order(starts, moves.ends(3)), {.threads = 2, .daemons = true}));
  CHECK_FALSE(is_weak_initial(end, in_order(moves.idles(2), moves.ends(3)), {.threads = 2, .daemons = true}));
}

TEST_CASE("a weak initial can be put first without a change", "[move]") {
  MadeMoves moves;
  const Sequence sequence = in_order(moves.reads(1, 0), moves.writes(2, 1), moves.writes(3, 0));
  CHECK(is_weak_initial(moves.reads(1, 0), sequence));
  CHECK(is_weak_initial(moves.writes(2, 1), sequence));
  CHECK_FALSE(is_weak_initial(moves.writes(3, 0), sequence));  // comes after the read
  CHECK(is_weak_initial(moves.writes(4, 7), sequence));        // has nothing to do with it
  CHECK_FALSE(is_weak_initial(moves.reads(4, 1), sequence));
}

TEST_CASE("a step with other values is another one", "[move]") {
  MadeMoves moves;
  const Sequence sequence = in_order(moves.chooses(1, {0, 1}));
  CHECK(is_weak_initial(moves.chooses(1, {0, 1}), sequence));
  CHECK_FALSE(is_weak_initial(moves.chooses(1, {0, 0}), sequence));
  CHECK(is_weak_initial(moves.chooses(1, {}), sequence));  // whatever is chosen
  CHECK_FALSE(is_weak_initial(moves.chooses(1, {0, 1}), in_order(moves.chooses(1, {}))));
}

TEST_CASE("a step with some value does not stand for a sequence that lets it choose another", "[move]") {
  MadeMoves moves;
  const Sequence elsewhere = in_order(moves.writes(2, 0));
  CHECK(is_weak_initial(moves.chooses(1, {}), elsewhere));
  CHECK_FALSE(is_weak_initial(moves.chooses(1, {0}), elsewhere));
}

TEST_CASE("variables of which only some bits are compared at first are told apart in the end", "[move]") {
  MadeMoves moves;
  CHECK_FALSE(conflict(moves.writes(1, 3), moves.writes(2, 3 + 64)));
  CHECK_FALSE(conflict(moves.writes(1, 3), moves.reads(2, 3 + 64)));
  CHECK(conflict(moves.writes(1, 3 + 64), moves.reads(2, 3 + 64)));
}

TEST_CASE("equal moves are kept once, with touches and values of their own", "[move]") {
  Moves moves;
  std::vector<VariableTouch> touches{{1, true}, {2, false}};
  std::vector<std::uint32_t> values{4};
  Move move;
  move.process = 3;
  move.touches = Touches(touches);
  move.values = values;
  const Move& kept = moves.kept(move);
  CHECK(&moves.kept(move) == &kept);
  CHECK(moves.size() == 1);
  values[0] = 5;  // the move looks at these, the one kept does not
  touches[1].write = true;
  move.touches = Touches(touches);
  CHECK(kept.values[0] == 4);
  CHECK_FALSE(kept.touches.all()[1].write);
  CHECK(&moves.kept(move) != &kept);
  CHECK(moves.size() == 2);
  for (Move other = kept; const auto change : {&Move::starts_daemon, &Move::ends_thread, &Move::daemon}) {
    other.*change = true;
    CHECK(&moves.kept(other) != &kept);
  }
  CHECK(moves.size() == 5);
}
