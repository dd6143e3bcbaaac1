#pragma once

#include <cstdint>
#include <string_view>

namespace heddle {

/// A place in the source: where an operation was written.
///
/// Used as a defaulted last parameter, `Site site = Site::current()`, it is the caller's line.
/// (`std::source_location` would do, but clang 14 has none; the builtins under it are the same.)
/// `file` has static lifetime and is spelled as the compiler was given it.
struct Site {
  const char* file = "";
  std::uint32_t line = 0;

  /// The line that calls the function whose default argument this is.
  [[nodiscard]] static constexpr Site current(const char* file = __builtin_FILE(),
                                              std::uint32_t line = __builtin_LINE()) noexcept {
    return {file, line};
  }

  /// False for a site nobody gave: operators of atomics cannot take a defaulted parameter.
  [[nodiscard]] constexpr bool known() const noexcept { return line != 0; }

  /// The same line of a file of the same name: whether two equal literals are one is the compiler's business, and
  /// those of two translation units, or of a build with sanitizers, often are not.
  friend constexpr bool operator==(const Site& a, const Site& b) noexcept {
    return a.line == b.line && (a.file == b.file || std::string_view(a.file) == b.file);
  }
};

}  // namespace heddle
