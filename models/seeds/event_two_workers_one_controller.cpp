#include <heddle/heddle.hpp>

/// A set wakes everybody who waits, and lets through everybody who comes later. Both workers must get through; that
/// both joins return in every schedule is the proof.

namespace {

void event_two_workers_one_controller() {
  heddle::Event go("go");
  heddle::Thread worker0([&] { go.wait(); }, "worker0");
  heddle::Thread worker1([&] { go.wait(); }, "worker1");
  heddle::Thread controller(
      [&] {
        heddle::sleep(2);
        go.set();
      },
      "controller");
  worker0.start();
  worker1.start();
  controller.start();
  worker0.join();
  worker1.join();
  controller.join();
}

}  // namespace

HEDDLE_SCENARIO("seeds/event-two-workers-one-controller", holds()) { event_two_workers_one_controller(); }

HEDDLE_SCENARIO("seeds/event-two-workers-one-controller-in-virtual-time",
                holds().under(heddle::Clock::virtual_time)) {
  event_two_workers_one_controller();
}
