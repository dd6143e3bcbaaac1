#pragma once

#include <heddle/engine/verdict.hpp>
#include <heddle/tools/report/look.hpp>
#include <heddle/tools/report/text_report.hpp>

#include <span>
#include <string>

namespace heddle::report {

/// What is known of a warning, in a sentence: "Confirmed: goes wrong as lock_cycle, the finding above.",
/// "Harmless here: every schedule was seen, and …", "Unconfirmed: …".
[[nodiscard]] std::string standing_words(const Warning& warning, const Verdict& verdict);

/// The schedule of a warning that is worth keeping: of what goes wrong by it, or else of what showed it. Null if a
/// finding of the search has it already.
[[nodiscard]] const Schedule* schedule_worth_filing(const Warning& warning) noexcept;

/// The part of a report on what executions showed in which nothing went wrong: every warning with its source lines,
/// its standing and its schedule. Nothing if there is none. `filed[i]` belongs to `verdict.warnings[i]`; it may be
/// shorter.
[[nodiscard]] std::string lint_text(const Verdict& verdict, std::span<const Filed> filed, const Look& look);

}  // namespace heddle::report
