#include <heddle/tools/cli/values.hpp>

#include <heddle/tools/cli/input_error.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace heddle::cli {
namespace {

[[noreturn]] void refuse(std::string_view flag, std::string_view text, const std::string& wanted) {
  throw InputError(fmt::format("{}: \"{}\" is not {}", flag, report::printable(text), wanted));
}

/// The number, if all of the text is one.
[[nodiscard]] std::optional<std::uint64_t> whole(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Likewise for decimals without sign or exponent; from_chars for doubles is missing in some standard libraries.
[[nodiscard]] std::optional<double> decimal(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view before = text.substr(0, point);
  const std::string_view after = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (before.empty() && after.empty()) return std::nullopt;
  double number = 0;
  for (const char c : before) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  double digit = 0.1;
  for (const char c : after) {
    if (c < '0' || c > '9') return std::nullopt;
    number += (c - '0') * digit;
    digit /= 10;
  }
  return number;
}

}  // namespace

std::uint64_t number_value(std::string_view flag, std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto number = whole(text);
  if (!number || *number < least || *number > most)
    refuse(flag, text, fmt::format("a whole number from {} to {}", least, most));
  return *number;
}

std::chrono::nanoseconds duration_value(std::string_view flag, std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 6> units{
      {{"ms", 1e-3}, {"min", 60}, {"s", 1}, {"m", 60}, {"h", 3600}, {"", 1}}};
  for (const auto& [unit, seconds] : units) {
    if (!text.ends_with(unit)) continue;
    const auto number = decimal(text.substr(0, text.size() - unit.size()));
    // Longer than a century is a slip, and would not fit.
    if (!number || *number * seconds > 3.2e9) break;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(*number * seconds * 1e9));
  }
  refuse(flag, text, "a time such as 30, 1.5s, 500ms, 2m or 1h; 0 is no limit");
}

std::size_t size_value(std::string_view flag, std::string_view text, std::size_t least, std::size_t most) {
  std::string_view digits = text;
  unsigned shift = 0;
  if (!digits.empty()) {
    const std::size_t unit = std::string_view("KMG").find(digits.back());
    if (unit != std::string_view::npos) {
      shift = 10 * (static_cast<unsigned>(unit) + 1);
      digits.remove_suffix(1);
    }
  }
  const auto number = whole(digits);
  if (!number || *number > (most >> shift) || (*number << shift) < least)
    refuse(flag, text, fmt::format("a size from {}K to {}M, such as 65536, 256K or 1M", least >> 10U, most >> 20U));
  return static_cast<std::size_t>(*number) << shift;
}

}  // namespace heddle::cli
