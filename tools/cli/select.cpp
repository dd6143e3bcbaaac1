#include <heddle/tools/cli/select.hpp>

#include <heddle/tools/cli/input_error.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

namespace heddle::cli {
namespace {

[[nodiscard]] bool fits(std::string_view pattern, std::string_view name) noexcept {
  // On a mismatch, the last star takes one character more.
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < name.size();) {
    if (at < pattern.size() && (pattern[at] == '?' || (pattern[at] == name[i] && pattern[at] != '*'))) {
      ++at;
      ++i;
    } else if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

[[nodiscard]] std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// The folders that names lie in, each with its "/".
[[nodiscard]] std::set<std::string> folders_of(Scenarios all) {
  std::set<std::string> folders;
  for (const Scenario* scenario : all)
    for (std::size_t slash = scenario->name.find('/'); slash != std::string::npos;
         slash = scenario->name.find('/', slash + 1))
      folders.insert(scenario->name.substr(0, slash + 1));
  return folders;
}

[[nodiscard]] std::string_view last_part(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

}  // namespace

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern == name) return true;
  if (pattern.ends_with('/')) return fits(std::string(pattern) + "*", name);
  return fits(pattern, name);
}

std::vector<const Scenario*> select(Scenarios all, std::span<const std::string> patterns) {
  for (const std::string& pattern : patterns) {
    const bool any =
        std::any_of(all.begin(), all.end(), [&](const Scenario* it) { return matches(pattern, it->name); });
    if (any) continue;
    const bool one = pattern.find_first_of("*?") == std::string::npos && !pattern.ends_with('/');
    throw InputError(fmt::format("{} \"{}\"; {}", one ? "there is no scenario" : "no scenario matches",
                                 report::printable(pattern), suggestion(all, pattern)));
  }
  std::vector<const Scenario*> selected;
  for (const Scenario* scenario : all)
    if (std::any_of(patterns.begin(), patterns.end(), [&](const auto& it) { return matches(it, scenario->name); }))
      selected.push_back(scenario);
  return selected;
}

const Scenario* find(Scenarios all, std::string_view name) noexcept {
  const auto it = std::find_if(all.begin(), all.end(), [&](const Scenario* each) { return each->name == name; });
  return it == all.end() ? nullptr : *it;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::vector<std::string> nearest(std::string_view word, std::span<const std::string> names) {
  const std::string wanted = lower(word);
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& name : names) {
    const std::string candidate = lower(name);
    // Typing only a part of a name is as likely as mistyping it.
    const bool part = wanted.size() >= 3 && candidate.find(wanted) != std::string::npos;
    const std::size_t whole = edit_distance(wanted, candidate);
    const std::size_t end = edit_distance(last_part(wanted), last_part(candidate)) + 1;
    // Or to type only its beginning, and that wrong.
    const std::size_t beginning = edit_distance(wanted, candidate.substr(0, wanted.size())) + 1;
    const std::size_t distance = part ? 1 : std::min({whole, end, beginning});
    if (distance <= std::max<std::size_t>(2, last_part(wanted).size() / 3)) ranked.emplace_back(distance, name);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> best;
  for (const auto& [distance, name] : ranked)
    if (best.size() < 3) best.push_back(name);
  return best;
}

std::string suggestion(Scenarios all, std::string_view word) {
  if (all.empty()) return "this program has none; HEDDLE_SCENARIO makes one";
  std::vector<std::string> names;
  for (const std::string& folder : folders_of(all)) names.push_back(folder);
  for (const Scenario* scenario : all) names.push_back(scenario->name);
  const std::vector<std::string> best = nearest(word, names);
  if (best.empty()) return "\"list\" shows what there is";
  std::string words = "did you mean ";
  for (std::size_t i = 0; i < best.size(); ++i)
    words += (i == 0 ? "" : i + 1 == best.size() ? " or " : ", ") + report::printable(best[i]);
  return words + "?";
}

}  // namespace heddle::cli
