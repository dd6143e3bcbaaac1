#pragma once

#include <heddle/engine/operation.hpp>
#include <heddle/engine/site.hpp>
#include <heddle/engine/strategies/random.hpp>
#include <heddle/engine/strategy.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::engine {

/// An operation of a thread, as it can be found again in another execution.
struct Place {
  std::string thread;  ///< its name
  Role role = Role::plain;
  Site site;

  friend bool operator==(const Place&, const Place&) = default;
};

/// Holds threads back: one that stands at one of the places goes only when nobody else can. Otherwise draws who
/// goes, and values, at random. In its first execution it keeps to that strictly; in the others each visit to a
/// place passes freely with one chance in four, since what goes wrong may need one before it that goes well.
///
/// Ends after so many executions. Equal seeds, equal executions.
class HoldBack final : public Strategy {
 public:
  HoldBack(std::vector<Place> places, std::uint64_t executions, std::uint64_t seed = 0)
      : places_(std::move(places)), left_(executions), random_(seed) {}

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override { return random_.choose_value(count); }
  void finish(const Execution&) override {}
  [[nodiscard]] bool bounded() const noexcept override { return true; }

 private:
  enum class Visit : std::uint8_t { none, held, free };

  [[nodiscard]] bool is_held(const Execution& execution, Agent agent);
  [[nodiscard]] bool at_a_place(const Execution& execution, Agent agent) const;

  std::vector<Place> places_;
  std::uint64_t left_;
  Random random_;
  bool strict_ = true;
  bool begun_ = false;
  std::vector<Visit> visits_;          // by thread: how it stands with the operation it is at
  std::vector<std::uint32_t> others_;  // of those enabled, by index, that are not held
};

}  // namespace heddle::engine
