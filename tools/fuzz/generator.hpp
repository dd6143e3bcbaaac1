#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <cstdint>
#include <optional>

namespace heddle::fuzz {

/// What programs are to be like.
struct GeneratorOptions {
  int max_threads = 4;         ///< main included; at least 2
  int daemons = 8;             ///< of 100 threads, about so many are daemons
  int destroyed = 0;           ///< of 100 programs, in about so many an object is destroyed before its scope ends
  int lookalikes = 0;          ///< of 100 atomics, about so many have values that are == and not the same
  int loops = 0;               ///< of 100 programs, about so many have loops
  double most_orders = 3000;   ///< of steps, if none of them ever blocked; many programs are made shorter than that
  std::optional<Clock> clock;  ///< nothing: mostly explored, sometimes virtual time
};

/// A program, well formed and numbered. The same seed and options give the same program everywhere.
///
/// It is not a soup of operations: threads use a few objects in the ways that people do (a section under a lock, a
/// wait on a condition, a queue between them), and then some of it is spoilt: a statement lost, doubled, or moved.
[[nodiscard]] Program generate(std::uint64_t seed, const GeneratorOptions& options = {});

/// How many orders there are of the threads' steps, each thread's in its own order, if nobody ever had to wait.
[[nodiscard]] double orders_of(const Program& program);

}  // namespace heddle::fuzz
