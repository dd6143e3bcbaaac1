#pragma once

#include <heddle/engine/diagnosis/holders.hpp>
#include <heddle/engine/trace.hpp>

#include <vector>

namespace heddle::engine {

/// Which objects an execution used as locks: each thread released what it had acquired itself, and no two held one
/// at the same time, nor could have. Semaphores with several permits, and those that one thread acquires and
/// another releases, are none.
class Locks {
 public:
  explicit Locks(const Trace& trace);

  [[nodiscard]] bool is_lock(ObjectIndex object) const noexcept { return is_lock_[object]; }

 private:
  std::vector<bool> is_lock_;  // by object
};

/// The locks that a thread holds, with the step that took each, in the order of their numbers; one that is held
/// several times counts once, from the first.
struct Held {
  ObjectIndex lock = no_object;
  std::uint64_t since = 0;

  friend bool operator==(const Held&, const Held&) = default;
};

/// Who holds which locks after the steps told so far.
class HeldLocks {
 public:
  /// `locks` must outlive it.
  explicit HeldLocks(const Locks& locks) : locks_(&locks) {}

  /// Tells it the next step; `index` is its place in the trace.
  void after(const Step& step, std::uint64_t index);

  [[nodiscard]] std::vector<Held> of(ThreadIndex thread) const;

 private:
  const Locks* locks_;
  Holders holders_;
  std::vector<ObjectIndex> acquired_;  // the locks seen so far, ascending
};

}  // namespace heddle::engine
