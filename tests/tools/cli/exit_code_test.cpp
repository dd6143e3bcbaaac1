#include <heddle/tools/cli/exit_code.hpp>

#include "../../support/catch.hpp"

#include <array>

using namespace heddle::cli;

TEST_CASE("the numbers of exit codes are part of the public face") {
  CHECK(static_cast<int>(ExitCode::as_expected) == 0);
  CHECK(static_cast<int>(ExitCode::unexpected) == 1);
  CHECK(static_cast<int>(ExitCode::bad_input) == 2);
  CHECK(static_cast<int>(ExitCode::inconclusive) == 3);
  CHECK(static_cast<int>(ExitCode::nondeterministic) == 4);
  CHECK(static_cast<int>(ExitCode::diverged) == 5);
}

TEST_CASE("of two exit codes the worse counts, whichever comes first") {
  const std::array<ExitCode, 5> worst_first{ExitCode::bad_input, ExitCode::nondeterministic, ExitCode::unexpected,
                                            ExitCode::inconclusive, ExitCode::as_expected};
  for (std::size_t i = 0; i < worst_first.size(); ++i)
    for (std::size_t k = i; k < worst_first.size(); ++k) {
      CHECK(worse_of(worst_first[i], worst_first[k]) == worst_first[i]);
      CHECK(worse_of(worst_first[k], worst_first[i]) == worst_first[i]);
    }
}

TEST_CASE("each assessment has its exit code") {
  using heddle::Assessment;
  CHECK(exit_code_of(Assessment::as_expected) == ExitCode::as_expected);
  CHECK(exit_code_of(Assessment::unexpected) == ExitCode::unexpected);
  CHECK(exit_code_of(Assessment::inconclusive) == ExitCode::inconclusive);
  CHECK(exit_code_of(Assessment::nondeterministic) == ExitCode::nondeterministic);
  CHECK(exit_code_of(Assessment::unseen_sharing) == ExitCode::nondeterministic);
}

TEST_CASE("where warnings are failures, those count that no finding of the search stands for") {
  heddle::Warning by_search;
  by_search.found_by_search = 0;
  const std::array<heddle::Warning, 2> both{by_search, heddle::Warning{}};
  CHECK(exit_code_of(std::span(both).first(0)) == ExitCode::as_expected);
  CHECK(exit_code_of(std::span(both).first(1)) == ExitCode::as_expected);
  CHECK(exit_code_of(both) == ExitCode::unexpected);
}
