#include <heddle/engine/diagnosis/unsettled.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace heddle::engine {
namespace {

/// So many threads are told of.
constexpr std::size_t most_told = 6;
/// Of one thread's items, this many are told one by one.
constexpr std::size_t most_itemized = 2;

struct Item {
  std::uint64_t taken = 0;           ///< the step (from 0)
  std::optional<std::uint64_t> put;  ///< likewise, if one can tell
};

struct Taker {
  std::uint64_t took = 0;
  std::uint64_t settled = 0;
  std::uint64_t last = 0;       ///< the step (from 0) in which it took something last
  std::vector<Item> unsettled;  ///< if `certain`
  bool certain = true;          ///< each of its settlements was for the one item it had
};

/// The books of a queue.
struct Ledger {
  std::vector<std::uint64_t> added;  ///< steps, from 0
  std::uint64_t taken = 0;
  std::uint64_t dropped = 0;
  std::map<ThreadIndex, Taker> takers;  ///< and those who only settled
  std::optional<std::uint64_t> closed;  ///< the step (from 0)
  bool certain = true;                  ///< nobody settled what it had not taken

  [[nodiscard]] std::uint64_t left() const noexcept {
    return added.size() - std::min(added.size(), taken + dropped);
  }
};

void settle(Ledger& ledger, Taker& taker) {
  ++taker.settled;
  if (taker.settled > taker.took) ledger.certain = false;
  if (taker.unsettled.size() != 1) taker.certain = false;
  if (!taker.unsettled.empty()) taker.unsettled.pop_back();
}

Ledger ledger_of(const Standstill& standstill, ObjectIndex queue) {
  const Trace& trace = standstill.trace();
  const bool in_order = trace.objects[queue].kind->in_order;
  Ledger ledger;
  for (const auto index : standstill.steps_on(queue)) {
    const Step& step = trace.steps[index];
    switch (step.kind->role) {
      case Role::put:
        if (step.value != 0) ledger.added.push_back(index);
        break;
      case Role::get: {
        if (step.value == 0) break;
        Taker& taker = ledger.takers[step.agent.thread];
        const bool known = in_order && ledger.taken < ledger.added.size();
        taker.unsettled.push_back({index, known ? std::optional(ledger.added[ledger.taken]) : std::nullopt});
        taker.last = index;
        ++taker.took;
        ++ledger.taken;
        break;
      }
      case Role::settle:
        if (step.value != 0) settle(ledger, ledger.takers[step.agent.thread]);
        break;
      case Role::close:
        if (step.value < 0) break;
        ledger.closed = index;
        ledger.dropped += static_cast<std::uint64_t>(step.value);
        break;
      default: break;
    }
  }
  return ledger;
}

/// "took the one that main put at step 2 (x.cpp:5), at step 4 (x.cpp:9)"
std::string took(const Trace& trace, const Item& item) {
  if (!item.put) return fmt::format("took one at {}", step_text(trace, item.taken));
  return fmt::format("took the one that {} put at {}, at {}",
                     clear_name(trace, trace.steps[*item.put].agent.thread), step_text(trace, *item.put),
                     step_text(trace, item.taken));
}

std::string told(const Standstill& standstill, const Wait& wait, const Ledger& ledger, ThreadIndex thread,
                 const Taker& taker) {
  const Trace& trace = standstill.trace();
  std::vector<std::string> clauses;
  if (ledger.certain && taker.certain && taker.unsettled.size() <= most_itemized) {
    for (const Item& item : taker.unsettled) clauses.push_back(took(trace, item));
  } else if (taker.took == 0) {
    clauses.push_back(fmt::format("took none, reported {} done", taker.settled));
  } else {
    clauses.push_back(fmt::format("took {}, {} {}, reported {} done", taker.took,
                                  taker.took == 1 ? "at" : "the last at", step_text(trace, taker.last),
                                  taker.settled == 0 ? "none" : std::to_string(taker.settled)));
  }
  const std::string name = clear_name(trace, thread);
  if (thread == wait.thread) return fmt::format("{} itself {}", name, fmt::join(clauses, ", "));
  return fmt::format("{} {}, and {}", name, fmt::join(clauses, ", "), fate(standstill, thread));
}

/// "nobody took the one that main put at step 2 (x.cpp:5)"
std::string not_taken(const Trace& trace, ObjectIndex queue, const Ledger& ledger) {
  const std::uint64_t left = ledger.left();
  const bool in_order = trace.objects[queue].kind->in_order || ledger.taken == 0;
  if (!in_order || ledger.taken >= ledger.added.size()) return fmt::format("nobody took {} of them", left);
  const std::uint64_t first = ledger.added[ledger.taken];
  const std::string put =
      fmt::format("{} put at {}", clear_name(trace, trace.steps[first].agent.thread), step_text(trace, first));
  return left == 1 ? fmt::format("nobody took the one that {}", put)
                   : fmt::format("nobody took {} of them, the first of which {}", left, put);
}

}  // namespace

std::string why_unsettled(const Standstill& standstill, const Wait& wait) {
  const Trace& trace = standstill.trace();
  const Ledger ledger = ledger_of(standstill, wait.object);
  const auto unsettled = trace.objects[wait.tasks].level;
  std::vector<std::string> clauses;
  std::size_t rest = 0;
  for (const auto& [thread, taker] : ledger.takers) {
    if (ledger.certain && taker.settled >= taker.took) continue;
    if (clauses.size() == most_told) ++rest;
    else clauses.push_back(told(standstill, wait, ledger, thread, taker));
  }
  if (rest > 0) clauses.push_back(fmt::format("{} more took some", rest));
  if (ledger.left() > 0) clauses.push_back(not_taken(trace, wait.object, ledger));
  if (ledger.taken == 0) {
    const std::string dead = deaths(trace);
    if (!dead.empty()) clauses.push_back(dead);
  }
  if (ledger.closed) {
    clauses.push_back(deed(trace, *ledger.closed) + " closed it");
    if (ledger.dropped > 0) clauses.back() += fmt::format(" and dropped {}", ledger.dropped);
  }
  return fmt::format("{} of {} {} not done{}{}", unsettled, items(ledger.added.size()),
                     unsettled == 1 ? "is" : "are", clauses.empty() ? "" : ": ", fmt::join(clauses, "; "));
}

std::vector<Mark> marks_of_unsettled(const Standstill& standstill, const Wait& wait) {
  const Ledger ledger = ledger_of(standstill, wait.object);
  std::vector<Mark> marks;
  if (!ledger.certain) return marks;
  for (const auto& [thread, taker] : ledger.takers) {
    if (!taker.certain || taker.unsettled.size() > most_itemized) continue;
    for (const Item& item : taker.unsettled)
      marks.push_back(mark_step(standstill.trace(), item.taken, "takes an item that is never done"));
  }
  return marks;
}

}  // namespace heddle::engine
