#include <heddle/heddle.hpp>

/// wait(4) says whether the event was set, or the time was up. Whoever does not look at the answer goes on as if it
/// had been set.

namespace {

/// As in the original: the event is set right away, and the thread looks at the answer.
void event_wait_with_timeout_set_in_time() {
  heddle::Event event("event_object");
  heddle::Thread thread1(
      [&] {
        const bool event_set = event.wait(4);
        if (event_set) heddle::require(event.is_set(), "whoever is told that it was set finds it set");
      },
      "thread1");
  thread1.start();
  event.set();
}

/// Nothing ever sets the event: the answer is no, always, and nobody is stuck.
void event_wait_with_timeout() {
  heddle::Event event("ready");
  heddle::Thread waiter(
      [&] {
        const bool set = event.wait(4);
        heddle::require(!set, "nobody sets the event, so the wait times out");
      },
      "waiter");
  waiter.start();
  waiter.join();
}

/// Somebody sets it after 2 seconds, and the waiter takes for granted that 4 are enough.
void event_wait_with_timeout_taken_for_granted() {
  heddle::Event event("ready");
  heddle::Thread waiter(
      [&] {
        const bool set = event.wait(4);
        heddle::require(set, "the event is set within 4 seconds");
      },
      "waiter");
  heddle::Thread setter(
      [&] {
        heddle::sleep(2);
        event.set();
      },
      "setter");
  waiter.start();
  setter.start();
  waiter.join();
  setter.join();
}

}  // namespace

/// Under the explored clock the time may be up before the event is set. Whoever looks at the answer is right either
/// way.
HEDDLE_SCENARIO("seeds/event-wait-with-timeout-set-in-time", holds()) { event_wait_with_timeout_set_in_time(); }

HEDDLE_SCENARIO("seeds/event-wait-with-timeout-set-in-time-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  event_wait_with_timeout_set_in_time();
}

HEDDLE_SCENARIO("seeds/event-wait-with-timeout", holds()) { event_wait_with_timeout(); }

HEDDLE_SCENARIO("seeds/event-wait-with-timeout-in-virtual-time", holds().under(heddle::Clock::virtual_time)) {
  event_wait_with_timeout();
}

HEDDLE_SCENARIO("seeds/event-wait-with-timeout-taken-for-granted", expects(heddle::Hazard::requirement_failed)) {
  event_wait_with_timeout_taken_for_granted();
}

/// With perfect punctuality 2 seconds are less than 4, and it holds.
HEDDLE_SCENARIO("seeds/event-wait-with-timeout-taken-for-granted-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  event_wait_with_timeout_taken_for_granted();
}
