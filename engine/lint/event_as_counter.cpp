#include <heddle/engine/lint/event_as_counter.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>
#include <heddle/engine/lint/order.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace heddle::engine {
namespace {

/// The thread was let through, and took the signal back. Steps from 0.
struct Round {
  std::uint64_t passed = 0;
  std::uint64_t cleared = 0;
};

/// Two signals, of which the second was lost, or would have been before `cleared`.
struct Pair {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  Round round;
  bool lost = false;
};

/// By object and thread. Rounds of a thread that does not clear what it waits for are none.
std::map<std::pair<ObjectIndex, ThreadIndex>, std::vector<Round>> rounds_of(const Trace& trace) {
  std::map<std::pair<ObjectIndex, ThreadIndex>, std::vector<Round>> rounds;
  std::map<std::pair<ObjectIndex, ThreadIndex>, std::uint64_t> passed;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    if (step.value <= 0 || step.agent.timer || step.ending != Ending::done) continue;
    const std::pair key(step.object, step.agent.thread);
    const Role role = step.kind->role;
    if (role == Role::wake || (role == Role::wait && step.second == no_object)) passed[key] = index;
    if (role != Role::unsignal) continue;
    if (const auto at = passed.find(key); at != passed.end()) {
      rounds[key].push_back({at->second, index});
      passed.erase(at);
    }
  }
  return rounds;
}

/// The signals given on the object in between, but for those that the thread gives itself.
std::vector<std::uint64_t> signals_between(const Trace& trace, ObjectIndex object, ThreadIndex thread,
                                           std::uint64_t from, std::uint64_t to) {
  std::vector<std::uint64_t> signals;
  for (std::uint64_t index = from; index < to; ++index) {
    const Step& step = trace.steps[index];
    const bool signals_it = step.kind->role == Role::signal && step.object == object && step.value >= 0;
    if (signals_it && step.agent.thread != thread) signals.push_back(index);
  }
  return signals;
}

/// True if the thread, in between, looks at something that others of those who signalled had changed.
bool looks_for_itself(const Trace& trace, ThreadIndex thread, ObjectIndex object, std::uint64_t from,
                      std::uint64_t to) {
  std::set<ThreadIndex> signallers;
  for (const auto index : signals_between(trace, object, thread, 0, trace.steps.size()))
    signallers.insert(trace.steps[index].agent.thread);
  std::set<ObjectIndex> changed;
  for (std::uint64_t index = 0; index < to; ++index) {
    const Step& step = trace.steps[index];
    if (step.object == object) continue;
    if (is_change(step) && step.agent.thread != thread && signallers.contains(step.agent.thread))
      changed.insert(step.object);
    const bool looks = is_look(step) || step.kind->role == Role::get;
    if (index >= from && looks && step.agent.thread == thread && changed.contains(step.object)) return true;
  }
  return false;
}

std::optional<Pair> suspicious_pair(const Trace& trace, ObjectIndex object, ThreadIndex thread,
                                    const std::vector<Round>& rounds) {
  std::uint64_t from = 0;
  std::vector<std::vector<std::uint64_t>> signals;  // by round: those before its clear
  for (const Round& round : rounds) {
    signals.push_back(signals_between(trace, object, thread, from, round.cleared));
    from = round.cleared;
  }
  for (std::size_t i = 0; i < rounds.size(); ++i)
    if (signals[i].size() > 1) return Pair{signals[i][0], signals[i][1], rounds[i], true};
  const Order order(trace, Order::Links::handshakes, object);
  for (std::size_t i = 0; i + 1 < rounds.size(); ++i) {
    if (signals[i].empty() || signals[i + 1].empty()) continue;
    if (!order.before(rounds[i].cleared, signals[i + 1].front()))
      return Pair{signals[i].front(), signals[i + 1].front(), rounds[i], false};
  }
  return std::nullopt;
}

/// True if in that trace a signal came on that object while another stood.
bool loses_a_signal(const Trace& trace, std::string_view object) {
  std::map<ObjectIndex, bool> stands;
  for (const Step& step : trace.steps) {
    if (step.object == no_object) continue;
    if (step.kind->role == Role::unsignal) stands[step.object] = false;
    if (step.kind->role != Role::signal || step.value < 0 || identity(trace, step.object) != object) continue;
    if (std::exchange(stands[step.object], true)) return true;
  }
  return false;
}

Suspicion told(const Trace& trace, ObjectIndex object, ThreadIndex thread, const Pair& pair) {
  Suspicion suspicion;
  suspicion.lint = Lint::event_as_counter;
  const std::string what =
      pair.lost ? fmt::format("{} came while {} still stood, and was lost", deed(trace, pair.second),
                              deed(trace, pair.first))
                : fmt::format(
                      "nothing keeps {} from coming before that clear, while {} still stands: it would be "
                      "lost",
                      deed(trace, pair.second), deed(trace, pair.first));
  suspicion.message = fmt::format("{} waits for {}, goes on at {} and clears it at {}, once for each set; {}",
                                  clear_name(trace, thread), clear_name(trace, object),
                                  step_text(trace, pair.round.passed), step_text(trace, pair.round.cleared), what);
  suspicion.marks = {mark_step(trace, pair.first, "sets it"), mark_step(trace, pair.round.passed, "is let through"),
                     mark_step(trace, pair.round.cleared, "clears it"),
                     mark_step(trace, pair.second, pair.lost ? "is lost" : "would be lost before the clear")};
  std::stable_sort(suspicion.marks.begin(), suspicion.marks.end(),
                   [](const Mark& a, const Mark& b) { return a.step < b.step; });
  const std::string it = identity(trace, object);
  const Site waits = trace.steps[pair.round.passed].site;
  const Site clears = trace.steps[pair.round.cleared].site;
  suspicion.key = fmt::format("{} {} {}", it, spot(waits), spot(clears));
  const std::string name = clear_name(trace, thread);
  suspicion.hold_back = {{name, Role::wait, waits}, {name, Role::unsignal, clears}};
  suspicion.shown_by = [it, waits](const Finding& finding) {
    return is_deadlock(finding.hazard) && stuck_at(finding.trace, Role::wake, waits, it) &&
           loses_a_signal(finding.trace, it);
  };
  return suspicion;
}

}  // namespace

std::vector<Suspicion> event_as_counter(const Trace& trace) {
  std::vector<Suspicion> all;
  for (const auto& [key, rounds] : rounds_of(trace)) {
    const auto [object, thread] = key;
    if (rounds.size() < 2) continue;
    const auto pair = suspicious_pair(trace, object, thread, rounds);
    if (!pair || looks_for_itself(trace, thread, object, rounds.front().passed, trace.steps.size())) continue;
    all.push_back(told(trace, object, thread, *pair));
  }
  return all;
}

}  // namespace heddle::engine
