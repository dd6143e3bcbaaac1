#include <heddle/tools/fuzz/program.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

using namespace heddle::fuzz;

namespace {

constexpr ObjectPlan lock{ObjectType::lock};
constexpr ObjectPlan event{ObjectType::event};

Program two_threads() {
  return program_of({lock, event},
                    {{on(Op::acquire, 0), branch({on(Op::set, 1)}), on(Op::release, 0)}, {on(Op::event_wait, 1)}});
}

}  // namespace

TEST_CASE("a program that uses what is in scope is well formed") { CHECK(well_formed(two_threads())); }

TEST_CASE("a program is not well formed that uses what is not made, or made later, or elsewhere") {
  SECTION("no such object") {
    Program program = two_threads();
    program.threads[1].body[0].object = 2;
    CHECK_FALSE(well_formed(program));
  }
  SECTION("an object that is never made") {
    Program program = two_threads();
    program.threads[0].body.erase(program.threads[0].body.begin());
    CHECK_FALSE(well_formed(program));
  }
  SECTION("an object that is made after the thread") {
    Program program = two_threads();
    std::swap(program.threads[0].body[1], program.threads[0].body[2]);
    CHECK_FALSE(well_formed(program));
    program.threads[1].body[1].body.clear();
    CHECK(well_formed(program));  // now that thread has no use for it
  }
  SECTION("the other thread's object") {
    Program program = two_threads();
    program.threads[0].body.erase(program.threads[0].body.begin());
    program.threads[2].body.insert(program.threads[2].body.begin(), on(Op::make_object, 0));
    CHECK_FALSE(well_formed(program));
  }
  SECTION("a thread that is made later") {
    Program program = two_threads();
    program.threads[1].body.push_back(on(Op::join, 2));
    CHECK_FALSE(well_formed(program));
    program.threads[1].body.back().object = 1;
    CHECK(well_formed(program));  // itself
  }
  SECTION("an operation that the object does not have") {
    Program program = two_threads();
    program.threads[1].body[0].op = Op::set;
    CHECK_FALSE(well_formed(program));
  }
  SECTION("two of one object") {
    Program program = two_threads();
    program.threads[0].body.insert(program.threads[0].body.begin(), on(Op::make_object, 0));
    CHECK_FALSE(well_formed(program));
  }
  SECTION("something made inside of a branch") {
    Program program = two_threads();
    program.threads[1].body[1].body.push_back(program.threads[0].body[0]);
    program.threads[0].body.erase(program.threads[0].body.begin());
    CHECK_FALSE(well_formed(program));
  }
}

TEST_CASE("a simple queue has no tasks and no bounds") {
  constexpr ObjectPlan simple{ObjectType::simple_queue};
  for (const Op op :
       {Op::put, Op::put_timed, Op::put_nowait, Op::get, Op::get_timed, Op::get_nowait, Op::qsize, Op::empty})
    CHECK(well_formed(program_of({simple}, {{on(op, 0)}})));
  for (const Op op :
       {Op::task_done, Op::join_queue, Op::full, Op::maxsize, Op::set_maxsize, Op::shutdown, Op::shutdown_now}) {
    CHECK_FALSE(well_formed(program_of({simple}, {{on(op, 0)}})));
    CHECK(well_formed(program_of({{ObjectType::lifo_queue}}, {{on(op, 0)}})));
  }
}

TEST_CASE("a daemon may use only what lasts until the execution is over") {
  Program program = two_threads();
  program.threads[2].daemon = true;
  CHECK(well_formed(program));
  SECTION("not what main makes after its first thread") {
    std::swap(program.threads[0].body[1], program.threads[0].body[2]);
    program.threads[1].body = {on(Op::acquire, 0)};
    CHECK_FALSE(well_formed(program));
    program.threads[2].daemon = false;
    CHECK(well_formed(program));
  }
  SECTION("not a thread, not even itself") {
    program.threads[2].body = {on(Op::join, 2)};
    CHECK_FALSE(well_formed(program));
    program.threads[2].body = {on(Op::join, 1)};
    CHECK_FALSE(well_formed(program));
  }
  SECTION("and what it makes are daemons") {
    program.threads.push_back({false, {}});
    program.threads[2].body = {on(Op::make_thread, 3), on(Op::start, 3)};
    CHECK_FALSE(well_formed(program));
    program.threads[3].daemon = true;
    CHECK(well_formed(program));
  }
}

