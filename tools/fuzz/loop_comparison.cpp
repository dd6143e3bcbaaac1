#include <heddle/tools/fuzz/loop_comparison.hpp>

#include <heddle/engine/explorer.hpp>

#include <heddle/tools/fuzz/state_graph.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::fuzz {
namespace {

/// A loop that has been unrolled so often and still does not show an outcome: there is no such outcome.
constexpr std::uint32_t most_rounds = 8;
constexpr std::uint32_t first_rounds = 3;
constexpr std::size_t most_examples = 3;
constexpr std::size_t most_states = 50'000;

std::string words(const std::set<Hazard>& hazards) {
  std::string text;
  for (const Hazard hazard : hazards) text += (text.empty() ? "" : ", ") + std::string(heddle::name_of(hazard));
  return text.empty() ? "none" : text;
}

class LoopComparer {
 public:
  LoopComparer(const Program& program, const ComparisonOptions& options, std::vector<Mismatch>& faults)
      : program_(program), options_(options), faults_(faults) {}

  void compare_by(Search how) {
    const auto plain = searched(how, 0, 0);
    if (!plain) return;
    if (how == Search::dpor) compare_with_graph(*plain);
    for (const std::uint32_t repetitions : {1U, 2U})
      if (const auto more = searched(how, repetitions, 0)) compare(how, repetitions, *plain, *more);
    if (how == Search::dpor) compare_unrolled(*plain);
  }

  [[nodiscard]] LoopSearches searches() const noexcept { return searches_; }

 private:
  void add(Fault fault, std::string search, std::string detail) {
    faults_.push_back({fault, std::move(search), std::move(detail)});
  }

  /// Nothing if that has not come to its end.
  std::optional<Seen> searched(Search how, std::uint32_t repetitions, std::uint32_t rounds) {
    Options options = options_for(program_);
    options.search = how;
    options.poll_repetitions = repetitions;
    options.max_executions = options_.max_interleavings;
    Seen seen =
        search(program_, options, how == options_.tested ? options_.factory : engine::make_strategy, false, rounds);
    if (seen.refusal) {
      add(Fault::refused, name_of(how, repetitions, rounds), *seen.refusal + "\n");
      return std::nullopt;
    }
    if (!seen.exhausted || seen.cut != 0) {
      ++searches_.too_large;
      return std::nullopt;
    }
    ++searches_.compared;
    return seen;
  }

  static std::string name_of(Search how, std::uint32_t repetitions, std::uint32_t rounds) {
    std::string name(heddle::name_of(how));
    if (repetitions != 0) name += fmt::format(", {} idle rounds more", repetitions);
    if (rounds != 0) name += fmt::format(", within {} rounds", rounds);
    return name;
  }

  void compare(Search how, std::uint32_t repetitions, const Seen& plain, const Seen& more) {
    const std::string name = name_of(how, repetitions, 0);
    tell(Fault::lost_outcome, name_of(how, 0, 0) + " against " + name, missing_in(plain, more), more);
    tell(Fault::extra_outcome, name_of(how, 0, 0) + " against " + name, missing_in(more, plain), plain);
    if (plain.hazards != more.hazards)
      add(Fault::hazards, name,
          fmt::format("found: {}\nwithout more rounds: {}\n", words(more.hazards), words(plain.hazards)));
  }

  void compare_with_graph(const Seen& plain) {
    const auto graph = state_graph_of(program_, most_states);
    if (!graph) return;
    ++searches_.graphs;
    std::set<std::string> endings;
    std::set<std::string> livelocks;
    for (const auto& [outcome, text] : plain.outcomes)
      (plain.livelocks.contains(outcome) ? livelocks : endings).insert(without_operations(text));
    tell(Fault::lost_outcome, missing_in(endings, graph->endings));
    tell(Fault::extra_outcome, missing_in(graph->endings, endings));
    std::set<std::string> lost = missing_in(livelocks, graph->certain_livelocks);
    std::erase_if(lost, [&](const std::string& one) { return is_stage_of_any(one, livelocks) || has_daemons(); });
    tell(Fault::lost_outcome, lost);
    tell(Fault::extra_outcome, missing_in(graph->livelocks, livelocks));
  }

  /// A thread that goes on by itself while others look at the wrong moments is no livelock of theirs; but there is
  /// one then, unless that is a daemon, once they have seen what they wait for.
  static bool is_stage_of_any(std::string_view livelock, const std::set<std::string>& others) {
    return std::any_of(others.begin(), others.end(),
                       [&](std::string_view other) { return is_stage_of(livelock, other); });
  }

