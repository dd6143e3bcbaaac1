#include "rerun.hpp"

#include "raw_switch.hpp"

#include <heddle/engine/explorer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace heddle::bench {
namespace {

using engine::Execution;
using engine::Step;
using engine::Strategy;

using Choices = std::vector<std::uint32_t>;

/// Lets another strategy choose, and writes down what it does.
class WritingDown final : public Strategy {
 public:
  explicit WritingDown(std::unique_ptr<Strategy> search) : search_(std::move(search)) {}

  [[nodiscard]] const Choices& choices() const noexcept { return choices_; }

  bool begin() override { return search_->begin(); }
  std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    return written(search_->choose_agent(point));
  }
  std::uint32_t choose_value(std::uint32_t count) override { return written(search_->choose_value(count)); }
  void finish(const Execution& execution) override { search_->finish(execution); }
  [[nodiscard]] bool abandoned() const noexcept override { return search_->abandoned(); }
  [[nodiscard]] bool bounded() const noexcept override { return search_->bounded(); }

 private:
  std::uint32_t written(std::uint32_t choice) {
    choices_.push_back(choice);
    return choice;
  }

  std::unique_ptr<Strategy> search_;
  Choices choices_;
};

/// Makes the choices that were written down, one execution after another.
class ReadingOff final : public Strategy {
 public:
  explicit ReadingOff(const Choices& choices) : choices_(choices) {}

  bool begin() override { return next_ < choices_.size(); }
  std::uint32_t choose_agent(const engine::ChoicePoint& /*point*/) override { return choices_[next_++]; }
  std::uint32_t choose_value(std::uint32_t /*count*/) override { return choices_[next_++]; }
  void finish(const Execution& /*execution*/) override {}

 private:
  const Choices& choices_;
  std::size_t next_ = 0;
};

bool same_choice(const Step& a, const Step& b) { return a.agent == b.agent && a.value == b.value; }

/// How many first steps of an execution are those of the one before.
std::size_t repeated_steps(const Execution& execution) {
  const auto now = execution.steps();
  const auto before = execution.previous_steps();
  const auto [fork, other] = std::mismatch(now.begin(), now.end(), before.begin(), before.end(), same_choice);
  return static_cast<std::size_t>(fork - now.begin());
}

double time_to_run(const std::function<void()>& body, const Options& options, const Choices& choices) {
  Execution execution(options.settings(), options.stack_size, options.max_threads);
  ReadingOff strategy(choices);
  const double start = processor_ns();
  while (strategy.begin()) {
    execution.run(body, strategy);
    execution.unwind();
  }
  return processor_ns() - start;
}

}  // namespace

Rerun measure_rerun(const std::function<void()>& body, const Options& options) {
  WritingDown strategy(engine::make_strategy(options));
  std::size_t repeated = 0;
  std::size_t executions = 0;
  std::size_t steps = 0;
  {
    engine::Explorer explorer("bench", body, options);
    explorer.observe([&](const Execution& execution) {
      if (executions++ != 0) repeated += repeated_steps(execution);
      steps += execution.steps().size();
    });
    (void)explorer.explore(strategy);
  }
  return {static_cast<double>(repeated) / static_cast<double>(steps),
          time_to_run(body, options, strategy.choices())};
}

}  // namespace heddle::bench
