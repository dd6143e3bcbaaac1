#pragma once

#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/strategies/random.hpp>
#include <heddle/engine/strategy.hpp>

#include <cstdint>

namespace heddle::engine {

/// Draws executions as Random does, and finds out the class of each. Never complete.
class DrawnClass final : public Strategy {
 public:
  DrawnClass(std::uint64_t seed, Dependence dependence) : random_(seed), steps_(dependence) {
    steps_.tell_classes_apart();
  }

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  [[nodiscard]] HappensBefore* events() noexcept override { return &steps_; }
  [[nodiscard]] bool bounded() const noexcept override { return true; }

 private:
  Random random_;
  HappensBefore steps_;
};

}  // namespace heddle::engine
