#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/seconds.hpp>

#include <string>
#include <utility>

namespace heddle {

/// threading.Thread. An exception that leaves its function is a finding (`uncaught_exception`); the others go on.
/// A daemon does not keep an execution alive: when every other thread has ended, it is over.
///
/// Unlike Python's, it ends with its scope: the destructor of a started thread joins it, that of a daemon leaves it
/// to itself. Declare it after what it uses.
class Thread {
 public:
  /// `function`: anything callable without arguments. Without a name it is called "Thread-1", "Thread-2", …
  template <class Function>
  explicit Thread(Function&& function, std::string name = "", bool daemon = false, Site site = Site::current())
      : name_(name.empty() ? "Thread-" + std::to_string(engine::count_nameless_thread()) : std::move(name)),
        object_(object_kind, name_, site, unstarted),
        function_(std::forward<Function>(function)),
        daemon_(daemon) {}

  Thread(Thread&& other) noexcept
      : name_(std::move(other.name_)),
        object_(std::move(other.object_)),
        function_(std::move(other.function_)),
        daemon_(other.daemon_),
        needs_end_(std::exchange(other.needs_end_, false)),
        started_(other.started_) {}
  Thread& operator=(Thread&&) = delete;
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  ~Thread() {
    if (!needs_end_ || !engine::belongs_here(object_)) return;
    const engine::Operation operation{
        .kind = daemon_ ? &abandon_kind : &join_kind,
        .object = &object_,
        .access = daemon_ ? engine::Access::none : engine::Access::read,
        .guard = daemon_ ? engine::Guard::always() : engine::Guard::at_least(object_, engine::thread_ended),
        .site = started_,
        .quiet = true};
    engine::perform(operation, [](engine::Step& step) { step.value = 1; });
  }

  /// The thread runs up to its first operation as part of this step. Throws RuntimeError the second time, and if
  /// the execution has as many threads as it may.
  void start(Site site = Site::current()) {
    using namespace engine;
    const bool starts =
        perform({.kind = &start_kind, .object = &object_, .access = Access::write, .site = site}, [&](Step& step) {
          if (object_.level() != unstarted) throw RuntimeError("threads can only be started once");
          if (!can_start_thread()) throw RuntimeError("can't start new thread");
          object_.set_level(thread_running);
          step.value = 1;
          return true;
        });
    if (!starts) return;
    started_ = site;
    needs_end_ = true;
    start_thread(std::move(function_), name_, daemon_, object_, site);
  }

  /// Waits until the thread has ended. Throws RuntimeError before start, and for the calling thread.
  void join(Site site = Site::current()) { join_within(engine::no_timeout, site); }

  /// Waits at most so long; ask is_alive() how it went. Throws likewise.
  void join(Seconds timeout, Site site = Site::current()) { join_within(timeout.nanoseconds(), site); }

  [[nodiscard]] bool is_alive(Site site = Site::current()) const {
    using namespace engine;
    return perform({.kind = &is_alive_kind, .object = &object_, .access = Access::read, .site = site},
                   [&](Step& step) {
                     step.value = object_.level() == thread_running ? 1 : 0;
                     return step.value != 0;
                   });
  }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool daemon() const noexcept { return daemon_; }

  /// Python's `thread.daemon = …`. Throws RuntimeError once started.
  void set_daemon(bool daemon) {
    if (started_.known()) throw RuntimeError("cannot set daemon status of active thread");
    daemon_ = daemon;
  }

 private:
  // Neither running nor ended: a join passes its guard and says what is wrong.
  static constexpr std::int32_t unstarted = 2;

  static constexpr engine::ObjectKind object_kind{"Thread", true};
  static constexpr engine::OperationKind start_kind{"start", engine::Role::start};
  static constexpr engine::OperationKind join_kind{"join", engine::Role::join};
  static constexpr engine::OperationKind is_alive_kind{"is_alive"};
  static constexpr engine::OperationKind abandon_kind{"abandon"};

  void join_within(std::chrono::nanoseconds timeout, Site site) {
    using namespace engine;
    const bool only_looks = timeout <= std::chrono::nanoseconds::zero();
    if (!unwinding() && is_this_thread(object_)) throw RuntimeError("cannot join current thread");
    const Operation operation{.kind = &join_kind,
                              .object = &object_,
                              .access = Access::read,
                              .guard = only_looks ? Guard::always() : Guard::at_least(object_, thread_ended),
                              .site = site};
    const auto look = [&](Step& step) {
      if (object_.level() == unstarted) throw RuntimeError("cannot join thread before it is started");
      step.value = object_.level() == thread_ended ? 1 : 0;
      if (step.value != 0) needs_end_ = false;
    };
    if (only_looks || timeout == no_timeout) perform(operation, look);
    else perform_timed(operation, timeout, look);
  }

  std::string name_;
  engine::Object object_;  // stands for the thread's end
  engine::UniqueFunction function_;
  bool daemon_;
  bool needs_end_ = false;  // started, and not yet joined through this handle
  Site started_;
};

}  // namespace heddle
