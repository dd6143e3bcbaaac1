#include <heddle/tools/fuzz/python_printer.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <string>

using namespace heddle::fuzz;

namespace {

bool prints(const Program& program, const std::string& line) {
  return python_of(program).find(line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a program is printed in Python") {
  Program program =
      program_of({{ObjectType::queue, 2}, {ObjectType::condition, 0, -1}},
                 {{on(Op::put, 0, 7), on(Op::get_nowait, 0), branch({on(Op::notify_all, 1)}, {on(Op::yield)})},
                  {with(1, {on(Op::wait_timed, 1, 2), on(Op::choose, -1, 3), on(Op::sleep, -1, -2)})}});
  program.threads[2].daemon = true;
  program.threads[2].body[0].guarded = false;
  REQUIRE(has_python(program));
  CHECK(python_of(program) == R"(def program(t):
    last = 0
    with t.scope():
        queue0 = queue.Queue(2)
        condition1 = t.rlock(threading.Condition())
        def body_of_t1(t):
            last = 0
            with t.scope():
                last = t.call(7, lambda: queue0.put(7), 0)
                last = t.call(8, lambda: queue0.get_nowait(), 0)
                if last != 0:
                    last = t.call(10, lambda: condition1.notify_all(), 0)
                else:
                    last = t.call(11, lambda: time.sleep(0), last)
        t1 = Thread(t, 1, body_of_t1, daemon=False)
        def body_of_t2(t):
            last = 0
            with t.scope():
                try:
                    with t.holding(12, condition1):
                        last = t.call(13, lambda: condition1.wait(seconds(2)), 0)
                        last = t.choose(14, 3)
                        last = t.call(15, lambda: time.sleep(seconds(-2)), 0, stops=False)
                    t.note(12)
                except ERRORS as error:
                    last = t.threw(12, error)
                    raise
        t2 = Thread(t, 2, body_of_t2, daemon=True)
        last = t.call(5, lambda: t1.start(5), 0)
        last = t.call(6, lambda: t2.start(6), 0)
)");
}

TEST_CASE("what is asked of threads is asked in Python, and a timer's steps stand where it is made") {
  Program program =
      program_of({}, {{on(Op::set_name, 1, 2), on(Op::set_daemon, 1), on(Op::cancel, 1), on(Op::active_count),
                       on(Op::enumerate), on(Op::set_excepthook, -1, 2), branch({on(Op::exit)})}});
  program.threads[1].timer = 2;
  REQUIRE(well_formed(program));
  REQUIRE(has_python(program));
  CHECK(python_of(program) == R"(def program(t):
    last = 0
    with t.scope():
        def body_of_t1(t):
            last = 0
            with t.scope():
                last = t.call(3, lambda: t1.set_name("n2"), last)
                last = t.call(4, lambda: t1.set_daemon(False), 0)
                last = t.call(5, lambda: t1.cancel(), last)
                last = t.call(6, lambda: len(t.enumerate()), last)
                last = t.call(7, lambda: len(t.enumerate()), last)
                last = t.call(8, lambda: set_excepthook(8, 2), last)
                if last != 0:
                    t.exit(10)
        t1 = Timer(t, 1, 2, body_of_t1, statement=1)
        last = t.call(2, lambda: t1.start(2), 0)
)");
}

TEST_CASE("whether a lock is owned is a step unless it is reentrant") {
  const Program program =
      program_of({{ObjectType::lock},
                  {ObjectType::rlock},
                  {ObjectType::condition, 0, 0},
                  {ObjectType::condition, 0, 1},
                  {ObjectType::condition, 0, -1}},
                 {{on(Op::owned, 0), on(Op::owned, 1), on(Op::owned, 2), on(Op::owned, 3), on(Op::owned, 4)}});
  REQUIRE(has_python(program));
  CHECK(prints(program, "lambda: lock0.locked(), last)"));
  CHECK(prints(program, "lambda: rlock1._is_owned(), last, stops=False)"));
  CHECK(prints(program, "lambda: condition2._is_owned(), last)"));
  CHECK(prints(program, "lambda: condition3._is_owned(), last, stops=False)"));
  CHECK(prints(program, "lambda: condition4._is_owned(), last, stops=False)"));
}

TEST_CASE("to release no permit is refused in no step") {
  const Program program =
      program_of({{ObjectType::semaphore, 1}}, {{on(Op::release_many, 0, 1), on(Op::release_many, 0, 0)}});
  CHECK(prints(program, "lambda: semaphore0.release(1), 0)"));
  CHECK(prints(program, "lambda: semaphore0.release(0), 0, stops=False)"));
}

TEST_CASE("the step of a barrier's action stands where the barrier is made") {
  const auto with_barrier = [](Action action) {
    return program_of({{ObjectType::barrier, 2, -1, action}}, {{on(Op::barrier_wait, 0)}});
  };
  CHECK(prints(with_barrier(Action::none), "= threading.Barrier(2)"));
  CHECK(prints(with_barrier(Action::yields), "= threading.Barrier(2, action(1, lambda: time.sleep(0)))"));
  CHECK(prints(with_barrier(Action::throws), "= threading.Barrier(2, action(1, refuse))"));
  CHECK(prints(with_barrier(Action::aborts), "= threading.Barrier(2, action(1, lambda: barrier0.abort()))"));
}

TEST_CASE("what Python does not have, or goes by an exact clock, has no text in Python") {
  const Program stores = program_of({{ObjectType::atomic}}, {{on(Op::atomic_store, 0, 1)}});
  CHECK_FALSE(has_python(stores));
  CHECK_FALSE(has_python(program_of({}, {{branch({}, {on(Op::require, -1, 0)})}})));
  Program timed = program_of({{ObjectType::event}}, {{on(Op::event_wait_timed, 0, 1)}});
  CHECK(has_python(timed));
  timed.spurious_wakeups = true;
  CHECK_FALSE(has_python(timed));
  timed.spurious_wakeups = false;
  timed.clock = heddle::Clock::virtual_time;
  CHECK_FALSE(has_python(timed));
}
