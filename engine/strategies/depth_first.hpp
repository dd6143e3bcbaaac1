#pragma once

#include <heddle/engine/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace heddle::engine {

/// Every interleaving, one after the other; with a bound, every one with at most so many preemptions: places where
/// control is taken from a thread that could have gone on (see `preempts`).
///
/// The yardstick for every other search, and simple on purpose.
class DepthFirst final : public Strategy {
 public:
  explicit DepthFirst(std::optional<std::uint32_t> preemption_bound = std::nullopt);

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  [[nodiscard]] KnownIdle known_idle() const noexcept override { return {idle_before_, known_until_}; }
  [[nodiscard]] bool bounded() const noexcept override { return bounded_; }
  [[nodiscard]] std::unique_ptr<Probe> probe() const override;

 private:
  /// A place where there was more than one way to go on.
  struct Node {
    std::uint32_t count;   ///< of alternatives there, bound or not
    std::size_t first;     ///< its candidates are those from here …
    std::size_t last;      ///< … up to and without this one
    std::size_t now;       ///< and this is the one taken
    std::uint64_t choice;  ///< its number in the execution
  };

  std::uint32_t choose(std::uint32_t count);

  std::optional<std::uint32_t> bound_;
  bool started_ = false;
  bool bounded_ = false;
  std::vector<Node> path_;
  std::vector<std::uint32_t> candidates_;   // of all nodes of the path, in its order
  std::vector<std::uint32_t> fresh_;        // of the choice being made
  std::size_t depth_ = 0;                   // nodes passed in this execution
  std::uint32_t preemptions_ = 0;           // made in this execution
  std::uint64_t choices_ = 0;               // likewise
  std::vector<std::uint64_t> idle_before_;  // of the last execution (see KnownIdle) …
  std::uint64_t known_until_ = 0;           // … and how far the one at hand goes the same way
};

}  // namespace heddle::engine
