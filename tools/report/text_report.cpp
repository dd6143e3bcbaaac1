#include <heddle/tools/report/text_report.hpp>

#include <heddle/tools/report/columns.hpp>
#include <heddle/tools/report/digest.hpp>
#include <heddle/tools/report/relevance.hpp>
#include <heddle/tools/report/source_lines.hpp>
#include <heddle/tools/report/step_words.hpp>
#include <heddle/tools/report/text.hpp>
#include <heddle/tools/report/verdict_words.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace heddle::report {
namespace {

[[nodiscard]] Ink ink_of(Assessment assessment) {
  switch (assessment) {
    case Assessment::as_expected: return Ink::good;
    case Assessment::inconclusive: return Ink::open;
    case Assessment::unexpected:
    case Assessment::nondeterministic:
    case Assessment::unseen_sharing: return Ink::bad;
  }
  return Ink::plain;
}

/// The places that the marks point at, in the order to tell them.
[[nodiscard]] std::vector<Site> sites_of(const Finding& finding) {
  std::vector<Site> sites;
  for (const Mark& mark : finding.marks) {
    if (mark.step) {
      if (*mark.step < finding.trace.steps.size()) sites.push_back(finding.trace.steps[*mark.step].site);
    } else if (mark.thread < finding.trace.threads.size() && finding.trace.threads[mark.thread].pending) {
      sites.push_back(finding.trace.threads[mark.thread].pending->site);
    }
  }
  if (finding.trace.outcome == engine::Outcome::requirement_failed) sites.push_back(finding.trace.requirement_site);
  if (!finding.marks.empty()) return sites;
  for (const Trace::Thread& thread : finding.trace.threads)
    if (stuck(finding.trace, thread)) sites.push_back(thread.pending->site);
  return sites;
}

/// Two sections with a line between them, if there is anything in the second.
void add_section(std::string& out, std::string_view section) {
  if (section.empty()) return;
  if (!out.empty()) out += "\n";
  out += section;
}

[[nodiscard]] std::string body_of(const Finding& finding, std::span<const std::size_t> steps, const Look& look) {
  const std::string headline = fmt::format("{}: {}", name_of(finding.hazard), finding.message);
  std::string out =
      look.colour ? painted(name_of(finding.hazard), Ink::bad, look) : std::string(name_of(finding.hazard));
  // Coloured after wrapping: escape sequences have no width.
  out = paragraph(headline, look).replace(0, name_of(finding.hazard).size(), out);
  add_section(out, columns(finding.trace, steps, finding.marks, look));
  add_section(out, source_lines(sites_of(finding), look));
  return out;
}

/// What the search saw, and under which rules.
[[nodiscard]] std::string search_words(const Verdict& verdict, Voice voice) {
  const Options& options = verdict.options;
  std::string out = fmt::format("{}, {}, at most {} steps and {} each; {}, {} clock", executions_words(verdict),
                                counted(verdict.steps, "step"), grouped(verdict.max_depth),
                                counted(verdict.max_threads, "thread"), name_of(options.search),
                                options.clock == Clock::explored ? "explored" : "virtual");
  if (options.search == Search::random) out += fmt::format(", seed {}", options.seed);
  if (options.preemption_bound && verdict.rungs.empty())
    out += ", at most " + counted(*options.preemption_bound, "preemption");
  if (options.spurious_wakeups) out += ", spurious wakeups";
  if (verdict.cut > 0) out += fmt::format(", {} cut at {} steps", grouped(verdict.cut), grouped(options.max_steps));
  out += fmt::format("; {}", duration_text(verdict.elapsed));
  if (verdict.violated() && !options.keep_going)
    out += fmt::format("; stopped at the first finding ({} goes on)",
                       voice == Voice::flags ? "--keep-going" : "options.keep_going");
  return out;
}

/// "Preemptions: 0 in 2 executions, 1 in 13, 2 in 87 (not to the end)."
[[nodiscard]] std::string ladder_words(const Verdict& verdict) {
  std::string words;
  for (const Rung& rung : verdict.rungs)
    words += fmt::format("{}{} in {}{}", words.empty() ? "Preemptions: " : ", ", rung.preemptions,
                         words.empty() ? counted(rung.executions, "execution") : grouped(rung.executions),
                         rung.exhausted ? "" : " (not to the end)");
  return words + ".";
}

[[nodiscard]] std::string fairness_words(const Verdict& verdict, Voice voice) {
  if (!verdict.fair_only || verdict.violated() || verdict.refused()) return {};
  return fmt::format(
      "For fair schedules: a thread that had come back to where it was, with nothing new to see, was passed over "
      "while "
      "others could go ({} lets it go round more often).",
      voice == Voice::flags ? "--poll-repetitions" : "options.poll_repetitions");
}

[[nodiscard]] std::string nondeterminism_words(const Verdict& verdict) {
  return fmt::format(
      "The scenario is not deterministic: two executions made the same choices and took different steps. The first "
      "that differs is step {}: once {}; once {}. Something besides the schedule decides: a clock, an "
      "address, "
      "an unseeded random number, something kept from one execution to the next.",
      step_number(verdict.nondeterminism->step), verdict.nondeterminism->expected, verdict.nondeterminism->got);
}

[[nodiscard]] std::string unseen_sharing_words(const UnseenSharing& told, const Options& options, Voice voice) {
  const std::string how =
      told.at_random
          ? fmt::format(
                "An execution drawn at random ({} {}) is none of those that the search has seen, though as far "
                "as the steps tell these are all there are. They part at its step {}: {}. In the execution of "
                "the search that has most in common with it, after the same steps: {}.",
                option_words("seed", voice), options.seed, step_number(told.parting.step), told.parting.got,
                told.parting.expected)
          : "What fails in one execution does not fail in another, which takes all its steps that lead there, as "
            "far as "
            "the steps tell, and leaves out the others: one of these leads there, too.";
  return "unseen_sharing: threads share something that Heddle does not see, and so has not searched. " + how;
}

constexpr const char* remedy =
    "Look at what the local code before {} reads and another thread writes: a plain variable, a std::atomic, a "
    "std::mutex, a static, a thread_local (modelled threads share it). Make it a heddle::Shared or a "
    "heddle_std::atomic, or keep it under a Lock wherever it is used.";

[[nodiscard]] std::string unseen_sharing_text(const Verdict& verdict, std::span<const Filed> filed,
                                              const Look& look, Voice voice) {
  const UnseenSharing& told = *verdict.unseen_sharing;
  std::string out = paragraph(unseen_sharing_words(told, verdict.options, voice), look);
  for (const Finding& finding : told.found)
    add_section(out, paragraph(fmt::format("{}: {}: {}", told.at_random ? "There it goes wrong" : "What fails",
                                           name_of(finding.hazard), finding.message),
                               look));
  add_section(out, paragraph(fmt::format(remedy, told.at_random ? "that step" : "it fails"), look));
  const auto add_execution = [&](const char* title, const Trace& trace, std::span<const Mark> marks) {
    add_section(out, title + columns(trace, every_step(trace), marks, look));
  };
  std::vector<Mark> marks;
  if (told.parting.step < told.drawn_trace.steps.size())
    marks.push_back({told.drawn_trace.steps[told.parting.step].agent.thread, told.parting.step, "differs"});
  add_execution(told.at_random ? "drawn at random:\n" : "what fails:\n", told.drawn_trace, marks);
  add_execution(told.at_random ? "the nearest of the search:\n" : "only what leads there:\n", told.seen_trace, {});
  if (!filed.empty()) add_section(out, filed_text(filed.front(), look));
  return out;
}

}  // namespace

