#pragma once

#include <heddle/engine/execution.hpp>
#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/trace.hpp>
#include <heddle/engine/verdict.hpp>

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace heddle::engine {

/// Of many executions, finds the one that has most in common with a given one: the most equal events, each with
/// what happened before it.
class Nearest {
 public:
  /// `execution` has ended; `events` tells its classes apart.
  Nearest(const Execution& execution, const HappensBefore& events);

  /// Looks at one of the many, likewise.
  void look_at(const Execution& execution, const HappensBefore& events);

  [[nodiscard]] bool found() const noexcept { return found_; }
  [[nodiscard]] const Trace& given() const noexcept { return given_; }
  [[nodiscard]] const Trace& nearest() const noexcept { return nearest_; }

  /// The first step of the given execution that the nearest does not have, and what the same thread did in its
  /// stead there; where all are the same, how they ended.
  [[nodiscard]] Divergence parting() const;

 private:
  [[nodiscard]] static std::vector<std::uint64_t> hashes_of(const HappensBefore& events);

  Trace given_;
  std::vector<std::uint64_t> hashes_;  // of its events
  std::unordered_set<std::uint64_t> wanted_;
  std::size_t most_ = 0;
  bool found_ = false;
  Trace nearest_;
  std::unordered_set<std::uint64_t> nearest_hashes_;
};

}  // namespace heddle::engine
