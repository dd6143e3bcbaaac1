#include <heddle/heddle.hpp>

#include <deque>
#include <string>

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
      rest();
      heddle::With hold(condition_);
      items_.push_back("Item " + std::to_string(item));
      condition_.notify();
    }
  }

  void consume() {
    for (;;) {
      {
        heddle::With hold(condition_);
        while (items_.empty()) {
          condition_.wait();
        }
        items_.pop_front();
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
  std::deque<std::string> items_;  // only under the condition's lock: no need to share it visibly
  Sleeps sleeps_;
};

/// When the program says that the consumer is a daemon.
enum class Daemon { never, before_start, before_join, after_join };

/// Python's main program in a thread of its own where it raises, because the others outlive it there, and here the
/// threads of a scope are joined before an exception leaves it.
void condition_producer_consumer(Sleeps sleeps, Daemon daemon) {
  Shop shop(sleeps);
  heddle::Thread producer([&] { shop.produce(5); }, "producer");
  heddle::Thread consumer([&] { shop.consume(); }, "consumer");
  const auto run = [&] {
    if (daemon == Daemon::before_start) consumer.set_daemon(true);
    producer.start();
    consumer.start();
    if (daemon == Daemon::before_join) consumer.set_daemon(true);
    producer.join();
    if (daemon == Daemon::after_join) consumer.set_daemon(true);
  };
  if (daemon == Daemon::never || daemon == Daemon::before_start) return run();
  heddle::Thread program(run, "program");
  program.start();
  program.join();
}

}  // namespace

/// As in the original: when the producer is through, the program says that the consumer is a daemon. That is too
/// late by far. Python answers with a RuntimeError, which ends the main program; and then the process hangs all the
/// same, since the consumer is no daemon.
HEDDLE_SCENARIO("seeds/condition-producer-consumer",
                expects(heddle::Hazard::uncaught_exception, heddle::Hazard::deadlock)) {
  condition_producer_consumer(Sleeps::of_any_length, Daemon::after_join);
}

/// The same as soon as the consumer has started, which is too late as well; without the sleeps, which add nothing.
HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon-set-after-start",
                expects(heddle::Hazard::uncaught_exception, heddle::Hazard::deadlock)) {
  condition_producer_consumer(Sleeps::none, Daemon::before_join);
}

/// No daemon: everything is produced and consumed, and the process never ends. The last notify did its work, so no
/// wakeup was lost; there is just no next one.
HEDDLE_SCENARIO("seeds/condition-producer-consumer-no-daemon", expects(heddle::Hazard::deadlock)) {
  condition_producer_consumer(Sleeps::of_any_length, Daemon::never);
}

/// A daemon from the start: holds. (What it has not consumed by the end is left lying; nobody said otherwise.)
HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon", holds()) {
  condition_producer_consumer(Sleeps::of_any_length, Daemon::before_start);
}

HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  condition_producer_consumer(Sleeps::of_one_or_two_seconds, Daemon::before_start);
}

/// Under the explored clock all that a sleep does is to give way. A check that may give way anywhere needs none.
HEDDLE_SCENARIO("seeds/condition-producer-consumer-daemon-without-sleeps", holds()) {
  condition_producer_consumer(Sleeps::none, Daemon::before_start);
}
