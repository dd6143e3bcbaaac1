#pragma once

#include <heddle/engine/estimate.hpp>
#include <heddle/engine/strategies/random.hpp>
#include <heddle/engine/strategy.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace heddle::engine {

/// Draws executions at random and weighs each, so that the mean of the weights estimates how many executions a
/// search has to run (Knuth, Estimating the efficiency of backtrack programs, Mathematics of Computation 29, 1975).
/// Never complete. The same seed draws the same executions.
class Probe : public Strategy {
 public:
  Probe(Estimate::Unit unit, std::uint64_t seed) noexcept : unit_(unit), random_(seed) {}

  [[nodiscard]] bool begin() override;
  [[nodiscard]] bool bounded() const noexcept override { return true; }

  /// What the executions so far tell; nothing if they are too few to tell anything. `per_second` is left open.
  [[nodiscard]] std::optional<Estimate> estimate() const;

 protected:
  /// A number below `count`, all equally likely.
  [[nodiscard]] std::uint32_t draw(std::uint32_t count) { return random_.choose_value(count); }
  /// The execution that has ended weighs as much as this is the natural logarithm of.
  void add_weight(double logarithm, const Execution& execution);
  [[nodiscard]] std::uint64_t begun() const noexcept { return begun_; }
  [[nodiscard]] virtual std::vector<Estimate::Source> sources() const { return {}; }

 private:
  Estimate::Unit unit_;
  Random random_;
  std::uint64_t begun_ = 0;
  std::vector<double> weights_;  // their logarithms
  bool cut_ = false;
};

}  // namespace heddle::engine
