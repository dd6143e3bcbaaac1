#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <functional>
#include <vector>

namespace heddle::fuzz {

/// Every program that is `program` with one thing left out or made simpler, the largest steps first: a thread, an
/// object, a statement with what is in it, a branch in place of the whole, a time limit, a setting. Each of them is
/// well formed and numbered.
[[nodiscard]] std::vector<Program> simpler_than(const Program& program);

/// The smallest program found by taking such steps for as long as `still_fails`. `program` is to fail.
/// Asks at most `most_questions` times.
[[nodiscard]] Program shrink(Program program, const std::function<bool(const Program&)>& still_fails,
                             std::size_t most_questions = 20'000);

}  // namespace heddle::fuzz
