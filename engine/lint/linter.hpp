#pragma once

#include <heddle/engine/execution.hpp>
#include <heddle/engine/lint/suspicion.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace heddle::engine {

/// All that the lints notice in one execution. Nothing, if something went wrong in it.
[[nodiscard]] std::vector<Suspicion> lint(const Trace& trace);

/// Reads the executions of a search, and keeps each thing that was noticed once, as it was noticed first.
class Linter {
 public:
  struct Noticed {
    Suspicion suspicion;
    Trace trace;                   ///< of the first execution that showed it
    std::uint64_t executions = 0;  ///< how many did
  };

  /// Reads an execution that has ended and has not been unwound.
  void read(const Execution& execution);

  [[nodiscard]] const std::vector<Noticed>& noticed() const noexcept { return noticed_; }

 private:
  std::vector<Noticed> noticed_;
  std::unordered_map<std::string, std::size_t> known_;  // by lint and key
};

}  // namespace heddle::engine
