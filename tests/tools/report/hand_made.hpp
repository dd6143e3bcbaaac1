#pragma once

#include <heddle/engine/finding.hpp>
#include <heddle/engine/scenario.hpp>
#include <heddle/engine/verdict.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// Traces, findings and verdicts that no engine made, so that reports can be tested to the letter.
namespace hand_made {

inline constexpr const char* file = "no/such/folder/handover.cpp";

inline constexpr heddle::engine::OperationKind start{"start", heddle::engine::Role::start};
inline constexpr heddle::engine::OperationKind acquire{"acquire", heddle::engine::Role::acquire};
inline constexpr heddle::engine::OperationKind release{"release", heddle::engine::Role::release};
inline constexpr heddle::engine::OperationKind wait{"wait", heddle::engine::Role::wait};
inline constexpr heddle::engine::OperationKind wake{"wake", heddle::engine::Role::wake};
inline constexpr heddle::engine::OperationKind notify{"notify", heddle::engine::Role::signal};
inline constexpr heddle::engine::OperationKind is_set{"is_set", heddle::engine::Role::test};
inline constexpr heddle::engine::OperationKind sleep{"sleep", heddle::engine::Role::yield};
inline constexpr heddle::engine::OperationKind end{"end", heddle::engine::Role::end};
inline constexpr heddle::engine::OperationKind join{"join", heddle::engine::Role::join};

inline constexpr heddle::engine::ObjectKind thread_kind{"Thread", true};
inline constexpr heddle::engine::ObjectKind lock_kind{"Lock"};
inline constexpr heddle::engine::ObjectKind condition_kind{"Condition"};
inline constexpr heddle::engine::ObjectKind event_kind{"Event"};

/// A trace in the making. Threads are objects too: thread i is object i.
class TraceOf {
 public:
  explicit TraceOf(const std::vector<std::string>& threads) {
    for (std::size_t i = 0; i < threads.size(); ++i) {
      heddle::Trace::Thread thread;
      thread.name = threads[i];
      thread.object = static_cast<std::uint32_t>(i);
      trace_.threads.push_back(thread);
      add_object(thread_kind, threads[i]);
    }
  }

  std::uint32_t add_object(const heddle::engine::ObjectKind& kind, const std::string& name = "") {
    heddle::Trace::Object object;
    object.kind = &kind;
    object.name = name;
    object.number = 1;
    for (const auto& other : trace_.objects)
      if (other.kind == &kind) ++object.number;
    trace_.objects.push_back(object);
    return static_cast<std::uint32_t>(trace_.objects.size() - 1);
  }

  TraceOf& step(std::uint16_t thread, const heddle::engine::OperationKind& kind, std::uint32_t object,
                std::uint32_t line, std::int64_t value = 1) {
    heddle::engine::Step step;
    step.kind = &kind;
    step.object = object;
    step.site = {file, line};
    step.value = value;
    step.agent = {thread, false};
    step.access = heddle::engine::Access::write;
    trace_.steps.push_back(step);
    if (kind.role == heddle::engine::Role::end) trace_.threads[thread].ended = true;
    return *this;
  }

  TraceOf& pending(std::uint16_t thread, const heddle::engine::OperationKind& kind, std::uint32_t object,
                   std::uint32_t line, std::uint64_t since) {
    trace_.threads[thread].pending =
        heddle::Trace::Pending{&kind, object, heddle::engine::no_object, {file, line}, since, false};
    return *this;
  }

  [[nodiscard]] heddle::Trace ending(heddle::engine::Outcome outcome) {
    trace_.outcome = outcome;
    return trace_;
  }

 private:
  heddle::Trace trace_;
};

/// worker1 notifies before worker0 waits.
inline heddle::Finding lost_wakeup() {
  TraceOf trace({"main", "worker0", "worker1"});
  const std::uint32_t lock = trace.add_object(lock_kind);
  const std::uint32_t condition = trace.add_object(condition_kind, "ready");
  trace.step(0, start, 1, 20).step(0, start, 2, 21);
  trace.step(2, acquire, lock, 17).step(2, notify, condition, 18, 0).step(2, release, lock, 19);
  trace.step(2, end, 2, 17);
  trace.step(1, acquire, lock, 12).step(1, wait, condition, 13, 0);
  trace.pending(1, wake, condition, 13, 8).pending(0, join, 1, 22, 2);

  heddle::Finding finding;
  finding.hazard = heddle::Hazard::lost_wakeup;
  finding.message =
      "worker0 waits for ever on Condition ready; worker1's notify at step 4 came before and woke nobody";
  finding.marks = {{2, 3, "nobody waits yet: this wakes no one"}, {1, std::nullopt, "waits on Condition ready"}};
  finding.trace = trace.ending(heddle::engine::Outcome::deadlocked);
  finding.schedule = heddle::schedule_of("seeds/handover", heddle::Settings{}, finding.trace);
  return finding;
}

/// Every schedule seen, nothing found.
inline heddle::Verdict held() {
  heddle::Verdict verdict;
  verdict.scenario = "seeds/handover";
  verdict.complete = true;
  verdict.exhausted = true;
  verdict.executions = 34;
  verdict.steps = 1204;
  verdict.max_depth = 40;
  verdict.max_threads = 3;
  verdict.elapsed = std::chrono::microseconds(1200);
  return verdict;
}

inline heddle::Verdict violated() {
  heddle::Verdict verdict = held();
  verdict.complete = false;
  verdict.exhausted = false;
  verdict.findings.push_back(lost_wakeup());
  return verdict;
}

/// Complete within its bound of two preemptions.
inline heddle::Verdict held_within_two_preemptions() {
  heddle::Verdict verdict = held();
  verdict.complete = false;
  verdict.options.preemption_bound = 2;
  verdict.preemptions_bounded = true;
  return verdict;
}

inline heddle::Verdict out_of_executions() {
  heddle::Verdict verdict = held();
  verdict.complete = false;
  verdict.exhausted = false;
  verdict.budget = heddle::Budget::executions;
  verdict.executions = 1'000'000;
  return verdict;
}

}  // namespace hand_made
