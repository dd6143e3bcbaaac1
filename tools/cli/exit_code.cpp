#include <heddle/tools/cli/exit_code.hpp>

#include <algorithm>

namespace heddle::cli {
namespace {

[[nodiscard]] int severity(ExitCode code) noexcept {
  switch (code) {
    case ExitCode::as_expected: return 0;
    case ExitCode::inconclusive: return 1;
    case ExitCode::unexpected: return 2;
    case ExitCode::diverged: return 3;
    case ExitCode::nondeterministic: return 4;
    case ExitCode::bad_input: return 5;
  }
  return 5;
}

}  // namespace

ExitCode exit_code_of(Assessment assessment) noexcept {
  switch (assessment) {
    case Assessment::as_expected: return ExitCode::as_expected;
    case Assessment::unexpected: return ExitCode::unexpected;
    case Assessment::inconclusive: return ExitCode::inconclusive;
    case Assessment::nondeterministic:
    case Assessment::unseen_sharing: return ExitCode::nondeterministic;
  }
  return ExitCode::unexpected;
}

ExitCode exit_code_of(std::span<const Warning> warnings) noexcept {
  const bool any = std::any_of(warnings.begin(), warnings.end(),
                               [](const Warning& warning) { return !warning.found_by_search; });
  return any ? ExitCode::unexpected : ExitCode::as_expected;
}

ExitCode worse_of(ExitCode a, ExitCode b) noexcept { return severity(a) < severity(b) ? b : a; }

}  // namespace heddle::cli
