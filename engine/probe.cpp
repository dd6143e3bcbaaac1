#include <heddle/engine/probe.hpp>

#include <heddle/engine/execution.hpp>

#include <algorithm>
#include <cmath>

namespace heddle::engine {
namespace {

constexpr std::size_t fewest_weights = 32;
constexpr double largest_logarithm = 690;  // of about 1e300
constexpr double small_error = 0.2;

}  // namespace

std::unique_ptr<Probe> Strategy::probe() const { return {}; }

bool Probe::begin() {
  ++begun_;
  return random_.begin();
}

void Probe::add_weight(double logarithm, const Execution& execution) {
  weights_.push_back(logarithm);
  cut_ = cut_ || execution.outcome() == Outcome::cut;
}

std::optional<Estimate> Probe::estimate() const {
  if (weights_.size() < fewest_weights) return std::nullopt;
  const auto drawn = static_cast<double>(weights_.size());
  const double largest = *std::max_element(weights_.begin(), weights_.end());
  double sum = 0;
  double squares = 0;
  for (const double weight : weights_) {
    const double scaled = std::exp(weight - largest);
    sum += scaled;
    squares += scaled * scaled;
  }
  const double logarithm = largest + std::log(sum / drawn);
  Estimate estimate;
  estimate.unit = unit_;
  estimate.count = std::exp(std::min(logarithm, largest_logarithm));
  estimate.relative_error = std::sqrt(std::max(0.0, squares / (sum * sum) - 1 / drawn));
  estimate.at_least = cut_ || logarithm > largest_logarithm || estimate.relative_error > small_error;
  estimate.drawn = weights_.size();
  estimate.sources = sources();
  return estimate;
}

}  // namespace heddle::engine
