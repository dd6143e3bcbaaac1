#include <heddle/tools/fuzz/state_graph.hpp>

#include <heddle/tools/fuzz/names.hpp>
#include <heddle/tools/fuzz/outcome_text.hpp>
#include <heddle/tools/fuzz/small_steps.hpp>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace heddle::fuzz {
namespace {

using Index = std::uint32_t;

struct Edge {
  Index to;
  Index agent;  // a thread, or its timer
};

struct HashOfState {
  std::size_t operator()(const State& state) const noexcept {
    std::uint64_t hash = 0x243f6a8885a308d3U;
    for (const std::int32_t value : state) {
      hash = (hash ^ static_cast<std::uint32_t>(value)) * 0x9e3779b97f4a7c15U;
      hash ^= hash >> 29U;
    }
    return hash;
  }
};

class Graph {
 public:
  Graph(const Program& program, std::size_t most) : program_(program), steps_(program), most_(most) {}

  std::optional<StateGraph> explore() {
    add(steps_.first());
    for (Index state = 0; state < states_.size(); ++state) {
      if (states_.size() > most_) return std::nullopt;
      expand(state);
    }
    result_.states = states_.size();
    std::vector<Index> all(states_.size());
    for (Index i = 0; i < all.size(); ++i) all[i] = i;
    look_for_livelocks(all);
    return std::move(result_);
  }

 private:
  Index add(State state) {
    const auto [at, fresh] = numbers_.try_emplace(std::move(state), static_cast<Index>(states_.size()));
    if (fresh) {
      states_.push_back(&at->first);
      edges_.emplace_back();
    }
    return at->second;
  }

  void expand(Index index) {
    const State& state = *states_[index];
    if (steps_.is_over(state)) {
      result_.endings.insert(text(state, "completed", false));
      return;
    }
    for (Index thread = 0; thread < program_.threads.size(); ++thread) {
      auto next = steps_.after(state, thread);
      if (!next) continue;
      const Index to = add(std::move(*next));
      edges_[index].push_back({to, 2 * thread + (steps_.gives_up(state, thread) ? 1U : 0U)});
    }
    if (edges_[index].empty()) result_.endings.insert(text(state, "deadlocked", false));
  }

  std::string text(const State& state, std::string_view ending, bool loops) {
    std::vector<ThreadEnd> ends;
    for (std::size_t thread = 0; thread < program_.threads.size(); ++thread)
      ends.push_back(steps_.end_of(state, thread, loops || ending == "completed"));
    return without_operations(outcome_text(program_, ending, ends));
  }

  /// Of those states only. A cycle is fair if whoever can go somewhere in it goes somewhere in it: a thread, or its
  /// timer. Where a part of the graph in which each state can be reached from each other is not, a smaller one may
  /// be: without the states in which somebody can go who does not (Streett's condition, as by Lichtenstein and
  /// Pnueli, POPL 1985).
  void look_for_livelocks(const std::vector<Index>& among) {
    for (const std::vector<Index>& component : components(among)) {
      inside_.assign(states_.size(), false);
      for (const Index state : component) inside_[state] = true;
      std::uint32_t goes = 0;
      std::uint32_t can_go = 0;
      for (const Index state : component)
        for (const Edge& edge : edges_[state]) {
          can_go |= 1U << edge.agent;
          if (inside_[edge.to]) goes |= 1U << edge.agent;
        }
      if (goes == 0) continue;
      const std::uint32_t left_out = can_go & ~goes;
      if (left_out == 0) {
        result_.livelocks.insert(text(*states_[component.front()], "livelocked", true));
        continue;
      }
      std::vector<Index> rest;
      std::copy_if(component.begin(), component.end(), std::back_inserter(rest), [&](Index state) {
        return std::none_of(edges_[state].begin(), edges_[state].end(),
                            [&](const Edge& edge) { return (left_out >> edge.agent & 1U) != 0; });
      });
      if (!rest.empty()) look_for_livelocks(rest);
    }
  }

  /// Strongly connected ones (Tarjan, 1972).
  std::vector<std::vector<Index>> components(const std::vector<Index>& among) const {
    constexpr Index none = UINT32_MAX;
    std::vector<bool> member(states_.size());
    for (const Index state : among) member[state] = true;
    std::vector<Index> number(states_.size(), none);
    std::vector<Index> low(states_.size());
    std::vector<bool> open(states_.size());
    std::vector<Index> stack;
    std::vector<std::pair<Index, std::size_t>> path;
    std::vector<std::vector<Index>> found;
    Index next = 0;
    const auto enter = [&](Index state) {
      number[state] = low[state] = next++;
      open[state] = true;
      stack.push_back(state);
      path.emplace_back(state, 0);
    };
    for (const Index root : among) {
      if (number[root] != none) continue;
      enter(root);
      while (!path.empty()) {
        const Index state = path.back().first;
        if (path.back().second < edges_[state].size()) {
          const Index to = edges_[state][path.back().second++].to;
          if (!member[to]) continue;
          if (number[to] == none) enter(to);
          else if (open[to]) low[state] = std::min(low[state], number[to]);
          continue;
        }
        path.pop_back();
        if (!path.empty()) low[path.back().first] = std::min(low[path.back().first], low[state]);
        if (low[state] != number[state]) continue;
        std::vector<Index>& component = found.emplace_back();
        Index last = none;
        do {
          last = stack.back();
          stack.pop_back();
          open[last] = false;
          component.push_back(last);
        } while (last != state);
      }
    }
    return found;
  }

  const Program& program_;
  SmallSteps steps_;
  std::size_t most_;
  std::unordered_map<State, Index, HashOfState> numbers_;
  std::vector<const State*> states_;
  std::vector<std::vector<Edge>> edges_;
  std::vector<bool> inside_;
  StateGraph result_;
};

}  // namespace

std::optional<StateGraph> state_graph_of(const Program& program, std::size_t most_states) {
  if (!SmallSteps::know(program)) return std::nullopt;
  return Graph(program, most_states).explore();
}

std::string without_operations(std::string outcome) {
  constexpr std::string_view between = " | ";
  std::size_t part = 0;
  while (part < outcome.size()) {
    std::size_t end = outcome.find(between, part);
    if (end == std::string::npos) end = outcome.size();
    const std::size_t open = outcome.rfind(" (", end);
    if (open != std::string::npos && open > part && outcome[end - 1] == ')') {
      outcome.erase(open, end - open);
      end = open;
    }
    part = end + between.size();
  }
  return outcome;
}

}  // namespace heddle::fuzz
