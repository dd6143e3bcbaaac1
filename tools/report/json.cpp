#include <heddle/tools/report/json.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/tools/report/digest.hpp>
#include <heddle/tools/report/estimate_words.hpp>
#include <heddle/tools/report/step_words.hpp>
#include <heddle/tools/report/verdict_words.hpp>

#include <string_view>

namespace heddle::report {
namespace {

[[nodiscard]] Json text_or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }

template <class Number>
[[nodiscard]] Json number_or_null(const std::optional<Number>& number) {
  return number ? Json(*number) : Json();
}

/// As in the text reports.
[[nodiscard]] std::uint64_t number_of(std::uint64_t step_index) { return step_index + 1; }

[[nodiscard]] Json site_json(const Site& site) {
  if (!site.known()) return {};
  return {{"file", site.file}, {"line", site.line}};
}

[[nodiscard]] std::string_view name_of(engine::Ending ending) noexcept {
  switch (ending) {
    case engine::Ending::done: return "done";
    case engine::Ending::timed_out: return "timed_out";
    case engine::Ending::spurious: return "spurious";
  }
  return "";
}

[[nodiscard]] std::string_view name_of(Budget budget) noexcept {
  switch (budget) {
    case Budget::none: return "none";
    case Budget::executions: return "executions";
    case Budget::time: return "time";
  }
  return "";
}

[[nodiscard]] std::string_view verdict_name(const Verdict& verdict) noexcept {
  if (verdict.nondeterminism) return "nondeterministic";
  if (verdict.unseen_sharing) return "unseen_sharing";
  if (verdict.violated()) return "violated";
  return verdict.holds() ? "holds" : "inconclusive";
}

[[nodiscard]] Json step_json(const Trace& trace, std::size_t index) {
  const engine::Step& step = trace.steps[index];
  return {{"step", number_of(index)},
          {"thread", step.agent.thread},
          {"timer", step.agent.timer},
          {"operation", step.kind->name},
          {"object", text_or_null(engine::clear_name(trace, step.object))},
          {"second", text_or_null(engine::clear_name(trace, step.second))},
          {"value", step.value},
          {"ending", name_of(step.ending)},
          {"words", step_words(trace, step)},
          {"site", site_json(step.site)}};
}

[[nodiscard]] Json pending_json(const Trace& trace, const Trace::Pending& pending) {
  return {{"operation", pending.kind->name},
          {"object", text_or_null(engine::clear_name(trace, pending.object))},
          {"second", text_or_null(engine::clear_name(trace, pending.second))},
          {"words", waiting_words(trace, pending)},
          {"since", pending.since},
          {"enabled", pending.enabled},
          {"site", site_json(pending.site)}};
}

[[nodiscard]] Json thread_json(const Trace& trace, std::size_t index) {
  const Trace::Thread& thread = trace.threads[index];
  Json json = {{"thread", index}, {"name", thread.name}, {"daemon", thread.daemon}, {"ended", thread.ended}};
  json["pending"] = thread.pending ? pending_json(trace, *thread.pending) : Json();
  json["uncaught"] = nullptr;
  if (thread.uncaught)
    json["uncaught"] = {
        {"type", thread.uncaught->type}, {"what", thread.uncaught->what}, {"after", thread.uncaught->after}};
  return json;
}

/// Where a mark points.
[[nodiscard]] Site site_of(const Trace& trace, const Mark& mark) {
  if (mark.step) return *mark.step < trace.steps.size() ? trace.steps[*mark.step].site : Site{};
  if (mark.thread >= trace.threads.size() || !trace.threads[mark.thread].pending) return {};
  return trace.threads[mark.thread].pending->site;
}

[[nodiscard]] Json options_json(const Options& options) {
  return {{"search", heddle::name_of(options.search)},
          {"clock", heddle::name_of(options.clock)},
          {"keep_going", options.keep_going},
          {"lint", options.lint},
          {"max_executions", options.max_executions},
          {"max_steps", options.max_steps},
          {"max_time_seconds", std::chrono::duration<double>(options.max_time).count()},
          {"guard", options.guard},
          {"estimate_after_seconds", std::chrono::duration<double>(options.estimate_after).count()},
          {"preemption_bound", number_or_null(options.preemption_bound)},
          {"ladder", options.ladder},
          {"spurious_wakeups", options.spurious_wakeups},
          {"seed", options.seed},
          {"poll_repetitions", options.poll_repetitions},
          {"livelock_after", options.livelock_after},
          {"max_rounds", options.max_rounds},
          {"stack_size", options.stack_size},
          {"max_threads", options.max_threads}};
}

[[nodiscard]] Json holds_within_json(const Verdict& verdict) {
  if (verdict.refused() || verdict.violated() || verdict.complete || !verdict.exhausted) return {};
  if (!verdict.preemptions_bounded && verdict.cut == 0 && !verdict.bounded_loop) return {};
  return {{"preemptions", verdict.preemptions_bounded ? number_or_null(verdict.options.preemption_bound) : Json()},
          {"rounds", verdict.bounded_loop ? Json(verdict.options.max_rounds) : Json()},
          {"steps", verdict.cut > 0 ? Json(verdict.options.max_steps) : Json()}};
}

[[nodiscard]] Json unseen_sharing_json(const std::optional<UnseenSharing>& told, std::span<const Filed> filed) {
  if (!told) return {};
  Json found = Json::array();
  for (const Finding& finding : told->found)
    found.push_back({{"hazard", heddle::name_of(finding.hazard)}, {"message", finding.message}});
  const Filed file = filed.empty() ? Filed() : filed.front();
  return {{"at_random", told->at_random},
          {"parting", to_json(told->parting)},
          {"found", std::move(found)},
          {"schedule_file", text_or_null(file.file)},
          {"replay_command", text_or_null(file.replay)},
          {"drawn", to_json(told->drawn_trace)},
          {"seen", to_json(told->seen_trace)}};
}

[[nodiscard]] Json estimate_json(const std::optional<Estimate>& estimate) {
  if (!estimate) return {};
  Json sources = Json::array();
  for (const Estimate::Source& source : estimate->sources)
    sources.push_back({{"object", source.label}, {"site", site_json(source.site)}, {"share", source.share}});
  return {{"unit", report::name_of(estimate->unit)},
          {"count", estimate->count},
          {"at_least", estimate->at_least},
          {"relative_error", estimate->relative_error},
          {"drawn", estimate->drawn},
          {"executions_per_second", estimate->per_second},
          {"expected_seconds", estimate->seconds()},
          {"sources", std::move(sources)}};
}

[[nodiscard]] Json rungs_json(std::span<const Rung> rungs) {
  Json array = Json::array();
  for (const Rung& rung : rungs)
    array.push_back(
        {{"preemptions", rung.preemptions}, {"executions", rung.executions}, {"exhausted", rung.exhausted}});
  return array;
}

[[nodiscard]] Json marks_json(const Trace& trace, std::span<const Mark> marks) {
  Json array = Json::array();
  for (const Mark& mark : marks)
    array.push_back({{"thread", mark.thread},
                     {"step", mark.step ? Json(number_of(*mark.step)) : Json()},
                     {"text", mark.text},
                     {"site", site_json(site_of(trace, mark))}});
  return array;
}

[[nodiscard]] Json warnings_json(const Verdict& verdict, std::span<const Filed> filed) {
  if (!verdict.options.lint) return {};
  Json array = Json::array();
  for (std::size_t i = 0; i < verdict.warnings.size(); ++i)
    array.push_back(to_json(verdict.warnings[i], i < filed.size() ? filed[i] : Filed{}));
  return array;
}

[[nodiscard]] Json findings_json(std::span<const Finding> findings, std::span<const Filed> filed) {
  Json array = Json::array();
  for (std::size_t i = 0; i < findings.size(); ++i)
    array.push_back(to_json(findings[i], i < filed.size() ? filed[i] : Filed{}));
  return array;
}

}  // namespace

