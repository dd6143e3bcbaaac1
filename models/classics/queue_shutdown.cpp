#include <heddle/heddle.hpp>

/// Telling consumers that nothing more will come. They wait inside of get, and there they see nothing but the
/// queue.

namespace {

constexpr int sentinel = -1;

template <class Consume, class Finish>
void two_consumers(heddle::Queue<int>& queue, Consume consume, Finish finish) {
  heddle::Thread consumer0(consume, "consumer0");
  heddle::Thread consumer1(consume, "consumer1");
  consumer0.start();
  consumer1.start();
  queue.put(1);
  finish();
}

void with_sentinels(int sentinels) {
  heddle::Queue<int> queue(0, "queue");
  const auto consume = [&] {
    while (queue.get() != sentinel) {
    }
  };
  two_consumers(queue, consume, [&] {
    for (int i = 0; i < sentinels; ++i) queue.put(sentinel);
  });
}

}  // namespace

/// A consumer looks at the flag, sees that it may go on, and waits for an item that never comes.
HEDDLE_SCENARIO("classics/queue-shutdown-stop-flag", expects(heddle::Hazard::starved_queue)) {
  heddle::Queue<int> queue(0, "queue");
  heddle::Shared<bool> stop(false, "stop");
  const auto consume = [&] {
    while (!stop.load()) {
      queue.get();
    }
  };
  two_consumers(queue, consume, [&] { stop.store(true); });
}

/// The first consumer to get the sentinel takes it along, and the other waits for ever.
HEDDLE_SCENARIO("classics/queue-shutdown-one-sentinel", expects(heddle::Hazard::starved_queue)) {
  with_sentinels(1);
}

/// Repaired: one for each.
HEDDLE_SCENARIO("classics/queue-shutdown-sentinel-each", holds()) { with_sentinels(2); }

/// Repaired: the queue itself knows. Whoever waits in get, or comes later, gets ShutDown once it is empty.
HEDDLE_SCENARIO("classics/queue-shutdown", holds()) {
  heddle::Queue<int> queue(0, "queue");
  const auto consume = [&] {
    try {
      for (;;) queue.get();
    } catch (const heddle::ShutDown&) {
    }
  };
  two_consumers(queue, consume, [&] { queue.shutdown(); });
}
