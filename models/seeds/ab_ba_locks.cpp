#include <heddle/heddle.hpp>

/// Two locks taken in opposite orders: each thread may come to hold what the other wants next.
HEDDLE_SCENARIO("seeds/ab-ba-locks", expects(heddle::Hazard::lock_cycle)) {
  heddle::Lock a("a");
  heddle::Lock b("b");
  heddle::Thread worker0(
      [&] {
        heddle::With hold_a(a);
        heddle::With hold_b(b);
      },
      "worker0");
  heddle::Thread worker1(
      [&] {
        heddle::With hold_b(b);
        heddle::With hold_a(a);
      },
      "worker1");
  worker0.start();
  worker1.start();
}

/// Repaired: everybody takes `a` before `b`. With one order for all, no circle can close.
HEDDLE_SCENARIO("seeds/ab-ba-locks-repaired", holds()) {
  heddle::Lock a("a");
  heddle::Lock b("b");
  heddle::Thread worker0(
      [&] {
        heddle::With hold_a(a);
        heddle::With hold_b(b);
      },
      "worker0");
  heddle::Thread worker1(
      [&] {
        heddle::With hold_a(a);
        heddle::With hold_b(b);
      },
      "worker1");
  worker0.start();
  worker1.start();
}
