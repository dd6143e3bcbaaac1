#include <heddle/heddle.hpp>

#include <stdexcept>

/// Python's: a name that nothing was ever bound to. Its type is as the report says it, so it is not in a namespace.
struct NameError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One Event, set once and never cleared: the soundest use there is. Whether the producer takes 5 seconds or 10,
/// and whoever is first, the consumer goes on.

namespace {

void event_consumer_waits_for_producer() {
  heddle::Event event("event");
  heddle::Thread producer(
      [&] {
        heddle::sleep(heddle::choose(2) == 0 ? 5 : 10);
        event.set();
      },
      "producer");
  heddle::Thread consumer([&] { event.wait(); }, "consumer");
  producer.start();
  consumer.start();
}

/// The same with something to hand over, which is required to be there.
void event_consumer_waits_for_an_item() {
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
  producer.start();
  consumer.start();
}

}  // namespace

HEDDLE_SCENARIO("seeds/event-consumer-waits-for-producer", holds()) { event_consumer_waits_for_producer(); }

HEDDLE_SCENARIO("seeds/event-consumer-waits-for-producer-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  event_consumer_waits_for_producer();
}

HEDDLE_SCENARIO("seeds/event-consumer-waits-for-an-item", holds()) { event_consumer_waits_for_an_item(); }

HEDDLE_SCENARIO("seeds/event-consumer-waits-for-an-item-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  event_consumer_waits_for_an_item();
}

/// As it stands in the original: the Event is made under one name, and the consumer waits on another. Python finds
/// out when it gets there. That ends the consumer and nothing else: the producer produces, and the program ends as
/// if all were well.
HEDDLE_SCENARIO("seeds/event-consumer-waits-on-an-undefined-name", expects(heddle::Hazard::uncaught_exception)) {
  heddle::Thread producer([] {}, "producer");
  heddle::Thread consumer([] { throw NameError("name 'e' is not defined"); }, "consumer");
  const heddle::Event event("event");
  producer.start();
  consumer.start();
}

/// What it would be in a language that has all names defined: the consumer waits on an event that nobody sets. No
/// signal was lost, for none was ever given: a plain deadlock.
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
  producer.start();
  consumer.start();
}
