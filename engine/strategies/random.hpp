#pragma once

#include <heddle/engine/strategy.hpp>

#include <cstdint>

namespace heddle::engine {

/// Picks among all alternatives with equal probability. Never complete. Execution number i under a seed is the same
/// on every machine and compiler, whatever came before it.
class Random final : public Strategy {
 public:
  explicit Random(std::uint64_t seed) noexcept : seed_(seed) {}

  [[nodiscard]] bool begin() override;
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override;
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override;
  void finish(const Execution& execution) override;
  [[nodiscard]] bool bounded() const noexcept override { return true; }

 private:
  std::uint32_t below(std::uint32_t count) noexcept;

  std::uint64_t seed_;
  std::uint64_t execution_ = 0;
  std::uint64_t state_ = 0;
  std::uint64_t next_ = 0;
};

}  // namespace heddle::engine
