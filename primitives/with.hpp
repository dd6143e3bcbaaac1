#pragma once

#include <heddle/engine/scheduling_point.hpp>

#include <exception>

namespace heddle {

/// Python's `with lock:`. Acquires on construction, releases at the end of the block, and keeps the caller's source
/// line, which std::lock_guard hides. For everything that has lock(Site) and unlock(Site).
template <class Lockable>
class With {
 public:
  explicit With(Lockable& lockable, Site site = Site::current()) : lockable_(lockable), site_(site) {
    if (!engine::taken_down()) lockable_.lock(site_);
  }

  /// Throws what release throws (RuntimeError if somebody else has released it), unless an exception is on its way.
  ~With() noexcept(false) {
    const bool throwing = std::uncaught_exceptions() != exceptions_;
    if (engine::taken_down(throwing)) return;  // the lock may be gone
    if (!throwing) {
      lockable_.unlock(site_);
      // A daemon that the end of the execution meets here must not go on: what it uses may be gone.
      (void)engine::taken_down();
      return;
    }
    try {
      lockable_.unlock(site_);
    } catch (...) {  // NOLINT(bugprone-empty-catch): the first exception is the one to tell of
    }
  }

  With(const With&) = delete;
  With& operator=(const With&) = delete;

 private:
  Lockable& lockable_;
  Site site_;
  int exceptions_ = std::uncaught_exceptions();
};

}  // namespace heddle
