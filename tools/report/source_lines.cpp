#include <heddle/tools/report/source_lines.hpp>

#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace heddle::report {
namespace {

struct Place {
  std::string file;
  std::set<std::uint32_t> lines;
};

[[nodiscard]] std::vector<Place> places_of(std::span<const Site> sites) {
  std::vector<Place> places;
  for (const Site& site : sites) {
    if (!site.known()) continue;
    auto it =
        std::find_if(places.begin(), places.end(), [&](const Place& place) { return place.file == site.file; });
    if (it == places.end()) it = places.insert(places.end(), Place{site.file, {}});
    it->lines.insert(site.line);
  }
  return places;
}

/// Those of the wanted lines that the file has; nothing if it cannot be read.
[[nodiscard]] std::optional<std::map<std::uint32_t, std::string>> read_lines(const Place& place) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(place.file, error)) return std::nullopt;
  std::ifstream in(place.file);
  if (!in) return std::nullopt;
  std::map<std::uint32_t, std::string> found;
  std::string line;
  for (std::uint32_t number = 1; number <= *place.lines.rbegin() && std::getline(in, line); ++number) {
    if (!place.lines.contains(number)) continue;
    std::string spaced;
    for (const char c : line) {
      if (c == '\t') spaced += "  ";
      else if (c != '\r') spaced += c;
    }
    found[number] = printable(spaced);
  }
  return found;
}

/// Spaces that all lines begin with.
[[nodiscard]] std::size_t common_indentation(const std::map<std::uint32_t, std::string>& lines) {
  std::size_t common = std::string::npos;
  for (const auto& [number, line] : lines) common = std::min(common, line.find_first_not_of(' '));
  return common == std::string::npos ? 0 : common;
}

}  // namespace

std::string source_lines(std::span<const Site> sites, const Look& look) {
  std::string out;
  for (const Place& place : places_of(sites)) {
    const auto lines = read_lines(place);
    if (!lines) {
      for (const std::uint32_t number : place.lines) out += fmt::format("  {}:{}\n", printable(place.file), number);
      continue;
    }
    out += painted(printable(place.file), Ink::strong, look) + "\n";
    const std::size_t indentation = common_indentation(*lines);
    const std::size_t digits = std::max<std::size_t>(std::to_string(*place.lines.rbegin()).size(), 3);
    for (const std::uint32_t number : place.lines) {
      const auto found = lines->find(number);
      std::string text = "(the file has no such line: it is not the one this program was built from)";
      if (found != lines->end()) text = found->second.substr(std::min(indentation, found->second.size()));
      const std::size_t room = std::max<std::size_t>(look.width, 40) - digits - 5;
      out += painted(padded_left(std::to_string(number), digits + 2), Ink::faint, look) + " | " +
             shortened(text, room) + "\n";
    }
  }
  return out;
}

}  // namespace heddle::report
