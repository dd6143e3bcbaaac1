#include <heddle/heddle.hpp>

/// An Event that is set for a while only. Under the explored clock "for a while" may be too short for anybody:
/// cleared before worker1 waits, the set is lost; cleared after that and before worker1 looks again, it polls for
/// ever. If worker1 is quick enough neither happens, which is why nobody sees them in a test.
///
/// In virtual time nothing of it remains: the second passes only when worker1 can do nothing more, so the flag
/// stands until it is through. That is what the author had in mind, and no machine promises it.

namespace {

void event_set_then_clear() {
  heddle::Event event("event");
  heddle::Thread worker1(
      [&] {
        event.wait();
        while (!event.is_set()) {
          heddle::sleep(1);
        }
      },
      "worker1");
  heddle::Thread worker0(
      [&] {
        event.set();
        heddle::sleep(1);
        event.clear();
      },
      "worker0");
  worker1.start();
  worker0.start();
}

/// The same with a worker1 that comes a second late, at the very moment of the clear. Whoever is first then
/// decides: virtual time takes away how long things take, not who is first.
void event_set_then_clear_with_a_late_waiter() {
  heddle::Event event("ready");
  heddle::Thread worker0(
      [&] {
        event.set();
        heddle::sleep(1);
        event.clear();
      },
      "worker0");
  heddle::Thread worker1(
      [&] {
        heddle::sleep(1);
        event.wait();
        while (!event.is_set()) {
          heddle::sleep(1);
        }
      },
      "worker1");
  worker0.start();
  worker1.start();
  worker0.join();
  worker1.join();
}

}  // namespace

HEDDLE_SCENARIO("seeds/event-set-then-clear", expects(heddle::Hazard::lost_wakeup, heddle::Hazard::livelock)) {
  event_set_then_clear();
}

HEDDLE_SCENARIO("seeds/event-set-then-clear-in-virtual-time", holds().under(heddle::Clock::virtual_time)) {
  event_set_then_clear();
}

HEDDLE_SCENARIO("seeds/event-set-then-clear-with-a-late-waiter-in-virtual-time",
                expects(heddle::Hazard::lost_wakeup, heddle::Hazard::livelock).under(heddle::Clock::virtual_time)) {
  event_set_then_clear_with_a_late_waiter();
}

/// Repaired: the flag is cleared only after worker1 has said that it went through, and worker1 asks once.
HEDDLE_SCENARIO("seeds/event-set-then-clear-repaired", holds()) {
  heddle::Event event("ready");
  heddle::Event seen("seen");
  heddle::Thread worker0(
      [&] {
        event.set();
        seen.wait();
        event.clear();
      },
      "worker0");
  heddle::Thread worker1(
      [&] {
        event.wait();
        seen.set();
      },
      "worker1");
  worker0.start();
  worker1.start();
  worker0.join();
  worker1.join();
}
