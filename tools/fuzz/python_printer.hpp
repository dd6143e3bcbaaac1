#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <string>

namespace heddle::fuzz {

/// True if Python has all that the program uses, and nothing in it goes by an exact clock, or ends it early.
/// Programs with loops are not printed.
[[nodiscard]] bool has_python(const Program& program);

/// The program in Python: a function `program(t)`, the main thread's body. `t` notes what a thread does; what else
/// it calls that is not Python's own is in tools/cpython, of which tools/compare_with_cpython is made. Of a program
/// that `has_python`, numbered.
[[nodiscard]] std::string python_of(const Program& program);

}  // namespace heddle::fuzz
