#include <heddle/engine/lint/lock_order_inversion.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>
#include <heddle/engine/lint/locks.hpp>
#include <heddle/engine/lint/order.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace heddle::engine {
namespace {

/// A thread took a lock while it held another.
struct Edge {
  ThreadIndex thread = 0;
  Held held;
  ObjectIndex wanted = no_object;
  std::uint64_t at = 0;            ///< the step that took it
  std::vector<ObjectIndex> locks;  ///< all that the thread held then, ascending
};

// Nobody reads of a circle of more; and what is searched for them stays within bounds.
constexpr std::size_t longest_circle = 8;
constexpr std::size_t most_extensions = 20'000;

/// One edge for each way to take a lock that is in another order with other threads.
std::vector<Edge> edges_of(const Trace& trace, const Order& order) {
  const Locks locks(trace);
  HeldLocks held_locks(locks);
  using Key = std::tuple<ThreadIndex, ObjectIndex, ObjectIndex, std::uint32_t, std::uint32_t, Order::Moment,
                         std::vector<ObjectIndex>>;
  std::set<Key> known;
  std::vector<Edge> edges;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    const bool takes =
        step.kind->role == Role::acquire && step.kind->patient && step.value != 0 && locks.is_lock(step.object);
    if (takes) {
      const std::vector<Held> all = held_locks.of(step.agent.thread);
      std::vector<ObjectIndex> numbers;
      for (const Held& held : all) numbers.push_back(held.lock);
      const bool has_it = std::binary_search(numbers.begin(), numbers.end(), step.object);
      for (const Held& held : all) {
        if (has_it) break;
        Key key{step.agent.thread, held.lock,           step.object, trace.steps[held.since].site.line,
                step.site.line,    order.moment(index), numbers};
        if (known.insert(std::move(key)).second)
          edges.push_back({step.agent.thread, held, step.object, index, numbers});
      }
    }
    held_locks.after(step, index);
  }
  return edges;
}

bool apart(const Edge& a, const Edge& b, const Order& order) {
  if (a.thread == b.thread || order.before(a.at, b.at) || order.before(b.at, a.at)) return false;
  std::vector<ObjectIndex> both;
  std::set_intersection(a.locks.begin(), a.locks.end(), b.locks.begin(), b.locks.end(), std::back_inserter(both));
  return both.empty();
}

/// Finds circles of edges, each by the one that starts from its lowest lock.
class Circles {
 public:
  Circles(const std::vector<Edge>& edges, const Order& order) : order_(order) {
    for (const Edge& edge : edges) from_[edge.held.lock].push_back(&edge);
    for (const Edge& edge : edges) {
      path_ = {&edge};
      extend();
    }
  }

  [[nodiscard]] const std::vector<std::vector<const Edge*>>& found() const noexcept { return found_; }

 private:
  void extend() {
    const ObjectIndex first = path_.front()->held.lock;
    for (const Edge* next : from_[path_.back()->wanted]) {
      if (++extensions_ > most_extensions) return;
      const bool free =
          std::all_of(path_.begin(), path_.end(), [&](const Edge* edge) { return apart(*edge, *next, order_); });
      if (!free || next->held.lock < first) continue;
      path_.push_back(next);
      if (next->wanted == first) found_.push_back(path_);
      else if (path_.size() < longest_circle) extend();
      path_.pop_back();
    }
  }

  const Order& order_;
  std::map<ObjectIndex, std::vector<const Edge*>> from_;
  std::vector<const Edge*> path_;
  std::vector<std::vector<const Edge*>> found_;
  std::size_t extensions_ = 0;
};

std::string side(const Trace& trace, const Edge& edge) {
  return fmt::format("{} takes {} at {} while it holds {} since {}", clear_name(trace, edge.thread),
                     clear_name(trace, edge.wanted), step_text(trace, edge.at), clear_name(trace, edge.held.lock),
                     step_text(trace, edge.held.since));
}

/// Where a circle stands still, if it does.
struct Standing {
  Site site;
  std::string object;
};

Suspicion told(const Trace& trace, const std::vector<const Edge*>& circle) {
  Suspicion suspicion;
  suspicion.lint = Lint::lock_order_inversion;
  std::vector<std::string> sides;
  std::vector<std::string> keys;
  std::vector<Standing> standing;
  for (const Edge* edge : circle) {
    sides.push_back(side(trace, *edge));
    const Site first = trace.steps[edge->held.since].site;
    const Site second = trace.steps[edge->at].site;
    keys.push_back(fmt::format("{} {} {} {}", identity(trace, edge->held.lock), spot(first),
                               identity(trace, edge->wanted), spot(second)));
    suspicion.marks.push_back(mark_step(trace, edge->held.since, "takes " + clear_name(trace, edge->held.lock)));
    suspicion.marks.push_back(
        mark_step(trace, edge->at, fmt::format("takes {} too", clear_name(trace, edge->wanted))));
    suspicion.hold_back.push_back(place_of(trace, edge->at));
    standing.push_back({second, identity(trace, edge->wanted)});
  }
  std::sort(keys.begin(), keys.end());
  suspicion.key = fmt::format("{}", fmt::join(keys, "; "));
  suspicion.message =
      circle.size() == 2
          ? fmt::format("{}, and {}: each can come to wait for the other", sides[0], sides[1])
          : fmt::format("{}: each can come to wait for the next, in a circle", fmt::join(sides, "; "));
  suspicion.shown_by = [standing](const Finding& finding) {
    return is_deadlock(finding.hazard) && std::all_of(standing.begin(), standing.end(), [&](const Standing& it) {
             return stuck_at(finding.trace, Role::acquire, it.site, it.object);
           });
  };
  return suspicion;
}

}  // namespace

std::vector<Suspicion> lock_order_inversion(const Trace& trace) {
  const Order order(trace, Order::Links::start_and_join);
  const std::vector<Edge> edges = edges_of(trace, order);
  const Circles circles(edges, order);
  std::vector<Suspicion> all;
  for (const auto& circle : circles.found()) all.push_back(told(trace, circle));
  return all;
}

}  // namespace heddle::engine
