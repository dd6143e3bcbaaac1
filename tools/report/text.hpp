#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Small things that every report needs: widths, numbers, durations, quoting.
namespace heddle::report {

/// How many columns of a terminal the text takes: one for each code point.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// Names and messages come from scenarios and may hold anything; a report's lines may not. Control characters are
/// written as escapes.
[[nodiscard]] std::string printable(std::string_view text);

/// `text` with spaces up to `width` columns; unchanged if it is as long already.
[[nodiscard]] std::string padded_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string padded_left(std::string_view text, std::size_t width);

/// `text` cut to `width` columns, with ".." in place of what is lost.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

/// The lines of `text` wrapped at spaces. A word that is longer than `width` is broken, so that no line is longer.
/// At least one line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// "1 step", "2 steps", "1,234 steps". `plural` where adding an s does not make it.
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural = {});

/// "0.3 ms", "12 ms", "4.5 s", "2 min 5 s".
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds duration);

/// `word` as a POSIX shell reads it back: quoted only if it must be.
[[nodiscard]] std::string shell_quoted(std::string_view word);

}  // namespace heddle::report
