#pragma once

#include <heddle/tools/fuzz/interpreter.hpp>
#include <heddle/tools/fuzz/program.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::fuzz {

/// Where a thread is when the execution is over.
struct Position {
  enum class Kind : std::uint8_t { not_started, ended, at_statement, in_loop } kind = Kind::not_started;
  std::uint32_t statement = 0;
  std::string_view operation{};  ///< what it stands at: a statement may be several
};

/// What one thread had noted by then, and where it is.
struct ThreadEnd {
  std::size_t thread = 0;
  std::vector<Entry> entries;
  Position position;
};

/// An outcome in one line: how it ended, and what became of these threads.
[[nodiscard]] std::string outcome_text(const Program& program, std::string_view ending,
                                       const std::vector<ThreadEnd>& threads);

}  // namespace heddle::fuzz