Json to_json(const Trace& trace) {
  Json threads = Json::array();
  for (std::size_t i = 0; i < trace.threads.size(); ++i) threads.push_back(thread_json(trace, i));
  Json steps = Json::array();
  for (std::size_t i = 0; i < trace.steps.size(); ++i) steps.push_back(step_json(trace, i));
  return {{"outcome", engine::name_of(trace.outcome)},
          {"digest", digest(trace)},
          {"threads", std::move(threads)},
          {"steps", std::move(steps)}};
}

Json to_json(const Finding& finding, const Filed& filed) {
  return {{"hazard", heddle::name_of(finding.hazard)},         {"message", finding.message},
          {"marks", marks_json(finding.trace, finding.marks)}, {"schedule_file", text_or_null(filed.file)},
          {"replay_command", text_or_null(filed.replay)},      {"trace", to_json(finding.trace)}};
}

Json to_json(const Warning& warning, const Filed& filed) {
  const auto& found = warning.found_by_search;
  return {{"lint", heddle::name_of(warning.lint)},
          {"message", warning.message},
          {"marks", marks_json(warning.trace, warning.marks)},
          {"standing", heddle::name_of(warning.standing)},
          {"executions", warning.executions},
          {"found_by_search", found ? Json(*found + 1) : Json()},
          {"finding", warning.found_by_direction ? to_json(*warning.found_by_direction, {}) : Json()},
          {"schedule_file", text_or_null(filed.file)},
          {"replay_command", text_or_null(filed.replay)},
          {"trace", to_json(warning.trace)}};
}

