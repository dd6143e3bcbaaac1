#pragma once

#include <heddle/engine/lint/linter.hpp>
#include <heddle/engine/verdict.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace heddle::engine {

/// How many executions a search directed at one warning may run.
inline constexpr std::uint64_t executions_to_confirm = 64;

/// What was noticed during a search, with its standing.
///
/// A finding of the search that comes of it confirms it. Otherwise, if every schedule was seen and nothing went
/// wrong, it is harmless here; and if not, and `direct` is set, a few executions are run that hold threads back
/// where that would make it go wrong. They count for nothing else: the verdict stays what it is.
/// Outside of every execution. Throws as `check` does.
[[nodiscard]] std::vector<Warning> judge(std::span<const Linter::Noticed> noticed, const Verdict& verdict,
                                         const std::function<void()>& body, bool direct);

}  // namespace heddle::engine
