#include <heddle/tools/fuzz/shrinker.hpp>

#include <heddle/tools/fuzz/generator.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace heddle::fuzz;

namespace {

bool contains(const Block& block, Op op) {
  return std::any_of(block.begin(), block.end(), [&](const Statement& statement) {
    return statement.op == op || contains(statement.body, op) || contains(statement.otherwise, op);
  });
}

bool contains(const Program& program, Op op) {
  return std::any_of(program.threads.begin(), program.threads.end(),
                     [&](const ThreadPlan& thread) { return contains(thread.body, op); });
}

}  // namespace

TEST_CASE("what has nothing to do with a failure is left out") {
  Program program = program_of(
      {{ObjectType::lock}, {ObjectType::queue, 2}, {ObjectType::event}},
      {{on(Op::acquire, 0), branch({with(0, {on(Op::put, 1, 3)})}, {on(Op::get_nowait, 1)}), on(Op::release, 0)},
       {on(Op::event_wait, 2), on(Op::sleep, -1, 2)},
       {on(Op::set, 2)}});
  program.clock = heddle::Clock::virtual_time;
  program.spurious_wakeups = true;
  const Program smallest = shrink(program, [](const Program& candidate) { return contains(candidate, Op::put); });
  CHECK(smallest.threads.size() == 2);
  CHECK(smallest.objects.size() == 1);
  CHECK(smallest.objects[0].number == 0);
  CHECK(smallest.clock == heddle::Clock::explored);
  CHECK_FALSE(smallest.spurious_wakeups);
  CHECK(size_of(smallest) == 3);  // make the queue, make the thread; and the put
  CHECK(smallest.threads[1].body == Block{smallest.threads[1].body[0]});
  CHECK(smallest.threads[1].body[0].number == 1);
}

TEST_CASE("a barrier is left without its action and its parties, a semaphore with one permit at a time") {
  const Program program = program_of({{ObjectType::barrier, 2, -1, Action::throws}, {ObjectType::semaphore, 2}},
                                     {{on(Op::barrier_wait_timed, 0, 2), on(Op::release_many, 1, 2)}});
  const Program smallest = shrink(program, [](const Program& candidate) {
    return (contains(candidate, Op::barrier_wait) || contains(candidate, Op::barrier_wait_timed)) &&
           (contains(candidate, Op::release) || contains(candidate, Op::release_many));
  });
  CHECK(smallest.objects == std::vector<ObjectPlan>{{ObjectType::barrier}, {ObjectType::semaphore}});
  CHECK(smallest.threads[1].body[0].op == Op::barrier_wait);
  CHECK(smallest.threads[1].body[1].op == Op::release);
}

TEST_CASE("a queue of another kind is replaced by a plain one, if that fails too") {
  const Program program = program_of({{ObjectType::priority_queue, 2}}, {{on(Op::shutdown_now, 0)}});
  const Program smallest = shrink(program, [](const Program& candidate) {
    return contains(candidate, Op::shutdown) || contains(candidate, Op::shutdown_now);
  });
  CHECK(smallest.objects == std::vector<ObjectPlan>{{ObjectType::queue}});
  CHECK(contains(smallest, Op::shutdown));
}

TEST_CASE("what fails in any case shrinks to nothing") {
  const Program smallest = shrink(generate(1), [](const Program&) { return true; });
  CHECK(smallest.threads.size() == 1);
  CHECK(size_of(smallest) == 0);
}

TEST_CASE("what never fails again is left as it is") {
  const Program program = generate(2);
  CHECK(shrink(program, [](const Program&) { return false; }) == program);
}

TEST_CASE("simpler programs are well formed, and none is the program itself") {
  std::size_t wrong = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Program program = generate(seed);
    for (const Program& simpler : simpler_than(program))
      wrong += well_formed(simpler) && simpler != program ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("shrinking comes to an end, however it is answered") {
  std::uint64_t questions = 0;
  (void)shrink(generate(3), [&](const Program&) { return ++questions % 3 == 0; });
  CHECK(questions < 10'000);
}

TEST_CASE("after as many questions as it may ask it gives what it has") {
  std::size_t questions = 0;
  (void)shrink(
      generate(4), [&](const Program&) { return ++questions, true; }, 3);
  CHECK(questions == 3);
}
