#pragma once

#include <heddle/engine/happens_before.hpp>
#include <heddle/engine/probe.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace heddle::engine {

/// Estimates how many classes of executions there are, of those that `Dpor` runs one of each.
///
/// An execution is drawn step by step among all who can go, n of them at a place. How likely its whole class is to
/// be drawn nobody knows; but its class can be told once it is over, and with it how likely it is that somebody who
/// draws one of the orders of this class, step by step among the m whose next step waits for nothing, draws this
/// order. The execution weighs the second likelihood by the first: the product of n / m. The mean over all
/// executions is one for each class, as every class has its orders drawn with likelihood one in all.
///
/// What never raced need not be drawn: such a step is taken at once, by both. A few executions are drawn first to
/// learn which steps race, and each later one adds to it. A class that begins with a race that was never seen is
/// missed, so the estimate can be too low by it, and not too high.
class ClassProbe final : public Probe {
 public:
  explicit ClassProbe(Dependence dependence, std::uint64_t seed = 0)
      : Probe(Estimate::Unit::classes, seed), steps_(dependence) {}

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  /// As in the search.
  [[nodiscard]] bool goes_on_after_failures() const noexcept override { return true; }

 private:
  /// What a thread is about to do, under a name that holds in all executions.
  struct Contact {
    const OperationKind* kind = nullptr;
    ProcessId maker = 0;  // of the object
    std::uint32_t object = 0;

    friend bool operator<(const Contact& a, const Contact& b) noexcept {
      return std::tie(a.kind, a.maker, a.object) < std::tie(b.kind, b.maker, b.object);
    }
  };
  /// An event of the execution at hand.
  struct Place {
    Contact contact;
    std::uint32_t drawn_from = 0;  ///< 0: the step was taken at once
    bool is_value = false;
  };
  using SourceKey = std::tuple<ProcessId, std::uint32_t, std::string_view, std::uint32_t>;

  [[nodiscard]] bool learning() const noexcept;
  [[nodiscard]] Contact contact(const Execution& execution, ThreadIndex thread) const;
  [[nodiscard]] std::uint32_t pick(const ChoicePoint& point, Place& place);
  void learn(const Execution& execution);
  [[nodiscard]] Contact second_contact(const Execution& execution, const Race& race) const;
  void count_free_steps();
  [[nodiscard]] std::uint32_t free_from(std::uint32_t step) const;
  void weigh(const Execution& execution);
  void credit(const Execution& execution, std::uint32_t event, double logarithm);
  [[nodiscard]] std::vector<Estimate::Source> sources() const override;

  HappensBefore steps_;
  std::vector<Place> places_;
  std::vector<std::int32_t> free_;  // by place: how many of the steps to come wait for none of the others
  std::set<Contact> races_;         // contacts of steps that have raced
  std::map<SourceKey, Estimate::Source> sources_;
};

}  // namespace heddle::engine
