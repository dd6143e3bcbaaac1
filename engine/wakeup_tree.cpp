#include <heddle/engine/wakeup_tree.hpp>

#include <algorithm>
#include <utility>

namespace heddle::engine {
namespace {

bool cuts_off(const Move& ending, const Move& other) noexcept {
  return ending.ends == Ends::everybody || (ending.ends == Ends::daemons && other.daemon);
}

bool chooses(const std::vector<Move>& sequence, ProcessId process) {
  return std::any_of(sequence.begin(), sequence.end(),
                     [&](const Move& move) { return move.is_value && move.process == process; });
}

/// A value is chosen right after the step that led to it. Where that step is not in the sequence, it has just been
/// taken, and the value comes first.
void hoist_values(std::vector<Move>& sequence) {
  for (auto at = sequence.begin(); at != sequence.end(); ++at) {
    if (!at->is_value) continue;
    const bool follows = std::any_of(
        sequence.begin(), at, [&](const Move& m) { return m.process == at->carrier || m.process == at->process; });
    if (!follows) std::rotate(sequence.begin(), at, at + 1);
  }
}

}  // namespace

bool conflict(const Move& a, const Move& b) noexcept {
  if (a.process == b.process || cuts_off(a, b) || cuts_off(b, a)) return true;
  for (const VariableTouch& x : a.touches)
    for (const VariableTouch& y : b.touches)
      if (x.variable == y.variable && (x.write || y.write)) return true;
  return false;
}

bool is_weak_initial(const Move& first, std::span<const Move> sequence) noexcept {
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const Move& move = sequence[i];
    if (move.process != first.process) {
      if (conflict(move, first)) return false;
      continue;
    }
    // Where it ends the execution in the sequence, it cannot come before those that it would cut off.
    const bool same = move.is_value == first.is_value && (!move.is_value || move.value == first.value);
    return same && std::none_of(sequence.begin(), sequence.begin() + static_cast<std::ptrdiff_t>(i),
                                [&](const Move& earlier) { return cuts_off(move, earlier); });
  }
  return true;
}

bool WakeupTrees::insert(Branch& root, std::vector<Move>& sequence) {
  Branch parent = none;
  for (Branch branch = root; branch != none;) {
    const Move first = move(branch);
    if (first.is_value && !chooses(sequence, first.process)) return insert_after_values(parent, branch, sequence);
    if (!is_weak_initial(first, sequence)) {
      branch = nodes_[branch].next;
      continue;
    }
    const auto met =
        std::find_if(sequence.begin(), sequence.end(), [&](const Move& m) { return m.process == first.process; });
    // What it leads to will be explored to the end, or it has nothing to do with the sequence.
    if (is_leaf(branch) || met == sequence.end()) return false;
    sequence.erase(met);
    if (sequence.empty()) {
      nodes_[branch].open = true;
      return false;
    }
    parent = branch;
    branch = nodes_[branch].child;
  }
  hoist_values(sequence);
  Branch chain = none;
  for (auto move = sequence.rbegin(); move != sequence.rend(); ++move) {
    const Branch fresh = new_node(*move);
    nodes_[fresh].child = chain;
    chain = fresh;
  }
  append(parent == none ? root : nodes_[parent].child, chain);
  return true;
}

/// The sequence does not say which value is chosen where it goes on: it may be any.
bool WakeupTrees::insert_after_values(Branch parent, Branch values, const std::vector<Move>& sequence) {
  if (parent != none) nodes_[parent].open = true;
  bool added = false;
  for (Branch value = values; value != none; value = nodes_[value].next) {
    if (is_leaf(value)) continue;
    std::vector<Move> rest = sequence;
    Branch below = nodes_[value].child;
    added = insert(below, rest) || added;
    nodes_[value].child = below;
  }
  return added;
}

void WakeupTrees::add_value(Branch& root, std::uint32_t value) {
  for (Branch branch = root; branch != none; branch = nodes_[branch].next)
    if (nodes_[branch].move.is_value && nodes_[branch].move.value == value) return;
  Move move;
  move.is_value = true;
  move.value = value;
  append(root, new_node(move));
}

Move WakeupTrees::move(Branch branch) const noexcept {
  Move move = nodes_[branch].move;
  move.touches = nodes_[branch].touches;
  return move;
}

void WakeupTrees::put_values_before(Branch& root, std::uint32_t count) {
  Branch below = std::exchange(root, none);
  for (std::uint32_t value = 0; value < count; ++value) {
    Move move;
    move.is_value = true;
    move.value = value;
    const Branch fresh = new_node(move);
    nodes_[fresh].open = true;
    const Branch under = value + 1 == count ? std::exchange(below, none) : copy(below);
    nodes_[fresh].child = under;
    append(root, fresh);
  }
}

std::uint32_t WakeupTrees::breadth(Branch root) const noexcept {
  std::uint32_t count = 0;
  for (; root != none; root = nodes_[root].next) ++count;
  return count;
}

WakeupTrees::Branch WakeupTrees::copy(Branch root) {
  Branch copied = none;
  for (; root != none; root = nodes_[root].next) {
    const std::vector<VariableTouch> touches = nodes_[root].touches;
    Move move = nodes_[root].move;
    move.touches = touches;
    const Branch fresh = new_node(move);
    nodes_[fresh].open = nodes_[root].open;
    const Branch below = copy(nodes_[root].child);
    nodes_[fresh].child = below;
    append(copied, fresh);
  }
  return copied;
}

WakeupTrees::Branch WakeupTrees::take_first(Branch& root) noexcept {
  Node& first = nodes_[root];
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

/// Takes the touches along, which belong to somebody else.
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
  node.child = node.next = none;
  node.open = false;
  return fresh;
}

void WakeupTrees::append(Branch& list, Branch branch) noexcept {
  Branch* end = &list;
  while (*end != none) end = &nodes_[*end].next;
  *end = branch;
}

}  // namespace heddle::engine
