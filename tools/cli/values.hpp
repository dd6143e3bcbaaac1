#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// The values of flags. Each throws InputError with a line that names the flag, what was given and what is wanted.
namespace heddle::cli {

/// A whole number in decimal, from `least` to `most`.
[[nodiscard]] std::uint64_t number_value(std::string_view flag, std::string_view text, std::uint64_t least,
                                         std::uint64_t most);

/// Seconds ("10", "0.5"), or with a unit: ms, s, m (or min), h.
[[nodiscard]] std::chrono::nanoseconds duration_value(std::string_view flag, std::string_view text);

/// Bytes ("65536"), or with a unit: K, M, G (powers of 1024).
[[nodiscard]] std::size_t size_value(std::string_view flag, std::string_view text, std::size_t least,
                                     std::size_t most);

}  // namespace heddle::cli
