#pragma once

#include <heddle/engine/probe.hpp>

#include <cstdint>
#include <optional>

namespace heddle::engine {

/// Estimates how many executions `DepthFirst` has to run, under the same bound. An execution weighs the product of
/// the numbers of alternatives that it had: one in as many is drawn.
class ScheduleProbe final : public Probe {
 public:
  explicit ScheduleProbe(std::optional<std::uint32_t> preemption_bound, std::uint64_t seed = 0) noexcept
      : Probe(Estimate::Unit::schedules, seed), bound_(preemption_bound) {}

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override { add_weight(weight_, execution); }

 private:
  std::optional<std::uint32_t> bound_;
  std::uint32_t preemptions_ = 0;
  double weight_ = 0;                  // its logarithm
  std::vector<std::uint32_t> within_;  // the bound
};

}  // namespace heddle::engine
