#include <heddle/tools/report/estimate_words.hpp>

#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace heddle::report {
namespace {

constexpr double by_far = 3;
constexpr double patience = 600;  // seconds that a search without a budget may take without a word
constexpr double large_share = 0.2;
constexpr double nearly_all = 0.9;
constexpr std::size_t most_sources = 2;

/// With two digits.
[[nodiscard]] double rounded(double number) {
  if (number < 10) return std::round(number);
  const double unit = std::pow(10, std::floor(std::log10(number)) - 1);
  return std::round(number / unit) * unit;
}

[[nodiscard]] std::string magnitude(double number) {
  number = rounded(number);
  if (number < 1e6) return grouped(static_cast<std::uint64_t>(number));
  constexpr std::array<std::pair<double, std::string_view>, 3> names{
      {{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}}};
  if (number < 1e15)
    for (const auto& [unit, name] : names)
      if (number >= unit) return fmt::format("{:.3g} {}", number / unit, name);
  const double exponent = std::floor(std::log10(number));
  return fmt::format("{:.2g}e{:.0f}", number / std::pow(10, exponent), exponent);
}

/// "Lock 2 (lab.cpp:14)"
[[nodiscard]] std::string source_words(const Estimate::Source& source) {
  std::string words = printable(source.label);
  if (source.site.known()) words += fmt::format(" ({}:{})", source.site.file, source.site.line);
  return words;
}

/// "; most of them come from …", or nothing if they come from everywhere.
[[nodiscard]] std::string sources_words(const Estimate& estimate) {
  std::string words;
  double share = 0;
  std::size_t named = 0;
  for (const Estimate::Source& source : estimate.sources) {
    if (named == most_sources || share > nearly_all || source.share < large_share) break;
    words += (named == 0 ? "" : " and ") + source_words(source);
    share += source.share;
    ++named;
  }
  if (named == 0) return {};
  return fmt::format("; {} come from {}",
                     share > nearly_all ? "they"
                     : share > 0.5      ? "most of them"
                                        : "many of them",
                     words);
}

}  // namespace

std::string_view name_of(Estimate::Unit unit) noexcept {
  return unit == Estimate::Unit::classes ? "classes" : "schedules";
}

std::string estimate_words(const Estimate& estimate) {
  if (estimate.count >= 1e299) return "more than 1e299";
  return fmt::format("{}about {}", estimate.at_least ? "at least " : "", magnitude(estimate.count));
}

std::string expected_duration(const Estimate& estimate) {
  const double seconds = estimate.seconds();
  constexpr double hour = 3600;
  constexpr double day = 24 * hour;
  constexpr double year = 365 * day;
  const auto about = [](double number, std::string_view unit) {
    return "about " + counted(static_cast<std::uint64_t>(rounded(number)), unit);
  };
  if (seconds >= 1000 * year) return "more than 1,000 years";
  if (seconds >= 2 * year)
    return fmt::format("more than {} years", grouped(static_cast<std::uint64_t>(seconds / year)));
  if (seconds >= year) return "more than a year";
  if (seconds >= 2 * day) return about(seconds / day, "day");
  if (seconds >= 2 * hour) return about(seconds / hour, "hour");
  if (seconds >= 120) return about(seconds / 60, "minute");
  return about(std::ceil(seconds), "second");
}

bool is_hopeless(const Estimate& estimate, const Options& options) noexcept {
  const double most_time = std::chrono::duration<double>(options.max_time).count();
  const auto most_executions = static_cast<double>(options.max_executions);
  if (most_executions > 0 && estimate.count > by_far * most_executions) return true;
  if (most_time > 0) return estimate.seconds() > by_far * most_time;
  return most_executions == 0 && estimate.seconds() > patience;
}

std::string remedy_words(const Options& options, Voice voice) {
  const std::optional<std::uint32_t> bound = options.preemption_bound;
  const bool by_classes = options.search == Search::dpor;
  std::string words = by_classes || bound ? "fewer threads or repetitions" : "a search by classes";
  if (!by_classes && !bound)
    words += fmt::format(" ({}=dpor), fewer threads or repetitions", option_words("search", voice));
  if (!bound) words += fmt::format(", or bounded preemptions ({}),", option_words("ladder", voice));
  else if (*bound > 0)
    words += fmt::format(", or a smaller bound ({}={}),", option_words("preemption_bound", voice),
                         std::min(*bound - 1, 2U));
  return words + " would leave less to search";
}

std::string hopeless_words(std::string_view scenario, const Estimate& estimate, const Options& options) {
  std::string remedy = remedy_words(options);
  remedy.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(remedy.front())));
  return fmt::format("{}: {} {} to go through, {} at {} a second{}. {}.", printable(scenario),
                     estimate_words(estimate), name_of(estimate.unit), expected_duration(estimate),
                     magnitude(estimate.per_second), sources_words(estimate), remedy);
}

}  // namespace heddle::report
