#include <heddle/heddle.hpp>

#include <memory>

/// Work handed over with an Event to say that it is done. The hand-over itself is sound: an Event stays set, so it
/// does not matter who is first, and what was computed before the set is there after the wait.
///
/// What is wrong is the end. queue.join() returns when everything put is dealt with (at once, if nothing has been
/// put yet), and then the program is to end; but the consumer stands in its next get for ever, and a thread that is
/// no daemon keeps the process alive.

namespace {

struct Order {
  explicit Order(int number) : item(number) {}
  int item;
  int doubled = 0;
  heddle::Event done{"done"};
};

void queue_with_event_per_item(bool daemon) {
  heddle::Queue<std::shared_ptr<Order>> queue(0, "queue");
  heddle::Thread creator(
      [&] {
        for (const int item : {5, 10, 13, -1}) {
          const auto order = std::make_shared<Order>(item);
          queue.put(order);
          order->done.wait();
          heddle::require(order->doubled == 2 * item, "the item is doubled by the time its event is set");
        }
      },
      "creator");
  heddle::Thread consumer(
      [&] {
        for (;;) {
          const auto order = queue.get();
          order->doubled = 2 * order->item;
          order->done.set();
          queue.task_done();
        }
      },
      "consumer", daemon);
  creator.start();
  consumer.start();
  queue.join();
}

}  // namespace

HEDDLE_SCENARIO("seeds/queue-with-event-per-item", expects(heddle::Hazard::starved_queue)) {
  queue_with_event_per_item(false);
}

/// With a daemon for a consumer it holds.
HEDDLE_SCENARIO("seeds/queue-with-event-per-item-daemon", holds()) { queue_with_event_per_item(true); }
