#include <heddle/heddle.hpp>

/// A set wakes everybody who waits, and lets through everybody who comes later. Both workers must get through; that
/// both joins return in every schedule is the proof.

namespace {

void event_two_workers_one_controller() {
  heddle::Event event("event");
  heddle::Thread worker1([&] { event.wait(); }, "worker1");
  heddle::Thread worker2([&] { event.wait(); }, "worker2");
  heddle::Thread controller(
      [&] {
        heddle::sleep(2);
        event.set();
      },
      "controller");
  worker1.start();
  worker2.start();
  controller.start();
  worker1.join();
  worker2.join();
  controller.join();
}

}  // namespace

HEDDLE_SCENARIO("seeds/event-two-workers-one-controller", holds()) { event_two_workers_one_controller(); }

HEDDLE_SCENARIO("seeds/event-two-workers-one-controller-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  event_two_workers_one_controller();
}
