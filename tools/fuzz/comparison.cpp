#include <heddle/tools/fuzz/comparison.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/hazard.hpp>
#include <heddle/engine/strategies/dpor.hpp>
#include <heddle/tools/fuzz/loop_comparison.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace heddle::fuzz {
namespace {

constexpr std::array<std::string_view, 15> fault_names{
    "refused",   "torn_class",   "uneven_class",  "more_fine",      "unfinished",
    "blocked",   "lost_outcome", "extra_outcome", "lost_class",     "extra_class",
    "redundant", "hazards",      "random",        "unseen_sharing", "not_refused"};

/// A few of them are enough to see what is wrong.
constexpr int most_examples = 3;

std::string words(const std::set<Hazard>& hazards) {
  std::string text;
  for (const Hazard hazard : hazards) text += (text.empty() ? "" : ", ") + std::string(heddle::name_of(hazard));
  return text.empty() ? "none" : text;
}

template <class Map>
std::vector<Fingerprint> missing_in(const Map& map, const Map& from) {
  std::vector<Fingerprint> missing;
  for (const auto& [key, value] : from)
    if (!map.contains(key)) missing.push_back(key);
  return missing;
}

class Comparer {
 public:
  Comparer(const Program& program, const ComparisonOptions& options) : program_(program), options_(options) {}

  Comparison compare() {
    search_at_random();
    if (!is_over() && !refused_) search_all();
    if (refused_ && !is_over()) {
      for (const Dependence dependence : {Dependence::coarse, Dependence::fine}) expect_refusal(dependence);
      return std::move(result_);
    }
    if (result_.faults.empty() && options_.loops && has_loops(program_))
      result_.loops = compare_loops(program_, options_, result_.skipped, result_.faults);
    if (result_.skipped && options_.max_by_source_dpor != 0) compare_with_source_dpor();
    if (is_over()) return std::move(result_);
    if (by_source_dpor_) return std::move(result_);
    check_relations();
    compare_random();
    compare_tested(Dependence::coarse);
    compare_tested(Dependence::fine);
    compare_within_bounds();
    return std::move(result_);
  }

 private:
  void add(Fault fault, std::string search, std::string detail) {
    result_.faults.push_back({fault, std::move(search), std::move(detail)});
  }

  [[nodiscard]] bool is_over() const { return result_.skipped || !result_.faults.empty(); }

  /// Comes first, because it tells programs that have by far too many interleavings.
  void search_at_random() {
    for (std::uint64_t seed = 0; seed < random_.size(); ++seed) {
      Options options = options_for(program_);
      options.search = Search::random;
      options.seed = seed;
      options.max_executions = options_.random_executions;
      if (options.max_executions == 0) return;
      random_[seed] = search(program_, options, engine::make_strategy, false);
      if (random_[seed].refusal) return note_refusal("random", *random_[seed].refusal);
      if (cut_in_loops(random_[seed]) ||
          random_[seed].estimate > 4 * static_cast<double>(options_.max_interleavings)) {
        result_.skipped = true;
        return;
      }
    }
  }

  /// False if that is all there is to compare: where a requirement fails, what goes on after that may use what it
  /// would never have come to, and classes are not to be had.
  bool search_all_as_it_is() {
    result_.all = fuzz::search_all(program_, options_.max_interleavings, false);
    if (result_.all.refusal) note_refusal("depth_first", *result_.all.refusal);
    else result_.skipped = !result_.all.exhausted || result_.all.failures;
    return !result_.skipped && !refused_;
  }

  /// A program that destroys what others use is to be refused; any other is not.
  void note_refusal(std::string search, const std::string& refusal) {
    if (destroys(program_)) refused_ = true;
    else add(Fault::refused, std::move(search), refusal + "\n");
  }

  void expect_refusal(Dependence dependence) {
    Options options = options_for(program_);
    options.search = options_.tested;
    options.dependence = dependence;
    options.max_executions = 100 * options_.max_interleavings;
    const std::string name = tested_name(dependence);
    const Seen seen = search(program_, options, options_.factory, false);
    const bool ran_out = seen.executions >= options.max_executions;  // and what uses it may be yet to come
    if (!seen.refusal && !ran_out)
      add(Fault::not_refused, name,
          fmt::format("{} executions, and none uses what has been destroyed\n", seen.executions));
  }

  /// An execution that has no end was cut, and then nothing is known of what comes later.
  bool cut_in_loops(const Seen& seen) {
    result_.endless = seen.cut != 0 && has_loops(program_);
    return result_.endless;
  }