Json to_json(const Divergence& divergence) {
  return {{"step", number_of(divergence.step)},
          {"expected", divergence.expected},
          {"got", divergence.got},
          {"enabled", divergence.enabled}};
}

Json to_json(const Settings& settings) {
  return {{"clock", heddle::name_of(settings.clock)},
          {"spurious_wakeups", settings.spurious_wakeups},
          {"poll_repetitions", settings.poll_repetitions},
          {"livelock_after", settings.livelock_after},
          {"max_rounds", settings.max_rounds},
          {"max_steps", settings.max_steps}};
}

Json to_json(const Expectation& expectation) {
  Json hazards = Json::array();
  for (const Hazard hazard : expectation.hazards()) hazards.push_back(heddle::name_of(hazard));
  Json within;
  if (expectation.bounded())
    within = {{"preemptions", number_or_null(expectation.preemptions())},
              {"rounds", number_or_null(expectation.rounds())},
              {"steps", number_or_null(expectation.steps())}};
  return {{"words", expectation.text()},
          {"hazards", std::move(hazards)},
          {"clock", heddle::name_of(expectation.clock())},
          {"within", std::move(within)}};
}

Json to_json(const Verdict& verdict, const Expectation& expectation, std::span<const Filed> filed,
             std::span<const Filed> filed_warnings) {
  return {{"scenario", verdict.scenario},
          {"verdict", verdict_name(verdict)},
          {"words", verdict_words(verdict, expectation)},
          {"assessment", name_of(assess(expectation, verdict))},
          {"expectation", to_json(expectation)},
          {"holds_within", holds_within_json(verdict)},
          {"complete", verdict.complete},
          {"exhausted", verdict.exhausted},
          {"fair_only", verdict.fair_only},
          {"budget", name_of(verdict.budget)},
          {"cut", verdict.cut},
          {"executions", verdict.executions},
          {"abandoned", verdict.abandoned},
          {"drawn", verdict.drawn},
          {"steps", verdict.steps},
          {"max_depth", verdict.max_depth},
          {"max_threads", verdict.max_threads},
          {"seconds", std::chrono::duration<double>(verdict.elapsed).count()},
          {"rungs", rungs_json(verdict.rungs)},
          {"estimate", estimate_json(verdict.estimate)},
          {"options", options_json(verdict.options)},
          {"findings", findings_json(verdict.findings, filed)},
          {"warnings", warnings_json(verdict, filed_warnings)},
          {"nondeterminism", verdict.nondeterminism ? to_json(*verdict.nondeterminism) : Json()},
          {"unseen_sharing", unseen_sharing_json(verdict.unseen_sharing, filed)}};
}

Json to_json(const Replay& replay, const Schedule& schedule, const Filed& filed) {
  const std::vector<Filed> same(replay.findings.size(), filed);
  return {{"scenario", schedule.scenario},
          {"fits", !replay.divergence},
          {"digest", digest(replay.trace)},
          {"settings", to_json(schedule.settings)},
          {"findings", findings_json(replay.findings, same)},
          {"divergence", replay.divergence ? to_json(*replay.divergence) : Json()},
          {"trace", to_json(replay.trace)}};
}

std::string json_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heddle::report
