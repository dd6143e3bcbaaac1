#pragma once

#include <heddle/engine/diagnosis/diagnosis.hpp>
#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Traces written by hand, step by step, as primitives would leave them. All lines are in x.cpp.
namespace heddle::engine::testing {

inline constexpr OperationKind acquire{"acquire", Role::acquire};
inline constexpr OperationKind release{"release", Role::release};
inline constexpr OperationKind wait{"wait", Role::wait};
inline constexpr OperationKind wake{"wake", Role::wake};
inline constexpr OperationKind notify{"notify", Role::signal};
inline constexpr OperationKind notify_all{"notify_all", Role::signal};
inline constexpr OperationKind set{"set", Role::signal};
inline constexpr OperationKind clear{"clear", Role::unsignal};
inline constexpr OperationKind is_set{"is_set", Role::test};
inline constexpr OperationKind put{"put", Role::put};
inline constexpr OperationKind get{"get", Role::get};
inline constexpr OperationKind task_done{"task_done", Role::settle};
inline constexpr OperationKind drain{"join", Role::drain};
inline constexpr OperationKind shutdown{"shutdown", Role::close};
inline constexpr OperationKind arrive{"arrive", Role::arrive};
inline constexpr OperationKind leave{"wait", Role::leave};
inline constexpr OperationKind give_up{"give up", Role::leave};
inline constexpr OperationKind reset{"reset", Role::break_up};
inline constexpr OperationKind call_off{"abort", Role::break_up};
inline constexpr OperationKind fail{"break", Role::break_up};
inline constexpr OperationKind start{"start", Role::start};
inline constexpr OperationKind join{"join", Role::join};
inline constexpr OperationKind join_at_end{.name = "join", .role = Role::join, .implicit = true};
inline constexpr OperationKind abandon{.name = "abandon", .implicit = true};
inline constexpr OperationKind end{"end", Role::end};
inline constexpr OperationKind nap{"sleep", Role::yield};
inline constexpr OperationKind time_out{"time out", Role::timer};
inline constexpr OperationKind load{"load", Role::plain};
inline constexpr OperationKind store{"store", Role::plain};
inline constexpr OperationKind meet{"meet", Role::plain};

inline constexpr ThreadIndex main_index = 0;

class TraceBuilder {
 public:
  TraceBuilder() { thread("main"); }

  ThreadIndex thread(std::string name, bool daemon = false) {
    static constexpr ObjectKind kind{"Thread", true};
    Trace::Thread one;
    one.daemon = daemon;
    one.object = object(kind, name);
    one.name = std::move(name);
    trace_.threads.push_back(std::move(one));
    return static_cast<ThreadIndex>(trace_.threads.size() - 1);
  }
  ThreadIndex daemon(std::string name) { return thread(std::move(name), true); }

  ObjectIndex lock(std::string name = "") { return object(lock_, std::move(name)); }
  ObjectIndex condition(std::string name = "") { return object(condition_, std::move(name)); }
  ObjectIndex event(std::string name = "") { return object(event_, std::move(name)); }
  /// Of a timer that is made in that line.
  ObjectIndex finished(std::string name, std::uint32_t line) {
    const ObjectIndex finished = object(finished_, std::move(name));
    trace_.objects[finished].created = {"x.cpp", line};
    return finished;
  }
  ObjectIndex queue(std::string name = "") { return object(queue_, std::move(name)); }
  ObjectIndex lifo_queue(std::string name = "") { return object(lifo_queue_, std::move(name)); }
  /// With so many permits left at the end.
  ObjectIndex semaphore(std::string name = "", std::int32_t left = 0) {
    const ObjectIndex semaphore = object(semaphore_, std::move(name));
    trace_.objects[semaphore].level = left;
    return semaphore;
  }
  ObjectIndex barrier(std::string name = "") { return object(barrier_, std::move(name)); }
  /// What counts the items of a queue that are not settled.
  ObjectIndex tasks(std::int32_t unsettled = 0) {
    const ObjectIndex tasks = object(tasks_, "");
    trace_.objects[tasks].level = unsettled;
    return tasks;
  }
  ObjectIndex shared(std::string name = "") { return object(shared_, std::move(name)); }

