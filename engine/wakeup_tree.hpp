#pragma once

#include <heddle/engine/canonical_names.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::engine {

/// An access of a step, as the search compares it across executions.
struct VariableTouch {
  VariableId variable = 0;
  bool write = false;
};

/// Whom a step that ends its execution keeps from going on.
enum class Ends : std::uint8_t {
  nobody,
  daemons,   ///< it was the last of a thread that is no daemon
  everybody  ///< a requirement failed after it
};

/// A step as a search may want to take it again: by whom, and what it does to what.
struct Move {
  ProcessId process = 0;
  bool is_value = false;    ///< not a step on objects, but the choice of a value
  std::uint32_t value = 0;  ///< which
  ProcessId carrier = 0;    ///< of a value: who took the step it was chosen after
  bool daemon = false;
  Ends ends = Ends::nobody;
  std::span<const VariableTouch> touches;
};

/// True unless the two moves commute.
[[nodiscard]] bool conflict(const Move& a, const Move& b) noexcept;

/// True if an execution that starts with `first` can still show everything that one starting with `sequence` can:
/// if `first` is a weak initial of it (Abdulla, Aronis, Jonsson, Sagonas, JACM 2017).
[[nodiscard]] bool is_weak_initial(const Move& first, std::span<const Move> sequence) noexcept;

/// The wakeup trees of all places of one search: sequences of moves, still to be explored, that share their
/// beginnings. A place's tree is a list of branches, known by the first of them.
class WakeupTrees {
 public:
  using Branch = std::uint32_t;
  static constexpr Branch none = UINT32_MAX;

  /// Adds `sequence` to the tree whose first branch is `root`, unless what is there will show all that it could.
  /// `sequence` is used up. True if it was added.
  bool insert(Branch& root, std::vector<Move>& sequence);

  /// Adds a branch of one value, unless there is one.
  void add_value(Branch& root, std::uint32_t value);

  /// How many branches there are at the root.
  [[nodiscard]] std::uint32_t breadth(Branch root) const noexcept;

  /// Puts the choice of a value before everything in a tree: a branch for each of `count` values, and the tree
  /// below each of them.
  void put_values_before(Branch& root, std::uint32_t count);

  [[nodiscard]] Move move(Branch branch) const noexcept;
  /// A sequence ended here: all values that may be chosen next are to be explored, not only those that are set
  /// down.
  [[nodiscard]] bool is_open(Branch branch) const noexcept { return nodes_[branch].open; }
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
    Branch child = none;
    Branch next = none;
    bool open = false;
  };

  Branch new_node(const Move& move);
  [[nodiscard]] Branch copy(Branch root);
  bool insert_after_values(Branch parent, Branch values, const std::vector<Move>& sequence);
  void append(Branch& list, Branch branch) noexcept;

  std::vector<Node> nodes_;
  std::vector<Branch> free_;
};

}  // namespace heddle::engine
