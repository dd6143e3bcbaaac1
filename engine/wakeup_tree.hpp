#pragma once

#include <heddle/engine/move.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace heddle::engine {

/// The wakeup trees of all places of one search: sequences of moves, still to be explored, that share their
/// beginnings. A place's tree is a list of branches, known by the first of them. The moves are kept elsewhere, and
/// must outlive the trees.
///
/// There may be as many sequences as there are classes of executions. Once there are too many branches, only the
/// first move of a sequence is taken in, which is what Source DPOR would keep of it: everything that starts with
/// that move is to be explored then, and where that leads to what has been seen before, an execution is in vain.
class WakeupTrees {
 public:
  using Branch = std::uint32_t;
  static constexpr Branch none = UINT32_MAX;

  /// `enough`: how many branches there may be before sequences are cut.
  explicit WakeupTrees(std::uint64_t enough) noexcept : enough_(enough) {}

  /// Adds `sequence` to the tree whose first branch is `root`, unless what is there will show all that it could.
  /// `living` are those at the tree's place. What would show it may be pruned yet, if there are steps with only
  /// some of their values, asleep (`by_values`) or in the tree: then it is kept with that branch. `sequence` is
  /// used up. True if it was added.
  bool insert(Branch& root, Sequence& sequence, Living living, bool by_values = false);

  /// Takes out the sequences of which `is_known` says so; then hands over those that were not added because of
  /// them, for `add` to insert if need be.
  void prune(Branch& root, const std::function<bool(const Sequence&)>& is_known,
             const std::function<void(Sequence&)>& add);

  [[nodiscard]] const Move& move(Branch branch) const noexcept { return *nodes_[branch].move; }
  [[nodiscard]] bool is_leaf(Branch branch) const noexcept { return nodes_[branch].child == none; }

  /// Takes the first branch off, and returns what follows it: the tree of the place it leads to.
  Branch take_first(Branch& root) noexcept;

  /// Gives up a whole tree.
  void discard(Branch& root) noexcept;

  /// True if a sequence has been cut, or left to a branch that has its first move.
  [[nodiscard]] bool has_cut() const noexcept { return has_cut_; }

  /// Branches there are, of all places.
  [[nodiscard]] std::uint64_t size() const noexcept { return nodes_.size() - free_.size(); }

 private:
  struct Node {
    const Move* move;
    Branch child = none;
    Branch next = none;
    Branch kept = none;  // a tree of what was not added beside this branch because of it
    bool cut = false;    // a sequence went on here
  };

  Branch new_node(const Move& move);
  struct Pruned {
    Branch branches = none;
    std::vector<std::pair<Sequence, Branch>> kept{};  // with what leads to them
  };
  void keep(Branch branch, std::span<const Move* const> sequence, Living living);
  void prune(Branch& root, const std::function<bool(const Sequence&)>& is_known, Sequence& path, Pruned& pruned);
  void each_sequence(Branch root, Sequence& path, const std::function<void(Sequence&)>& visit) const;
  void append(Branch& list, Branch branch) noexcept;

  std::uint64_t enough_;
  bool has_cut_ = false;
  std::vector<Node> nodes_;
  std::vector<Branch> free_;
};

}  // namespace heddle::engine
