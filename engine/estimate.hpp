#pragma once

#include <heddle/engine/site.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

/// How much a search has to go through, as far as executions drawn at random tell. See docs/search.md, "How much is
/// left".
struct Estimate {
  /// What the search needs one execution for each of.
  enum class Unit : std::uint8_t { classes, schedules };

  /// An object that threads compete for, or an operation without one.
  struct Source {
    std::string label;  ///< "Lock 1"; "choose"
    Site site;          ///< where the object was made, or the operation stands
    double share = 0;   ///< of the logarithm of `count`: 0 to 1
  };

  Unit unit = Unit::classes;
  double count = 0;           ///< at most 1e300
  double relative_error = 0;  ///< standard error of `count`, divided by it. Itself a guess if it is large.
  /// `count` is more likely too low than too high: too few of the executions weigh too much, or some were cut.
  bool at_least = false;
  std::uint64_t drawn = 0;  ///< executions that this rests on; they are no part of the search
  double per_second = 0;    ///< executions of the search so far
  /// Where they come from, the largest share first; empty for schedules, of which every step is a source.
  std::vector<Source> sources;

  /// How long the whole search would take at this pace, in seconds.
  [[nodiscard]] double seconds() const noexcept { return per_second > 0 ? count / per_second : 0; }
};

}  // namespace heddle
