#include <heddle/tools/fuzz/printer.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <string>

using namespace heddle::fuzz;

namespace {

std::string scenario_in(const std::string& text) { return text.substr(text.find("HEDDLE_SCENARIO")); }

}  // namespace

TEST_CASE("a program is printed as a scenario that compiles") {
  Program program =
      program_of({{ObjectType::queue, 2}, {ObjectType::condition, 0, -1}},
                 {{on(Op::put, 0, 7), on(Op::get_nowait, 0), branch({on(Op::notify_all, 1)}, {on(Op::yield)})},
                  {with(1, {on(Op::wait_timed, 1, 2)})}});
  program.threads[2].daemon = true;
  program.threads[2].body[0].guarded = false;
  program.clock = heddle::Clock::virtual_time;
  const std::string text = cpp_of({{&program, "fuzz/1", "why"}});
  CHECK(text.starts_with("#include <heddle/heddle.hpp>\n\n#include <type_traits>\n\nnamespace {\n"));
  CHECK(text.find("\n// why\nHEDDLE_SCENARIO") != std::string::npos);
  CHECK(scenario_in(text) ==
        R"(HEDDLE_SCENARIO("fuzz/1", holds().under(heddle::Clock::virtual_time)) {
  heddle::Queue<int> queue0(2, "queue0");
  heddle::Condition condition1("condition1");
  heddle::Thread t1([&] {
    int last1 = 0;
    last1 = result_of([&] { queue0.put(7); });
    last1 = result_of([&] { return queue0.get_nowait(); });
    if (last1 != 0) {
      last1 = result_of([&] { condition1.notify_all(); });
    } else {
      heddle::yield();
    }
  }, "t1");
  heddle::Thread t2([&] {
    {
      heddle::With hold12(condition1);
      result_of([&] { return condition1.wait(heddle::Seconds(2)); });
    }
  }, "t2", true);
  result_of([&] { t1.start(); });
  result_of([&] { t2.start(); });
}
)");
}

TEST_CASE("semaphores and barriers are printed with what they are made of") {
  const Program program = program_of(
      {{ObjectType::semaphore, 2},
       {ObjectType::bounded_semaphore, 1},
       {ObjectType::barrier, 2, -1, Action::yields},
       {ObjectType::barrier, 1, -1, Action::throws},
       {ObjectType::barrier, 1, -1, Action::aborts}},
      {{on(Op::release_many, 0, 2), on(Op::value, 1), on(Op::barrier_wait_timed, 2, 1), on(Op::n_waiting, 3)}});
  const std::string text = cpp_of({{&program, "fuzz/3"}});
  CHECK(text.starts_with("#include <heddle/heddle.hpp>\n\n#include <optional>\n#include <type_traits>\n\n"));
  CHECK(scenario_in(text) ==
        R"(HEDDLE_SCENARIO("fuzz/3") {
  heddle::Semaphore semaphore0(2, "semaphore0");
  heddle::BoundedSemaphore bounded1(1, "bounded1");
  heddle::Barrier barrier2(2, [] { heddle::yield(); }, std::nullopt, "barrier2");
  heddle::Barrier barrier3(1, [] { heddle::yield(), throw heddle::ValueError("as planned"); }, std::nullopt, "barrier3");
  heddle::Barrier barrier4(1, [&] { barrier4.abort(); }, std::nullopt, "barrier4");
  heddle::Thread t1([&] {
    result_of([&] { semaphore0.release(2); });
    (void)bounded1.value();
    result_of([&] { return barrier2.wait(heddle::Seconds(1)); });
    (void)barrier3.n_waiting();
  }, "t1");
  result_of([&] { t1.start(); });
}
)");
}

TEST_CASE("every kind of queue is printed with its operations") {
  Program program =
      program_of({{ObjectType::lifo_queue, 2}, {ObjectType::priority_queue}, {ObjectType::simple_queue}},
                 {{on(Op::set_maxsize, 0, 1), on(Op::shutdown_now, 1), on(Op::shutdown, 0), on(Op::put, 2, 1),
                   on(Op::maxsize, 0)}});
  for (Statement& statement : program.threads[1].body) statement.guarded = false;
  CHECK(scenario_in(cpp_of({{&program, "fuzz/1"}})) ==
        R"(HEDDLE_SCENARIO("fuzz/1") {
  heddle::LifoQueue<int> lifo_queue0(2, "lifo_queue0");
  heddle::PriorityQueue<int> priority_queue1(0, "priority_queue1");
  heddle::SimpleQueue<int> simple_queue2("simple_queue2");
  heddle::Thread t1([&] {
    lifo_queue0.set_maxsize(1);
    priority_queue1.shutdown(true);
    lifo_queue0.shutdown();
    simple_queue2.put(1);
    (void)lifo_queue0.maxsize();
  }, "t1");
  result_of([&] { t1.start(); });
}
)");
}

