#include <heddle/tools/fuzz/state_graph.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <set>
#include <string>

using namespace heddle::fuzz;

namespace {

using Lines = std::set<std::string>;

Statement loop(Block body, Block otherwise = {}, int number = 0) {
  Statement statement = on(Op::loop, -1, number);
  statement.body = std::move(body);
  statement.otherwise = std::move(otherwise);
  return statement;
}

StateGraph graph_of(const Program& program) {
  REQUIRE(well_formed(program));
  const auto graph = state_graph_of(program, 10'000);
  REQUIRE(graph);
  return *graph;
}

}  // namespace

TEST_CASE("a poll for what somebody sets ends, and is no livelock") {
  const StateGraph graph =
      graph_of(program_of({{ObjectType::event}}, {{loop({on(Op::is_set, 0)}, {on(Op::yield)})}, {on(Op::set, 0)}}));
  CHECK(graph.endings ==
        Lines{"completed | main: #4 t1.start(); #5 t2.start(); ended | t1: #6 loop until last > 0 = 1; "
              "ended | t2: #9 event0.set(); ended"});
  CHECK(graph.livelocks.empty());
}

TEST_CASE("a poll for what nobody sets is a livelock") {
  const StateGraph graph = graph_of(program_of({{ObjectType::event}}, {{loop({on(Op::is_set, 0)})}}));
  CHECK(graph.endings.empty());
  CHECK(graph.certain_livelocks == graph.livelocks);
  CHECK(graph.livelocks ==
        Lines{"livelocked | main: #3 t1.start(); at #3 t1.start() | t1: at #4 loop until last > 0"});
}

TEST_CASE("threads that give up one lock for another in turns may do so for ever") {
  const auto polite = [](int first, int second) {
    return Block{loop({on(Op::acquire, first), on(Op::try_acquire, second), branch({}, {on(Op::release, first)})})};
  };
  const StateGraph graph =
      graph_of(program_of({{ObjectType::lock}, {ObjectType::lock}}, {polite(0, 1), polite(1, 0)}));
  CHECK(graph.endings.size() == 2);  // one has both and keeps them
  CHECK(graph.livelocks ==
        Lines{"livelocked | main: #5 t1.start(); #6 t2.start(); at #6 t2.start() | t1: at #7 loop "
              "until last > 0 | t2: at #12 loop until last > 0"});
}

TEST_CASE("who waits for a lock that is free again and again gets it in the end") {
  const StateGraph graph = graph_of(program_of(
      {{ObjectType::lock}}, {{loop({with(0, {on(Op::yield)})})}, {on(Op::acquire, 0), on(Op::release, 0)}}));
  CHECK(graph.livelocks.size() == 1);  // of the first thread, with the second at its end
  CHECK(graph.livelocks.begin()->find("t2: #9 lock0.acquire() = 1; #10 lock0.release(); ended") !=
        std::string::npos);
}

TEST_CASE("who gives up on a lock that is free again and again is in a livelock, but not for certain") {
  const auto polite = [](Op op, int first, int second) {
    return Block{loop({on(Op::acquire, first), on(op, second, 1), branch({}, {on(Op::release, first)})})};
  };
  const auto graph = [&](Op op) {
    return graph_of(
        program_of({{ObjectType::lock}, {ObjectType::lock}}, {polite(Op::try_acquire, 0, 1), polite(op, 1, 0)}));
  };
  CHECK(graph(Op::try_acquire).livelocks.size() == 1);
  CHECK(graph(Op::try_acquire).certain_livelocks.size() == 1);
  CHECK(graph(Op::acquire_timed).livelocks.size() == 1);
  CHECK(graph(Op::acquire_timed).certain_livelocks.empty());
}

TEST_CASE("who gives up on a lock that is never given back is in a livelock for certain") {
  const StateGraph graph =
      graph_of(program_of({{ObjectType::lock}}, {{loop({on(Op::acquire_timed, 0, 1)})}, {on(Op::acquire, 0)}}));
  CHECK(graph.livelocks.size() == 1);
  CHECK(graph.certain_livelocks == graph.livelocks);
}

TEST_CASE("a loop that counts gives up") {
  const StateGraph graph = graph_of(program_of({{ObjectType::event}}, {{loop({on(Op::is_set, 0)}, {}, 3)}}));
  CHECK(graph.endings ==
        Lines{"completed | main: #3 t1.start(); ended | t1: #4 loop until last > 0, 3 times at most = 0; ended"});
}

TEST_CASE("there is no graph of what it does not know, nor of too many states") {
  CHECK_FALSE(state_graph_of(program_of({{ObjectType::queue, 1}}, {{on(Op::get, 0)}}), 1000));
  CHECK_FALSE(state_graph_of(program_of({{ObjectType::event}}, {{on(Op::set, 0)}, {on(Op::set, 0)}}), 3));
}

TEST_CASE("outcomes are compared without the operations that threads stand at") {
  CHECK(without_operations("deadlocked | main: #1 t1.start(); at #1 t1.start() (join) | t1: at #2 lock0.acquire() "
                           "(acquire) | t2: ended") ==
        "deadlocked | main: #1 t1.start(); at #1 t1.start() | t1: at #2 lock0.acquire() | t2: ended");
}
