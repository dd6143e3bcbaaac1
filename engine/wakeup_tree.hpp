#pragma once

#include <heddle/engine/canonical_names.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace heddle::engine {

/// An access of a step, as the search compares it across executions.
struct VariableTouch {
  VariableId variable = 0;
  bool write = false;

  friend bool operator==(const VariableTouch&, const VariableTouch&) = default;
};

/// Whose steps no longer come after a step that ended the execution.
enum class CutsOff : std::uint8_t {
  nobody,
  daemons,    ///< the last step of the last thread that is no daemon
  everybody,  ///< what it led to broke the execution off: std::terminate, an overflown stack
};

/// A step as a search may want to take it again: by whom, and what it does to what.
struct Move {
  ProcessId process = 0;
  bool daemon = false;
  CutsOff cuts_off = CutsOff::nobody;
  bool ends_thread = false;    ///< the last of a thread that is no daemon
  bool starts_daemon = false;  ///< one or more
  std::uint32_t starts = 0;    ///< how many threads that are no daemons
  std::span<const VariableTouch> touches;
  /// Those chosen after it, before anybody's next step. None: there is nothing to choose, or it may be anything.
  std::span<const std::uint32_t> values{};
};

/// Who lives at a place of an execution. Where daemons do, it matters which of the other threads is the last to
/// end.
struct Living {
  std::uint32_t threads = 0;  ///< that are no daemons
  bool daemons = false;

  /// Those who live after a move.
  [[nodiscard]] Living after(const Move& move) const noexcept {
    return {threads + move.starts - (move.ends_thread ? 1 : 0), daemons || move.starts_daemon};
  }
  friend bool operator==(const Living&, const Living&) = default;
};

/// True unless the two moves commute, where they can both be taken and these live.
[[nodiscard]] bool conflict(const Move& a, const Move& b, Living living) noexcept;

/// True if an execution that goes on from a place, where these live, with `first` can still show everything that
/// one going on with `sequence` can: if `first` is a weak initial of it (Abdulla, Aronis, Jonsson, Sagonas, JACM
/// 2017).
[[nodiscard]] bool is_weak_initial(const Move& first, std::span<const Move> sequence, Living living) noexcept;

/// The wakeup trees of all places of one search: sequences of moves, still to be explored, that share their
/// beginnings. A place's tree is a list of branches, known by the first of them.
class WakeupTrees {
 public:
  using Branch = std::uint32_t;
  static constexpr Branch none = UINT32_MAX;
  using Sequence = std::vector<Move>;

  /// Adds `sequence` to the tree whose first branch is `root`, unless what is there will show all that it could.
  /// `living` are those at the tree's place. What would show it may be pruned yet, if there are steps with only
  /// some of their values, asleep (`by_values`) or in the tree: then it is kept with that branch. `sequence` is
  /// used up. True if it was added.
  bool insert(Branch& root, Sequence& sequence, Living living, bool by_values = false);

  /// Takes out the sequences of which `is_known` says so; then hands over those that were not added because of
  /// them, for `add` to insert if need be.
  void prune(Branch& root, const std::function<bool(const Sequence&)>& is_known,
             const std::function<void(Sequence&)>& add);

  [[nodiscard]] Move move(Branch branch) const noexcept;
  [[nodiscard]] bool is_leaf(Branch branch) const noexcept { return nodes_[branch].child == none; }

  /// Takes the first branch off, and returns what follows it: the tree of the place it leads to.
  Branch take_first(Branch& root) noexcept;

  /// Gives up a whole tree.
  void discard(Branch& root) noexcept;

  /// Branches there are, of all places.
  [[nodiscard]] std::uint64_t size() const noexcept { return nodes_.size() - free_.size(); }

 private:
  struct Node {
    Move move;
    std::vector<VariableTouch> touches;
    std::vector<std::uint32_t> values;
    Branch child = none;
    Branch next = none;
    Branch kept = none;  // a tree of what was not added beside this branch because of it
  };

  Branch new_node(const Move& move);
  struct Pruned {
    Branch branches = none;
    std::vector<std::pair<Sequence, Branch>> kept{};  // with what leads to them
  };
  void keep(Branch branch, std::span<const Move> sequence, Living living);
  void prune(Branch& root, const std::function<bool(const Sequence&)>& is_known, Sequence& path, Pruned& pruned);
  void each_sequence(Branch root, Sequence& path, const std::function<void(Sequence&)>& visit) const;
  void append(Branch& list, Branch branch) noexcept;

  std::vector<Node> nodes_;
  std::vector<Branch> free_;
};

}  // namespace heddle::engine
