#pragma once

#include <heddle/engine/scheduling_point.hpp>

#include <cstdint>
#include <vector>

namespace heddle::engine {

/// A thread, under a number that is its own in all executions of a search. 0 is main.
using ProcessId = std::uint32_t;

/// A part of an object, likewise.
using VariableId = std::uint32_t;

/// Numbers for threads and objects that do not depend on the order in which threads run: in an execution they are
/// counted as they come, but whose how manieth they are stays the same. Grows with the names that a search meets.
class CanonicalNames {
 public:
  CanonicalNames();

  [[nodiscard]] ProcessId process(ProcessId creator, std::uint32_t number);
  [[nodiscard]] std::uint32_t object(ProcessId creator, std::uint32_t number);
  [[nodiscard]] VariableId variable(std::uint32_t object, std::uint32_t part);

  [[nodiscard]] std::uint32_t processes() const noexcept { return static_cast<std::uint32_t>(made_by_.size()); }
  [[nodiscard]] std::uint32_t objects() const noexcept { return static_cast<std::uint32_t>(parts_of_.size()); }
  [[nodiscard]] std::uint32_t variables() const noexcept { return variables_; }

 private:
  struct MadeBy {
    std::vector<ProcessId> processes;
    std::vector<std::uint32_t> objects;
  };
  std::vector<MadeBy> made_by_;                    // by process
  std::vector<std::vector<VariableId>> parts_of_;  // by object
  std::uint32_t variables_ = 0;
};

}  // namespace heddle::engine
