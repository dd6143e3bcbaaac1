#pragma once

#include <heddle/tools/fuzz/search.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::cli {
struct Console;
}

namespace heddle::fuzz {

/// The program heddle-fuzz: generates programs, and compares the search under test with every interleaving of each.
/// `words`: the command line, without the program's name. `factory` makes the search under test.
/// Returns the exit code: 0 nothing was found, 1 a mismatch was, and is printed; 2 bad usage.
[[nodiscard]] int fuzz_command(const std::vector<std::string>& words, const cli::Console& console,
                               const StrategyFactory& factory);

/// The seed of the program that is being searched. For a handler of signals, to say on which program the search
/// died.
[[nodiscard]] std::uint64_t seed_in_work() noexcept;

}  // namespace heddle::fuzz
