#pragma once

#include <heddle/tools/fuzz/comparison.hpp>
#include <heddle/tools/fuzz/program.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace heddle::fuzz {

/// What a run has gone through, to see that the generator reaches what is interesting.
class Statistics {
 public:
  void add(const Program& program, const Comparison& comparison);

  [[nodiscard]] std::uint64_t programs() const noexcept { return programs_; }
  [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }
  [[nodiscard]] std::uint64_t interleavings() const noexcept { return interleavings_; }

  /// The figures in one line.
  [[nodiscard]] std::string summary() const;

  /// The figures of programs with loops, in another; nothing if there were none.
  [[nodiscard]] std::string of_loops() const;

  /// A line for each operation: how often it occurs in the programs, and in how many outcomes it ended how.
  [[nodiscard]] std::string operations() const;

 private:
  struct Operation {
    std::uint64_t occurs = 0;
    std::array<std::uint64_t, way_count> ways{};
  };

  void count(const Block& block);

  std::uint64_t programs_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t interleavings_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t coarse_ = 0;
  std::uint64_t fine_ = 0;
  std::uint64_t outcomes_ = 0;
  std::uint64_t with_deadlock_ = 0;
  std::uint64_t with_failure_ = 0;
  std::uint64_t with_loops_ = 0;
  std::uint64_t with_livelock_ = 0;
  std::uint64_t endless_ = 0;
  std::uint64_t graphs_ = 0;
  std::uint64_t further_searches_ = 0;
  std::uint64_t further_too_large_ = 0;
  std::uint64_t with_exception_ = 0;
  std::uint64_t with_timeout_ = 0;
  std::uint64_t with_several_outcomes_ = 0;
  std::uint64_t with_fewer_fine_classes_ = 0;
  std::map<Hazard, std::uint64_t> hazards_;
  std::array<Operation, op_count> operations_{};
};

}  // namespace heddle::fuzz
