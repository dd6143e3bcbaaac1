#include <heddle/heddle.hpp>

/// One Event, set once and never cleared: the soundest use there is. Whether the producer takes 5 seconds or 10,
/// and whoever is first, the consumer goes on, and finds what was produced.

namespace {

void event_consumer_waits_for_producer() {
  heddle::Event produced("produced");
  heddle::Shared<int> item(0, "item");
  heddle::Thread producer(
      [&] {
        heddle::sleep(heddle::choose(2) == 0 ? 5 : 10);
        item.store(42);
        produced.set();
      },
      "producer");
  heddle::Thread consumer(
      [&] {
        produced.wait();
        heddle::require(item.load() == 42, "the item is there once its event is set");
      },
      "consumer");
  consumer.start();
  producer.start();
}

}  // namespace

HEDDLE_SCENARIO("seeds/event-consumer-waits-for-producer", holds()) { event_consumer_waits_for_producer(); }

HEDDLE_SCENARIO("seeds/event-consumer-waits-for-producer-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  event_consumer_waits_for_producer();
}

/// The consumer waits on an event that nobody sets. No signal was lost, for none was ever given: a plain deadlock.
HEDDLE_SCENARIO("seeds/event-consumer-waits-for-producer-on-an-event-nobody-sets",
                expects(heddle::Hazard::deadlock)) {
  heddle::Event produced("produced");
  heddle::Event finished("finished");
  heddle::Thread producer(
      [&] {
        heddle::sleep(5);
        produced.set();
      },
      "producer");
  heddle::Thread consumer([&] { finished.wait(); }, "consumer");
  consumer.start();
  producer.start();
}
