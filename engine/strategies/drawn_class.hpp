#pragma once

#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/strategies/random.hpp>
#include <heddle/engine/strategy.hpp>

#include <cstdint>

namespace heddle::engine {

/// Draws executions as Random does, or with long turns, and finds out the class of each. Never complete.
class DrawnClass final : public Strategy {
 public:
  DrawnClass(std::uint64_t seed, Dependence dependence) : random_(seed), steps_(dependence) {
    steps_.tell_classes_apart();
  }

  /// From the next execution on: the thread that took the last step mostly takes the next one too, so that loops go
  /// round while others stand still.
  void take_long_turns(bool wanted) noexcept { long_turns_ = wanted; }

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  [[nodiscard]] HappensBefore* events() noexcept override { return &steps_; }
  [[nodiscard]] bool bounded() const noexcept override { return true; }

 private:
  // One turn in so many ends with each step.
  static constexpr std::uint32_t length_of_turns = 24;

  bool long_turns_ = false;
  Random random_;
  HappensBefore steps_;
};

}  // namespace heddle::engine