TEST_CASE("a condition shares a lock that has been made before it") {
  const ObjectPlan condition{ObjectType::condition, 0, 0};
  CHECK(well_formed(program_of({lock, condition}, {{on(Op::wait, 1)}})));
  CHECK_FALSE(well_formed(program_of({event, condition}, {{on(Op::wait, 1)}})));
  CHECK_FALSE(well_formed(program_of({condition, lock}, {{on(Op::wait, 0)}})));
}

TEST_CASE("semaphores and barriers have operations of their own") {
  const ObjectPlan semaphore{ObjectType::semaphore, 1};
  const ObjectPlan bounded{ObjectType::bounded_semaphore, 1};
  const ObjectPlan barrier{ObjectType::barrier, 2, -1, Action::yields};
  for (const ObjectPlan& plan : {semaphore, bounded})
    for (const Op op : {Op::with, Op::acquire, Op::release, Op::release_many, Op::value}) {
      CHECK(well_formed(program_of({plan}, {{on(op, 0)}})));
      CHECK_FALSE(well_formed(program_of({barrier}, {{on(op, 0)}})));
    }
  for (const Op op : {Op::barrier_wait, Op::barrier_wait_timed, Op::abort, Op::reset, Op::n_waiting, Op::broken}) {
    CHECK(well_formed(program_of({barrier}, {{on(op, 0)}})));
    CHECK_FALSE(well_formed(program_of({semaphore}, {{on(op, 0)}})));
  }
  CHECK_FALSE(well_formed(program_of({semaphore}, {{on(Op::locked, 0)}})));
  ObjectPlan other = barrier;
  other.action = Action::throws;
  CHECK(digest_of(program_of({barrier}, {})) != digest_of(program_of({other}, {})));
}

TEST_CASE("statements are numbered in the order of the text, what is inside of others too") {
  const Program program = two_threads();
  CHECK(program.threads[0].body.front().id == 1);
  CHECK(program.threads[0].body.back().id == 6);
  CHECK(program.threads[1].body[0].id == 7);
  CHECK(program.threads[1].body[1].id == 8);
  CHECK(program.threads[1].body[1].body[0].id == 9);
  CHECK(program.threads[1].body[2].id == 10);
  CHECK(size_of(program) == 11);
}

TEST_CASE("equal programs have equal digests, and others do not") {
  const Program program = two_threads();
  CHECK(digest_of(program) == digest_of(two_threads()));
  Program other = program;
  other.threads[1].body[1].otherwise.swap(other.threads[1].body[1].body);
  CHECK(digest_of(program) != digest_of(other));
  other = program;
  other.threads[1].daemon = true;
  CHECK(digest_of(program) != digest_of(other));
}

TEST_CASE("a loop has a step in each round, on every way through it") {
  Statement loop = on(Op::loop);
  loop.body = {on(Op::is_set, 0)};
  CHECK(well_formed(program_of({{ObjectType::event}}, {{loop}})));
  CHECK(has_loops(program_of({{ObjectType::event}}, {{branch({loop})}})));
  loop.body = {branch({on(Op::is_set, 0)})};
  CHECK_FALSE(well_formed(program_of({{ObjectType::event}}, {{loop}})));
  loop.body = {on(Op::choose, -1, 2)};
  CHECK_FALSE(well_formed(program_of({{ObjectType::event}}, {{loop}})));
  loop.body = {};
  CHECK_FALSE(well_formed(program_of({{ObjectType::event}}, {{loop}})));
}
