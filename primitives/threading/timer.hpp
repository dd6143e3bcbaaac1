#pragma once

#include <heddle/primitives/threading/event.hpp>
#include <heddle/primitives/threading/thread.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace heddle {

/// threading.Timer: a Thread that calls a function after a time, unless cancelled before. Made as CPython makes it,
/// of a Thread that waits on an Event: so a cancel() that comes after the last look at the event does not stop the
/// call, and what the function throws leaves the thread as any other's would.
class Timer {
 public:
  /// `interval` in seconds; none: waits for cancel() for ever, and never calls. `function`: anything callable
  /// without arguments. It is a daemon if the thread that makes it is one; see set_daemon.
  template <class Function>
  Timer(std::optional<Seconds> interval, Function&& function, std::string name = "", Site site = Site::current())
      : Timer(Named(), interval, std::forward<Function>(function), detail::thread_name(std::move(name)), site) {}

  Timer(Timer&&) noexcept = default;
  Timer& operator=(Timer&&) = delete;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() = default;

  /// Stops it if it still waits; else harmless.
  void cancel(Site site = Site::current()) {
    if (!engine::taken_down(true)) finished_->set(site);
  }

  /// Set by cancel(), and after the function has returned. Reports call it "alarm.finished", after the timer.
  [[nodiscard]] Event& finished() noexcept { return *finished_; }

  // As of a Thread.
  void start(Site site = Site::current()) { thread_.start(site); }
  void join(Site site = Site::current()) { thread_.join(site); }
  void join(Seconds timeout, Site site = Site::current()) { thread_.join(timeout, site); }
  [[nodiscard]] bool is_alive(Site site = Site::current()) const { return thread_.is_alive(site); }
  [[nodiscard]] std::optional<std::uint64_t> ident(Site site = Site::current()) const {
    return thread_.ident(site);
  }
  [[nodiscard]] std::string name(Site site = Site::current()) const { return thread_.name(site); }
  void set_name(std::string name, Site site = Site::current()) { thread_.set_name(std::move(name), site); }
  [[nodiscard]] bool daemon(Site site = Site::current()) const { return thread_.daemon(site); }
  void set_daemon(bool daemon, Site site = Site::current()) { thread_.set_daemon(daemon, site); }
  friend bool operator==(const Timer& a, const ThreadRef& b) noexcept { return a.thread_ == b; }

 private:
  class Finished : public Event {
   public:
    Finished(const std::string& timer, Site site) : Event(object_kind, timer + ".finished", site) {}

   private:
    static constexpr engine::ObjectKind object_kind{.name = "Event", .calls_off = true};
  };

  struct Named {};

  template <class Function>
  Timer(Named, std::optional<Seconds> interval, Function&& function, std::string name, Site site)
      : finished_(std::make_shared<Finished>(name, site)),
        thread_([interval, finished = finished_, site,
                 function = std::make_unique<engine::UniqueFunction>(
                     std::forward<Function>(function))] { run(*finished, interval, *function, site); },
                std::move(name), std::nullopt, site) {}

  static void run(Event& finished, std::optional<Seconds> interval, engine::UniqueFunction& function, Site site) {
    if (interval) finished.wait(*interval, site);
    else finished.wait(site);
    if (!finished.is_set(site)) function();
    finished.set(site);
  }

  std::shared_ptr<Event> finished_;  // the thread's, too: a daemon may outlive this
  Thread thread_;
};

}  // namespace heddle
