#include <heddle/tools/report/look.hpp>

namespace heddle::report {
namespace {

[[nodiscard]] std::string_view escape_of(Ink ink) noexcept {
  switch (ink) {
    case Ink::plain: return "";
    case Ink::strong: return "\x1b[1m";
    case Ink::faint: return "\x1b[2m";
    case Ink::good: return "\x1b[32m";
    case Ink::bad: return "\x1b[1;31m";
    case Ink::open: return "\x1b[35m";
    case Ink::mark: return "\x1b[33m";
  }
  return "";
}

}  // namespace

std::string painted(std::string_view text, Ink ink, const Look& look) {
  if (!look.colour || ink == Ink::plain || text.empty()) return std::string(text);
  return std::string(escape_of(ink)).append(text).append("\x1b[0m");
}

}  // namespace heddle::report