  void search_all() {
    if (destroys(program_) && !search_all_as_it_is()) return;
    result_.all = fuzz::search_all(program_, options_.max_interleavings, !options_.only_outcomes);
    if (result_.all.refusal) note_refusal("depth_first", *result_.all.refusal);
    else result_.skipped = !result_.all.exhausted || cut_in_loops(result_.all);
  }

  /// Of what both relations see, outcomes and hazards must be the same.
  void compare_with_source_dpor() {
    result_.skipped = false;
    by_source_dpor_ = true;
    for (const Dependence dependence : {Dependence::coarse, Dependence::fine}) {
      Options options = options_for(program_);
      options.dependence = dependence;
      options.max_executions = options_.max_by_source_dpor;
      Seen seen = search(program_, options, sparing_memory(0), true);
      if (!seen.exhausted && !seen.refusal) {
        result_.skipped = true;
        return;
      }
      if (dependence == Dependence::fine) {
        compare_outcomes("source dpor, fine", seen, result_.all);
        result_.all.fine = std::move(seen.fine);
      } else if (seen.refusal) {
        return add(Fault::refused, "source dpor, coarse", *seen.refusal + "\n");
      } else {
        result_.all = std::move(seen);
      }
    }
    check_relations();
    compare_random();
    compare_tested(Dependence::coarse);
    compare_tested(Dependence::fine);
  }

  void check_relations() {
    const Seen& all = result_.all;
    if (all.torn_coarse) add(Fault::torn_class, "coarse", "outcomes of one class:\n" + *all.torn_coarse + "\n");
    if (all.torn_fine) add(Fault::torn_class, "fine", "outcomes of one class:\n" + *all.torn_fine + "\n");
    if (all.uneven)
      add(Fault::uneven_class, "fine", all.uneven_words + example(*all.uneven, all_options(), all_classes, true));
    if (all.fine.size() > all.coarse.size())
      add(Fault::more_fine, "depth_first",
          fmt::format("{} fine classes, {} coarse ones\n", all.fine.size(), all.coarse.size()));
  }

  void compare_random() {
    for (const Seen& seen : random_) {
      const auto extra = missing_in(result_.all.outcomes, seen.outcomes);
      if (!extra.empty()) return add(Fault::random, "random", outcome_lines(extra, seen));
    }
  }

  void compare_tested(Dependence dependence) {
    const bool fine = dependence == Dependence::fine;
    const Seen& all = result_.all;
    Options options = options_for(program_);
    options.search = options_.tested;
    options.dependence = dependence;
    // Where requirements fail, a search that goes on after that has executions that were not counted here.
    const bool counted = !all.failures || !options_.only_outcomes;
    options.max_executions = by_source_dpor_ ? 2 * options_.max_by_source_dpor
                             : counted       ? all.executions + 1
                                             : 100 * options_.max_interleavings;
    options.guard = options_.guard && fine;
    const std::string name = tested_name(dependence);
    const Seen seen = search(program_, options, options_.factory, !options_.only_outcomes);
    if (cut_in_loops(seen)) return;
    compare_outcomes(name, seen, all);
    if (seen.exhausted && !seen.refusal && !options_.only_outcomes && seen.has_classes && has_equal_classes())
      compare_classes(name, seen, options, fine);
    if (seen.unseen_sharing) add(Fault::unseen_sharing, name, *seen.unseen_sharing);
  }

  /// How many rounds a loop takes before it is found to be where it was depends on what is left over on its stack.
  bool has_equal_classes() const { return !has_loops(program_); }

  void compare_outcomes(const std::string& name, const Seen& seen, const Seen& all) {
    if (seen.refusal) return add(Fault::refused, name, *seen.refusal + "\n");
    const auto lost = missing_in(seen.outcomes, all.outcomes);
    if (!lost.empty()) add(Fault::lost_outcome, name, outcome_lines(lost, all));
    const auto extra = missing_in(all.outcomes, seen.outcomes);
    if (!extra.empty()) add(Fault::extra_outcome, name, outcome_lines(extra, seen));
    if (seen.hazards != all.hazards)
      add(Fault::hazards, name,
          fmt::format("found: {}\ninstead of: {}\n", words(seen.hazards), words(all.hazards)));
    if (!seen.exhausted)
      add(Fault::unfinished, name, fmt::format("not complete after {} executions\n", seen.executions));
  }

