#include <heddle/heddle.hpp>

/// One mutex for each key, made of one lock and one Condition for all of them. Who waits, waits for his key; but a
/// notify wakes whoever came first, maybe for another key. He looks, waits again, and tells nobody; the one that it
/// was meant for sleeps on.

namespace {

class KeyedMutex {
 public:
  explicit KeyedMutex(bool broadcast) : broadcast_(broadcast) {}

  void lock(heddle::Shared<bool>& held) {
    heddle::With hold(condition_);
    while (held.load()) {
      condition_.wait();
    }
    held.store(true);
  }

  void unlock(heddle::Shared<bool>& held) {
    heddle::With hold(condition_);
    held.store(false);
    if (broadcast_) condition_.notify_all();
    else condition_.notify();
  }

 private:
  heddle::Condition condition_{"condition"};
  bool broadcast_;
};

/// Keys are locked in one order, a after b: this is not what goes wrong.
void two_keys(bool broadcast) {
  KeyedMutex mutex(broadcast);
  heddle::Shared<bool> a(false, "a is held");
  heddle::Shared<bool> b(false, "b is held");
  heddle::Thread wants_a(
      [&] {
        mutex.lock(a);
        mutex.unlock(a);
      },
      "wants_a");
  heddle::Thread wants_b(
      [&] {
        mutex.lock(b);
        mutex.unlock(b);
      },
      "wants_b");
  heddle::Thread wants_both(
      [&] {
        mutex.lock(b);
        mutex.lock(a);
        mutex.unlock(a);
        mutex.unlock(b);
      },
      "wants_both");
  wants_a.start();
  wants_b.start();
  wants_both.start();
}

}  // namespace

HEDDLE_SCENARIO("classics/keyed-mutex-notify", expects(heddle::Hazard::deadlock)) { two_keys(false); }

HEDDLE_SCENARIO("classics/keyed-mutex-notify-all", holds()) { two_keys(true); }
