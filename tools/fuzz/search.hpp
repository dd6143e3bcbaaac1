#pragma once

#include <heddle/engine/strategy.hpp>
#include <heddle/heddle.hpp>
#include <heddle/tools/fuzz/canonical.hpp>
#include <heddle/tools/fuzz/interpreter.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace heddle::fuzz {

/// Makes the strategy of a search. engine::make_strategy is one; a test may pass one with a fault planted in it.
using StrategyFactory = std::function<std::unique_ptr<engine::Strategy>(const Options&)>;

/// In how many outcomes an operation ended how. `stuck`: its thread stood there when the execution was over.
enum class Way : std::uint8_t {
  nothing,
  zero,
  other_value,
  runtime_error,
  value_error,
  empty,
  full,
  broken_barrier,
  shut_down,
  failed,
  stuck
};
inline constexpr int way_count = static_cast<int>(Way::stuck) + 1;
using Ways = std::array<std::uint32_t, way_count>;

/// What one search over a program saw.
///
/// Where a requirement fails, the outcome is what the thread had noted to whom that happened: how far others have
/// got by then is an accident. Classes are those of the program in which that thread stands still from then on.
struct Seen {
  /// How the executions ended and what their threads had noted by then, as a line of text.
  std::unordered_map<Fingerprint, std::string, FingerprintHash> outcomes;
  /// Those in which all threads are stuck, and at least one of them in a loop: they go round for ever, or would if
  /// they were let.
  std::unordered_set<Fingerprint, FingerprintHash> livelocks;
  /// Those in which a thread stands still after so many rounds, though nobody else goes on.
  std::unordered_set<Fingerprint, FingerprintHash> unfinished;
  /// Classes, and the outcome of the first execution in each.
  std::unordered_map<Fingerprint, Fingerprint, FingerprintHash> coarse;
  std::unordered_map<Fingerprint, Fingerprint, FingerprintHash> fine;
  std::set<Hazard> hazards;
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  std::uint64_t cut = 0;        ///< executions that reached the bound on steps
  std::uint64_t max_depth = 0;  ///< steps of the longest execution
  /// Of how many executions there are, if the strategy picked among all alternatives at random (Knuth, 1975).
  double estimate = 0;
  bool exhausted = false;  ///< by the strategy's word
  /// Further executions, that the strategy stopped before they ended.
  std::uint64_t stopped = 0;
  /// Two outcomes of what is one class by the coarse or the fine relation: then it orders too little.
  std::optional<std::string> torn_coarse;
  std::optional<std::string> torn_fine;
  /// A class by the fine relation that has not as many executions as its partial order has linear extensions. Of a
  /// complete search of all interleavings, this says that the relation orders too little. Nothing where other
  /// things order steps too: time, daemons.
  std::optional<Fingerprint> uneven;
  std::string uneven_words{};
  /// Why the program was refused, if it was: not deterministic, or a wrong use of Heddle.
  std::optional<std::string> refusal;
  /// What an execution drawn by Options::guard did that the search had not seen.
  std::optional<std::string> unseen_sharing;
  bool deadlocks = false;
  bool failures = false;    ///< of requirements
  bool has_classes = true;  ///< unless a requirement failed and the strategy does not go on after that
  bool exceptions = false;  ///< that a thread let out
  bool timeouts = false;
  std::array<Ways, op_count> ways{};  ///< by Op
};

/// The options to search a program with: its clock and settings, and to the end. Executions of programs with loops
/// are cut early: one that has no end says nothing.
[[nodiscard]] Options options_for(const Program& program);

/// Runs the program under the strategy that `factory` makes of `options`, until the search is complete or a budget
/// of the options is used up, or, if the program has loops, an execution was cut. Looks at classes only if asked
/// to. `most_rounds`: see Interpreter.
[[nodiscard]] Seen search(const Program& program, const Options& options, const StrategyFactory& factory,
                          bool with_classes, std::uint32_t most_rounds = 0);

/// Every interleaving, by depth-first search that goes on where a requirement fails.
[[nodiscard]] std::unique_ptr<engine::Strategy> all_classes(const Options& options);

/// Every interleaving, by depth-first search; with classes, it also compares their sizes.
[[nodiscard]] Seen search_all(const Program& program, std::uint64_t max_interleavings, bool with_classes);

/// The steps of the first execution in a depth-first search of which `wanted` says so, one a line.
[[nodiscard]] std::vector<std::string> example_of(const Program& program, const Options& options,
                                                  const StrategyFactory& factory,
                                                  const std::function<bool(const Classes&)>& wanted);

}  // namespace heddle::fuzz