std::string paragraph(std::string_view text, const Look& look) {
  std::string out;
  for (const std::string& line : wrapped(printable(text), std::max<std::size_t>(look.width, 40)))
    out += line + "\n";
  return out;
}

std::string filed_text(const Filed& filed, const Look& look) {
  std::string out;
  if (!filed.file.empty()) out += fmt::format("schedule: {}\n", filed.file);
  if (!filed.replay.empty()) out += fmt::format("replay:   {}\n", painted(filed.replay, Ink::strong, look));
  if (!filed.explain.empty()) out += fmt::format("explain:  {}\n", painted(filed.explain, Ink::strong, look));
  return out;
}

std::string finding_text(const Finding& finding, const Filed& filed, const Look& look) {
  const std::vector<std::size_t> steps = steps_that_matter(finding.trace, finding.marks);
  std::string out = body_of(finding, steps, look);
  add_section(out, filed_text(filed, look));
  return out;
}

std::string verdict_text(const Verdict& verdict, const Expectation* expectation, std::span<const Filed> filed,
                         const Look& look, Voice voice) {
  const std::string words =
      expectation ? verdict_words(verdict, *expectation, voice) : verdict_words(verdict, voice);
  const Ink ink = ink_of(assess(expectation ? *expectation : Expectation(), verdict));
  std::string out =
      fmt::format("{}: {}\n", painted(printable(verdict.scenario), Ink::strong, look), painted(words, ink, look));
  if (verdict.nondeterminism) {
    add_section(out, paragraph(nondeterminism_words(verdict), look));
    return out;
  }
  if (verdict.unseen_sharing) {
    add_section(out, unseen_sharing_text(verdict, filed, look, voice));
    out += "\n" + paragraph(search_words(verdict, voice), look);
    return out;
  }
  for (std::size_t i = 0; i < verdict.findings.size(); ++i) {
    std::string section;
    if (verdict.findings.size() > 1) section = fmt::format("finding {} of {}\n", i + 1, verdict.findings.size());
    section += finding_text(verdict.findings[i], i < filed.size() ? filed[i] : Filed{}, look);
    add_section(out, section);
  }
  if (verdict.violated()) out += "\n";
  out += paragraph(search_words(verdict, voice), look);
  if (!verdict.rungs.empty()) out += paragraph(ladder_words(verdict), look);
  if (const std::string fairness = fairness_words(verdict, voice); !fairness.empty())
    out += paragraph(fairness, look);
  return out;
}