  TraceBuilder& step(ThreadIndex thread, const OperationKind& kind, ObjectIndex object, std::int64_t value,
                     std::uint32_t line, ObjectIndex second = no_object) {
    Step step;
    step.kind = &kind;
    step.object = object;
    step.second = second;
    step.site = {"x.cpp", line};
    step.value = value;
    step.agent = {thread, kind.role == Role::timer};
    const bool reads = kind.role == Role::test || &kind == &load;
    step.access = object == no_object ? Access::none : reads ? Access::read : Access::write;
    if (second != no_object) step.second_access = Access::write;
    trace_.steps.push_back(step);
    return *this;
  }

  /// The thread begins to wait on a condition whose lock it holds.
  TraceBuilder& waits(ThreadIndex thread, ObjectIndex condition, ObjectIndex lock, std::uint32_t line) {
    return step(thread, wait, condition, 0, line, lock);
  }

  /// The thread comes to a barrier that is broken.
  TraceBuilder& turned_away(ThreadIndex thread, ObjectIndex barrier, std::uint32_t line) {
    step(thread, arrive, barrier, -1, line);
    trace_.steps.back().access = Access::read;
    return *this;
  }

  /// The thread's last operation, never executed; announced after its last step.
  TraceBuilder& stuck(ThreadIndex thread, const OperationKind& kind, ObjectIndex object, std::uint32_t line,
                      ObjectIndex second = no_object) {
    Trace::Pending pending;
    pending.kind = &kind;
    pending.object = object;
    pending.second = second;
    pending.site = {"x.cpp", line};
    for (std::uint64_t index = 0; index < trace_.steps.size(); ++index) {
      if (trace_.steps[index].agent == Agent{thread, false}) pending.since = index + 1;
    }
    pending.enabled = kind.role == Role::yield;
    trace_.threads[thread].pending = pending;
    return *this;
  }
  TraceBuilder& joins(ThreadIndex thread, ThreadIndex joined, std::uint32_t line) {
    return stuck(thread, join, trace_.threads[joined].object, line);
  }

  TraceBuilder& ends(ThreadIndex thread) {
    step(thread, end, trace_.threads[thread].object, 0, 0);
    trace_.threads[thread].ended = true;
    return *this;
  }
  TraceBuilder& dies(ThreadIndex thread, std::string type, std::string what) {
    trace_.threads[thread].uncaught = {std::move(type), std::move(what), trace_.steps.size()};
    return ends(thread);
  }

  Trace& trace() { return trace_; }

  std::vector<Diagnosis> diagnose(Outcome outcome = Outcome::deadlocked) {
    trace_.outcome = outcome;
    return engine::diagnose(trace_);
  }

 private:
  static constexpr ObjectKind lock_{"Lock"};
  static constexpr ObjectKind condition_{"Condition"};
  static constexpr ObjectKind event_{"Event"};
  static constexpr ObjectKind finished_{.name = "Event", .calls_off = true};
  static constexpr ObjectKind queue_{.name = "Queue", .in_order = true};
  static constexpr ObjectKind lifo_queue_{"LifoQueue"};
  static constexpr ObjectKind semaphore_{.name = "Semaphore", .has_permits = true};
  static constexpr ObjectKind barrier_{"Barrier"};
  static constexpr ObjectKind tasks_{"unfinished tasks of Queue"};
  static constexpr ObjectKind shared_{"Shared"};

  ObjectIndex object(const ObjectKind& kind, std::string name) {
    Trace::Object one;
    one.kind = &kind;
    one.name = std::move(name);
    one.number = ++count_[kind.name];
    trace_.objects.push_back(std::move(one));
    return static_cast<ObjectIndex>(trace_.objects.size() - 1);
  }

  Trace trace_;
  std::map<std::string_view, std::uint32_t> count_;
};

/// "lost_wakeup: worker0 waits …", one for each.
inline std::vector<std::string> texts(const std::vector<Diagnosis>& all) {
  std::vector<std::string> texts;
  for (const Diagnosis& one : all) texts.push_back(std::string(name_of(one.hazard)) + ": " + one.message);
  return texts;
}

/// "worker1 at 3: notify reaches nobody", "main: joins worker0"; steps from 1.
inline std::vector<std::string> texts(const Trace& trace, const std::vector<Mark>& marks) {
  std::vector<std::string> texts;
  for (const Mark& mark : marks) {
    const std::string step = mark.step ? " at " + std::to_string(*mark.step + 1) : "";
    texts.push_back(trace.threads[mark.thread].name + step + ": " + mark.text);
  }
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace heddle::engine::testing
