#include <heddle/engine/lint/join_without_task_done.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>
#include <heddle/engine/lint/order.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace heddle::engine {
namespace {

struct Taker {
  std::uint64_t got = 0;
  std::uint64_t settled = 0;
  std::uint64_t last_get = 0;  ///< the step, from 0
};

/// What happened to a queue.
struct Use {
  std::vector<std::uint64_t> joins;   ///< the steps that joined it
  std::vector<std::uint64_t> filled;  ///< the steps that put something into it
  std::map<ThreadIndex, Taker> takers;
  std::uint64_t got = 0;
  std::uint64_t settled = 0;
};

std::map<ObjectIndex, Use> uses_of(const Trace& trace) {
  std::map<ObjectIndex, Use> uses;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    if (step.value == 0) continue;
    switch (step.kind->role) {
      case Role::drain: uses[step.object].joins.push_back(index); break;
      case Role::put: uses[step.object].filled.push_back(index); break;
      case Role::get: {
        Use& use = uses[step.object];
        Taker& taker = use.takers[step.agent.thread];
        ++use.got;
        ++taker.got;
        taker.last_get = index;
        break;
      }
      case Role::settle: {
        Use& use = uses[step.object];
        ++use.settled;
        ++use.takers[step.agent.thread].settled;
        break;
      }
      default: break;
    }
  }
  return uses;
}

/// True for one that will settle no more than it has.
bool is_through(const Trace& trace, ThreadIndex thread, const Taker& taker) {
  const Trace::Thread& it = trace.threads[thread];
  return it.ended || (taker.settled == 0 && it.pending && it.pending->kind->role == Role::get);
}

std::optional<ThreadIndex> forgetful(const Trace& trace, const Use& use) {
  if (use.settled >= use.got) return std::nullopt;
  for (const auto& [thread, taker] : use.takers)
    if (taker.settled < taker.got && is_through(trace, thread, taker)) return thread;
  return std::nullopt;
}

Suspicion told(const Trace& trace, ObjectIndex queue, std::uint64_t join, ThreadIndex thread, const Taker& taker) {
  Suspicion suspicion;
  suspicion.lint = Lint::join_without_task_done;
  suspicion.message = fmt::format(
      "{} joined {} at {}, before all was put into it; {} took {}, {} {}, and settled {}: a join after that waits "
      "for ever",
      clear_name(trace, trace.steps[join].agent.thread), clear_name(trace, queue), step_text(trace, join),
      clear_name(trace, thread), items(taker.got), taker.got == 1 ? "at" : "the last at",
      step_text(trace, taker.last_get), taker.settled == 0 ? "none" : fmt::format("{}", taker.settled));
  suspicion.marks = {mark_step(trace, join, "does not wait: nothing is put and not settled yet"),
                     mark_step(trace, taker.last_get, "takes an item that is never settled")};
  const Site site = trace.steps[join].site;
  const std::string object = identity(trace, queue);
  suspicion.key = fmt::format("{} {} {}", object, spot(site), spot(trace.steps[taker.last_get].site));
  suspicion.hold_back = {place_of(trace, join)};
  suspicion.shown_by = [site, object](const Finding& finding) {
    return is_deadlock(finding.hazard) && stuck_at(finding.trace, Role::drain, site, object);
  };
  return suspicion;
}

}  // namespace

std::vector<Suspicion> join_without_task_done(const Trace& trace) {
  std::vector<Suspicion> all;
  std::optional<Order> order;
  for (const auto& [queue, use] : uses_of(trace)) {
    const auto thread = forgetful(trace, use);
    if (!thread) continue;
    for (const std::uint64_t join : use.joins) {
      if (trace.threads[trace.steps[join].agent.thread].daemon) continue;
      if (!order) order.emplace(trace, Order::Links::handshakes);
      const bool by_chance = std::any_of(use.filled.begin(), use.filled.end(), [&](std::uint64_t put) {
        return put > join && !order->before(join, put);
      });
      if (by_chance) all.push_back(told(trace, queue, join, *thread, use.takers.at(*thread)));
    }
  }
  return all;
}

}  // namespace heddle::engine