std::string replay_text(const Replay& replay, const Schedule& schedule, const Expectation* expectation,
                        bool every_step, const Look& look) {
  std::string words = "nothing goes wrong in this execution";
  bool expected = true;
  if (!replay.findings.empty()) {
    words.clear();
    for (const Finding& finding : replay.findings) {
      if (!words.empty()) words += ", ";
      words += name_of(finding.hazard);
      expected = expected && (expectation == nullptr || expectation->accepts(finding.hazard));
    }
    if (expectation) words += expected ? " (as expected)" : fmt::format(" (expected: {})", expectation->text());
  }
  std::string out = fmt::format("{}: replayed {}: {}\n", painted(printable(schedule.scenario), Ink::strong, look),
                                counted(replay.trace.steps.size(), "step"),
                                painted(words, expected ? Ink::good : Ink::bad, look));
  const std::vector<std::size_t> all = report::every_step(replay.trace);
  if (replay.findings.empty() && every_step) add_section(out, columns(replay.trace, all, {}, look));
  for (const Finding& finding : replay.findings)
    add_section(out, every_step ? body_of(finding, all, look) : finding_text(finding, {}, look));
  out += fmt::format("\n{} clock; trace {} (the same number, the same steps)\n",
                     schedule.settings.clock == Clock::explored ? "explored" : "virtual", digest(replay.trace));
  return out;
}

std::string divergence_words(const Divergence& divergence) {
  std::string enabled;
  for (const std::string& each : divergence.enabled) enabled += (enabled.empty() ? "" : ", ") + each;
  return printable(fmt::format("at step {}: expected: {}; got: {}; enabled there: {}", step_number(divergence.step),
                               divergence.expected, divergence.got, enabled.empty() ? "nothing" : enabled));
}

}  // namespace heddle::report
