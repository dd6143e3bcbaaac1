#include <heddle/tools/fuzz/interpreter.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/depth_first.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/fuzz/hand_made.hpp"

#include <optional>
#include <vector>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

/// What a thread notes in the first execution of a depth-first search: each thread runs for as long as it can.
std::vector<Entry> entries_of(const Program& program, std::size_t thread) {
  REQUIRE(well_formed(program));
  Interpreter interpreter(program);
  std::optional<std::vector<Entry>> entries;
  Options options;
  options.keep_going = true;
  options.clock = program.clock;
  engine::Explorer explorer(
      "test", [&] { interpreter.run(); }, options);
  explorer.observe([&](const engine::Execution&) {
    if (!entries) entries = interpreter.entries_of(thread);
  });
  engine::DepthFirst strategy;
  (void)explorer.explore(strategy);
  return *entries;
}

/// What one thread alone notes of the statements in `body`, in short.
std::vector<std::pair<Result, int>> results_of(std::initializer_list<ObjectPlan> objects, Block body) {
  std::vector<std::pair<Result, int>> results;
  for (const Entry& entry : entries_of(program_of(objects, {std::move(body)}), 1))
    results.emplace_back(entry.result, entry.value);
  return results;
}

using Results = std::vector<std::pair<Result, int>>;
constexpr auto nothing = Result::nothing;
constexpr auto value = Result::value;

}  // namespace

TEST_CASE("every operation on a lock does what it says") {
  CHECK(results_of({{ObjectType::lock}}, {on(Op::locked, 0), on(Op::acquire, 0), on(Op::locked, 0),
                                          on(Op::try_acquire, 0), on(Op::acquire_timed, 0, 1),
                                          on(Op::acquire_timed, 0, -2), on(Op::release, 0), on(Op::release, 0)}) ==
        Results{{value, 0},
                {value, 1},
                {value, 1},
                {value, 0},
                {value, 0},
                {Result::value_error, 0},
                {nothing, 0},
                {Result::runtime_error, 0}});
}

TEST_CASE("a lock that is held twice by its owner is released twice") {
  CHECK(results_of({{ObjectType::rlock}},
                   {on(Op::acquire, 0), with(0, {}), on(Op::release, 0), on(Op::release, 0)}) ==
        Results{{value, 1}, {nothing, 0}, {nothing, 0}, {Result::runtime_error, 0}});
}

TEST_CASE("every operation on a condition does what it says") {
  CHECK(results_of({{ObjectType::condition}}, {on(Op::wait, 0), on(Op::acquire, 0), on(Op::notify, 0, 1),
                                               on(Op::notify_all, 0), on(Op::wait_timed, 0, 1), on(Op::release, 0),
                                               on(Op::notify, 0, 1)}) == Results{{Result::runtime_error, 0},
                                                                                 {value, 1},
                                                                                 {nothing, 0},
                                                                                 {nothing, 0},
                                                                                 {value, 0},
                                                                                 {nothing, 0},
                                                                                 {Result::runtime_error, 0}});
}

TEST_CASE("every operation on an event does what it says") {
  CHECK(results_of({{ObjectType::event}}, {on(Op::is_set, 0), on(Op::event_wait_timed, 0, 1), on(Op::set, 0),
                                           on(Op::event_wait, 0), on(Op::clear, 0), on(Op::is_set, 0)}) ==
        Results{{value, 0}, {value, 0}, {nothing, 0}, {value, 1}, {nothing, 0}, {value, 0}});
}

TEST_CASE("every operation on a semaphore does what it says") {
  const Block body{
      on(Op::value, 0),   on(Op::acquire, 0),         on(Op::try_acquire, 0),     on(Op::acquire_timed, 0, 1),
      on(Op::release, 0), on(Op::release_many, 0, 2), on(Op::release_many, 0, 0), with(0, {}),
      on(Op::value, 0)};
  Results results{
      {value, 1},   {value, 1}, {value, 0}, {value, 0}, {nothing, 0}, {nothing, 0}, {Result::value_error, 0},
      {nothing, 0}, {value, 3}};
  CHECK(results_of({{ObjectType::semaphore, 1}}, body) == results);
  results[5] = {Result::value_error, 0};
  results.back() = {value, 1};
  CHECK(results_of({{ObjectType::bounded_semaphore, 1}}, body) == results);
}

