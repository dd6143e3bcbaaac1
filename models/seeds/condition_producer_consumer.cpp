#include <heddle/heddle.hpp>

/// Five items handed over under a Condition, with the predicate in a loop: the hand-over is right, and no wakeup
/// gets lost. The consumer never stops, though, and what becomes of the program depends on whether it is a daemon,
/// and on when somebody said so.
///
/// The original sleeps for random times. Under the explored clock a sleep takes any time at all, so there is
/// nothing to choose; in virtual time each takes one second or two, and both are tried.

namespace {

enum class Sleeps { of_any_length, of_one_or_two_seconds, none };

class Shop {
 public:
  explicit Shop(Sleeps sleeps) : sleeps_(sleeps) {}

  void produce(int count) {
    for (int item = 0; item < count; ++item) {
      {
        heddle::With hold(condition_);
        items_.store(items_.load() + 1);
        condition_.notify();
      }
      rest();
    }
  }

  void consume() {
    for (;;) {
      {
        heddle::With hold(condition_);
        while (items_.load() == 0) {
          condition_.wait();
        }
        items_.store(items_.load() - 1);
      }
      rest();
    }
  }

 private:
  void rest() const {
    if (sleeps_ == Sleeps::none) return;
    heddle::sleep(sleeps_ == Sleeps::of_any_length ? 1 : 1 + heddle::choose(2));
  }

  heddle::Condition condition_{"condition"};
  heddle::Shared<int> items_{0, "items"};
  Sleeps sleeps_;
};

void condition_producer_consumer(Sleeps sleeps, bool daemon) {
  Shop shop(sleeps);
  heddle::Thread producer([&] { shop.produce(5); }, "producer");
  heddle::Thread consumer([&] { shop.consume(); }, "consumer");
  consumer.set_daemon(daemon);
  consumer.start();
  producer.start();
  producer.join();
}

}  // namespace

/// No daemon: everything is produced and consumed, and the process never ends. The last notify did its work, so no
/// wakeup was lost; there is just no next one.
HEDDLE_SCENARIO("seeds/condition-producer-consumer", expects(heddle::Hazard::deadlock)) {
  condition_producer_consumer(Sleeps::of_any_length, false);
}

/// A daemon from the start: holds. (What it has not consumed by the end is left lying; nobody said otherwise.)
HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon", holds()) {
  condition_producer_consumer(Sleeps::of_any_length, true);
}

HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  condition_producer_consumer(Sleeps::of_one_or_two_seconds, true);
}

/// Under the explored clock all that a sleep does is to give way. A check that may give way anywhere needs none.
HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon-without-sleeps", holds()) {
  condition_producer_consumer(Sleeps::none, true);
}

/// The original says that the consumer is a daemon after it has started it. Python answers with a RuntimeError,
/// which ends the main program; and then the process hangs all the same, since the consumer is no daemon.
HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon-set-after-start",
                expects(heddle::Hazard::uncaught_exception, heddle::Hazard::deadlock)) {
  Shop shop(Sleeps::none);
  heddle::Thread producer([&] { shop.produce(5); }, "producer");
  heddle::Thread consumer([&] { shop.consume(); }, "consumer");
  // Python's main program in a thread of its own, because the others outlive it there, and here the threads of a
  // scope are joined before an exception leaves it.
  heddle::Thread program(
      [&] {
        producer.start();
        consumer.start();
        consumer.set_daemon(true);
        producer.join();
      },
      "program");
  program.start();
}
