#pragma once

#include <heddle/engine/schedule.hpp>
#include <heddle/engine/strategy.hpp>
#include <heddle/engine/verdict.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace heddle::engine {

/// Makes the choices of a schedule, once, and stops where the program does not fit them.
class ReplaySchedule final : public Strategy {
 public:
  /// `schedule` must outlive this.
  explicit ReplaySchedule(const Schedule& schedule) noexcept : schedule_(&schedule) {}

  /// After its last choice, this thread goes on, as long as it can: to where its stack overflows. Before the
  /// execution.
  void go_on_with(ThreadIndex thread) noexcept { goes_on_with_ = thread; }

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  [[nodiscard]] KnownIdle known_idle() const noexcept override {
    return {schedule_->idle_before, schedule_->choices.size() + 1, schedule_->circle_since};
  }

  /// Where the program left the schedule, after `finish`.
  [[nodiscard]] const std::optional<Divergence>& divergence() const noexcept { return divergence_; }

 private:
  std::uint32_t diverge(const ChoicePoint& point, std::string got);
  [[nodiscard]] std::string expected() const;

  const Schedule* schedule_;
  std::size_t next_ = 0;
  bool begun_ = false;
  std::optional<ThreadIndex> goes_on_with_;
  std::optional<Divergence> divergence_;
};

}  // namespace heddle::engine