  /// A bounded search must cover everything within its bound. One bound of each kind, by the program.
  void compare_within_bounds() {
    if (!options_.bounds || has_loops(program_)) return;
    const std::uint64_t dice = digest_of(program_);
    const auto preemptions = static_cast<std::uint32_t>(dice % 3);
    compare_bounded(fmt::format(", within {} preemptions", preemptions), {Dependence::coarse},
                    [&](Options& options) { options.preemption_bound = preemptions; });
    const std::uint64_t steps = 1 + dice / 3 % std::max<std::uint64_t>(1, result_.all.max_depth);
    compare_bounded(fmt::format(", within {} steps", steps), {Dependence::coarse, Dependence::fine},
                    [&](Options& options) { options.max_steps = steps; });
  }

  template <class Bound>
  void compare_bounded(const std::string& words, std::initializer_list<Dependence> dependences, Bound bound) {
    Options options = all_options();
    bound(options);
    options.max_executions = options_.max_interleavings;
    const Seen all = search(program_, options, engine::make_strategy, false);
    if (all.refusal) return add(Fault::refused, "depth_first" + words, *all.refusal + "\n");
    options.search = options_.tested;
    options.max_executions = 100 * options_.max_interleavings;
    for (const Dependence dependence : dependences) {
      options.dependence = dependence;
      compare_outcomes(tested_name(dependence) + words, search(program_, options, options_.factory, false), all);
    }
  }

  std::string tested_name(Dependence dependence) const {
    return fmt::format("{}, {}", name_of(options_.tested), name_of(dependence));
  }

  void compare_classes(const std::string& name, const Seen& seen, const Options& options, bool fine) {
    const auto& wanted = fine ? result_.all.fine : result_.all.coarse;
    const auto& visited = fine ? seen.fine : seen.coarse;
    const std::string figures = fmt::format("{} executions, and {} stopped half-way, of {} classes; there are {}\n",
                                            seen.executions, seen.stopped, visited.size(), wanted.size());
    if (seen.stopped != 0 && !options_.allow_waste) add(Fault::blocked, name, figures);
    const auto lost = missing_in(visited, wanted);
    if (!lost.empty()) add(Fault::lost_class, name, figures + example_of_all(lost.front(), fine));
    const auto extra = missing_in(wanted, visited);
    if (!extra.empty())
      add(Fault::extra_class, name, figures + example(extra.front(), options, options_.factory, fine));
    if (seen.executions != visited.size() && !options_.allow_waste) add(Fault::redundant, name, figures);
  }

  std::string example_of_all(const Fingerprint& wanted, bool fine) const {
    if (!by_source_dpor_) return example(wanted, all_options(), all_classes, fine);
    Options options = options_for(program_);
    options.dependence = fine ? Dependence::fine : Dependence::coarse;
    return example(wanted, options, sparing_memory(0), fine);
  }

  Options all_options() const {
    Options options = options_for(program_);
    options.search = Search::depth_first;
    return options;
  }

  std::string example(const Fingerprint& wanted, const Options& options, const StrategyFactory& factory,
                      bool fine) const {
    const auto lines = example_of(program_, options, factory, [&](const Classes& classes) {
      return (fine ? classes.fine : classes.coarse) == wanted;
    });
    std::string text = "an execution of such a class:\n";
    for (const std::string& line : lines) text += "  " + line + "\n";
    return text;
  }

  static std::string outcome_lines(const std::vector<Fingerprint>& outcomes, const Seen& seen) {
    std::string text = fmt::format("{} of {} outcomes:\n", outcomes.size(), seen.outcomes.size());
    int told = 0;
    for (const Fingerprint& outcome : outcomes) {
      if (++told > most_examples) return text + "  …\n";
      text += "  " + seen.outcomes.at(outcome) + "\n";
    }
    return text;
  }

  const Program& program_;
  const ComparisonOptions& options_;
  std::array<Seen, 2> random_;
  bool by_source_dpor_ = false;
  bool refused_ = false;  // by a search that is to be trusted
  Comparison result_;
};

}  // namespace

StrategyFactory sparing_memory(std::uint64_t max_branches) {
  return [max_branches](const Options& options) -> std::unique_ptr<engine::Strategy> {
    const bool optimal = options.search == Search::dpor && !options.preemption_bound;
    if (!optimal) return engine::make_strategy(options);
    return std::make_unique<engine::Dpor>(options.dependence, engine::Dpor::Sabotage::none, max_branches);
  };
}

std::string_view name_of(Fault fault) noexcept { return fault_names[static_cast<std::size_t>(fault)]; }

Comparison compare(const Program& program, const ComparisonOptions& options) {
  return Comparer(program, options).compare();
}

}  // namespace heddle::fuzz
