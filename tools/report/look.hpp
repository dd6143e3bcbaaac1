#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace heddle::report {

/// What a report is written for. Reports decide nothing of this themselves: who prints them knows the terminal.
struct Look {
  std::size_t width = 100;  ///< columns of the terminal; at least 40 are used
  bool colour = false;      ///< with escape sequences for colour
};

/// What a piece of text is, for those who see colours. No report says anything by colour alone.
enum class Ink { plain, strong, faint, good, bad, open, mark };

/// `text` in that ink; unchanged without colour.
[[nodiscard]] std::string painted(std::string_view text, Ink ink, const Look& look);

}  // namespace heddle::report
