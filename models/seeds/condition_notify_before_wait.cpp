#include <heddle/heddle.hpp>

/// A Condition remembers nothing: a notify wakes whoever waits at that moment, and if nobody does it is lost. Here
/// worker1 may well be first.
HEDDLE_SCENARIO("seeds/condition-notify-before-wait", expects(heddle::Hazard::lost_wakeup)) {
  heddle::Condition condition("ready");
  heddle::Thread worker0(
      [&] {
        condition.acquire();
        condition.wait();
        // It never releases. Nobody comes to want the lock after it, so that is not seen here.
      },
      "worker0");
  heddle::Thread worker1(
      [&] {
        heddle::With hold(condition);
        condition.notify();
      },
      "worker1");
  worker0.start();
  worker1.start();
  worker0.join();
  worker1.join();
}

/// Here somebody does come: main wants the lock once worker0 has ended, and worker0 has taken it along. One bug hid
/// behind the other; without the lost wakeup, this is what would be seen every time.
HEDDLE_SCENARIO("seeds/condition-notify-before-wait-never-released",
                expects(heddle::Hazard::lost_wakeup, heddle::Hazard::abandoned_lock)) {
  heddle::Condition condition("ready");
  heddle::Thread worker0(
      [&] {
        condition.acquire();
        condition.wait();
      },
      "worker0");
  heddle::Thread worker1(
      [&] {
        heddle::With hold(condition);
        condition.notify();
      },
      "worker1");
  worker0.start();
  worker1.start();
  worker0.join();
  worker1.join();
  heddle::With hold(condition);
}

/// Repaired: what is waited for is a fact, not a moment. worker1 writes it down under the lock, worker0 looks
/// before it waits and again when it wakes, and the lock is released on every way out.
HEDDLE_SCENARIO("seeds/condition-notify-before-wait-repaired", holds()) {
  heddle::Condition condition("ready");
  heddle::Shared<bool> ready(false, "ready");
  heddle::Thread worker0(
      [&] {
        heddle::With hold(condition);
        while (!ready.load()) {
          condition.wait();
        }
      },
      "worker0");
  heddle::Thread worker1(
      [&] {
        heddle::With hold(condition);
        ready.store(true);
        condition.notify();
      },
      "worker1");
  worker0.start();
  worker1.start();
  worker0.join();
  worker1.join();
}
