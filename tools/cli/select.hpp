#pragma once

#include <heddle/engine/scenario.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Which scenarios the words on a command line mean.
namespace heddle::cli {

using Scenarios = std::span<const Scenario* const>;

/// True if the name is the pattern, or lies under it if it ends in "/", or fits its `*` (any characters, "/" among
/// them) and `?` (any one character).
[[nodiscard]] bool matches(std::string_view pattern, std::string_view name);

/// The scenarios that some pattern means, each once, in the order of `all`. Throws InputError if there is a pattern
/// that means none, with the names that are nearest to it.
[[nodiscard]] std::vector<const Scenario*> select(Scenarios all, std::span<const std::string> patterns);

/// The scenario of that very name, or null.
[[nodiscard]] const Scenario* find(Scenarios all, std::string_view name) noexcept;

/// Changes of one character, swaps of two neighbours included, that make one word of the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// Up to three of `names` that somebody who typed `word` may have meant, the likeliest first.
[[nodiscard]] std::vector<std::string> nearest(std::string_view word, std::span<const std::string> names);

/// The names of scenarios and of their folders ("seeds/") that `word` may have meant, as words to end a message
/// with: "did you mean a, b or c?"; without any: "list shows what there is".
[[nodiscard]] std::string suggestion(Scenarios all, std::string_view word);

}  // namespace heddle::cli
