#include <heddle/engine/wakeup_tree.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {

bool WakeupTrees::insert(Branch& root, Sequence& sequence, Living living, bool by_values) {
  const bool first_is_enough =
      size() >= enough_ && std::ranges::all_of(sequence, [](const Move* m) { return m->values.empty(); });
  Branch parent = none;
  std::span<const Move*> rest(sequence);  // what is left of it on the way down; what was met is gone from its front
  for (Branch branch = root; branch != none;) {
    const Move& first = move(branch);
    by_values = by_values || !first.values.empty();
    if (!is_weak_initial(first, rest, living)) {
      branch = nodes_[branch].next;
      continue;
    }
    const auto met =
        std::find_if(rest.begin(), rest.end(), [&](const Move* m) { return m->process == first.process; });
    // What it leads to will be explored to the end, or it has nothing to do with the sequence.
    const bool with_all_values = met != rest.end() && first.values.empty() && !(*met)->values.empty();
    const bool shown = is_leaf(branch) || met == rest.end() || with_all_values || rest.size() == 1;
    const bool cut = !shown && first_is_enough && !by_values;
    has_cut_ = has_cut_ || cut;
    if (shown || cut) {
      const bool same = is_leaf(branch) && met != rest.end() && rest.size() == 1;
      if (by_values && !same) keep(branch, rest, living);
      return false;
    }
    living = living.after(**met);
    std::move_backward(rest.begin(), met, met + 1);
    rest = rest.subspan(1);
    parent = branch;
    branch = nodes_[branch].child;
  }
  const bool cut = first_is_enough && !by_values && rest.size() > 1;
  if (cut) rest = rest.first(1);
  Branch chain = none;
  for (auto move = rest.rbegin(); move != rest.rend(); ++move) {
    const Branch fresh = new_node(**move);
    nodes_[fresh].child = chain;
    chain = fresh;
  }
  nodes_[chain].cut = cut;
  has_cut_ = has_cut_ || cut;
  append(parent == none ? root : nodes_[parent].child, chain);
  return true;
}

void WakeupTrees::keep(Branch branch, std::span<const Move* const> sequence, Living living) {
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
    path.push_back(&move(branch));
    bool known = is_leaf(branch) && !node.cut && is_known(path);
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
    path.push_back(&move(branch));
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

WakeupTrees::Branch WakeupTrees::new_node(const Move& move) {
  Branch fresh = static_cast<Branch>(nodes_.size());
  if (free_.empty()) {
    nodes_.emplace_back();
  } else {
    fresh = free_.back();
    free_.pop_back();
  }
  nodes_[fresh] = {.move = &move};
  return fresh;
}

void WakeupTrees::append(Branch& list, Branch branch) noexcept {
  Branch* end = &list;
  while (*end != none) end = &nodes_[*end].next;
  *end = branch;
}

}  // namespace heddle::engine
