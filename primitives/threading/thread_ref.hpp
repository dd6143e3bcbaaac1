#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/seconds.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace heddle {

class Thread;

namespace detail {

/// What can be done to a thread through its Thread; and, where that may be gone, through a ThreadRef.
struct ThreadKinds {
  engine::OperationKind join;
  engine::OperationKind is_alive;
  engine::OperationKind name;
  engine::OperationKind set_name;
};
inline constexpr ThreadKinds by_thread{.join = {.name = "join", .role = engine::Role::join},
                                       .is_alive = {.name = "is_alive"},
                                       .name = {.name = "name"},
                                       .set_name = {.name = "set_name"}};
inline constexpr ThreadKinds by_ref{.join = {.name = "join", .role = engine::Role::join, .outlasts = true},
                                    .is_alive = {.name = "is_alive", .outlasts = true},
                                    .name = {.name = "name", .outlasts = true},
                                    .set_name = {.name = "set_name", .outlasts = true}};

/// The name that a thread is given, or Python's for one without.
inline std::string thread_name(std::string given) {
  return given.empty() ? "Thread-" + std::to_string(engine::count_nameless_thread()) : std::move(given);
}

// The level of a thread's object that is neither running nor ended: a join passes its guard and says what is wrong.
inline constexpr std::int32_t unstarted = 2;

/// Waits for the end of a thread, or looks if the timeout is not positive. True if it has ended.
inline bool join_thread(const ThreadKinds& kinds, const engine::ObjectRef& end, std::chrono::nanoseconds timeout,
                        Site site) {
  using namespace engine;
  const bool only_looks = timeout <= std::chrono::nanoseconds::zero();
  if (!unwinding() && is_this_thread(end)) throw RuntimeError("cannot join current thread");
  const Operation operation{.kind = &kinds.join,
                            .object = &end,
                            .access = Access::read,
                            .guard = only_looks ? Guard::always() : Guard::at_least(end, thread_ended),
                            .site = site};
  bool ended = false;
  const auto look = [&](Step& step) {
    if (end.level() == unstarted) throw RuntimeError("cannot join thread before it is started");
    ended = end.level() == thread_ended;
    step.value = ended ? 1 : 0;
  };
  if (only_looks || timeout == no_timeout) perform(operation, look);
  else perform_timed(operation, timeout, look);
  return ended;
}

inline bool is_thread_alive(const ThreadKinds& kinds, const engine::ObjectRef& end, Site site) {
  using namespace engine;
  return perform(
      {.kind = &kinds.is_alive, .object = &end, .access = Access::read, .parts = life_part, .site = site},
      [&](Step& step) {
        step.value = end.level() == thread_running ? 1 : 0;
        return step.value != 0;
      });
}

}  // namespace detail

/// A thread that has been started, whoever holds its Thread: what current_thread(), main_thread() and enumerate()
/// give. A value, to be copied; good until the execution is over.
class ThreadRef {
 public:
  /// For current_thread() and its like.
  explicit ThreadRef(engine::ThreadIndex thread)
      : thread_(thread), daemon_(engine::is_daemon(thread)), object_(engine::object_of_thread(thread)) {}

  [[nodiscard]] std::string name(Site site = Site::current()) const {
    using namespace engine;
    return perform({.kind = &detail::by_ref.name,
                    .object = &object_,
                    .access = Access::read,
                    .parts = card_part,
                    .site = site},
                   [&](Step&) { return name_of_thread(thread_); });
  }

  /// Python's `thread.name = …`. Reports go on calling it by its first name.
  void set_name(std::string name, Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &detail::by_ref.set_name,
             .object = &object_,
             .access = Access::write,
             .parts = card_part,
             .site = site,
             .quiet = true},
            [&](Step&) { name_of_thread(thread_) = std::move(name); });
  }

  /// A number that no other thread of the execution has; never 0. Like the numbers in default names it follows the
  /// order in which threads are started, which is no choice of a search: only compare it.
  [[nodiscard]] std::uint64_t ident() const noexcept { return thread_ + 1U; }

  [[nodiscard]] bool daemon() const noexcept { return daemon_; }

  /// True until its function has ended. Of main: true, until the execution is over.
  [[nodiscard]] bool is_alive(Site site = Site::current()) const {
    return detail::is_thread_alive(detail::by_ref, object_, site);
  }

  /// As Thread::join. Throws RuntimeError for the calling thread, and for main, whose end is not modelled.
  void join(Site site = Site::current()) const { join_within(engine::no_timeout, site); }
  void join(Seconds timeout, Site site = Site::current()) const { join_within(timeout.nanoseconds(), site); }

  friend bool operator==(const ThreadRef& a, const ThreadRef& b) noexcept { return a.object_ == b.object_; }
  /// True if `b` is that thread.
  friend bool operator==(const Thread& a, const ThreadRef& b) noexcept;

 private:
  void join_within(std::chrono::nanoseconds timeout, Site site) const {
    if (engine::taken_down()) return;
    if (thread_ == engine::this_thread()) throw RuntimeError("cannot join current thread");
    if (thread_ == 0) throw RuntimeError("cannot join the main thread: it ends with the execution");
    detail::join_thread(detail::by_ref, object_, timeout, site);
  }

  engine::ThreadIndex thread_;
  bool daemon_;
  engine::ObjectRef object_;
};

/// threading.current_thread().
[[nodiscard]] inline ThreadRef current_thread() { return ThreadRef(engine::this_thread()); }

/// threading.main_thread(): the one that runs the scenario's body. Its name is "main".
[[nodiscard]] inline ThreadRef main_thread() {
  (void)engine::this_thread();  // refuses to work outside of a check
  return ThreadRef(0);
}

/// threading.get_ident(): current_thread().ident().
[[nodiscard]] inline std::uint64_t get_ident() { return engine::this_thread() + 1U; }

namespace detail {

template <class Look>
auto look_at_threads(const engine::OperationKind& kind, Site site, Look look) {
  using namespace engine;
  const ObjectRef starts = starts_of(0);
  return perform({.kind = &kind, .object = &starts, .access = Access::read, .site = site}, [&](Step& step) {
    const auto threads = living_threads();
    step.value = static_cast<std::int64_t>(threads.size());
    return look(threads);
  });
}

}  // namespace detail

/// threading.enumerate(): the threads that are alive, daemons and main among them. CPython promises no order; here
/// main comes first, then those that it started, in that order, then those that these started.
[[nodiscard]] inline std::vector<ThreadRef> enumerate(Site site = Site::current()) {
  static constexpr engine::OperationKind kind{"enumerate"};
  return detail::look_at_threads(kind, site, [](const std::vector<engine::ThreadIndex>& threads) {
    std::vector<ThreadRef> found;
    found.reserve(threads.size());
    for (const engine::ThreadIndex thread : threads) found.emplace_back(thread);
    return found;
  });
}

/// threading.active_count(): how many enumerate() would list.
[[nodiscard]] inline int active_count(Site site = Site::current()) {
  static constexpr engine::OperationKind kind{"active_count"};
  return detail::look_at_threads(
      kind, site, [](const std::vector<engine::ThreadIndex>& threads) { return static_cast<int>(threads.size()); });
}

}  // namespace heddle
