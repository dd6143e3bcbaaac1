#pragma once

#include <heddle/engine/strategy.hpp>

#include <cstdint>
#include <memory>
#include <unordered_set>
#include <vector>

namespace heddle::engine {

/// Looks for schedules in which an object is destroyed before a use of it. Destroying is no operation and orders
/// nothing: that would cost every search executions in which nothing happens. But where an execution shows it in no
/// order with a use that came before, there is a schedule up to these two in which it comes first, unless who
/// destroys hangs on something that Heddle does not see, like the count of a shared_ptr. That schedule is to be
/// run: the engine refuses an operation on what is no more.
class Lifetimes {
 public:
  /// Looks at an execution that has ended and has not been unwound. `events`: what the search knows of it, to its
  /// end; it tells classes apart.
  void look_at(const Execution& execution, const HappensBefore& events);

  /// For what the last execution looked at has shown: a strategy for each schedule to be run, once. It takes only
  /// the steps that lead to the two, so that the thread that uses the object stands at its operation when that is
  /// destroyed. Before the search goes on.
  [[nodiscard]] std::vector<std::unique_ptr<Strategy>> ways(HappensBefore& events);

 private:
  struct Risk {
    std::uint32_t use;       // the event that used an object, or after which a thread announced that it will
    std::uint32_t destroys;  // that of another thread after which it was destroyed
  };

  void note(const Execution& execution, const HappensBefore& events, std::uint32_t use, ObjectIndex object);

  [[nodiscard]] static bool fails_before(const Execution& execution, const HappensBefore& events, const Risk& risk);
  [[nodiscard]] static bool leads_to(const HappensBefore& events, std::uint32_t step, const Risk& risk) noexcept;

  std::vector<Risk> risks_;                // of the last execution
  std::unordered_set<std::uint64_t> met_;  // those that have been met, by all that leads to them
};

}  // namespace heddle::engine
