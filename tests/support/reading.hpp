#pragma once

/// Reads sentences about a trace, word by word.

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/trace.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::testing {

class Reader {
 public:
  explicit Reader(const Trace& trace) : trace_(trace) {
    for (std::size_t thread = 0; thread < trace.threads.size(); ++thread)
      threads_.emplace_back(engine::clear_name(trace, static_cast<engine::ThreadIndex>(thread)), thread);
    for (std::size_t object = 0; object < trace.objects.size(); ++object)
      objects_.emplace_back(engine::clear_name(trace, static_cast<engine::ObjectIndex>(object)), object);
    const auto longest_first = [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); };
    std::stable_sort(threads_.begin(), threads_.end(), longest_first);
    std::stable_sort(objects_.begin(), objects_.end(), longest_first);
  }

 protected:
  struct Read {
    std::vector<std::size_t> threads;
    std::vector<engine::Agent> agents;
    std::vector<std::size_t> objects;
    std::vector<std::uint64_t> steps;
    std::vector<std::int64_t> numbers;
    std::vector<std::string_view> kinds;
    std::size_t end = 0;
  };

  // ---- Reading -----------------------------------------------------------------------------------------------

  [[nodiscard]] bool starts_word() const { return at_ == 0 || text_[at_ - 1] == ' ' || text_[at_ - 1] == '('; }

  static bool eat(std::string_view text, std::size_t& at, std::string_view what) {
    if (text.substr(at).substr(0, what.size()) != what) return false;
    at += what.size();
    return true;
  }
  static std::optional<std::int64_t> number(std::string_view text, std::size_t& at) {
    const std::size_t from = at;
    if (at < text.size() && text[at] == '-') ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (from == at || text[at - 1] == '-') return std::nullopt;
    return std::stoll(std::string(text.substr(from, at - from)));
  }
  template <class Names>
  static std::optional<std::size_t> one_of(const Names& names, std::string_view text, std::size_t& at) {
    for (const auto& [name, index] : names) {
      std::size_t end = at;
      if (name.empty() || !eat(text, end, name)) continue;
      const char next = end < text.size() ? text[end] : ' ';
      if (next != ' ' && next != ',' && next != ';' && next != ':' && next != '.' && next != '\'') continue;
      at = end;
      return index;
    }
    return std::nullopt;
  }
  /// " (x.cpp:12)", if it is there.
  static std::optional<std::string> site(std::string_view text, std::size_t& at) {
    if (text.substr(at).substr(0, 2) != " (") return std::nullopt;
    const std::size_t end = text.find(')', at);
    if (end == std::string_view::npos) return std::nullopt;
    std::string site(text.substr(at + 2, end - at - 2));
    at = end + 1;
    return site;
  }
  static std::string words_of(const Site& site) {
    return site.known() ? std::string(site.file) + ":" + std::to_string(site.line) : "";
  }

  /// Reads one way to say something: {T} a thread, {A} an agent, {O} an object, {S} "step 3 (x.cpp:12)", {N} a
  /// number, {K} the name of an operation; all else is itself.
  std::optional<Read> match(std::string_view pattern, std::size_t at) {
    Read read;
    const std::string_view text = text_;
    for (std::size_t i = 0; i < pattern.size();) {
      if (pattern[i] != '{') {
        if (at >= text.size() || text[at] != pattern[i]) return std::nullopt;
        ++at;
        ++i;
        continue;
      }
      const char what = pattern[i + 1];
      i += 3;
      if (what == 'T' || what == 'A') {
        const bool timer = what == 'A' && eat(text, at, "timer of ");
        const auto thread = one_of(threads_, text, at);
        if (!thread) return std::nullopt;
        if (what == 'T') read.threads.push_back(*thread);
        else read.agents.push_back({static_cast<engine::ThreadIndex>(*thread), timer});
      } else if (what == 'O') {
        const auto object = one_of(objects_, text, at);
        if (!object) return std::nullopt;
        read.objects.push_back(*object);
      } else if (what == 'N') {
        const auto value = number(text, at);
        if (!value) return std::nullopt;
        read.numbers.push_back(*value);
      } else if (what == 'K') {
        const std::size_t end = text.find(" at step ", at);
        if (end == std::string_view::npos) return std::nullopt;
        read.kinds.push_back(text.substr(at, end - at));
        at = end;
      } else if (what == 'S') {
        if (!eat(text, at, "step ")) return std::nullopt;
        const auto value = number(text, at);
        if (!value || *value < 1 || static_cast<std::size_t>(*value) > trace_.steps.size()) return std::nullopt;
        const auto step = static_cast<std::uint64_t>(*value - 1);
        const std::string place = words_of(trace_.steps[step].site);
        if (!place.empty() && site(text, at) != place) return std::nullopt;
        read.steps.push_back(step);
      }
    }
    read.end = at;
    return read;
  }

  void refuse(const std::string& why) {
    if (wrong_.empty()) wrong_ = why + ", at \"" + text_.substr(at_, 200) + "\" in: " + text_;
  }
  void demand(bool holds, const std::string& what) {
    if (!holds) refuse("not so: " + what);
  }

  /// Words that state something of the trace, and are to be understood.
  void refuse_if_telling() {
    static const std::vector<std::string_view> telling{
        "step ",     "steps ",   "nobody ",  "the last signal", "woke ",    "reached ", "never ", "ever ",
        "whose ",    "held by ", "it began", "had looked",      "changed ", "began ",   "took ",  "put ",
        "released ", "went to",  "now ",     "joins ",          "waits ",   "came ",    "wait "};
    for (const auto word : telling)
      if (std::string_view(text_).substr(at_).starts_with(word)) refuse("not understood");
  }

  const Trace& trace_;
  std::vector<std::pair<std::string, std::size_t>> threads_;  ///< names, the longest first
  std::vector<std::pair<std::string, std::size_t>> objects_;
  std::string text_;
  std::size_t at_ = 0;  ///< in the text
  std::string wrong_;   ///< the first thing that is not so
};

}  // namespace heddle::testing
