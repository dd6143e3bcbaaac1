#include <heddle/tools/fuzz/state_graph.hpp>

#include <heddle/tools/fuzz/names.hpp>
#include <heddle/tools/fuzz/outcome_text.hpp>
#include <heddle/tools/fuzz/small_steps.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace heddle::fuzz {
namespace {

using Index = std::uint32_t;

struct Edge {
  Index to;
  Index agent;  // a thread, or its timer
  std::optional<std::size_t> gives_up;
  std::optional<std::size_t> gets;
};

/// A timed wait that is never given up.
struct Patience {
  Index thread;
  std::size_t object;
  friend bool operator==(const Patience&, const Patience&) = default;
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
    look_for_certain_livelocks(all, {});
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
      const auto given_up = steps_.gives_up(state, thread);
      edges_[index].push_back({to, 2 * thread + (given_up ? 1U : 0U), given_up, steps_.gets(state, thread)});
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
    for (const std::vector<Index>& component : components(among, {})) {
      const Agents agents = agents_of(component, {});
      if (agents.go == 0) continue;
      if (agents.left_out == 0) result_.livelocks.insert(livelock(component));
      else look_for_livelocks(without_those_of(component, agents.left_out, {}));
    }
  }

  /// Likewise; where somebody always gives up on what can be had, either nobody can have that, or time is longer.
  void look_for_certain_livelocks(const std::vector<Index>& among, const std::vector<Patience>& patient) {
    for (const std::vector<Index>& component : components(among, patient)) {
      const Agents agents = agents_of(component, patient);
      if (agents.go == 0) continue;
      if (agents.left_out != 0) {
        look_for_certain_livelocks(without_those_of(component, agents.left_out, patient), patient);
        continue;
      }
      const auto impatient = find_impatient(component, patient);
      if (!impatient) {
        result_.certain_livelocks.insert(livelock(component));
        continue;
      }
      look_for_certain_livelocks(
          without(component, [&](Index state) { return steps_.can_be_had(*states_[state], impatient->object); }),
          patient);
      std::vector<Patience> more = patient;
      more.push_back(*impatient);
      look_for_certain_livelocks(component, more);
    }
  }

  std::string livelock(const std::vector<Index>& component) {
    return text(*states_[component.front()], "livelocked", true);
  }

  /// Those who go from state to state of a component, and those who can only leave it, a bit each.
  struct Agents {
    std::uint32_t go = 0;
    std::uint32_t left_out = 0;
  };
  Agents agents_of(const std::vector<Index>& component, const std::vector<Patience>& patient) {
    inside_.assign(states_.size(), false);
    for (const Index state : component) inside_[state] = true;
    Agents agents;
    std::uint32_t can_go = 0;
    for (const Index state : component)
      for (const Edge& edge : edges_[state]) {
        if (is_never_taken(edge, patient)) continue;
        can_go |= 1U << edge.agent;
        if (inside_[edge.to]) agents.go |= 1U << edge.agent;
      }
    agents.left_out = can_go & ~agents.go;
    return agents;
  }

  std::vector<Index> without_those_of(const std::vector<Index>& component, std::uint32_t agents,
                                      const std::vector<Patience>& patient) const {
    return without(component, [&](Index state) {
      return std::any_of(edges_[state].begin(), edges_[state].end(), [&](const Edge& edge) {
        return !is_never_taken(edge, patient) && (agents >> edge.agent & 1U) != 0;
      });
    });
  }

  template <class Condition>
  static std::vector<Index> without(const std::vector<Index>& component, const Condition& condition) {
    std::vector<Index> rest;
    std::copy_if(component.begin(), component.end(), std::back_inserter(rest),
                 [&](Index state) { return !condition(state); });
    return rest;
  }

  static bool is_never_taken(const Edge& edge, const std::vector<Patience>& patient) {
    return edge.gives_up &&
           std::find(patient.begin(), patient.end(), Patience{edge.agent / 2, *edge.gives_up}) != patient.end();
  }

  /// Somebody who gives up inside, and always, on what can be had inside.
  std::optional<Patience> find_impatient(const std::vector<Index>& component,
                                         const std::vector<Patience>& patient) const {
    std::vector<Patience> gives_up;
    std::vector<Patience> gets;
    for (const Index state : component)
      for (const Edge& edge : edges_[state]) {
        if (!inside_[edge.to] || is_never_taken(edge, patient)) continue;
        if (edge.gives_up) gives_up.push_back({edge.agent / 2, *edge.gives_up});
        if (edge.gets) gets.push_back({edge.agent / 2, *edge.gets});
      }
    const auto found = std::find_if(gives_up.begin(), gives_up.end(), [&](const Patience& one) {
      return std::find(gets.begin(), gets.end(), one) == gets.end() &&
             std::any_of(component.begin(), component.end(),
                         [&](Index state) { return steps_.can_be_had(*states_[state], one.object); });
    });
    return found == gives_up.end() ? std::nullopt : std::optional(*found);
  }

  /// Strongly connected ones (Tarjan, 1972).
  std::vector<std::vector<Index>> components(const std::vector<Index>& among,
                                             const std::vector<Patience>& patient) const {
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
          const Edge& edge = edges_[state][path.back().second++];
          const Index to = edge.to;
          if (!member[to] || is_never_taken(edge, patient)) continue;
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
