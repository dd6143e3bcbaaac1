#pragma once

#include <heddle/engine/execution.hpp>
#include <heddle/tools/fuzz/fingerprint.hpp>

#include <cstdint>
#include <vector>

namespace heddle::fuzz {

/// Which Mazurkiewicz class an execution belongs to: those that differ in the order of independent steps only.
struct Classes {
  Fingerprint coarse;  ///< two steps on one object depend on each other unless both only read
  Fingerprint fine;    ///< only if they do so on the same part of it
};

/// Finds the class of executions by the definition: each step, under names that do not depend on the order of
/// things, with all that happened before it. What that is follows from what the steps say they touched, from who
/// started whom, and from time going on when nobody could run. Keeps its memory from execution to execution.
class Canonical {
 public:
  /// Between an execution's end and its unwinding.
  Classes classes_of(const engine::Execution& execution);

  /// For each step of the execution looked at last, how many steps of each thread happened before it or are it:
  /// `thread_count` numbers for each step. By the fine relation.
  [[nodiscard]] const std::vector<std::uint32_t>& clocks() const noexcept { return clocks_; }

 private:
  /// What has been done so far to a part of an object.
  struct Place {
    engine::ObjectIndex object;
    std::uint32_t part;
    std::size_t writes;  ///< index into `marks_` of what happened before its last write, and that write
    std::size_t reads;   ///< likewise for the reads since
  };

  void name_threads(const engine::Execution& execution);
  void collect_touches(const engine::Execution& execution);
  Fingerprint fingerprint(const engine::Execution& execution, bool parts);
  void order_after_touched(std::size_t step, bool parts);
  void note_touched(std::size_t step, bool parts);
  Place& place_of(const engine::Touch& touch, bool parts);
  [[nodiscard]] Fingerprint object_name(const engine::Execution& execution, engine::ObjectIndex object) const;
  [[nodiscard]] Fingerprint step_name(const engine::Execution& execution, std::size_t number) const;

  std::uint32_t* clock_of(std::size_t step) noexcept { return clocks_.data() + step * threads_; }
  std::uint32_t* mark(std::size_t index) noexcept { return marks_.data() + index; }
  void join(std::uint32_t* into, const std::uint32_t* from) const noexcept;

  std::size_t threads_ = 0;
  std::vector<Fingerprint> thread_names_;
  std::vector<engine::Touch> touches_;    // of all steps
  std::vector<std::size_t> first_touch_;  // by step, and one more
  std::vector<engine::Touch> some_;
  std::vector<std::uint32_t> clocks_;
  std::vector<std::uint32_t> marks_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> born_;     // by thread: what happened before its start, and that
  std::vector<std::uint32_t> present_;  // by thread: the clock of its last step
  std::vector<std::uint32_t> all_;      // everything so far
  std::vector<std::uint32_t> quiet_;    // everything before the last quiet moment
};

}  // namespace heddle::fuzz
