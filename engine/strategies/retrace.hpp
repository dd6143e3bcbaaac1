#pragma once

#include <heddle/engine/canonical_names.hpp>
#include <heddle/engine/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace heddle::engine {

class HappensBefore;

/// One execution that takes steps of another, in another order or some of them only, and stops after the last.
/// Values are among those that there was a choice of. Threads go by their canonical names: their numbers in the
/// execution depend on who else has started.
class Retrace final : public Strategy {
 public:
  struct Choice {
    ProcessId process = 0;
    bool is_value = false;
    std::uint32_t value = 0;
  };

  Retrace(CanonicalNames names, std::vector<Choice> choices)
      : names_(std::move(names)), choices_(std::move(choices)) {}

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution&) override {}

 private:
  void meet_threads(const Execution& execution);

  CanonicalNames names_;
  std::vector<Choice> choices_;
  std::size_t next_ = 0;
  std::vector<ProcessId> processes_;  // by ThreadIndex
  bool begun_ = false;
};

/// The steps of an execution that go along, in their order there, then the step `last` (`HappensBefore::no_step`:
/// none). Values come with the step that they were chosen after, whoever chose them.
[[nodiscard]] std::unique_ptr<Strategy> retrace(HappensBefore& events, std::uint32_t last,
                                                const std::function<bool(std::uint32_t)>& goes_along);

}  // namespace heddle::engine
