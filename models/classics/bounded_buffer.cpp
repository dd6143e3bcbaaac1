#include <heddle/heddle.hpp>

/// Producers and consumers with a buffer of bounded size between them.

namespace {

/// Dijkstra's three semaphores, for a buffer with room for two. Two of them count what each side waits for, the
/// third is for the buffer alone: who takes it first and then waits for an item keeps out whoever would bring one.
class SemaphoreBuffer {
 public:
  explicit SemaphoreBuffer(bool mutex_first) : mutex_first_(mutex_first) {}

  void put() { move(empty_, full_, 1); }
  void take() { move(full_, empty_, -1); }

 private:
  void move(heddle::Semaphore& mine, heddle::Semaphore& yours, int change) {
    (mutex_first_ ? mutex_ : mine).acquire();
    (mutex_first_ ? mine : mutex_).acquire();
    items_.store(items_.load() + change);
    mutex_.release();
    yours.release();
  }

  heddle::Semaphore empty_{2, "empty"};
  heddle::Semaphore full_{0, "full"};
  heddle::Semaphore mutex_{1, "mutex"};
  heddle::Shared<int> items_{0, "items"};
  bool mutex_first_;
};

void a_producer_and_a_consumer(bool mutex_first) {
  SemaphoreBuffer buffer(mutex_first);
  heddle::Thread producer(
      [&] {
        buffer.put();
        buffer.put();
      },
      "producer");
  heddle::Thread consumer(
      [&] {
        buffer.take();
        buffer.take();
      },
      "consumer");
  producer.start();
  consumer.start();
}

/// A monitor with room for one: one lock, and a Condition for each side, which may be one and the same.
class Monitor {
 public:
  Monitor(bool looks_again, bool one_condition)
      : not_empty_(lock_, one_condition ? "changed" : "notEmpty"),
        not_full_(one_condition ? not_empty_ : own_not_full_),
        looks_again_(looks_again) {}

  void put() { move(0, not_full_, not_empty_); }
  void take() { move(1, not_empty_, not_full_); }

 private:
  void move(int wanted, heddle::Condition& mine, heddle::Condition& yours) {
    heddle::With hold(lock_);
    if (looks_again_) {
      while (items_.load() != wanted) {
        mine.wait();
      }
    } else {
      if (items_.load() != wanted) mine.wait();
      heddle::require(items_.load() == wanted, wanted == 1 ? "there is an item to take" : "there is room to put");
    }
    items_.store(1 - wanted);
    yours.notify();
  }

  heddle::Lock lock_{"lock"};
  heddle::Condition not_empty_;
  heddle::Condition own_not_full_{lock_, "notFull"};
  heddle::Condition& not_full_;
  heddle::Shared<int> items_{0, "items"};
  bool looks_again_;
};

void two_of_each_side(bool looks_again, bool one_condition) {
  Monitor buffer(looks_again, one_condition);
  heddle::Thread producer0([&] { buffer.put(); }, "producer0");
  heddle::Thread producer1([&] { buffer.put(); }, "producer1");
  heddle::Thread consumer0([&] { buffer.take(); }, "consumer0");
  heddle::Thread consumer1([&] { buffer.take(); }, "consumer1");
  producer0.start();
  producer1.start();
  consumer0.start();
  consumer1.start();
}

}  // namespace

HEDDLE_SCENARIO("classics/bounded-buffer-mutex-first", expects(heddle::Hazard::deadlock)) {
  a_producer_and_a_consumer(true);
}

/// Repaired: first what one waits for, then the mutex.
HEDDLE_SCENARIO("classics/bounded-buffer-semaphores", holds()) { a_producer_and_a_consumer(false); }

/// A consumer that was woken finds the item gone: another came by before it had the lock again.
HEDDLE_SCENARIO("classics/bounded-buffer-if", expects(heddle::Hazard::requirement_failed)) {
  two_of_each_side(false, false);
}

/// A notify that is meant for a producer wakes a consumer. No wakeup was lost, but one was spent on somebody who
/// had no use for it: see also seeds/bounded-buffer-notify.
HEDDLE_SCENARIO("classics/bounded-buffer-one-condition", expects(heddle::Hazard::deadlock)) {
  two_of_each_side(true, true);
}

/// Repaired, both: a Condition for each side, and whoever wakes looks again.
HEDDLE_SCENARIO("classics/bounded-buffer-two-conditions", holds()) { two_of_each_side(true, false); }
