#pragma once

#include <heddle/engine/check.hpp>
#include <heddle/engine/scenario.hpp>
#include <heddle/engine/verdict.hpp>
#include <heddle/tools/report/look.hpp>
#include <heddle/tools/report/verdict_words.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Reports for a person at two in the morning: what happened, the steps that matter, the source, what to type next.
namespace heddle::report {

/// Where a finding's schedule went.
struct Filed {
  std::string file;     ///< empty: it was not written
  std::string replay;   ///< what to type to replay it, or to put into a test
  std::string explain;  ///< what to type to see every step; may be empty
};

/// The text, wrapped to the terminal's columns.
[[nodiscard]] std::string paragraph(std::string_view text, const Look& look);

/// Lines that say where a schedule is and what to type to use it.
[[nodiscard]] std::string filed_text(const Filed& filed, const Look& look);

/// One finding: its sentence, the columns, the source lines of its marks, where its schedule is and how to replay
/// it.
[[nodiscard]] std::string finding_text(const Finding& finding, const Filed& filed, const Look& look);

/// What was found out about one scenario: the verdict beside what was expected (if anything was), every finding in
/// full, what the search saw. `filed[i]` belongs to `verdict.findings[i]`; it may be shorter.
[[nodiscard]] std::string verdict_text(const Verdict& verdict, const Expectation* expectation,
                                       std::span<const Filed> filed, const Look& look, Voice voice = Voice::flags);

/// A replay that fitted: what went wrong in it, once more, and the digest of its trace. With `every_step` the whole
/// trace is shown, also if nothing went wrong.
[[nodiscard]] std::string replay_text(const Replay& replay, const Schedule& schedule,
                                      const Expectation* expectation, bool every_step, const Look& look);

/// Where an execution no longer fits, in one line: at step 7: expected: …; got: …; enabled there: …, ….
[[nodiscard]] std::string divergence_words(const Divergence& divergence);

}  // namespace heddle::report
