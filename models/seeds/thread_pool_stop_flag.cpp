#include <heddle/heddle.hpp>

/// A pool of workers that wait for something to do, and a flag that tells them to stop. The flag is part of what
/// they wait for, so it belongs under the same lock.

namespace {

class Pool {
 public:
  /// Looks at the flag before it takes the lock. Between the two, the whole stop may happen.
  void work_carelessly() {
    while (!stop_.load()) {
      heddle::With hold(condition_);
      condition_.wait();
    }
  }

  /// Looks at the flag under the lock, and goes to wait without letting go of it in between.
  void work() {
    heddle::With hold(condition_);
    while (!stop_.load()) {
      condition_.wait();
    }
  }

  void stop_without_the_lock() {
    stop_.store(true);
    heddle::With hold(condition_);
    condition_.notify_all();
  }

  void stop() {
    heddle::With hold(condition_);
    stop_.store(true);
    condition_.notify_all();
  }

 private:
  heddle::Condition condition_{"condition"};
  heddle::Shared<bool> stop_{false, "stop"};
};

}  // namespace

HEDDLE_SCENARIO("seeds/thread-pool-stop-flag-without-the-lock", expects(heddle::Hazard::lost_wakeup)) {
  Pool pool;
  heddle::Thread worker([&] { pool.work_carelessly(); }, "worker");
  worker.start();
  pool.stop_without_the_lock();
}

/// With two workers the notify may reach one and miss the other. It was not lost then, strictly, as it woke
/// somebody: that end is a plain deadlock, and its report says who had looked at the flag too early.
HEDDLE_SCENARIO("seeds/thread-pool-stop-flag-without-the-lock-two-workers",
                expects(heddle::Hazard::lost_wakeup, heddle::Hazard::deadlock)) {
  Pool pool;
  heddle::Thread worker0([&] { pool.work_carelessly(); }, "worker0");
  heddle::Thread worker1([&] { pool.work_carelessly(); }, "worker1");
  worker0.start();
  worker1.start();
  pool.stop_without_the_lock();
}

/// Repaired: set and looked at under the lock.
HEDDLE_SCENARIO("seeds/thread-pool-stop-flag-repaired", holds()) {
  Pool pool;
  heddle::Thread worker0([&] { pool.work(); }, "worker0");
  heddle::Thread worker1([&] { pool.work(); }, "worker1");
  worker0.start();
  worker1.start();
  pool.stop();
}

/// Half repaired, and it holds: set without the lock, looked at under it. Who sets it must take the lock to notify,
/// and gets it only when the worker that saw the old flag waits. C++ lets one notify without the lock, and there
/// the same program breaks.
HEDDLE_SCENARIO("seeds/thread-pool-stop-flag-looked-at-under-the-lock", holds()) {
  Pool pool;
  heddle::Thread worker0([&] { pool.work(); }, "worker0");
  heddle::Thread worker1([&] { pool.work(); }, "worker1");
  worker0.start();
  worker1.start();
  pool.stop_without_the_lock();
}
