#include <heddle/heddle.hpp>

/// A pool whose workers wait for a task or for the end, both under one lock and one Condition. Three ways to tell
/// them that it is the end.

namespace {

class Pool {
 public:
  void work() {
    for (;;) {
      heddle::With hold(condition_);
      while (tasks_.load() == 0 && !stop_.load()) {
        condition_.wait();
      }
      if (tasks_.load() == 0) return;
      tasks_.store(tasks_.load() - 1);
    }
  }

  void submit() {
    heddle::With hold(condition_);
    tasks_.store(tasks_.load() + 1);
    condition_.notify();
  }

  void stop_without_notify() { stop_.store(true); }

  void notify_then_stop() {
    {
      heddle::With hold(condition_);
      condition_.notify_all();
    }
    stop_.store(true);
  }

  void stop() {
    heddle::With hold(condition_);
    stop_.store(true);
    condition_.notify_all();
  }

 private:
  heddle::Condition condition_{"condition"};
  heddle::Shared<int> tasks_{0, "tasks"};
  heddle::Shared<bool> stop_{false, "stop"};
};

void two_workers_and_a_task(void (Pool::*stop)()) {
  Pool pool;
  heddle::Thread worker0([&] { pool.work(); }, "worker0");
  heddle::Thread worker1([&] { pool.work(); }, "worker1");
  worker0.start();
  worker1.start();
  pool.submit();
  (pool.*stop)();
}

}  // namespace

/// A worker that waits already is never told.
HEDDLE_SCENARIO("classics/thread-pool-stop-without-notify", expects(heddle::Hazard::deadlock)) {
  two_workers_and_a_task(&Pool::stop_without_notify);
}

/// The notify comes before what it tells: a worker looks, sees nothing of it, and waits; again, if it was woken.
HEDDLE_SCENARIO("classics/thread-pool-notify-then-stop",
                expects(heddle::Hazard::lost_wakeup, heddle::Hazard::deadlock)) {
  two_workers_and_a_task(&Pool::notify_then_stop);
}

/// Repaired: both under the lock, so that no worker looks in between.
HEDDLE_SCENARIO("classics/thread-pool-stop", holds()) { two_workers_and_a_task(&Pool::stop); }
