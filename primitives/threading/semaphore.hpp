#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/errors.hpp>
#include <heddle/primitives/seconds.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace heddle {

/// threading.Semaphore: a number of permits. acquire takes one, and waits while there is none; release gives some,
/// also more than there were to begin with. Each call is one atomic step.
///
/// Whoever waits may be served first. CPython wakes the one that has waited longest, but only to try again: a
/// thread that comes by may take the permit before it does. And nobody can tell a thread that waits from one whose
/// acquire has not begun yet and is about to come by; so both show the same outcomes. (Under virtual time one can
/// tell, and Heddle allows more than CPython does.)
class Semaphore {
 public:
  /// With `value` permits. Throws ValueError if that is negative.
  explicit Semaphore(int value = 1, std::string_view name = "", Site site = Site::current())
      : Semaphore(semaphore_kind, value, std::numeric_limits<int>::max(), name, site) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  bool acquire(Site site = Site::current()) { return acquire(true, std::nullopt, site); }

  /// True if a permit was taken: at once if not `blocking`, else within `timeout` seconds, or however long it
  /// takes. Zero or less: does not wait. Throws ValueError for a timeout without blocking.
  bool acquire(bool blocking, std::optional<Seconds> timeout = std::nullopt, Site site = Site::current()) {
    using namespace engine;
    const auto patience = patience_of(blocking, timeout);
    const bool waits = patience > patience.zero();
    const Operation operation{.kind = patience == no_timeout ? &acquire_kind
                                      : waits                ? &timed_kind
                                                             : &try_kind,
                              .object = &object_,
                              .access = Access::write,
                              .parts = takers,
                              .looks_at = takers | givers,
                              .acts = {Guard::at_least(object_, 1)},
                              .guard = waits ? Guard::at_least(object_, 1) : Guard::always(),
                              .site = site};
    const auto take = [&](Step& step) {
      if (object_.level() == 0) {
        step.changed_nothing();
        return false;
      }
      if (taken_ >= 0) touch_permit(taken_);
      ++taken_;
      object_.set_level(object_.level() - 1);
      step.value = 1;
      return true;
    };
    if (patience == no_timeout || !waits) return perform(operation, take);
    return perform_timed(operation, patience, take) == Ending::done;
  }

  /// Gives n permits, in one step. Throws ValueError if n is not positive; of a BoundedSemaphore also if that made
  /// more than there were at first, and gives none then. OverflowError for more than an int can count.
  void release(int n = 1, Site site = Site::current()) {
    using namespace engine;
    if (taken_down(true)) return;
    if (n < 1) throw ValueError("n must be one or more");
    perform({.kind = &release_kind,
             .object = &object_,
             .access = Access::write,
             .parts = givers,
             .looks_at = takers | givers,
             .acts = {Guard::below(object_, most_ - n + 1)},
             .site = site,
             .quiet = true},
            [&](Step& step) {
              if (object_.level() > most_ - n) {
                step.changed_nothing();
                if (most_ == std::numeric_limits<int>::max()) throw OverflowError("too many permits to count");
                throw ValueError("Semaphore released too many times");
              }
              for (int i = 0; i < n; ++i) touch_permit(given_++);
              object_.set_level(object_.level() + n);
              step.value = n;
            });
  }

  /// How many permits there are: what CPython shows in the semaphore's repr.
  [[nodiscard]] int value(Site site = Site::current()) const {
    using namespace engine;
    return perform(
        {.kind = &value_kind, .object = &object_, .access = Access::read, .parts = takers | givers, .site = site},
        [&](Step& step) {
          step.value = object_.level();
          return static_cast<int>(object_.level());
        });
  }

  // For With and the standard's guards.
  void lock(Site site = Site::current()) { acquire(site); }
  void unlock(Site site = Site::current()) { release(1, site); }
  bool try_lock(Site site = Site::current()) { return acquire(false, std::nullopt, site); }

 protected:
  static constexpr engine::ObjectKind bounded_kind{
      .name = "BoundedSemaphore", .has_permits = true, .level_is_all = true};

  Semaphore(const engine::ObjectKind& kind, int value, int most, std::string_view name, Site site)
      : object_(kind, name, site, value), most_(most), taken_(most == value ? 0 : -std::int64_t{value}) {
    if (value < 0) throw ValueError("semaphore initial value must be >= 0");
  }

 private:
  // Permits are taken in the order in which they were given: which acquire comes first says who goes on when they
  // run out, and which release comes first says whom it lets go on. So acquires do not commute with each other, nor
  // do releases; but an acquire and a release do, unless this is the permit that it takes, or unless one failed:
  // that looked at everything. Of a BoundedSemaphore a release also comes after the acquire that made room for its
  // permit: those two take turns at the place that it lies in, as in a Queue.
  // (Releases could commute if acquires and releases did not; but then what fails, and above all a timer, which
  // only reads, had to depend on releases that do not depend on each other.)
  static constexpr std::uint8_t takers = 1;
  static constexpr std::uint8_t givers = 2;

  static constexpr engine::ObjectKind semaphore_kind{
      .name = "Semaphore", .has_permits = true, .level_is_all = true};
  static constexpr engine::OperationKind acquire_kind{"acquire", engine::Role::acquire};
  static constexpr engine::OperationKind timed_kind{"acquire", engine::Role::acquire, false};
  static constexpr engine::OperationKind try_kind{"try to acquire", engine::Role::acquire, false};
  static constexpr engine::OperationKind release_kind{"release", engine::Role::release};
  static constexpr engine::OperationKind value_kind{"value"};

  /// How long to wait: no_timeout for ever, zero not at all.
  static std::chrono::nanoseconds patience_of(bool blocking, std::optional<Seconds> timeout) {
    if (!blocking && timeout) throw ValueError("can't specify timeout for non-blocking acquire");
    if (!blocking) return std::chrono::nanoseconds::zero();
    return timeout ? timeout->nanoseconds() : engine::no_timeout;
  }

  void touch_permit(std::int64_t number) {
    const auto place = static_cast<std::uint32_t>(number % most_);
    engine::touch(object_, engine::Access::write, engine::first_item + place);
  }

  engine::Object object_;   // its level is the number of permits
  int most_;                // how many there may be at a time
  std::int64_t taken_;      // how many were taken; not counting, if there may be any number, those to begin with
  std::int64_t given_ = 0;  // how many were given
};

/// threading.BoundedSemaphore: never has more permits than to begin with.
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(int value = 1, std::string_view name = "", Site site = Site::current())
      : Semaphore(bounded_kind, value, value, name, site) {}
};

}  // namespace heddle