TEST_CASE("what is not needed is not printed") {
  const Program program = program_of({{ObjectType::atomic}}, {{on(Op::atomic_load, 0)}});
  Program plain = program;
  plain.threads[0].body.back().guarded = false;
  CHECK(cpp_of({{&plain, "fuzz/2"}}) ==
        R"(#include <heddle/heddle.hpp>

HEDDLE_SCENARIO("fuzz/2") {
  heddle_std::atomic<int> atomic0(0);
  heddle::Thread t1([&] {
    (void)atomic0.load();
  }, "t1");
  t1.start();
}
)");
}

TEST_CASE("what is said of threads is printed") {
  Program program = program_of({}, {{on(Op::name, 2), on(Op::set_daemon, 2), on(Op::cancel, 2)},
                                    {on(Op::active_count), on(Op::enumerate), on(Op::exit)}});
  program.threads[2].timer = 1;
  Block& main = program.threads[0].body;
  std::swap(main[0], main[1]);
  main.insert(main.begin() + 2, {on(Op::set_excepthook, -1, 0), on(Op::set_excepthook, -1, 1),
                                 on(Op::set_excepthook, -1, 2), on(Op::ident, 1), on(Op::set_name, 1, 2)});
  REQUIRE(well_formed(program));
  const std::string text = cpp_of({{&program, "fuzz/3"}});
  CHECK(text.find("#include <string>\n") != std::string::npos);
  CHECK(text.find("int number_in(") != std::string::npos);
  CHECK(scenario_in(text) ==
        R"(HEDDLE_SCENARIO("fuzz/3") {
  heddle::Timer t2(1, [&] {
    (void)heddle::active_count();
    (void)static_cast<int>(heddle::enumerate().size());
    throw heddle::SystemExit();
  }, "t2");
  heddle::Thread t1([&] {
    (void)number_in(t2.name());
    result_of([&] { t2.set_daemon(false); });
    t2.cancel();
  }, "t1");
  heddle::set_excepthook({});
  heddle::set_excepthook([](const heddle::ExceptHookArgs&) {});
  heddle::set_excepthook([](const heddle::ExceptHookArgs&) { throw heddle::ValueError("hook"); });
  (void)t1.ident().has_value();
  t1.set_name("n2");
  result_of([&] { t1.start(); });
  result_of([&] { t2.start(); });
}
)");
}

TEST_CASE("a statement has a text of its own") {
  const Program program = program_of({{ObjectType::shared}}, {{on(Op::store, 0, 1)}});
  Statement statement = program.threads[1].body[0];
  CHECK(text_of(program, statement) == "shared0.store(1)");
  statement.relative = true;
  CHECK(text_of(program, statement) == "shared0.store(last + 1)");
  CHECK(statement_of(program, program.threads[1].body[0].id) == &program.threads[1].body[0]);
  CHECK(statement_of(program, 99) == nullptr);
}

TEST_CASE("a loop is printed as one, with its count and what ends it") {
  Statement poll = on(Op::loop);
  poll.body = {on(Op::is_set, 0)};
  poll.otherwise = {on(Op::yield)};
  Statement patient = on(Op::loop, -1, 3);
  patient.until = Until::zero;
  patient.body = {on(Op::is_set, 0)};
  const Program program = program_of({{ObjectType::event}}, {{poll, patient}});
  const std::string text = cpp_of({{&program, "loops"}});
  CHECK(text.find("    for (;;) {\n"
                  "      last1 = event0.is_set();\n"
                  "      if (last1 > 0) break;\n"
                  "      heddle::yield();\n"
                  "    }\n"
                  "    for (int round7 = 1;; ++round7) {\n"
                  "      last1 = event0.is_set();\n"
                  "      if (last1 == 0 || round7 == 3) break;\n"
                  "    }\n") != std::string::npos);
  CHECK(text_of(program, program.threads[1].body[1]) == "loop until last == 0, 3 times at most");
}
