#pragma once

#include <heddle/tools/fuzz/program.hpp>
#include <heddle/tools/fuzz/search.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::fuzz {

/// What became of the further searches over a program with loops.
struct LoopSearches {
  std::uint64_t compared = 0;
  std::uint64_t too_large = 0;  ///< or without an end
  std::uint64_t graphs = 0;     ///< of all states
};

/// What a comparison may find.
enum class Fault : std::uint8_t {
  refused,         ///< a search refused the program
  torn_class,      ///< executions of one class have different outcomes: the dependence relation orders too little
  uneven_class,    ///< a class has not as many executions as its order allows: it orders too little
  more_fine,       ///< there are more classes by the fine relation than by the coarse one
  unfinished,      ///< the search under test did not end within as many executions as there are orders
  blocked,         ///< it stopped executions half-way
  lost_outcome,    ///< it did not see an outcome that there is
  extra_outcome,   ///< it saw one that depth-first search did not
  lost_class,      ///< it left out a class
  extra_class,     ///< it saw one that depth-first search did not
  redundant,       ///< it ran several executions of one class
  hazards,         ///< it found other hazards than depth-first search
  random,          ///< random search saw an outcome that depth-first search did not
  unseen_sharing,  ///< Options::guard drew an execution that it took for none of the search's
  not_refused,     ///< it did not refuse a program that depth-first search refuses
};

/// "lost_outcome".
[[nodiscard]] std::string_view name_of(Fault fault) noexcept;

struct Mismatch {
  Fault fault = Fault::refused;
  std::string search;  ///< "dpor, fine", "dpor, fine, within 1 preemptions"
  std::string detail;  ///< lines of text

  [[nodiscard]] bool same_as(const Mismatch& other) const { return fault == other.fault && search == other.search; }
};

struct ComparisonOptions {
  /// Programs with more interleavings are skipped,
  std::uint64_t max_interleavings = 20'000;
  /// unless Source DPOR gets through them in so many executions: then they are compared with what that sees.
  std::uint64_t max_by_source_dpor = 0;
  /// Leave classes alone, and how many executions there are.
  bool only_outcomes = false;
  /// Do not mind executions that were stopped half-way, or of a class that there was before: they cost time and
  /// lose nothing.
  bool allow_waste = false;
  /// Compare outcomes within a bound on preemptions and one on steps as well.
  bool bounds = true;
  /// Have the search under test guarded (Options::guard), which must not find fault with it.
  bool guard = true;
  /// Compare searches that let loops go round more often, and the loops unrolled, as well.
  bool loops = true;
  /// Executions of random search, under each of two seeds; 0 leaves it out.
  std::uint64_t random_executions = 50;
  /// The search under test is compared under both relations. Called with `search` and `dependence` set.
  StrategyFactory factory;
  Search tested = Search::dpor;
};

struct Comparison {
  bool skipped = false;          ///< too many interleavings, or an execution of a program with loops has no end
  bool endless = false;          ///< it was skipped for that
  LoopSearches loops;            ///< of a program with loops
  std::vector<Mismatch> faults;  ///< none: all is well
  Seen all;                      ///< every interleaving, or what Source DPOR saw
};

/// Searches whose dpor keeps no more branches of wakeup trees than that. With none, it is Source DPOR: another
/// algorithm, which leans on other things.
[[nodiscard]] StrategyFactory sparing_memory(std::uint64_t max_branches);

/// Compares the search under test with every interleaving of the program, one after another, on outcomes, hazards
/// and the number of executions.
[[nodiscard]] Comparison compare(const Program& program, const ComparisonOptions& options);

}  // namespace heddle::fuzz
