#include <heddle/engine/wakeup_tree.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {
namespace {

/// Which of the threads ends last, and with that cuts off the daemons, is a matter of order too.
bool cuts_off(const Move& ending, const Move& other) noexcept {
  if (ending.cuts_off == CutsOff::everybody) return true;
  return ending.cuts_off == CutsOff::daemons && (other.daemon || other.ends_thread);
}

bool decide_who_is_last(const Move& a, const Move& b, Living living) noexcept {
  return a.ends_thread && b.ends_thread && living.after(a).after(b) == Living{.threads = 0, .daemons = true};
}

}  // namespace

bool conflict(const Move& a, const Move& b, Living living) noexcept {
  if (a.process == b.process || cuts_off(a, b) || cuts_off(b, a) || decide_who_is_last(a, b, living)) return true;
  for (const VariableTouch& x : a.touches)
    for (const VariableTouch& y : b.touches)
      if (x.variable == y.variable && (x.write || y.write)) return true;
  return false;
}

bool is_weak_initial(const Move& first, std::span<const Move> sequence, Living living) noexcept {
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const Move& move = sequence[i];
    if (move.process != first.process) {
      if (conflict(move, first, living)) return false;
      living = living.after(move);
      continue;
    }
    const bool same = first.values.empty() || std::ranges::equal(first.values, move.values);
    // Where it ends the execution in the sequence, it cannot come before those that it would cut off.
    return same && std::none_of(sequence.begin(), sequence.begin() + static_cast<std::ptrdiff_t>(i),
                                [&](const Move& earlier) { return cuts_off(move, earlier); });
  }
  // It has nothing to do with the sequence, which will go on with other values as well.
  return first.values.empty();
}

bool WakeupTrees::insert(Branch& root, Sequence& sequence, Living living, bool by_values) {
  Branch parent = none;
  std::span<Move> rest(sequence);  // what is left of it on the way down; what was met is gone from its front
  for (Branch branch = root; branch != none;) {
    const Move first = move(branch);
    by_values = by_values || !first.values.empty();
    if (!is_weak_initial(first, rest, living)) {
      branch = nodes_[branch].next;
      continue;
    }
    const auto met =
        std::find_if(rest.begin(), rest.end(), [&](const Move& m) { return m.process == first.process; });
    // What it leads to will be explored to the end, or it has nothing to do with the sequence.
    const bool with_all_values = met != rest.end() && first.values.empty() && !met->values.empty();
    if (is_leaf(branch) || met == rest.end() || with_all_values || rest.size() == 1) {
      const bool same = is_leaf(branch) && met != rest.end() && rest.size() == 1;
      if (by_values && !same) keep(branch, rest, living);
      return false;
    }
    std::move_backward(rest.begin(), met, met + 1);
    living = living.after(*rest.begin());
    rest = rest.subspan(1);
    parent = branch;
    branch = nodes_[branch].child;
  }
  Branch chain = none;
  for (auto move = rest.rbegin(); move != rest.rend(); ++move) {
    const Branch fresh = new_node(*move);
    nodes_[fresh].child = chain;
    chain = fresh;
  }
  append(parent == none ? root : nodes_[parent].child, chain);
  return true;
}

void WakeupTrees::keep(Branch branch, std::span<const Move> sequence, Living living) {
  Sequence copy(sequence.begin(), sequence.end());
  Branch kept = nodes_[branch].kept;
  insert(kept, copy, living, true);
  nodes_[branch].kept = kept;
}

void WakeupTrees::prune(Branch& root, const std::function<bool(const Sequence&)>& is_known,
                        const std::function<void(Sequence&)>& add) {
  Sequence path;
  Pruned pruned;
  prune(root, is_known, path, pruned);
  for (auto& [leads_to_it, kept] : pruned.kept) each_sequence(kept, leads_to_it, add);
  discard(pruned.branches);
}

/// What is taken out is still there afterwards, as the paths that lead to what was kept need it.
void WakeupTrees::prune(Branch& root, const std::function<bool(const Sequence&)>& is_known, Sequence& path,
                        Pruned& pruned) {
  for (Branch* link = &root; *link != none;) {
    const Branch branch = *link;
    Node& node = nodes_[branch];
    path.push_back(move(branch));
    bool known = is_leaf(branch) && is_known(path);
    if (!is_leaf(branch)) {
      prune(node.child, is_known, path, pruned);
      known = node.child == none;
    }
    path.pop_back();
    if (known) {
      if (node.kept != none) pruned.kept.emplace_back(path, node.kept);
      *link = std::exchange(node.next, pruned.branches);
      pruned.branches = branch;
    } else {
      link = &node.next;
    }
  }
}

/// All that end in leaves, and all that were kept with a branch on the way.
void WakeupTrees::each_sequence(Branch root, Sequence& path, const std::function<void(Sequence&)>& visit) const {
  for (Branch branch = root; branch != none; branch = nodes_[branch].next) {
    path.push_back(move(branch));
    if (is_leaf(branch)) {
      Sequence sequence = path;
      visit(sequence);
    } else {
      each_sequence(nodes_[branch].child, path, visit);
    }
    path.pop_back();
    each_sequence(nodes_[branch].kept, path, visit);
  }
}

Move WakeupTrees::move(Branch branch) const noexcept {
  Move move = nodes_[branch].move;
  move.touches = nodes_[branch].touches;
  move.values = nodes_[branch].values;
  return move;
}

WakeupTrees::Branch WakeupTrees::take_first(Branch& root) noexcept {
  Node& first = nodes_[root];
  discard(first.kept);
  free_.push_back(root);
  root = first.next;
  return first.child;
}

void WakeupTrees::discard(Branch& root) noexcept {
  while (root != none) {
    Branch below = take_first(root);
    discard(below);
  }
}

/// Takes the touches and the values along, which belong to somebody else.
WakeupTrees::Branch WakeupTrees::new_node(const Move& move) {
  Branch fresh = static_cast<Branch>(nodes_.size());
  if (free_.empty()) {
    nodes_.emplace_back();
  } else {
    fresh = free_.back();
    free_.pop_back();
  }
  Node& node = nodes_[fresh];
  node.move = move;
  node.touches.assign(move.touches.begin(), move.touches.end());
  node.values.assign(move.values.begin(), move.values.end());
  node.child = node.next = node.kept = none;
  return fresh;
}

void WakeupTrees::append(Branch& list, Branch branch) noexcept {
  Branch* end = &list;
  while (*end != none) end = &nodes_[*end].next;
  *end = branch;
}

}  // namespace heddle::engine
