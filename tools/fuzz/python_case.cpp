#include <heddle/tools/fuzz/python_case.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/tools/fuzz/interpreter.hpp>
#include <heddle/tools/fuzz/names.hpp>
#include <heddle/tools/fuzz/python_printer.hpp>
#include <heddle/tools/fuzz/search.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace heddle::fuzz {
namespace {

using engine::Execution;
using Json = nlohmann::json;

std::string words(const Entry& entry) {
  switch (entry.result) {
    case Result::nothing: return std::to_string(entry.statement);
    case Result::value: return fmt::format("{}={}", entry.statement, entry.value);
    case Result::runtime_error: return fmt::format("{}!RuntimeError", entry.statement);
    case Result::value_error: return fmt::format("{}!ValueError", entry.statement);
    case Result::empty: return fmt::format("{}!Empty", entry.statement);
    case Result::full: return fmt::format("{}!Full", entry.statement);
    case Result::broken_barrier: return fmt::format("{}!BrokenBarrierError", entry.statement);
    case Result::shut_down: return fmt::format("{}!ShutDown", entry.statement);
    case Result::failed: break;
  }
  return fmt::format("{}!failed", entry.statement);
}

/// Which part of a statement a thread stands at cannot be seen from outside, nor that it has yet to end.
std::string position_of(const Interpreter& interpreter, const Execution& execution, std::size_t thread) {
  const auto index = interpreter.index_of(thread);
  if (!index) return "not started";
  const engine::Step pending = execution.pending({*index, false});
  if (pending.kind == nullptr || pending.kind->role == engine::Role::end) return "ended";
  return fmt::format("at {}", pending.site.line);
}

std::string let_out(const Execution& execution, engine::ThreadIndex index) {
  if (!execution.has_uncaught()) return {};
  const Trace trace = execution.trace();
  const auto& uncaught = trace.threads[index].uncaught;
  return uncaught ? " let out " + uncaught->type : "";
}

std::string outcome_of(const Interpreter& interpreter, const Execution& execution) {
  std::string text(name_of(execution.outcome()));
  for (std::size_t thread = 0; thread < interpreter.program().threads.size(); ++thread) {
    text += fmt::format(" | {}:", thread_name(static_cast<int>(thread)));
    for (const Entry& entry : interpreter.entries_of(thread)) text += " " + words(entry);
    text += " " + position_of(interpreter, execution, thread);
    if (const auto index = interpreter.index_of(thread)) text += let_out(execution, *index);
  }
  return text;
}

/// The program's number of the thread with that index in the execution.
int number_of(const Interpreter& interpreter, engine::ThreadIndex index) {
  for (std::size_t thread = 0; thread < interpreter.program().threads.size(); ++thread)
    if (interpreter.index_of(thread) == index) return static_cast<int>(thread);
  return -1;
}

/// Each step: whose it is, of which statement, what it does and with what result.
Json schedule_of(const Interpreter& interpreter, const Execution& execution) {
  Json steps = Json::array();
  for (const engine::Step& step : execution.steps())
    steps.push_back({number_of(interpreter, step.agent.thread), step.site.line, step.kind->name, step.value,
                     step.ending == engine::Ending::timed_out});
  return steps;
}

}  // namespace

std::optional<std::string> python_case(const Program& program, std::uint64_t seed, std::uint64_t max_executions) {
  if (!has_python(program)) return std::nullopt;
  Options options = options_for(program);
  options.max_executions = max_executions;
  std::map<std::string, Json> schedules;  // by outcome
  Interpreter interpreter(program);
  engine::Explorer explorer(
      "program", [&] { interpreter.run(); }, options);
  explorer.observe([&](const Execution& execution) {
    const auto [at, fresh] = schedules.try_emplace(outcome_of(interpreter, execution));
    if (fresh) at->second = schedule_of(interpreter, execution);
  });
  const auto strategy = engine::make_strategy(options);
  const Verdict verdict = explorer.explore(*strategy);
  if (!verdict.exhausted || verdict.nondeterminism) return std::nullopt;
  return Json{{"seed", seed}, {"python", python_of(program)}, {"outcomes", schedules}}.dump();
}

}  // namespace heddle::fuzz
