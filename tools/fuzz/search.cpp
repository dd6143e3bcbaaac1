#include <heddle/tools/fuzz/search.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/depth_first.hpp>
#include <heddle/tools/fuzz/linear_extensions.hpp>
#include <heddle/tools/fuzz/outcome_text.hpp>
#include <heddle/tools/fuzz/printer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace heddle::fuzz {
namespace {

using engine::Execution;
using engine::Outcome;

bool any_stands_still(const Interpreter& interpreter, const Execution& execution) {
  for (std::size_t thread = 0; thread < interpreter.program().threads.size(); ++thread) {
    const auto index = interpreter.index_of(thread);
    if (!index) continue;
    const engine::Step pending = execution.pending({*index, false});
    if (pending.kind != nullptr && Interpreter::stands_still(*pending.kind)) return true;
  }
  return false;
}

/// How it ended, as it would have if threads that stand still after so many rounds went round for ever.
Outcome ending_of(const Interpreter& interpreter, const Execution& execution) {
  if (execution.outcome() != Outcome::deadlocked) return execution.outcome();
  return any_stands_still(interpreter, execution) ? Outcome::livelocked : Outcome::deadlocked;
}

/// Where in its loop a thread is says nothing, unless it is stuck there.
Position position_of(const Interpreter& interpreter, const Execution& execution, std::size_t thread) {
  const auto index = interpreter.index_of(thread);
  if (!index) return {};
  const engine::Step pending = execution.pending({*index, false});
  if (pending.kind == nullptr) return {Position::Kind::ended, 0, {}};
  const std::uint32_t loop = interpreter.loop_of(thread);
  if (loop != 0 && ending_of(interpreter, execution) != Outcome::deadlocked)
    return {Position::Kind::in_loop, loop, "rounds"};
  return {Position::Kind::at_statement, pending.site.line, pending.kind->name};
}

std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

bool ended_by_failure(const Execution& execution) { return execution.outcome() == Outcome::requirement_failed; }

/// The threads that an outcome tells of.
std::vector<std::size_t> told_threads(const Interpreter& interpreter, const Execution& execution) {
  std::vector<std::size_t> threads;
  for (std::size_t thread = 0; thread < interpreter.program().threads.size(); ++thread)
    if (!ended_by_failure(execution) || interpreter.index_of(thread) == execution.failures().front().thread)
      threads.push_back(thread);
  return threads;
}

Fingerprint outcome_of(const Interpreter& interpreter, const Execution& execution) {
  Fingerprint outcome;
  outcome.add(static_cast<std::uint64_t>(ending_of(interpreter, execution)));
  for (const std::size_t thread : told_threads(interpreter, execution)) {
    outcome.add(thread);
    const auto& entries = interpreter.entries_of(thread);
    outcome.add(entries.size());
    for (const Entry& entry : entries) {
      outcome.add((std::uint64_t{entry.statement} << 8U) | static_cast<std::uint64_t>(entry.result));
      outcome.add(static_cast<std::uint64_t>(std::int64_t{entry.value}));
    }
    const Position position = position_of(interpreter, execution, thread);
    outcome.add(static_cast<std::uint64_t>(position.kind));
    outcome.add(position.statement);
    outcome.add(hash_of(position.operation));
  }
  if (!execution.has_uncaught() || ended_by_failure(execution)) return outcome;
  Fingerprint uncaught;  // in any order: threads are numbered as they start
  for (const Trace::Thread& thread : execution.trace().threads) {
    if (!thread.uncaught) continue;
    Fingerprint one;
    one.add(hash_of(thread.name + thread.uncaught->type + thread.uncaught->what));
    uncaught.add_unordered(one);
  }
  outcome.add(uncaught);
  return outcome;
}

std::string outcome_text(const Interpreter& interpreter, const Execution& execution) {
  std::vector<ThreadEnd> ends;
  for (const std::size_t thread : told_threads(interpreter, execution))
    ends.push_back({thread, interpreter.entries_of(thread), position_of(interpreter, execution, thread)});
  std::string text = outcome_text(interpreter.program(), name_of(ending_of(interpreter, execution)), ends);
  if (execution.has_uncaught() && !ended_by_failure(execution))
    for (const Trace::Thread& thread : execution.trace().threads)
      if (thread.uncaught) text += fmt::format(" | {} let out {}", thread.name, thread.uncaught->type);
  return text;
}

Way way_of(const Entry& entry) {
  switch (entry.result) {
    case Result::nothing: return Way::nothing;
    case Result::value: return entry.value == 0 ? Way::zero : Way::other_value;
    case Result::runtime_error: return Way::runtime_error;
    case Result::value_error: return Way::value_error;
    case Result::empty: return Way::empty;
    case Result::full: return Way::full;
    case Result::broken_barrier: return Way::broken_barrier;
    case Result::shut_down: return Way::shut_down;
    case Result::failed: return Way::failed;
  }
  return Way::nothing;
}

bool timed_out_somewhere(const Execution& execution) {
  for (const engine::Step& step : execution.steps())
    if (step.ending == engine::Ending::timed_out) return true;
  return false;
}

/// Notes what the executions of one search show.
class Watcher {
 public:
  Watcher(const Interpreter& interpreter, bool with_classes, Seen& seen)
      : interpreter_(interpreter), with_classes_(with_classes), seen_(seen) {}

