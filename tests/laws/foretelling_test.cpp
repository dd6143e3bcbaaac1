// Law: an operation changes something where its announcement says that it would, and nowhere else. A search asks
// the announcement what a step would do in another place; where the answer is wrong, it loses classes.

#include "tests/laws/law_scenarios.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/strategies/depth_first.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>

using namespace heddle;
using namespace heddle::testing;
using engine::Access;
using engine::Execution;
using engine::Step;

namespace {

/// Every interleaving, in each of which every step is compared with what was announced before it.
class Compared final : public engine::Strategy {
 public:
  [[nodiscard]] bool begin() override {
    foretold_.reset();
    return all_.begin();
  }
  [[nodiscard]] std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    compare(point.execution);
    const std::uint32_t picked = all_.choose_agent(point);
    if (picked < point.enabled.size() && !point.enabled[picked].timer)
      foretell(point.execution, point.enabled[picked].thread);
    return picked;
  }
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override { return all_.choose_value(count); }
  void finish(const Execution& execution) override {
    compare(execution);
    all_.finish(execution);
  }

  [[nodiscard]] const std::set<std::string>& otherwise() const noexcept { return otherwise_; }

 private:
  struct Foretold {
    std::size_t step;
    Access access;
    Access second_access;
    std::uint8_t parts;
  };

  void foretell(const Execution& execution, engine::ThreadIndex thread) {
    const engine::Announcement here = execution.announcement(thread);
    const bool acts = std::ranges::all_of(here.acts, [&](const engine::Announcement::Condition& condition) {
      return condition.levels.contain(condition.object == engine::no_object ? 0
                                                                            : execution.level(condition.object));
    });
    const auto done = [&](Access access) { return acts || access != Access::write ? access : Access::read; };
    foretold_ = {execution.steps().size(), done(here.access), done(here.second_access),
                 acts ? here.parts : here.looks_at};
  }

  void compare(const Execution& execution) {
    if (!foretold_ || foretold_->step >= execution.steps().size()) return;
    const Step& step = execution.steps()[foretold_->step];
    const bool same = step.access == foretold_->access && step.second_access == foretold_->second_access &&
                      (step.access == Access::none || step.parts == foretold_->parts);
    if (!same) otherwise_.insert(step.kind->name);
    foretold_.reset();
  }

  engine::DepthFirst all_;
  std::optional<Foretold> foretold_;
  std::set<std::string> otherwise_;
};

}  // namespace

TEST_CASE("an operation changes something just where its announcement says so", "[laws]") {
  for (const LawScenario& scenario : law_scenarios()) {
    INFO(scenario.name);
    Options options = scenario.options;
    options.keep_going = true;
    Recorder recorder;
    engine::Explorer explorer(
        "foretelling",
        [&] {
          recorder.clear();
          scenario.body(recorder);
        },
        options);
    Compared compared;
    (void)explorer.explore(compared);
    CHECK(compared.otherwise() == std::set<std::string>{});
  }
}
