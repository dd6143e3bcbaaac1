#pragma once

#include <heddle/tools/fuzz/generator.hpp>
#include <heddle/tools/fuzz/program.hpp>

#include <cstdint>

namespace heddle::fuzz {

/// Changes a generated program as `destroyed` and `lookalikes` of the options say, and numbers it again: an object
/// may be destroyed before its scope ends, by anybody, at any place; an atomic may have values that are equal to
/// their own
/// == and not the same. The same seed, program and options give the same program; with neither option, the one
/// given.
void vary(Program& program, std::uint64_t seed, const GeneratorOptions& options);

}  // namespace heddle::fuzz
