#include <heddle/heddle.hpp>

/// A buffer with room for one, built from one Condition on which both sides wait: producers for room, consumers for
/// an item. A notify wakes one waiter, the one that came first, and that may be one of the wrong side: a consumer
/// that has taken the item wakes the other consumer, which finds nothing and waits again, while the producer, for
/// whom the notify was meant, is never told. The signal was not lost but spent, on somebody who had no use for it;
/// so this is no `lost_wakeup`, and is reported as the `deadlock` that it is.

namespace {

class Buffer {
 public:
  explicit Buffer(bool wake_all) : wake_all_(wake_all) {}

  void put() {
    heddle::With hold(condition_);
    while (items_.load() == 1) {
      condition_.wait();
    }
    items_.store(1);
    signal();
  }

  void take() {
    heddle::With hold(condition_);
    while (items_.load() == 0) {
      condition_.wait();
    }
    items_.store(0);
    signal();
  }

 private:
  void signal() {
    if (wake_all_) condition_.notify_all();
    else condition_.notify();
  }

  heddle::Condition condition_{"condition"};
  heddle::Shared<int> items_{0, "items"};
  bool wake_all_;
};

void two_items_for_two_consumers(bool wake_all) {
  Buffer buffer(wake_all);
  heddle::Thread consumer0([&] { buffer.take(); }, "consumer0");
  heddle::Thread consumer1([&] { buffer.take(); }, "consumer1");
  heddle::Thread producer(
      [&] {
        buffer.put();
        buffer.put();
      },
      "producer");
  consumer0.start();
  consumer1.start();
  producer.start();
}

}  // namespace

HEDDLE_SCENARIO("seeds/bounded-buffer-notify", expects(heddle::Hazard::deadlock)) {
  two_items_for_two_consumers(false);
}

/// Repaired: everybody is woken, and looks for himself. (Two Conditions over one lock, one for each side, would do
/// with less waking.)
HEDDLE_SCENARIO("seeds/bounded-buffer-notify-all", holds()) { two_items_for_two_consumers(true); }
