#include <heddle/heddle.hpp>

/// A policeman switches a light between green and red for ever; drivers wait for green and drive while it lasts.
///
/// No execution of it ends, so each is cut after a number of steps. What a check within such a bound proves: in the
/// first so many steps of any schedule, no operation fails and there is always somebody
/// who can go on. It does not prove that a driver ever gets across. One may come too late for each green, round
/// after round; that is starvation, no state in which anything is stuck, and no bounded check can tell it from bad
/// luck.

namespace {

/// Ten seconds of red, twenty of green; a vehicle crosses every two seconds.
void traffic_light() {
  heddle::Event event("event");
  heddle::Thread trafficpolice(
      [&] {
        for (;;) {
          heddle::sleep(10);
          event.set();
          heddle::sleep(20);
          event.clear();
        }
      },
      "trafficpolice");
  heddle::Thread driver(
      [&] {
        for (;;) {
          event.wait();
          while (event.is_set()) {
            heddle::sleep(2);
          }
        }
      },
      "driver");
  trafficpolice.start();
  driver.start();
}

/// Two drivers, and a light that is green at first.
void traffic_light_two_drivers() {
  heddle::Event green("green");
  const auto drive = [&] {
    for (;;) {
      green.wait();
      while (green.is_set()) {
        heddle::sleep(5);
      }
    }
  };
  heddle::Thread police(
      [&] {
        for (;;) {
          green.set();
          heddle::sleep(10);
          green.clear();
          heddle::sleep(20);
        }
      },
      "police");
  heddle::Thread driver0(drive, "driver0");
  heddle::Thread driver1(drive, "driver1");
  police.start();
  driver0.start();
  driver1.start();
}

}  // namespace

HEDDLE_SCENARIO("seeds/traffic-light", holds().within_steps(24)) { traffic_light(); }

/// In sixty steps the light is red, green, red and green again: three quarters of a minute.
HEDDLE_SCENARIO("seeds/traffic-light-in-virtual-time",
                holds().under(heddle::Clock::virtual_time).within_steps(60)) {
  traffic_light();
}

HEDDLE_SCENARIO("seeds/traffic-light-two-drivers", holds().within_steps(18)) { traffic_light_two_drivers(); }

HEDDLE_SCENARIO("seeds/traffic-light-two-drivers-in-virtual-time",
                holds().under(heddle::Clock::virtual_time).within_steps(40)) {
  traffic_light_two_drivers();
}
