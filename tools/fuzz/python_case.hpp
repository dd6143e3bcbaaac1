#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace heddle::fuzz {

/// What CPython is to be compared with on that program, as one line of JSON: "seed", "python" (its text), and
/// "outcomes": all that it can do, each told as tools/compare_with_cpython tells it, with the steps of an execution
/// that comes to it, [thread, statement, what it does, its value, whether its time was over]. A step has the
/// statement 0 after the last of its thread, and one of a timer's own that of its making. Nothing if Python has no
/// such program, or if a search by dpor needs more executions than `max_executions`.
[[nodiscard]] std::optional<std::string> python_case(const Program& program, std::uint64_t seed,
                                                     std::uint64_t max_executions);

}  // namespace heddle::fuzz
