#pragma once

#include <heddle/engine/check.hpp>
#include <heddle/engine/scenario.hpp>
#include <heddle/engine/verdict.hpp>
#include <heddle/tools/report/text_report.hpp>

#include <nlohmann/json.hpp>

#include <span>
#include <string>

/// Reports for machines. Keys are stable: new ones may be added, none is renamed or changes its meaning without
/// `json_format` going up. Whatever is not known is null, never left out.
///
/// A site is {"file", "line"} or null. Steps are given by number, from 1, as in the text report; threads by number
/// from 0, which is "main".
namespace heddle::report {

inline constexpr int json_format = 1;

using Json = nlohmann::ordered_json;

/// {"outcome", "digest",
///  "threads": [{"thread", "name", "daemon", "ended", "pending": {"operation", "object", "second", "words",
///  "since",
///               "enabled", "site"}, "uncaught": {"type", "what", "after"}}],
///  "steps": [{"step", "thread", "timer", "operation", "object", "second", "value", "ending", "words", "site"}]}
/// "since" and "after" are the number of the last step before, 0 if there was none. "ending" is "done", "timed_out"
/// or "spurious".
[[nodiscard]] Json to_json(const Trace& trace);

/// {"hazard", "message", "marks": [{"thread", "step", "text", "site"}], "schedule_file", "replay_command",
/// "trace"}. A mark's "step" is null for a thread's pending operation; "schedule_file" is null if none was written.
[[nodiscard]] Json to_json(const Finding& finding, const Filed& filed);

/// {"lint", "message", "marks", "standing", "executions", "found_by_search", "finding", "schedule_file",
/// "replay_command", "trace"}. "standing" is "confirmed", "unconfirmed" or "harmless_here"; "found_by_search" the
/// number, from 1, of the finding that confirms it, "finding" what a search directed at it found, both null
/// otherwise. The trace is of an execution in which nothing went wrong.
[[nodiscard]] Json to_json(const Warning& warning, const Filed& filed);

/// {"step", "expected", "got", "enabled": […]}
[[nodiscard]] Json to_json(const Divergence& divergence);

/// {"clock", "spurious_wakeups", "poll_repetitions", "livelock_after", "max_rounds", "max_steps"}
[[nodiscard]] Json to_json(const Settings& settings);

/// {"words", "hazards": […], "clock", "within": {"preemptions", "steps"}}. "within" is null for a plain claim.
[[nodiscard]] Json to_json(const Expectation& expectation);

/// {"scenario", "verdict", "words", "assessment", "expectation", "holds_within": {"preemptions", "steps"},
///  "complete", "exhausted", "fair_only", "budget", "cut", "executions", "abandoned", "drawn", "steps",
///  "max_depth", "max_threads", "seconds", "estimate": {"unit", "count", "at_least", "relative_error", "drawn",
///  "executions_per_second", "expected_seconds", "sources": [{"object", "site", "share"}]}, "options", "findings":
///  […], "warnings": […], "nondeterminism", "unseen_sharing": {"parting", "found": [{"hazard", "message"}],
///  "schedule_file", "replay_command", "drawn", "seen"}}
/// "unseen_sharing" is null unless the scenario was refused for it: then "drawn" is the trace of the execution that
/// was drawn at random, and "seen" that of the search which comes nearest to it. "verdict" is "holds", "violated",
/// "inconclusive", "nondeterministic" or "unseen_sharing"; "holds" only if it holds for all schedules. A search
/// that was complete within bounds and found nothing is "inconclusive", and "holds_within" says which bounds (else
/// null). "assessment" is "as_expected", "unexpected", "inconclusive", "nondeterministic" or "unseen_sharing".
/// "estimate" is null if the search was over before there was one; its "unit" is "classes" or "schedules".
/// "warnings" is null if nobody asked for them.
/// "budget" is "none", "executions" or "time". Without an expectation, "holds" is what is expected.
[[nodiscard]] Json to_json(const Verdict& verdict, const Expectation& expectation, std::span<const Filed> filed,
                           std::span<const Filed> filed_warnings = {});

/// {"scenario", "fits", "digest", "settings", "findings": […], "divergence", "trace"}
[[nodiscard]] Json to_json(const Replay& replay, const Schedule& schedule, const Filed& filed);

/// The document as text, indented, with a newline at the end. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string json_text(const Json& document);

}  // namespace heddle::report
