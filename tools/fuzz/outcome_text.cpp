#include <heddle/tools/fuzz/outcome_text.hpp>

#include <heddle/tools/fuzz/names.hpp>
#include <heddle/tools/fuzz/printer.hpp>

#include <fmt/format.h>

namespace heddle::fuzz {
namespace {

std::string words(const Program& program, const Entry& entry) {
  const Statement* const statement = statement_of(program, entry.statement);
  std::string text = fmt::format("#{} {}", entry.statement, text_of(program, *statement));
  switch (entry.result) {
    case Result::nothing: return text;
    case Result::value: return fmt::format("{} = {}", text, entry.value);
    case Result::runtime_error: return text + " threw RuntimeError";
    case Result::value_error: return text + " threw ValueError";
    case Result::empty: return text + " threw Empty";
    case Result::full: return text + " threw Full";
    case Result::broken_barrier: return text + " threw BrokenBarrierError";
    case Result::shut_down: return text + " threw ShutDown";
    case Result::failed: return text + " failed";
  }
  return text;
}

std::string words(const Program& program, const Position& position) {
  switch (position.kind) {
    case Position::Kind::not_started: return "not started";
    case Position::Kind::ended: return "ended";
    case Position::Kind::at_statement:
    case Position::Kind::in_loop: break;
  }
  const Statement* const statement = statement_of(program, position.statement);
  if (statement == nullptr) return fmt::format("at its {}", position.operation);
  return fmt::format("at #{} {} ({})", position.statement, text_of(program, *statement), position.operation);
}

}  // namespace

std::string outcome_text(const Program& program, std::string_view ending, const std::vector<ThreadEnd>& threads) {
  std::string text(ending);
  for (const ThreadEnd& end : threads) {
    text += fmt::format(" | {}: ", thread_name(static_cast<int>(end.thread)));
    for (const Entry& entry : end.entries) text += words(program, entry) + "; ";
    text += words(program, end.position);
  }
  return text;
}

}  // namespace heddle::fuzz