  /// To be called before the search.
  void measure_classes() noexcept { measures_ = true; }

  /// To be called after a complete search.
  void compare_sizes() {
    for (const auto& [name, size] : sizes_) {
      if (size.executions == size.extensions) continue;
      seen_.uneven = name;
      seen_.uneven_words = fmt::format("{} executions of a class whose steps can be taken in {} orders\n",
                                       size.executions, size.extensions);
      return;
    }
  }

  void watch(const Execution& execution) {
    const bool went_on = !execution.failures().empty() && !ended_by_failure(execution);
    if (!went_on) {
      add_to_estimate(execution);
      note_outcome(execution);
    }
    if (with_classes_ && !ended_by_failure(execution)) note_classes(execution);
  }

 private:
  using ClassMap = std::unordered_map<Fingerprint, Fingerprint, FingerprintHash>;

  void note_outcome(const Execution& execution) {
    const Fingerprint outcome = outcome_of(interpreter_, execution);
    if (any_stands_still(interpreter_, execution)) seen_.unfinished.insert(outcome);
    const auto [at, fresh] = seen_.outcomes.try_emplace(outcome);
    if (!fresh) return;
    at->second = outcome_text(interpreter_, execution);
    if (ending_of(interpreter_, execution) == Outcome::livelocked) seen_.livelocks.insert(outcome);
    seen_.deadlocks = seen_.deadlocks || execution.outcome() == Outcome::deadlocked;
    seen_.failures = seen_.failures || ended_by_failure(execution);
    seen_.exceptions = seen_.exceptions || execution.has_uncaught();
    seen_.timeouts = seen_.timeouts || timed_out_somewhere(execution);
    count_ways(execution);
  }

  void note_classes(const Execution& execution) {
    const Fingerprint end = outcome_of(interpreter_, execution);
    const auto [at, fresh] = ends_.try_emplace(end);
    if (fresh) at->second = outcome_text(interpreter_, execution);
    const Classes classes = canonical_.classes_of(execution);
    note_class(seen_.coarse, classes.coarse, end, seen_.torn_coarse);
    note_class(seen_.fine, classes.fine, end, seen_.torn_fine);
    if (measures_) note_size(classes.fine, execution);
  }

  void note_size(const Fingerprint& name, const Execution& execution) {
    Size& size = sizes_[name];
    if (++size.executions == 1)
      size.extensions = linear_extensions(execution.steps(), canonical_.clocks(), execution.thread_count());
  }

  void add_to_estimate(const Execution& execution) {
    double orders = 1;
    for (const engine::Step& step : execution.steps()) orders *= step.alternatives;
    ++watched_;
    seen_.estimate += (orders - seen_.estimate) / static_cast<double>(watched_);
  }

  void count_ways(const Execution& execution) {
    const auto count = [&](std::uint32_t id, Way way) {
      if (const Statement* const statement = statement_of(interpreter_.program(), id))
        ++seen_.ways[static_cast<std::size_t>(statement->op)][static_cast<std::size_t>(way)];
    };
    for (std::size_t thread = 0; thread < interpreter_.program().threads.size(); ++thread) {
      for (const Entry& entry : interpreter_.entries_of(thread)) count(entry.statement, way_of(entry));
      const Position position = position_of(interpreter_, execution, thread);
      if (position.kind >= Position::Kind::at_statement) count(position.statement, Way::stuck);
    }
  }

  void note_class(ClassMap& classes, const Fingerprint& name, const Fingerprint& end,
                  std::optional<std::string>& torn) {
    const auto [at, fresh] = classes.try_emplace(name, end);
    if (fresh || at->second == end || torn) return;
    torn = fmt::format("  {}\n  {}", ends_.at(at->second), ends_.at(end));
  }

  const Interpreter& interpreter_;
  bool with_classes_;
  Seen& seen_;
  Canonical canonical_;
  std::unordered_map<Fingerprint, std::string, FingerprintHash> ends_;  // of executions that have a class
  std::uint64_t watched_ = 0;
  struct Size {
    std::uint64_t executions = 0;
    std::uint64_t extensions = 0;
  };
  bool measures_ = false;
  std::unordered_map<Fingerprint, Size, FingerprintHash> sizes_;
};

}  // namespace

Options options_for(const Program& program) {
  Options options;
  options.clock = program.clock;
  options.spurious_wakeups = program.spurious_wakeups;
  options.keep_going = true;
  options.guard = false;  // it is compared by itself
  options.max_time = std::chrono::nanoseconds::zero();
  options.stack_size = std::size_t{128} * 1024;
  if (has_loops(program)) {
    options.max_steps = 1'000;
    options.livelock_after = 10;
  }
  return options;
}

