#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <string>
#include <vector>

namespace heddle::fuzz {

/// A program to print, and what the scenario is to be called.
struct Titled {
  const Program* program = nullptr;
  std::string name;
  std::string remark{};  ///< goes before it as comment, line by line
};

/// The programs as a C++ source file of scenarios, to be compiled against <heddle/heddle.hpp>.
[[nodiscard]] std::string cpp_of(const std::vector<Titled>& programs);

/// One statement, without what is inside it: "queue0.put(1)", "if (last)".
[[nodiscard]] std::string text_of(const Program& program, const Statement& statement);

/// The statement with that id, or null.
[[nodiscard]] const Statement* statement_of(const Program& program, std::uint32_t id);

}  // namespace heddle::fuzz
