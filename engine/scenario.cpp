#include <heddle/engine/scenario.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace heddle {
namespace {

/// A deque: scenarios are handed out by pointer. A function's static: registrations run before main, in any order.
std::deque<Scenario>& registry() {
  static std::deque<Scenario> all;
  return all;
}

bool found(const Verdict& verdict, Hazard expected) {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const Finding& finding) {
    return finding.hazard == expected || (expected == Hazard::deadlock && is_deadlock(finding.hazard));
  });
}

/// The search saw everything that the expectation speaks of.
bool covers(const Verdict& verdict, const Expectation& expectation) {
  if (verdict.complete) return true;
  if (!expectation.bounded() || !verdict.exhausted) return false;
  const bool deep_enough =
      verdict.cut == 0 || (expectation.steps() && verdict.options.max_steps >= *expectation.steps());
  const bool wide_enough =
      !verdict.preemptions_bounded ||
      (expectation.preemptions() && verdict.options.preemption_bound >= expectation.preemptions());
  const bool often_enough =
      !verdict.bounded_loop || (expectation.rounds() && verdict.options.max_rounds >= *expectation.rounds());
  return deep_enough && wide_enough && often_enough && verdict.options.search != Search::random;
}

}  // namespace

Expectation Expectation::under(Clock clock) const {
  Expectation copy = *this;
  copy.clock_ = clock;
  return copy;
}

Expectation Expectation::within_preemptions(std::uint32_t bound) const {
  Expectation copy = *this;
  copy.preemptions_ = bound;
  return copy;
}

Expectation Expectation::within_steps(std::uint64_t bound) const {
  Expectation copy = *this;
  copy.steps_ = bound;
  return copy;
}

Expectation Expectation::within_rounds(std::uint32_t bound) const {
  Expectation copy = *this;
  copy.rounds_ = bound;
  return copy;
}

bool Expectation::accepts(Hazard hazard) const noexcept {
  return std::any_of(hazards_.begin(), hazards_.end(), [&](Hazard expected) {
    return expected == hazard || (expected == Hazard::deadlock && is_deadlock(hazard));
  });
}

std::string Expectation::text() const {
  std::string text;
  for (const Hazard hazard : hazards_) text += fmt::format("{}{}", text.empty() ? "" : " and ", name_of(hazard));
  if (hazards_.empty()) text = "holds";
  std::vector<std::string> bounds;
  const auto add = [&](std::uint64_t bound, std::string_view what) {
    bounds.push_back(fmt::format("{} {}{}", bound, what, bound == 1 ? "" : "s"));
  };
  if (preemptions_) add(*preemptions_, "preemption");
  if (rounds_) add(*rounds_, "round");
  if (steps_) add(*steps_, "step");
  if (!bounds.empty()) text += fmt::format(" within {}", fmt::join(bounds, " and "));
  return text;
}

Options Expectation::applied_to(Options options) const {
  options.clock = clock_;
  if (preemptions_) options.preemption_bound = preemptions_;
  if (steps_) options.max_steps = *steps_;
  if (rounds_) options.max_rounds = *rounds_;
  return options;
}

Expectation holds() { return {}; }

Assessment assess(const Expectation& expectation, const Verdict& verdict) {
  if (verdict.nondeterminism) return Assessment::nondeterministic;
  if (verdict.unseen_sharing) return Assessment::unseen_sharing;
  const bool surprise = std::any_of(verdict.findings.begin(), verdict.findings.end(),
                                    [&](const Finding& finding) { return !expectation.accepts(finding.hazard); });
  if (surprise) return Assessment::unexpected;
  const auto& expected = expectation.hazards();
  const bool all_seen =
      std::all_of(expected.begin(), expected.end(), [&](Hazard hazard) { return found(verdict, hazard); });
  if (expected.empty()) return covers(verdict, expectation) ? Assessment::as_expected : Assessment::inconclusive;
  if (all_seen) return Assessment::as_expected;
  const bool stopped_at_first = !verdict.findings.empty() && !verdict.options.keep_going;
  if (stopped_at_first) return Assessment::as_expected;
  return covers(verdict, expectation) ? Assessment::unexpected : Assessment::inconclusive;
}

std::vector<const Scenario*> scenarios() {
  std::vector<const Scenario*> all;
  for (const Scenario& scenario : registry()) all.push_back(&scenario);
  std::sort(all.begin(), all.end(), [](const Scenario* a, const Scenario* b) { return a->name < b->name; });
  const auto twin = std::adjacent_find(all.begin(), all.end(),
                                       [](const Scenario* a, const Scenario* b) { return a->name == b->name; });
  if (twin != all.end()) {
    const Scenario& other = **std::next(twin);
    throw std::logic_error(fmt::format("two scenarios are named {}: at {}:{} and at {}:{}", other.name,
                                       (*twin)->site.file, (*twin)->site.line, other.site.file, other.site.line));
  }
  return all;
}

const Scenario* scenario_named(std::string_view name) {
  for (const Scenario* scenario : scenarios())
    if (scenario->name == name) return scenario;
  return nullptr;
}

ScenarioRegistration::ScenarioRegistration(std::string name, void (*body)(), Expectation expectation, Site site) {
  registry().push_back({std::move(name), body, std::move(expectation), site});
}

}  // namespace heddle
