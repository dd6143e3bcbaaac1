#include <heddle/tools/fuzz/statistics.hpp>

#include <fmt/format.h>

#include <string_view>

namespace heddle::fuzz {
namespace {

constexpr std::array<std::string_view, way_count> way_names{"returned",   "0",      "other", "RuntimeError",
                                                            "ValueError", "Empty",  "Full",  "BrokenBarrierError",
                                                            "ShutDown",   "failed", "stuck"};

}  // namespace

void Statistics::add(const Program& program, const Comparison& comparison) {
  ++programs_;
  with_loops_ += has_loops(program) ? 1 : 0;
  endless_ += comparison.endless ? 1 : 0;
  further_searches_ += comparison.loops.compared;
  graphs_ += comparison.loops.graphs;
  further_too_large_ += comparison.loops.too_large;
  if (comparison.skipped) {
    ++skipped_;
    return;
  }
  const Seen& all = comparison.all;
  interleavings_ += all.executions;
  steps_ += all.steps;
  coarse_ += all.coarse.size();
  fine_ += all.fine.size();
  outcomes_ += all.outcomes.size();
  with_several_outcomes_ += all.outcomes.size() > 1 ? 1 : 0;
  with_fewer_fine_classes_ += all.fine.size() < all.coarse.size() ? 1 : 0;
  with_deadlock_ += all.deadlocks ? 1 : 0;
  with_failure_ += all.failures ? 1 : 0;
  with_livelock_ += all.livelocks.empty() ? 0 : 1;
  with_exception_ += all.exceptions ? 1 : 0;
  with_timeout_ += all.timeouts ? 1 : 0;
  for (const Hazard hazard : all.hazards) ++hazards_[hazard];
  for (const ThreadPlan& thread : program.threads) count(thread.body);
  for (std::size_t op = 0; op < op_count; ++op)
    for (std::size_t way = 0; way < way_count; ++way) operations_[op].ways[way] += all.ways[op][way];
}

void Statistics::count(const Block& block) {
  for (const Statement& statement : block) {
    ++operations_[static_cast<std::size_t>(statement.op)].occurs;
    count(statement.body);
    count(statement.otherwise);
  }
}

std::string Statistics::summary() const {
  return fmt::format(
      "{} programs, {} skipped; {} interleavings of {} steps, {} coarse and {} fine classes, {} outcomes; programs "
      "with "
      "several outcomes {}, fewer fine classes {}, deadlocks {}, timeouts {}, failed requirements {}, uncaught "
      "exceptions {}",
      programs_, skipped_, interleavings_, steps_, coarse_, fine_, outcomes_, with_several_outcomes_,
      with_fewer_fine_classes_, with_deadlock_, with_timeout_, with_failure_, with_exception_);
}

std::string Statistics::of_loops() const {
  if (with_loops_ == 0) return {};
  return fmt::format(
      "programs with loops {}, without an end to an execution {}, with a livelock {}; graphs of all states {}, "
      "further searches compared {}, too large {}",
      with_loops_, endless_, with_livelock_, graphs_, further_searches_, further_too_large_);
}

std::string Statistics::operations() const {
  std::string text;
  for (const auto& [hazard, programs] : hazards_)
    text += fmt::format("{:<18} found in {} programs\n", heddle::name_of(hazard), programs);
  for (std::size_t op = 0; op < op_count; ++op) {
    text += fmt::format("{:<18}{:>7}", name_of(static_cast<Op>(op)), operations_[op].occurs);
    for (std::size_t way = 0; way < way_count; ++way)
      if (operations_[op].ways[way] != 0) text += fmt::format("  {} {}", way_names[way], operations_[op].ways[way]);
    text += "\n";
  }
  return text;
}

}  // namespace heddle::fuzz
