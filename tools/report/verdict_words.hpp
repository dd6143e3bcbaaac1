#pragma once

#include <heddle/engine/scenario.hpp>
#include <heddle/engine/verdict.hpp>

#include <string>
#include <string_view>

/// What a verdict is called. One place, so that no report can call an inconclusive one a success.
namespace heddle::report {

/// Whom a remedy is for: one who types flags ("--max-executions") or one who writes C++ ("options.max_executions").
enum class Voice { flags, fields };

/// An option as that reader writes it.
[[nodiscard]] std::string option_words(std::string_view field, Voice voice);

/// "holds"; "violated: lost_wakeup, livelock"; "holds within 2 preemptions" for a search complete within its
/// bounds; "inconclusive: 1,000,000 executions used up; raise --max-executions"; "refused: not deterministic".
[[nodiscard]] std::string verdict_words(const Verdict& verdict, Voice voice = Voice::flags);

/// The same beside what was expected: "violated: lost_wakeup (as expected)", "holds (expected: lost_wakeup)",
/// "inconclusive: holds within 2 preemptions, which says nothing of more (expected: holds)".
[[nodiscard]] std::string verdict_words(const Verdict& verdict, const Expectation& expectation,
                                        Voice voice = Voice::flags);

/// "34 executions", "600,000 executions and 400,000 in vain": how many there were, and how many were given up.
[[nodiscard]] std::string executions_words(const Verdict& verdict);

/// "2 preemptions", "10,000 steps", "2 preemptions and 10,000 steps": the bounds that left something out of the
/// search. Empty if none did.
[[nodiscard]] std::string bounds_words(const Verdict& verdict);

/// "as_expected", "unexpected", "inconclusive", "nondeterministic", "unseen_sharing", as in JSON.
[[nodiscard]] std::string_view name_of(Assessment assessment) noexcept;

}  // namespace heddle::report
