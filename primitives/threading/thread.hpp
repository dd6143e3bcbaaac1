#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/seconds.hpp>
#include <heddle/primitives/threading/thread_ref.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace heddle {

/// threading.Thread. An exception that leaves its function is a finding (`uncaught_exception`), unless there is an
/// excepthook; the others go on. A SystemExit ends it silently. A daemon does not keep an execution alive: when
/// every other thread has ended, it is over.
///
/// Unlike Python's, it ends with its scope: the destructor of a started thread joins it, that of a daemon leaves it
/// to itself. Declare it after what it uses. Of variables that are not Heddle's objects, give a daemon copies: when
/// it is taken down, its code may run on for a while after the scenario's body has returned.
class Thread {
 public:
  /// `function`: anything callable without arguments. Without a name it is called "Thread-1", "Thread-2", …
  /// Unless told, it is a daemon if the thread that makes it is one.
  template <class Function>
  explicit Thread(Function&& function, std::string name = "", std::optional<bool> daemon = std::nullopt,
                  Site site = Site::current())
      : name_(detail::thread_name(std::move(name))),
        object_(object_kind, name_, site, detail::unstarted),
        function_(std::forward<Function>(function)),
        daemon_(daemon.value_or(engine::in_daemon())) {}

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
        .kind = daemon_ ? &abandon_kind : &join_at_end_kind,
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
    const ObjectRef starts_of_starter = starts_of_this_thread();
    const bool starts = perform({.kind = &start_kind,
                                 .object = &object_,
                                 .access = Access::write,
                                 .second = &starts_of_starter,
                                 .second_access = Access::write,
                                 .site = site},
                                [&](Step& step) {
                                  if (object_.level() != detail::unstarted)
                                    throw RuntimeError("threads can only be started once");
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

  /// True from start() until its function has ended.
  [[nodiscard]] bool is_alive(Site site = Site::current()) const {
    return detail::is_thread_alive(detail::by_thread, object_, site);
  }

  /// A number that no other thread of the execution has (see ThreadRef::ident); nothing before start().
  [[nodiscard]] std::optional<std::uint64_t> ident(Site site = Site::current()) const {
    using namespace engine;
    return perform(
        {.kind = &ident_kind, .object = &object_, .access = Access::read, .parts = life_part, .site = site},
        [&](Step&) -> std::optional<std::uint64_t> {
          if (object_.level() == detail::unstarted) return std::nullopt;
          return *thread_of_object(object_) + 1U;
        });
  }

  [[nodiscard]] std::string name(Site site = Site::current()) const {
    using namespace engine;
    return perform({.kind = &detail::by_thread.name,
                    .object = &object_,
                    .access = Access::read,
                    .parts = card_part,
                    .site = site},
                   [&](Step&) {
                     const auto thread = thread_of_object(object_);
                     return thread ? name_of_thread(*thread) : name_;
                   });
  }

  /// Python's `thread.name = …`. Reports go on calling it by its first name.
  void set_name(std::string name, Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &detail::by_thread.set_name,
             .object = &object_,
             .access = Access::write,
             .parts = card_part,
             .site = site,
             .quiet = true},
            [&](Step&) {
              const auto thread = thread_of_object(object_);
              (thread ? name_of_thread(*thread) : name_) = std::move(name);
            });
  }

  [[nodiscard]] bool daemon(Site site = Site::current()) const {
    using namespace engine;
    return perform(
        {.kind = &daemon_kind, .object = &object_, .access = Access::read, .parts = card_part, .site = site},
        [&](Step& step) {
          step.value = daemon_ ? 1 : 0;
          return daemon_;
        });
  }

  /// Python's `thread.daemon = …`. Throws RuntimeError once started.
  void set_daemon(bool daemon, Site site = Site::current()) {
    using namespace engine;
    perform({.kind = &set_daemon_kind,
             .object = &object_,
             .access = Access::write,
             .parts = life_part | card_part,
             .looks_at = life_part,
             .acts = {Guard::exactly(object_, detail::unstarted)},
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (object_.level() != detail::unstarted) {
                step.changed_nothing();
                throw RuntimeError("cannot set daemon status of active thread");
              }
              daemon_ = daemon;
            });
  }

  /// True if that is this thread.
  friend bool operator==(const Thread& a, const ThreadRef& b) noexcept;

 private:
  static constexpr engine::ObjectKind object_kind{"Thread", true};
  static constexpr engine::OperationKind start_kind{"start", engine::Role::start};
  static constexpr engine::OperationKind ident_kind{"ident"};
  static constexpr engine::OperationKind daemon_kind{"daemon"};
  static constexpr engine::OperationKind set_daemon_kind{"set_daemon"};
  static constexpr engine::OperationKind join_at_end_kind{
      .name = "join", .role = engine::Role::join, .implicit = true};
  static constexpr engine::OperationKind abandon_kind{.name = "abandon", .implicit = true};

  void join_within(std::chrono::nanoseconds timeout, Site site) {
    if (detail::join_thread(detail::by_thread, object_, timeout, site)) needs_end_ = false;
  }

  std::string name_;       // until it is started
  engine::Object object_;  // stands for the thread
  engine::UniqueFunction function_;
  bool daemon_;
  bool needs_end_ = false;  // started, and not yet joined through this handle
  Site started_;
};

inline bool operator==(const Thread& a, const ThreadRef& b) noexcept { return a.object_ == b.object_; }

}  // namespace heddle
