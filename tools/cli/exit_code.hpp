#pragma once

#include <heddle/engine/scenario.hpp>
#include <heddle/engine/warning.hpp>

#include <span>

namespace heddle::cli {

/// What the program says to scripts. The numbers are part of the public face.
enum class ExitCode : int {
  as_expected = 0,       ///< every scenario met its expectation, by a search complete within what was claimed
  unexpected = 1,        ///< a hazard that was not expected was found, or an expected one was not
  bad_input = 2,         ///< bad usage or input; what was asked for was not done, or not all of it
  inconclusive = 3,      ///< a bound, a budget or an interruption ended a search
  nondeterministic = 4,  ///< a scenario was refused
  diverged = 5,          ///< a schedule no longer fits the program
};

[[nodiscard]] ExitCode exit_code_of(Assessment assessment) noexcept;

/// Where warnings are failures: `unexpected` if there is one, but for those that a finding of the search confirms.
/// Whether that was expected, the assessment says.
[[nodiscard]] ExitCode exit_code_of(std::span<const Warning> warnings) noexcept;

/// Of several scenarios the worst counts: bad input, then not deterministic, unexpected, inconclusive, as expected.
[[nodiscard]] ExitCode worse_of(ExitCode a, ExitCode b) noexcept;

}  // namespace heddle::cli
