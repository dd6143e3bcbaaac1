#include <heddle/tools/report/summary.hpp>

#include <heddle/tools/report/text.hpp>
#include <heddle/tools/report/verdict_words.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace heddle::report {
namespace {

constexpr std::size_t executions_width = 11;
constexpr std::size_t time_width = 12;

struct Word {
  std::string_view text;
  Ink ink;
};

[[nodiscard]] Word word_of(Assessment assessment) {
  switch (assessment) {
    case Assessment::as_expected: return {"ok", Ink::good};
    case Assessment::unexpected: return {"FAIL", Ink::bad};
    case Assessment::inconclusive: return {"open", Ink::open};
    case Assessment::nondeterministic:
    case Assessment::unseen_sharing: return {"FAIL", Ink::bad};
  }
  return {"", Ink::plain};
}

[[nodiscard]] std::size_t name_width(const SummaryShape& shape) {
  return std::max<std::size_t>(shape.name_width, 8);
}

}  // namespace

std::string summary_header(const SummaryShape& shape, const Look& look) {
  return painted(fmt::format("      {}  {}  {}  verdict", padded_right("scenario", name_width(shape)),
                             padded_left("executions", executions_width), padded_left("time", time_width)),
                 Ink::faint, look) +
         "\n";
}

std::string summary_row(const Verdict& verdict, const Expectation& expectation, const SummaryShape& shape,
                        const Look& look) {
  const Word word = word_of(assess(expectation, verdict));
  return fmt::format("{}  {}  {}  {}  {}\n", painted(padded_right(word.text, 4), word.ink, look),
                     padded_right(printable(verdict.scenario), name_width(shape)),
                     padded_left(grouped(verdict.executions), executions_width),
                     padded_left(duration_text(verdict.elapsed), time_width), verdict_words(verdict, expectation));
}

void SummaryCounts::add(Assessment assessment) noexcept {
  switch (assessment) {
    case Assessment::as_expected: ++as_expected; break;
    case Assessment::unexpected: ++unexpected; break;
    case Assessment::inconclusive: ++inconclusive; break;
    case Assessment::nondeterministic: ++nondeterministic; break;
    case Assessment::unseen_sharing: ++unseen_sharing; break;
  }
}

std::string summary_line(const SummaryCounts& counts, const Look& look) {
  const std::size_t all = counts.as_expected + counts.unexpected + counts.inconclusive + counts.nondeterministic +
                          counts.unseen_sharing + counts.unchecked;
  std::string line;
  const auto add = [&](std::size_t count, std::string_view what, Ink ink) {
    if (count == 0) return;
    line += fmt::format("{}{}", line.empty() ? "" : ", ",
                        painted(fmt::format("{} {}", grouped(count), what), ink, look));
  };
  add(counts.as_expected, "as expected", Ink::good);
  add(counts.unexpected, "not as expected", Ink::bad);
  add(counts.nondeterministic, "not deterministic", Ink::bad);
  add(counts.unseen_sharing, "with unseen sharing", Ink::bad);
  add(counts.inconclusive, "inconclusive", Ink::open);
  add(counts.unchecked, "not checked", Ink::open);
  return fmt::format("{}: {}\n", counted(all, "scenario"), line);
}

}  // namespace heddle::report
