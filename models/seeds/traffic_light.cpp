#include <heddle/heddle.hpp>

/// A policeman switches a light between green and red for ever; drivers wait for green and drive while it lasts.
///
/// No execution of it ends, so each is cut after a number of steps. What a check within such a bound proves: in the
/// first so many steps of any schedule, no operation fails and there is always somebody
/// who can go on. It does not prove that a driver ever gets across. One may come too late for each green, round
/// after round; that is starvation, no state in which anything is stuck, and no bounded check can tell it from bad
/// luck.

namespace {

void traffic_light() {
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

HEDDLE_SCENARIO("seeds/traffic-light", holds().within_steps(18)) { traffic_light(); }

/// Forty steps are more than half a minute: the light has been green, red and green again.
HEDDLE_SCENARIO("seeds/traffic-light-in-virtual-time",
                holds().under(heddle::Clock::virtual_time).within_steps(40)) {
  traffic_light();
}
