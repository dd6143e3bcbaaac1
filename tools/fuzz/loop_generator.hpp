#pragma once

#include <heddle/tools/fuzz/dice.hpp>
#include <heddle/tools/fuzz/generator.hpp>
#include <heddle/tools/fuzz/program.hpp>

namespace heddle::fuzz {

/// A program with loops, well formed and not yet numbered. Some of its threads poll, retry, wait in slices, or try
/// to be polite; others bring about, and at times undo, what these wait for.
[[nodiscard]] Program generate_with_loops(Dice& dice, const GeneratorOptions& options);

}  // namespace heddle::fuzz