TEST_CASE("every operation on a barrier does what it says, and so does its action") {
  const auto broken = Result::broken_barrier;
  CHECK(results_of({{ObjectType::barrier, 2}},
                   {on(Op::n_waiting, 0), on(Op::barrier_wait_timed, 0, 1), on(Op::broken, 0), on(Op::reset, 0),
                    on(Op::broken, 0), on(Op::abort, 0), on(Op::barrier_wait, 0)}) ==
        Results{{value, 0}, {broken, 0}, {value, 1}, {nothing, 0}, {value, 0}, {nothing, 0}, {broken, 0}});
  const auto acting = [](Action action) {
    return results_of({{ObjectType::barrier, 1, -1, action}}, {on(Op::barrier_wait, 0), on(Op::broken, 0)});
  };
  CHECK(acting(Action::none) == Results{{value, 0}, {value, 0}});
  CHECK(acting(Action::yields) == Results{{value, 0}, {value, 0}});
  CHECK(acting(Action::throws) == Results{{Result::value_error, 0}, {value, 1}});
  CHECK(acting(Action::aborts).empty());
}

TEST_CASE("every operation on a queue does what it says") {
  CHECK(results_of({{ObjectType::queue, 1}},
                   {on(Op::empty, 0), on(Op::put, 0, 5), on(Op::full, 0), on(Op::qsize, 0),
                    on(Op::put_nowait, 0, 6), on(Op::put_timed, 0, 1), on(Op::get, 0), on(Op::get_nowait, 0),
                    on(Op::get_timed, 0, 1), on(Op::task_done, 0), on(Op::join_queue, 0), on(Op::task_done, 0)}) ==
        Results{{value, 1},
                {nothing, 0},
                {value, 1},
                {value, 1},
                {Result::full, 0},
                {Result::full, 0},
                {value, 5},
                {Result::empty, 0},
                {Result::empty, 0},
                {nothing, 0},
                {nothing, 0},
                {Result::value_error, 0}});
}

TEST_CASE("every operation on a queue that is resized and shut down does what it says") {
  for (const ObjectType type : {ObjectType::queue, ObjectType::lifo_queue, ObjectType::priority_queue})
    CHECK(results_of({{type, 1}},
                     {on(Op::maxsize, 0), on(Op::put, 0, 5), on(Op::set_maxsize, 0, 2), on(Op::maxsize, 0),
                      on(Op::full, 0), on(Op::put, 0, 5), on(Op::get, 0), on(Op::shutdown, 0), on(Op::put, 0, 6),
                      on(Op::qsize, 0), on(Op::shutdown_now, 0), on(Op::get, 0), on(Op::qsize, 0)}) ==
          Results{{value, 1},
                  {nothing, 0},
                  {nothing, 0},
                  {value, 2},
                  {value, 0},
                  {nothing, 0},
                  {value, 5},
                  {nothing, 0},
                  {Result::shut_down, 0},
                  {value, 1},
                  {nothing, 0},
                  {Result::shut_down, 0},
                  {value, 0}});
}

TEST_CASE("items come out of each kind of queue in its order") {
  const auto order = [](ObjectType type) {
    Block body;
    for (const int item : {2, 1, 3}) body.push_back(on(Op::put, 0, item));
    for (int i = 0; i < 3; ++i) body.push_back(on(Op::get, 0));
    const Results results = results_of({{type}}, body);
    return std::vector<int>{results[3].second, results[4].second, results[5].second};
  };
  CHECK(order(ObjectType::queue) == std::vector<int>{2, 1, 3});
  CHECK(order(ObjectType::simple_queue) == std::vector<int>{2, 1, 3});
  CHECK(order(ObjectType::lifo_queue) == std::vector<int>{3, 1, 2});
  CHECK(order(ObjectType::priority_queue) == std::vector<int>{1, 2, 3});
}

TEST_CASE("every operation on a simple queue does what it says") {
  CHECK(results_of({{ObjectType::simple_queue}},
                   {on(Op::empty, 0), on(Op::put_timed, 0, -2), on(Op::put_nowait, 0, 6), on(Op::qsize, 0),
                    on(Op::get_timed, 0, -2), on(Op::get_timed, 0, 1), on(Op::get, 0), on(Op::get_nowait, 0)}) ==
        Results{{value, 1},
                {nothing, 0},
                {nothing, 0},
                {value, 2},
                {Result::value_error, 0},
                {value, 1},
                {value, 6},
                {Result::empty, 0}});
}

TEST_CASE("every operation on a variable does what it says") {
  Statement add = on(Op::store, 0, 3);
  add.relative = true;
  CHECK(results_of({{ObjectType::shared, 4}}, {on(Op::load, 0), add, on(Op::load, 0)}) ==
        Results{{value, 4}, {nothing, 0}, {value, 7}});
  CHECK(results_of({{ObjectType::atomic, 1}},
                   {on(Op::fetch_add, 0, 2), on(Op::exchange, 0, 5), on(Op::compare_exchange, 0, 4),
                    on(Op::compare_exchange, 0, 5), on(Op::atomic_load, 0), on(Op::atomic_store, 0, 1),
                    on(Op::atomic_load, 0)}) ==
        Results{{value, 1}, {value, 3}, {value, 0}, {value, 1}, {value, 6}, {nothing, 0}, {value, 1}});
}

