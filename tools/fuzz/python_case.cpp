#include <heddle/tools/fuzz/python_case.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/tools/fuzz/interpreter.hpp>
#include <heddle/tools/fuzz/names.hpp>
#include <heddle/tools/fuzz/printer.hpp>
#include <heddle/tools/fuzz/python_printer.hpp>
#include <heddle/tools/fuzz/search.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <vector>

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

/// The program's numbers of an execution's threads, by ThreadIndex. The interpreter does not know of a timer before
/// it calls its function.
std::vector<int> numbers_of(const Program& program, const Execution& execution) {
  std::vector<int> numbers{0};
  for (const engine::Step& step : execution.steps())
    if (step.kind->role == engine::Role::start && step.value == 1)
      numbers.push_back(statement_of(program, step.site.line)->object);
  return numbers;
}

/// Which part of a statement a thread stands at cannot be seen from outside, nor that it has yet to end. What it
/// does after its last statement has none: it is at 0.
std::string position_of(const Execution& execution, engine::ThreadIndex thread) {
  const engine::Step pending = execution.pending({thread, false});
  if (pending.kind == nullptr || pending.kind->role == engine::Role::end) return "ended";
  return fmt::format("at {}", pending.site.line);
}

std::string let_out(const Execution& execution, engine::ThreadIndex index) {
  if (!execution.has_uncaught()) return {};
  const Trace trace = execution.trace();
  const auto& uncaught = trace.threads[index].uncaught;
  return uncaught ? " let out " + uncaught->type : "";
}

std::string outcome_of(const Interpreter& interpreter, const Execution& execution,
                       const std::vector<int>& numbers) {
  std::string text(name_of(execution.outcome()));
  for (int thread = 0; thread < static_cast<int>(interpreter.program().threads.size()); ++thread) {
    text += fmt::format(" | {}:", thread_name(thread));
    for (const Entry& entry : interpreter.entries_of(static_cast<std::size_t>(thread))) text += " " + words(entry);
    const auto found = std::find(numbers.begin(), numbers.end(), thread);
    const auto index = static_cast<engine::ThreadIndex>(found - numbers.begin());
    text +=
        found == numbers.end() ? " not started" : " " + position_of(execution, index) + let_out(execution, index);
  }
  return text;
}

/// Each step: whose it is, of which statement, what it does and with what result.
Json schedule_of(const Execution& execution, const std::vector<int>& numbers) {
  Json steps = Json::array();
  for (const engine::Step& step : execution.steps())
    steps.push_back({numbers[step.agent.thread], step.site.line, step.kind->name, step.value,
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
    const std::vector<int> numbers = numbers_of(program, execution);
    const auto [at, fresh] = schedules.try_emplace(outcome_of(interpreter, execution, numbers));
    if (fresh) at->second = schedule_of(execution, numbers);
  });
  const auto strategy = engine::make_strategy(options);
  const Verdict verdict = explorer.explore(*strategy);
  if (!verdict.exhausted || verdict.nondeterminism) return std::nullopt;
  return Json{{"seed", seed}, {"python", python_of(program)}, {"outcomes", schedules}}.dump();
}

}  // namespace heddle::fuzz