namespace {

/// Every interleaving of the program in which a thread whose requirement failed stands still from then on.
class GoesOn final : public engine::Strategy {
 public:
  explicit GoesOn(std::optional<std::uint32_t> preemption_bound) : all_(preemption_bound) {}

  [[nodiscard]] bool begin() override { return all_.begin(); }
  [[nodiscard]] std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    return all_.choose_agent(point);
  }
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override { return all_.choose_value(count); }
  void finish(const Execution& execution) override { all_.finish(execution); }
  [[nodiscard]] engine::Strategy::KnownIdle known_idle() const noexcept override { return all_.known_idle(); }
  [[nodiscard]] bool goes_on_after_failures() const noexcept override { return true; }

 private:
  engine::DepthFirst all_;
};

void run(const Options& options, const StrategyFactory& factory, Interpreter& interpreter, Watcher& watcher,
         Seen& seen) {
  try {
    engine::Explorer explorer(
        "program", [&] { interpreter.run(); }, options);
    explorer.observe([&](const Execution& execution) { watcher.watch(execution); });
    if (has_loops(interpreter.program())) explorer.stop_at_long_cut();
    const auto strategy = factory(options);
    const Verdict verdict = explorer.explore(*strategy);
    seen.has_classes = !seen.failures || strategy->goes_on_after_failures();
    seen.executions = verdict.executions;
    seen.stopped = verdict.abandoned;
    seen.steps = verdict.steps;
    seen.max_depth = verdict.max_depth;
    seen.cut = verdict.cut;
    seen.exhausted = verdict.exhausted;
    for (const Finding& finding : verdict.findings) seen.hazards.insert(finding.hazard);
    if (verdict.nondeterminism)
      seen.refusal = fmt::format("not deterministic: step {} was {}, and is {}", verdict.nondeterminism->step,
                                 verdict.nondeterminism->expected, verdict.nondeterminism->got);
    if (const auto& told = verdict.unseen_sharing)
      seen.unseen_sharing = fmt::format("at step {}: {}; in the nearest execution: {}\n", told->parting.step,
                                        told->parting.got, told->parting.expected);
  } catch (const std::exception& error) {
    seen.refusal = error.what();
  }
}

/// True if only what steps touch, and who starts whom, puts them in order.
bool ordered_by_touches_only(const Program& program) {
  return program.clock == Clock::explored && !has_loops(program) &&
         std::none_of(program.threads.begin(), program.threads.end(),
                      [](const ThreadPlan& thread) { return thread.daemon; });
}

/// As `search`, and compares the sizes of classes. Adds to what has been seen.
void search_and_measure(const Program& program, const Options& options, const StrategyFactory& factory,
                        bool with_classes, Seen& seen) {
  Interpreter interpreter(program);
  Watcher watcher(interpreter, with_classes, seen);
  if (with_classes && ordered_by_touches_only(program)) watcher.measure_classes();
  run(options, factory, interpreter, watcher, seen);
  if (seen.exhausted && seen.has_classes && !seen.refusal) watcher.compare_sizes();
}

}  // namespace

Seen search(const Program& program, const Options& options, const StrategyFactory& factory, bool with_classes,
            std::uint32_t most_rounds) {
  Seen seen;
  Interpreter interpreter(program, most_rounds);
  Watcher watcher(interpreter, with_classes, seen);
  run(options, factory, interpreter, watcher, seen);
  return seen;
}

std::unique_ptr<engine::Strategy> all_classes(const Options& options) {
  return std::make_unique<GoesOn>(options.preemption_bound);
}

Seen search_all(const Program& program, std::uint64_t max_interleavings, bool with_classes) {
  Options options = options_for(program);
  options.search = Search::depth_first;
  options.max_executions = max_interleavings;
  Seen seen;
  search_and_measure(program, options, engine::make_strategy, with_classes, seen);
  if (!with_classes || seen.has_classes || !seen.exhausted || seen.refusal) return seen;
  seen.coarse.clear();
  seen.fine.clear();
  search_and_measure(program, options, all_classes, true, seen);
  return seen;
}

std::vector<std::string> example_of(const Program& program, const Options& options, const StrategyFactory& factory,
                                    const std::function<bool(const Classes&)>& wanted) {
  std::vector<std::string> lines;
  Interpreter interpreter(program);
  Canonical canonical;
  engine::Explorer explorer(
      "program", [&] { interpreter.run(); }, options);
  explorer.observe([&](const Execution& execution) {
    if (!lines.empty() || execution.outcome() == Outcome::stopped || ended_by_failure(execution) ||
        !wanted(canonical.classes_of(execution)))
      return;
    const Trace trace = execution.trace();
    for (const engine::Step& step : trace.steps)
      lines.push_back(fmt::format("#{} {} = {}{}", step.site.line, trace.label(step), step.value,
                                  step.ending == engine::Ending::timed_out ? ", timed out" : ""));
  });
  const auto strategy = factory(options);
  (void)explorer.explore(*strategy);
  return lines;
}

}  // namespace heddle::fuzz
