#include <heddle/engine/lint/order.hpp>

#include <heddle/engine/lint/locks.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace heddle::engine {
namespace {

/// What a step has to do with others on the object.
struct Part {
  bool hears = false;  ///< it comes after those that told
  bool tells = false;
};

Part part_of(const Step& step, bool is_lock) noexcept {
  const bool done = step.value != 0 && step.ending == Ending::done;
  switch (step.kind->role) {
    case Role::signal: return {false, step.value >= 0};
    case Role::wait:
    case Role::wake:
    case Role::test: return {done, false};
    case Role::put: return {false, done};
    case Role::get: return {done, false};
    case Role::settle: return {false, done};
    case Role::drain: return {true, false};
    case Role::acquire: return {done && !is_lock, false};
    case Role::release: return {false, done && !is_lock};
    case Role::plain: return {step.access != Access::none, step.access == Access::write};
    default: return {};
  }
}

std::optional<ThreadIndex> thread_of(const Trace& trace, ObjectIndex end) {
  for (std::size_t i = 1; i < trace.threads.size(); ++i)
    if (trace.threads[i].object == end) return static_cast<ThreadIndex>(i);
  return std::nullopt;
}

}  // namespace

Order::Order(const Trace& trace, Links links, ObjectIndex left_out) : trace_(&trace) {
  const std::size_t threads = trace.threads.size();
  const Locks locks(trace);
  // By thread: how often it has passed its clock on, from 1; and which clock it has now.
  std::vector<std::uint32_t> own(threads, 1);
  std::vector<std::uint32_t> now(threads);
  clocks_.assign(threads, Clock(threads, 0));
  for (std::size_t i = 0; i < threads; ++i) now[i] = static_cast<std::uint32_t>(i);

  const auto hear = [&](ThreadIndex thread, const Clock& heard) {
    Clock clock = clocks_[now[thread]];
    for (std::size_t i = 0; i < threads; ++i) clock[i] = std::max(clock[i], heard[i]);
    if (clock == clocks_[now[thread]]) return;
    now[thread] = static_cast<std::uint32_t>(clocks_.size());
    clocks_.push_back(std::move(clock));
  };
  const auto told = [&](ThreadIndex thread) {
    Clock clock = clocks_[now[thread]];
    clock[thread] = own[thread]++;
    return clock;
  };
  std::map<ObjectIndex, Clock> by_object;

  for (const Step& step : trace.steps) {
    const ThreadIndex thread = step.agent.thread;
    const Role role = step.kind->role;
    if (role == Role::join && step.value != 0) {
      if (const auto joined = thread_of(trace, step.object)) hear(thread, told(*joined));
    }
    const bool linked =
        links == Links::handshakes && step.object != no_object && step.object != left_out && !step.agent.timer;
    const Part part = linked ? part_of(step, locks.is_lock(step.object)) : Part{};
    if (part.hears && by_object.contains(step.object)) hear(thread, by_object[step.object]);
    moments_.push_back({own[thread], now[thread]});
    if (role == Role::start && step.value != 0) {
      if (const auto started = thread_of(trace, step.object)) hear(*started, told(thread));
    }
    if (!part.tells) continue;
    Clock& clock = by_object.try_emplace(step.object, threads, 0).first->second;
    const Clock news = told(thread);
    for (std::size_t i = 0; i < threads; ++i) clock[i] = std::max(clock[i], news[i]);
  }
}

bool Order::before(std::uint64_t first, std::uint64_t second) const noexcept {
  const ThreadIndex thread = trace_->steps[first].agent.thread;
  if (thread == trace_->steps[second].agent.thread) return first < second;
  return clocks_[moments_[second].clock][thread] >= moments_[first].own;
}

}  // namespace heddle::engine
