#include <heddle/tools/report/verdict_words.hpp>

#include <heddle/tools/report/estimate_words.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace heddle::report {
namespace {

/// Each hazard once, in the order they were found.
[[nodiscard]] std::string hazard_words(const Verdict& verdict) {
  std::vector<Hazard> seen;
  std::string words;
  for (const Finding& finding : verdict.findings) {
    if (std::find(seen.begin(), seen.end(), finding.hazard) != seen.end()) continue;
    if (!seen.empty()) words += ", ";
    words += heddle::name_of(finding.hazard);
    seen.push_back(finding.hazard);
  }
  return words;
}

/// " of about 3 trillion classes (more than a year)", or nothing: also if the search has got further than that
/// already.
[[nodiscard]] std::string whole_words(const Verdict& verdict) {
  if (!verdict.estimate || verdict.estimate->count <= static_cast<double>(verdict.executions)) return {};
  return fmt::format(" of {} {} ({})", estimate_words(*verdict.estimate), name_of(verdict.estimate->unit),
                     expected_duration(*verdict.estimate));
}

/// Raising a budget does not always help.
[[nodiscard]] std::string budget_remedy(const Verdict& verdict, std::string_view budget, Voice voice) {
  if (verdict.estimate && is_hopeless(*verdict.estimate, verdict.options))
    return remedy_words(verdict.options, voice);
  return "raise " + option_words(budget, voice);
}

/// Why nothing is known, and what would help.
[[nodiscard]] std::string reason_words(const Verdict& verdict, Voice voice) {
  const std::string after = executions_words(verdict);
  if (verdict.options.search == Search::random)
    return fmt::format(
        "nothing found in {} drawn at random, which proves nothing; to prove it, search otherwise ({})", after,
        option_words("search", voice));
  std::string cut;
  if (verdict.cut > 0)
    cut = fmt::format("; {} cut at {} ({})", verdict.cut == 1 ? "1 was" : grouped(verdict.cut) + " were",
                      counted(verdict.options.max_steps, "step"), option_words("max_steps", voice));
  switch (verdict.budget) {
    case Budget::executions:
      return fmt::format("{} used up{}; {}{}", after, whole_words(verdict),
                         budget_remedy(verdict, "max_executions", voice), cut);
    case Budget::time:
      if (verdict.options.max_time.count() > 0 && verdict.elapsed >= verdict.options.max_time)
        return fmt::format("{} used up after {}{}; {}{}", duration_text(verdict.options.max_time), after,
                           whole_words(verdict), budget_remedy(verdict, "max_time", voice), cut);
      break;
    case Budget::none: break;
  }
  return fmt::format("stopped on request after {}{}{}", after, whole_words(verdict), cut);
}

/// Why a ladder got no further.
[[nodiscard]] std::string broken_rung_words(const Verdict& verdict, Voice voice) {
  if (verdict.rungs.empty() || verdict.rungs.back().exhausted) return {};
  const auto words = [&](std::string_view what, std::string_view budget) {
    return fmt::format("; {} used up within {} ({})", what, verdict.rungs.back().preemptions,
                       option_words(budget, voice));
  };
  if (verdict.budget == Budget::executions) return words(executions_words(verdict), "max_executions");
  const Options& options = verdict.options;
  const bool timed_out =
      verdict.budget == Budget::time && options.max_time.count() > 0 && verdict.elapsed >= options.max_time;
  if (timed_out) return words(duration_text(options.max_time), "max_time");
  return fmt::format("; stopped on request within {}", verdict.rungs.back().preemptions);
}

}  // namespace

std::string option_words(std::string_view field, Voice voice) {
  if (voice == Voice::fields) return fmt::format("options.{}", field);
  std::string flag = fmt::format("--{}", field);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

std::string executions_words(const Verdict& verdict) {
  std::string words = counted(verdict.executions, "execution");
  if (verdict.abandoned > 0) words += fmt::format(" and {} in vain", grouped(verdict.abandoned));
  return words;
}

std::string bounds_words(const Verdict& verdict) {
  std::string words;
  if (verdict.preemptions_bounded && verdict.options.preemption_bound)
    words = counted(*verdict.options.preemption_bound, "preemption");
  const auto add = [&](const std::string& bound) { words += (words.empty() ? "" : " and ") + bound; };
  if (verdict.bounded_loop)
    add(fmt::format("{} of {}'s loop ({}:{})", counted(verdict.options.max_rounds, "round"),
                    verdict.bounded_loop->thread, verdict.bounded_loop->site.file,
                    verdict.bounded_loop->site.line));
  if (verdict.cut > 0) add(counted(verdict.options.max_steps, "step"));
  return words;
}

std::string verdict_words(const Verdict& verdict, Voice voice) {
  if (verdict.nondeterminism) return "refused: not deterministic";
  if (verdict.unseen_sharing) return "refused: unseen_sharing";
  if (verdict.violated()) return "violated: " + hazard_words(verdict);
  if (verdict.holds()) return verdict.fair_only ? "holds for fair schedules" : "holds";
  const std::string bounds = bounds_words(verdict);
  if (verdict.exhausted && !bounds.empty())
    return fmt::format("holds within {}{}{}", bounds, verdict.fair_only ? ", for fair schedules" : "",
                       broken_rung_words(verdict, voice));
  return "inconclusive: " + reason_words(verdict, voice);
}

std::string verdict_words(const Verdict& verdict, const Expectation& expectation, Voice voice) {
  std::string words = verdict_words(verdict, voice);
  switch (assess(expectation, verdict)) {
    case Assessment::as_expected:
      // That a plain expectation was met by a plain "holds" needs no words.
      return verdict.holds() && !expectation.bounded() ? words : words + " (as expected)";
    case Assessment::inconclusive:
      if (verdict.violated()) words = "inconclusive: " + words + ", and the search did not see the rest";
      else if (!words.starts_with("inconclusive"))
        words = "inconclusive: " + words + ", which says nothing of more";
      return fmt::format("{} (expected: {})", words, expectation.text());
    case Assessment::nondeterministic:
    case Assessment::unseen_sharing: return words;
    case Assessment::unexpected: return fmt::format("{} (expected: {})", words, expectation.text());
  }
  return words;
}

std::string_view name_of(Assessment assessment) noexcept {
  switch (assessment) {
    case Assessment::as_expected: return "as_expected";
    case Assessment::unexpected: return "unexpected";
    case Assessment::inconclusive: return "inconclusive";
    case Assessment::nondeterministic: return "nondeterministic";
    case Assessment::unseen_sharing: return "unseen_sharing";
  }
  return "";
}

}  // namespace heddle::report
