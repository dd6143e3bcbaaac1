#pragma once

#include <heddle/engine/scenario.hpp>
#include <heddle/engine/verdict.hpp>
#include <heddle/tools/report/look.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace heddle::report {

/// How wide the column of names must be, known before the first scenario is checked, so that each row can be
/// printed as it comes.
struct SummaryShape {
  std::size_t name_width = 0;
};

[[nodiscard]] std::string summary_header(const SummaryShape& shape, const Look& look);

/// One scenario in one row: "ok    seeds/x   12    0.3 ms  violated: lost_wakeup (as expected)". The first word is
/// "ok", "FAIL" or "open", the last one for what is inconclusive.
[[nodiscard]] std::string summary_row(const Verdict& verdict, const Expectation& expectation,
                                      const SummaryShape& shape, const Look& look);

/// How many came out how.
struct SummaryCounts {
  std::size_t as_expected = 0;
  std::size_t unexpected = 0;
  std::size_t inconclusive = 0;
  std::size_t nondeterministic = 0;
  std::size_t unseen_sharing = 0;
  std::size_t unchecked = 0;  ///< for whom there was no time before an interruption

  void add(Assessment assessment) noexcept;
};

/// "14 scenarios: 12 as expected, 1 not as expected, 1 inconclusive".
[[nodiscard]] std::string summary_line(const SummaryCounts& counts, const Look& look);

}  // namespace heddle::report
