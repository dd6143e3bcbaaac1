#pragma once

#include <heddle/engine/hazard.hpp>
#include <heddle/engine/options.hpp>
#include <heddle/engine/site.hpp>
#include <heddle/engine/verdict.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// What a scenario's author says a check will find, and under which clock and bounds.
/// Written `holds()`, `expects(Hazard::lost_wakeup)`, `holds().within_preemptions(2)`,
/// `expects(Hazard::livelock).under(Clock::virtual_time)`.
class Expectation {
 public:
  /// No hazard.
  Expectation() = default;
  /// These hazards, each of them somewhere, and no others. `deadlock` stands for its special cases too.
  explicit Expectation(std::initializer_list<Hazard> hazards) : hazards_(hazards) {}

  [[nodiscard]] Expectation under(Clock clock) const;
  /// The claim is only about schedules with at most this many preemptions.
  [[nodiscard]] Expectation within_preemptions(std::uint32_t bound) const;
  /// The claim is only about the first so many steps of each execution.
  [[nodiscard]] Expectation within_steps(std::uint64_t bound) const;

  /// The claim is only about the first so many rounds of loops that go on by themselves, like one that counts
  /// without end (see Settings::max_rounds).
  [[nodiscard]] Expectation within_rounds(std::uint32_t bound) const;

  [[nodiscard]] std::span<const Hazard> hazards() const noexcept { return hazards_; }
  [[nodiscard]] Clock clock() const noexcept { return clock_; }
  [[nodiscard]] std::optional<std::uint32_t> preemptions() const noexcept { return preemptions_; }
  [[nodiscard]] std::optional<std::uint64_t> steps() const noexcept { return steps_; }
  [[nodiscard]] std::optional<std::uint32_t> rounds() const noexcept { return rounds_; }
  [[nodiscard]] bool bounded() const noexcept { return preemptions_ || steps_ || rounds_; }
  [[nodiscard]] bool accepts(Hazard hazard) const noexcept;

  /// "holds", "lost_wakeup or livelock", "holds within 2 preemptions"; no clock.
  [[nodiscard]] std::string text() const;

  /// `options` with the clock and the bounds of this expectation.
  [[nodiscard]] Options applied_to(Options options) const;

 private:
  std::vector<Hazard> hazards_;
  Clock clock_ = Clock::explored;
  std::optional<std::uint32_t> preemptions_;
  std::optional<std::uint64_t> steps_;
  std::optional<std::uint32_t> rounds_;
};

[[nodiscard]] Expectation holds();

template <class... Hazards>
[[nodiscard]] Expectation expects(Hazards... hazards) {
  static_assert(sizeof...(hazards) > 0, "expects() names at least one hazard; a scenario without any holds()");
  return Expectation({hazards...});
}

/// How a verdict compares with an expectation.
enum class Assessment : std::uint8_t {
  as_expected,
  unexpected,        ///< a hazard that was not expected, or a search that saw everything and not the expected one
  inconclusive,      ///< the search ended too early to say
  nondeterministic,  ///< the scenario was refused: it is not deterministic
  unseen_sharing,    ///< likewise: its threads share something that Heddle does not see
};

/// A bounded expectation is met by a search that is complete within at least its bounds. A hazard that is
/// expected is met by a finding of it; with `keep_going` and a complete search, all expected ones must be found.
[[nodiscard]] Assessment assess(const Expectation& expectation, const Verdict& verdict);

/// A small concurrent program under test.
struct Scenario {
  std::string name;
  std::function<void()> body;
  Expectation expectation;
  Site site;
};

/// The scenarios that HEDDLE_SCENARIO made in this program, by name.
[[nodiscard]] std::vector<const Scenario*> scenarios();

/// The scenario of that name, or null.
[[nodiscard]] const Scenario* scenario_named(std::string_view name);

/// Adds a scenario to this program's. Two of one name: the program says so on its first use of `scenarios()`,
/// by std::logic_error.
struct ScenarioRegistration {
  ScenarioRegistration(std::string name, void (*body)(), Expectation expectation, Site site = Site::current());
};

}  // namespace heddle

#define HEDDLE_DETAIL_JOIN2(a, b) a##b
#define HEDDLE_DETAIL_JOIN(a, b) HEDDLE_DETAIL_JOIN2(a, b)
#define HEDDLE_DETAIL_SCENARIO(id, name, ...)                                                       \
  static void HEDDLE_DETAIL_JOIN(heddle_scenario_body_, id)();                                      \
  static const ::heddle::ScenarioRegistration HEDDLE_DETAIL_JOIN(heddle_scenario_, id)(             \
      name, &HEDDLE_DETAIL_JOIN(heddle_scenario_body_, id), [] {                                    \
        using namespace ::heddle; /* NOLINT: expects() and holds() are written bare in the macro */ \
        return ::heddle::Expectation(__VA_ARGS__);                                                  \
      }());                                                                                         \
  static void HEDDLE_DETAIL_JOIN(heddle_scenario_body_, id)()

/// Defines a scenario of this program: `HEDDLE_SCENARIO("mine/handover", expects(heddle::Hazard::deadlock)) { … }`.
/// Without an expectation it is expected to hold.
#define HEDDLE_SCENARIO(...) HEDDLE_DETAIL_SCENARIO(__COUNTER__, __VA_ARGS__)
