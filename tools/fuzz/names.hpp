#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <string>

/// What things are called in a program's text and in what is said of it.
namespace heddle::fuzz {

/// "lock0", "queue2": the type, and the number among the program's objects.
[[nodiscard]] std::string object_name(const Program& program, int object);

/// "main", "t1".
[[nodiscard]] std::string thread_name(int thread);

}  // namespace heddle::fuzz
