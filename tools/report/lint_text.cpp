#include <heddle/tools/report/lint_text.hpp>

#include <heddle/tools/report/source_lines.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <vector>

namespace heddle::report {
namespace {

[[nodiscard]] Ink ink_of(Standing standing) {
  switch (standing) {
    case Standing::confirmed: return Ink::bad;
    case Standing::unconfirmed: return Ink::open;
    case Standing::harmless_here: return Ink::plain;
  }
  return Ink::plain;
}

[[nodiscard]] std::vector<Site> sites_of(const Warning& warning) {
  std::vector<Site> sites;
  for (const Mark& mark : warning.marks) {
    if (mark.step) sites.push_back(warning.trace.steps[*mark.step].site);
    else if (const auto& pending = warning.trace.threads[mark.thread].pending) sites.push_back(pending->site);
  }
  return sites;
}

[[nodiscard]] std::string headline(const Warning& warning, const Look& look) {
  const std::string name(heddle::name_of(warning.lint));
  std::string out = paragraph(fmt::format("{}: {}", name, warning.message), look);
  // Coloured after wrapping: escape sequences have no width.
  return out.replace(0, name.size(), painted(name, ink_of(warning.standing), look));
}

[[nodiscard]] std::string warning_text(const Warning& warning, const Verdict& verdict, const Filed& filed,
                                       const Look& look) {
  std::string out = headline(warning, look);
  if (const std::string lines = source_lines(sites_of(warning), look); !lines.empty()) out += "\n" + lines;
  out += "\n" + paragraph(standing_words(warning, verdict), look);
  return out + filed_text(filed, look);
}

}  // namespace

std::string standing_words(const Warning& warning, const Verdict& verdict) {
  const std::string seen =
      fmt::format("seen in {} of {}", grouped(warning.executions), counted(verdict.executions, "execution"));
  switch (warning.standing) {
    case Standing::confirmed: break;
    case Standing::unconfirmed:
      return fmt::format("Unconfirmed ({}): nothing was found to go wrong by it, {}.", seen,
                         verdict.complete ? "but something else goes wrong" : "and not every schedule was seen");
    case Standing::harmless_here:
      return fmt::format(
          "Harmless here ({}): every schedule of this scenario was seen, and nothing goes wrong by it. The program "
          "may do more than the scenario.",
          seen);
  }
  if (warning.found_by_search) {
    const Finding& finding = verdict.findings[*warning.found_by_search];
    return fmt::format("Confirmed ({}): it is what goes wrong in finding {} of the search, {}.", seen,
                       *warning.found_by_search + 1, heddle::name_of(finding.hazard));
  }
  return fmt::format("Confirmed ({}) by a search directed at it: {}: {}", seen,
                     heddle::name_of(warning.found_by_direction->hazard), warning.found_by_direction->message);
}

const Schedule* schedule_worth_filing(const Warning& warning) noexcept {
  if (warning.found_by_search) return nullptr;
  return warning.found_by_direction ? &warning.found_by_direction->schedule : &warning.schedule;
}

std::string lint_text(const Verdict& verdict, std::span<const Filed> filed, const Look& look) {
  if (verdict.warnings.empty()) return {};
  std::string out = fmt::format("{}: lint: {}\n", painted(printable(verdict.scenario), Ink::strong, look),
                                counted(verdict.warnings.size(), "warning"));
  for (std::size_t i = 0; i < verdict.warnings.size(); ++i)
    out += "\n" + warning_text(verdict.warnings[i], verdict, i < filed.size() ? filed[i] : Filed{}, look);
  return out;
}

}  // namespace heddle::report