  /// What each thread had noted there it also has noted in the other, and maybe more.
  static bool is_stage_of(std::string_view livelock, std::string_view other) {
    constexpr std::string_view between = " | ";
    for (;;) {
      const std::string_view part = livelock.substr(0, livelock.find(between));
      const std::size_t end = part.rfind("; ");
      const std::string_view noted = part.substr(0, end == std::string_view::npos ? part.find(": ") : end);
      if (!other.substr(0, other.find(between)).starts_with(noted)) return false;
      if (part.size() == livelock.size()) return true;
      livelock.remove_prefix(part.size() + between.size());
      other.remove_prefix(other.find(between) + between.size());
    }
  }

  bool has_daemons() const {
    return std::any_of(program_.threads.begin(), program_.threads.end(),
                       [](const ThreadPlan& thread) { return thread.daemon; });
  }

  static std::set<std::string> missing_in(const std::set<std::string>& set, const std::set<std::string>& from) {
    std::set<std::string> missing;
    std::set_difference(from.begin(), from.end(), set.begin(), set.end(), std::inserter(missing, missing.end()));
    return missing;
  }

  void tell(Fault fault, const std::set<std::string>& outcomes) {
    if (outcomes.empty()) return;
    std::string text = fmt::format("{} outcomes:\n", outcomes.size());
    for (const std::string& outcome : outcomes) text += "  " + outcome + "\n";
    add(fault, "dpor against the graph of all states", text);
  }

  void compare_unrolled(const Seen& plain) {
    std::vector<Fingerprint> wanted;
    for (const auto& [outcome, text] : plain.outcomes) wanted.push_back(outcome);
    for (std::uint32_t rounds = 1; rounds <= most_rounds; ++rounds) {
      if (rounds > first_rounds && wanted.empty()) return;
      const auto unrolled = searched(Search::dpor, 0, rounds);
      if (!unrolled) return;
      std::vector<Fingerprint> lost = missing_in(plain, *unrolled);
      std::erase_if(lost, [&](const Fingerprint& outcome) { return !is_real(*unrolled, outcome); });
      if (!lost.empty())
        return tell(Fault::lost_outcome, "dpor against " + name_of(Search::dpor, 0, rounds), lost, *unrolled);
      // A loop that takes no time stands still for the clock, at whatever step; unrolled, between two rounds.
      if (program_.clock == Clock::virtual_time) wanted.clear();
      std::erase_if(wanted, [&](const Fingerprint& outcome) { return unrolled->outcomes.contains(outcome); });
    }
    // Where there is a graph, it has said so; and some outcomes take more rounds than that.
    if (searches_.graphs == 0)
      tell(Fault::extra_outcome, "dpor against " + name_of(Search::dpor, 0, most_rounds), wanted, plain);
  }

  /// A daemon that stands still holds nobody up, unless by the clock.
  bool is_real(const Seen& unrolled, const Fingerprint& outcome) const {
    if (!unrolled.unfinished.contains(outcome)) return true;
    return program_.clock == Clock::explored && !unrolled.livelocks.contains(outcome);
  }

  static std::vector<Fingerprint> missing_in(const Seen& seen, const Seen& from) {
    std::vector<Fingerprint> missing;
    for (const auto& [outcome, text] : from.outcomes)
      if (!seen.outcomes.contains(outcome)) missing.push_back(outcome);
    return missing;
  }

  void tell(Fault fault, const std::string& name, const std::vector<Fingerprint>& outcomes, const Seen& seen) {
    if (outcomes.empty()) return;
    std::string text = fmt::format("{} of {} outcomes:\n", outcomes.size(), seen.outcomes.size());
    for (std::size_t i = 0; i < std::min(outcomes.size(), most_examples); ++i)
      text += "  " + seen.outcomes.at(outcomes[i]) + "\n";
    add(fault, name, text);
  }

  const Program& program_;
  const ComparisonOptions& options_;
  std::vector<Mismatch>& faults_;
  LoopSearches searches_;
};

}  // namespace

LoopSearches compare_loops(const Program& program, const ComparisonOptions& options, bool by_dpor_only,
                           std::vector<Mismatch>& faults) {
  LoopComparer comparer(program, options, faults);
  comparer.compare_by(Search::dpor);
  if (!by_dpor_only && faults.empty()) comparer.compare_by(Search::depth_first);
  return comparer.searches();
}

}  // namespace heddle::fuzz
