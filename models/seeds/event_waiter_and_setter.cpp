#include <heddle/heddle.hpp>

/// The smallest program with an Event: one waits, the other sets it after 3 seconds. It holds because the Event
/// stays set, not because 3 seconds are long enough for the waiter to be there first; the explored clock does not
/// believe in long enough.

namespace {

void event_waiter_and_setter() {
  heddle::Event event("ready");
  heddle::Thread waiter([&] { event.wait(); }, "waiter");
  heddle::Thread setter(
      [&] {
        heddle::sleep(3);
        event.set();
      },
      "setter");
  waiter.start();
  setter.start();
  waiter.join();
  setter.join();
}

}  // namespace

HEDDLE_SCENARIO("seeds/event-waiter-and-setter", holds()) { event_waiter_and_setter(); }

HEDDLE_SCENARIO("seeds/event-waiter-and-setter-in-virtual-time", holds().under(heddle::Clock::virtual_time)) {
  event_waiter_and_setter();
}