TEST_CASE("every operation on a thread does what it says") {
  const Program program = program_of(
      {{ObjectType::event}}, {{on(Op::event_wait, 0)},
                              {on(Op::is_alive, 1), on(Op::join_timed, 1, 0), on(Op::set, 0), on(Op::join, 1),
                               on(Op::is_alive, 1), on(Op::start, 1), on(Op::join, 2)}});
  Results results;
  for (const Entry& entry : entries_of(program, 2)) results.emplace_back(entry.result, entry.value);
  CHECK(results == Results{{value, 1},
                           {nothing, 0},
                           {nothing, 0},
                           {nothing, 0},
                           {value, 0},
                           {Result::runtime_error, 0},
                           {Result::runtime_error, 0}});
}

TEST_CASE("every operation on a thread but the blocking ones does what it says") {
  const Program program =
      program_of({}, {{},
                      {on(Op::join, 1), on(Op::ident, 1), on(Op::name, 1), on(Op::set_name, 1, 2), on(Op::name, 1),
                       on(Op::daemon, 1), on(Op::set_daemon, 1), on(Op::active_count), on(Op::enumerate)}});
  Results results;
  for (const Entry& entry : entries_of(program, 2)) results.emplace_back(entry.result, entry.value);
  CHECK(results == Results{{nothing, 0},
                           {value, 1},
                           {value, 0},
                           {nothing, 0},
                           {value, 2},
                           {value, 0},
                           {Result::runtime_error, 0},
                           {value, 2},
                           {value, 2}});
}

TEST_CASE("a thread may be a timer, which can be cancelled") {
  Program program = program_of({}, {{on(Op::yield)}, {on(Op::cancel, 1), on(Op::join, 1), on(Op::is_alive, 1)}});
  program.threads[1].timer = 2;
  program.clock = heddle::Clock::virtual_time;
  CHECK(entries_of(program, 1).empty());
  CHECK(entries_of(program, 2).size() == 3);
}

TEST_CASE("an exception that leaves a thread comes to the excepthook, and one out of that leaves it after all") {
  Statement release = on(Op::release, 0);
  release.guarded = false;
  CHECK(results_of({{ObjectType::lock}}, {on(Op::set_excepthook, -1, 1), release}) ==
        Results{{nothing, 0}, {Result::runtime_error, 0}, {value, 1}});
  CHECK(results_of({{ObjectType::lock}}, {on(Op::set_excepthook, -1, 2), on(Op::exit)}) ==
        Results{{nothing, 0}, {nothing, 0}, {value, 1}});
  CHECK(results_of({}, {on(Op::exit), on(Op::yield)}) == Results{{nothing, 0}});
}

TEST_CASE("what was returned last decides a branch, and what was thrown counts as returned") {
  const Block both{branch({on(Op::store, 0, 1)}, {on(Op::store, 0, 2)}), on(Op::load, 0)};
  const auto after = [&](const Statement& first) {
    Block body = both;
    body.insert(body.begin(), first);
    return results_of({{ObjectType::shared}, {ObjectType::queue}}, body).back().second;
  };
  CHECK(after(on(Op::yield)) == 2);
  CHECK(after(on(Op::empty, 1)) == 1);
  CHECK(after(on(Op::qsize, 1)) == 2);
  CHECK(after(on(Op::get_nowait, 1)) == 1);
}

TEST_CASE("an exception that is not guarded ends the thread, and a requirement that fails the execution") {
  Statement release = on(Op::release, 0);
  release.guarded = false;
  CHECK(results_of({{ObjectType::lock}}, {release, on(Op::acquire, 0)}) == Results{{Result::runtime_error, 0}});
  CHECK(results_of({}, {on(Op::require, -1, 1), on(Op::require, -1, 0), on(Op::yield)}) ==
        Results{{nothing, 0}, {Result::failed, 0}});
}

TEST_CASE("a thread that starts another has it in its scope") {
  Program program = program_of({}, {{}});
  program.threads.push_back({false, {on(Op::choose, -1, 1)}});
  program.threads[1].body = {on(Op::make_thread, 2), on(Op::start, 2)};
  renumber(program);
  CHECK(entries_of(program, 2).size() == 1);
}

TEST_CASE("a loop notes what its last round left, and nothing of the rounds") {
  Statement loop = on(Op::loop, -1, 5);
  loop.body = {on(Op::fetch_add, 0, 1)};
  loop.otherwise = {on(Op::yield)};
  CHECK(results_of({{ObjectType::atomic}}, {loop, on(Op::atomic_load, 0)}) == Results{{value, 1}, {value, 2}});
  loop.until = Until::never;
  CHECK(results_of({{ObjectType::atomic}}, {loop, on(Op::atomic_load, 0)}) == Results{{value, 4}, {value, 5}});
}
