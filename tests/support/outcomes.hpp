#pragma once

/// The exact set of what a scenario can do, by trying every schedule. A test then reads like this:
///
///     CHECK(outcomes_of([](Recorder& r) { … r.record("t", value); … }) == Outcomes{"t=1 u=2", "t=2 u=1"});

#include <heddle/engine/execution.hpp>
#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/depth_first.hpp>
#include <heddle/heddle.hpp>

#include <concepts>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace heddle::testing {

/// What one execution recorded: by key, in the order of the keys. What is recorded more than once under one key
/// stands there in the order of time, "t=1,2". Recording is local code: it belongs to the step before it.
class Recorder {
 public:
  template <class Value>
  void record(const std::string& key, const Value& value) {
    std::ostringstream text;
    text << std::boolalpha << value;
    auto [at, fresh] = values_.try_emplace(key, text.str());
    if (!fresh) at->second += "," + text.str();
  }

  void clear() { values_.clear(); }

  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& [key, value] : values_) text += (text.empty() ? "" : " ") + key + "=" + value;
    return text;
  }

 private:
  std::map<std::string, std::string> values_;
};

using Outcomes = std::set<std::string>;

/// "RuntimeError: release unlocked lock" for what `action` throws, "nothing" if it does not.
template <class Action>
std::string raised_by(Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const BrokenBarrierError&) {
    return "BrokenBarrierError";
  } catch (const RuntimeError& error) {
    return std::string("RuntimeError: ") + error.what();
  } catch (const ValueError& error) {
    return std::string("ValueError: ") + error.what();
  } catch (const OverflowError& error) {
    return std::string("OverflowError: ") + error.what();
  } catch (const Empty&) {
    return "Empty";
  } catch (const Full&) {
    return "Full";
  } catch (const ShutDown&) {
    return "ShutDown";
  } catch (const UsageError& error) {
    return std::string("UsageError: ") + error.what();
  }
  return "nothing";
}

/// How an execution ended, apart from what it recorded: "" if well, else " deadlock: t,u" with the non-daemon
/// threads that are stuck, " livelock: t", " failed: <message>"; and first the exceptions that threads let out.
inline std::string ending_of(const Trace& trace) {
  std::string text;
  for (const Trace::Thread& thread : trace.threads)
    if (thread.uncaught)
      text += " " + thread.name + " threw " + thread.uncaught->type + ": " + thread.uncaught->what;
  std::string stuck;
  for (const Trace::Thread& thread : trace.threads)
    if (!thread.ended && !thread.daemon) stuck += (stuck.empty() ? "" : ",") + thread.name;
  switch (trace.outcome) {
    case engine::Outcome::completed: break;
    case engine::Outcome::deadlocked: text += " deadlock: " + stuck; break;
    case engine::Outcome::livelocked: text += " livelock: " + stuck; break;
    case engine::Outcome::requirement_failed: text += " failed: " + trace.requirement; break;
    case engine::Outcome::stack_overflow: text += " stack overflow"; break;
    case engine::Outcome::terminated: text += " terminated"; break;
    case engine::Outcome::cut: text += " cut"; break;
    case engine::Outcome::stopped: text += " stopped"; break;
  }
  return text;
}

/// What a search saw.
struct Explored {
  Outcomes outcomes;
  std::uint64_t executions = 0;
  Verdict verdict;
};

/// Runs `body`, with or without a Recorder&, under the strategy that `options` name, to the end of the search.
template <class Body>
Explored explored(Body body, Options options = {}) {
  Recorder recorder;
  Explored result;
  options.keep_going = true;
  engine::Explorer explorer(
      "test",
      [&] {
        recorder.clear();
        if constexpr (std::invocable<Body&, Recorder&>) body(recorder);
        else body();
      },
      options);
  explorer.observe([&](const engine::Execution& execution) {
    const bool went_on =
        !execution.failures().empty() && execution.outcome() != engine::Outcome::requirement_failed;
    if (went_on) return;
    const std::string text = recorder.text() + ending_of(execution.trace());
    result.outcomes.insert(text.starts_with(' ') ? text.substr(1) : text);
  });
  const auto strategy = engine::make_strategy(options);
  result.verdict = explorer.explore(*strategy);
  result.executions = result.verdict.executions;
  if (result.verdict.nondeterminism)
    throw std::logic_error("not deterministic: " + result.verdict.nondeterminism->got);
  if (result.verdict.unseen_sharing)
    throw std::logic_error("unseen sharing: " + result.verdict.unseen_sharing->parting.got);
  return result;
}

/// The outcomes of every schedule, for what records in what order steps that commute were taken.
template <class Body>
Outcomes outcomes_of_all_schedules(Body body, Options options = {}) {
  options.search = Search::depth_first;
  Explored all = explored(std::move(body), options);
  if (!all.verdict.exhausted) throw std::logic_error("not every schedule was seen");
  return std::move(all.outcomes);
}

/// The outcomes of all executions, or of those within the bounds, which two searches agree on: every schedule, and
/// one for each class. Throws std::logic_error if they do not, or if some schedules were not seen.
template <class Body>
Outcomes outcomes_of(Body body, Options options = {}) {
  Outcomes all = outcomes_of_all_schedules(body, options);
  options.search = Search::dpor;
  const Explored classes = explored(body, options);
  if (!classes.verdict.exhausted) throw std::logic_error("not every class was seen");
  if (classes.outcomes != all) throw std::logic_error("dpor sees other outcomes than depth_first");
  return all;
}

/// The number of schedules there are, likewise.
template <class Body>
std::uint64_t executions_of(Body body, Options options = {}) {
  options.search = Search::depth_first;
  const Explored result = explored(std::move(body), options);
  if (!result.verdict.exhausted) throw std::logic_error("not every schedule was seen");
  return result.executions;
}

/// The trace of every schedule, in the order of the search.
template <class Body>
std::vector<Trace> traces_of(Body body, Options options = {}) {
  std::vector<Trace> traces;
  options.search = Search::depth_first;
  options.keep_going = true;
  engine::Explorer explorer("test", std::move(body), options);
  explorer.observe([&](const engine::Execution& execution) { traces.push_back(execution.trace()); });
  const auto strategy = engine::make_strategy(options);
  const Verdict verdict = explorer.explore(*strategy);
  if (!verdict.exhausted) throw std::logic_error("not every schedule was seen");
  return traces;
}

/// Runs the bodies as threads called t, u, v, w and joins them, the first one first.
template <class... Bodies>
void together(Bodies... bodies) {
  static constexpr const char* names[] = {"t", "u", "v", "w"};
  static_assert(sizeof...(bodies) <= std::size(names));
  std::deque<Thread> threads;
  (threads.emplace_back(std::move(bodies), names[threads.size()]), ...);
  for (Thread& thread : threads) thread.start();
  for (Thread& thread : threads) thread.join();
}

inline Options virtual_time() {
  Options options;
  options.clock = Clock::virtual_time;
  return options;
}

inline Options with_spurious_wakeups() {
  Options options;
  options.spurious_wakeups = true;
  return options;
}

}  // namespace heddle::testing
