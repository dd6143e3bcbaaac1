#include <heddle/heddle.hpp>

/// Ten items through a Queue with room for two. The Queue does all the waiting: put blocks while it is full, get
/// while it is empty, so the sleeps, meant to make the two keep step, change nothing. What arrives is required to
/// be what was sent, in that order.

namespace {

void queue_producer_consumer(bool with_sleeps) {
  heddle::Queue<int> queue(2, "queue");
  heddle::Thread producer(
      [&] {
        for (int item = 1; item <= 10; ++item) {
          queue.put(item);
          if (with_sleeps) heddle::sleep(1);
        }
      },
      "producer");
  heddle::Thread consumer(
      [&] {
        for (int item = 1; item <= 10; ++item) {
          const int got = queue.get();
          heddle::require(got == item, "items arrive in the order they were put");
          if (with_sleeps) heddle::sleep(1);
        }
      },
      "consumer");
  producer.start();
  consumer.start();
  producer.join();
  consumer.join();
}

}  // namespace

/// A put and a get commute as long as neither has to wait for the other, so all of its schedules are one class.
HEDDLE_SCENARIO("seeds/queue-producer-consumer", holds()) { queue_producer_consumer(true); }

/// Under the explored clock all that a sleep does is to give way. A check that may give way anywhere needs none.
HEDDLE_SCENARIO("seeds/queue-producer-consumer-without-sleeps", holds()) { queue_producer_consumer(false); }

HEDDLE_SCENARIO("seeds/queue-producer-consumer-in-virtual-time", holds().under(heddle::Clock::virtual_time)) {
  queue_producer_consumer(true);
}
