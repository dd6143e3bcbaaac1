#include "tests/support/catch.hpp"
#include "tests/support/shipped_models.hpp"

// The founding programs and the teaching models: what each is expected to do, and that it does.

using namespace heddle;
using namespace heddle::testing;

namespace {

const Models& seeds() {
  using enum Hazard;
  static const Models all{
      {"seeds/ab-ba-locks", "lock_cycle", {lock_cycle}, 99, 3},
      {"seeds/ab-ba-locks-repaired", "holds", {}, 57, 2},
      {"seeds/bounded-buffer-notify", "deadlock", {deadlock}, 0, 30, {3, {}}},
      {"seeds/bounded-buffer-notify-all", "holds", {}, 0, 40, {3, {}}},
      {"seeds/buyer-seller-retailer", "holds", {}, 0, 4},
      {"seeds/buyer-seller-retailer-in-virtual-time", "holds", {}, 0, 1},
      {"seeds/buyer-seller-retailer-open-at-once", "holds", {}, 0, 4},
      {"seeds/buyer-seller-retailer-open-at-once-in-virtual-time", "holds", {}, 1, 1},
      {"seeds/condition-notify-before-wait", "lost_wakeup", {lost_wakeup}, 30, 2},
      {"seeds/condition-notify-before-wait-never-released",
       "lost_wakeup and abandoned_lock",
       {lost_wakeup, abandoned_lock},
       30,
       2},
      {"seeds/condition-notify-before-wait-repaired", "holds", {}, 58, 2},
      {"seeds/condition-producer-consumer",
       "uncaught_exception and deadlock",
       {uncaught_exception, deadlock},
       0,
       252,
       {0, {}}},
      {"seeds/condition-producer-consumer-daemon", "holds", {}, 0, 2267, {1, {}}},
      {"seeds/condition-producer-consumer-daemon-in-virtual-time", "holds", {}, 0, 10212, {0, {}}},
      {"seeds/condition-producer-consumer-daemon-set-after-start",
       "uncaught_exception and deadlock",
       {uncaught_exception, deadlock},
       0,
       252,
       {2, {}}},
      {"seeds/condition-producer-consumer-daemon-without-sleeps", "holds", {}, 0, 1695, {4, {}}},
      {"seeds/condition-producer-consumer-no-daemon", "deadlock", {deadlock}, 0, 252, {1, {}}},
      {"seeds/dining-philosophers-2", "lock_cycle", {lock_cycle}, 187, 3},
      {"seeds/dining-philosophers-2-ordered", "holds", {}, 118, 2},
      {"seeds/dining-philosophers-3", "lock_cycle", {lock_cycle}, 0, 7},
      {"seeds/dining-philosophers-3-ordered", "holds", {}, 0, 6},
      {"seeds/dining-philosophers-4", "lock_cycle", {lock_cycle}, 0, 15, {2, {}}},
      {"seeds/dining-philosophers-4-ordered", "holds", {}, 0, 14, {2, {}}},
      {"seeds/event-consumer-waits-for-an-item", "holds", {}, 102, 4},
      {"seeds/event-consumer-waits-for-an-item-in-virtual-time", "holds", {}, 10, 2},
      {"seeds/event-consumer-waits-for-producer", "holds", {}, 50, 4},
      {"seeds/event-consumer-waits-for-producer-in-virtual-time", "holds", {}, 8, 2},
      {"seeds/event-consumer-waits-for-producer-on-an-event-nobody-sets", "deadlock", {deadlock}, 10, 1},
      {"seeds/event-consumer-waits-on-an-undefined-name", "uncaught_exception", {uncaught_exception}, 5, 1},
      {"seeds/event-set-then-clear", "lost_wakeup and livelock", {lost_wakeup, livelock}, 224, 5},
      {"seeds/event-set-then-clear-in-virtual-time", "holds", {}, 3, 2},
      {"seeds/event-set-then-clear-repaired", "holds", {}, 50, 4},
      {"seeds/event-set-then-clear-with-a-late-waiter-in-virtual-time",
       "lost_wakeup and livelock",
       {lost_wakeup, livelock},
       0,
       3},
      {"seeds/event-two-workers-one-controller", "holds", {}, 0, 4},
      {"seeds/event-two-workers-one-controller-in-virtual-time", "holds", {}, 0, 1},
      {"seeds/event-wait-with-timeout", "holds", {}, 1, 1},
      {"seeds/event-wait-with-timeout-in-virtual-time", "holds", {}, 1, 1},
      {"seeds/event-wait-with-timeout-set-in-time", "holds", {}, 5, 3},
      {"seeds/event-wait-with-timeout-set-in-time-in-virtual-time", "holds", {}, 2, 2},
      {"seeds/event-wait-with-timeout-taken-for-granted", "requirement_failed", {requirement_failed}, 38, 3},
      {"seeds/event-wait-with-timeout-taken-for-granted-in-virtual-time", "holds", {}, 8, 1},
      {"seeds/event-waiter-and-setter", "holds", {}, 16, 2},
      {"seeds/event-waiter-and-setter-in-virtual-time", "holds", {}, 8, 1},
      {"seeds/queue-producer-consumer", "holds", {}, 0, 1, {1, 26}},
      {"seeds/queue-producer-consumer-in-virtual-time", "holds", {}, 0, 1},
      {"seeds/queue-producer-consumer-without-sleeps", "holds", {}, 0, 1},
      {"seeds/queue-with-event-per-item", "starved_queue", {starved_queue}, 0, 448},
      {"seeds/queue-with-event-per-item-daemon", "holds", {}, 0, 768, {6, {}}},
      {"seeds/thread-pool-stop-flag-looked-at-under-the-lock", "holds", {}, 0, 16},
      {"seeds/thread-pool-stop-flag-repaired", "holds", {}, 0, 10},
      {"seeds/thread-pool-stop-flag-without-the-lock", "lost_wakeup", {lost_wakeup}, 17, 3},
      {"seeds/thread-pool-stop-flag-without-the-lock-two-workers",
       "lost_wakeup and deadlock",
       {lost_wakeup, deadlock},
       0,
       15},
      {"seeds/traffic-light", "holds within 24 steps", {}, 0, 3075, {2, 15}},
      // The driver looks once more at the moment at which the light turns red, before or after it does.
      {"seeds/traffic-light-in-virtual-time", "holds within 60 steps", {}, 6, 2},
      {"seeds/traffic-light-two-drivers", "holds within 18 steps", {}, 0, 11188, {2, 15}},
      {"seeds/traffic-light-two-drivers-in-virtual-time", "holds within 40 steps", {}, 0, 28, {{}, 28}},
  };
  return all;
}

}  // namespace

TEST_CASE("the table has a row for every seed, and every row is a seed", "[seeds]") {
  check_that_rows_are_scenarios(seeds(), "seeds/");
}

TEST_CASE("a seed's expectation is the one of its row, under the clock of its name", "[seeds]") {
  check_expectations(seeds());
}

TEST_CASE("what breaks is found broken as expected, up to the first finding", "[seeds]") {
  check_first_findings(seeds());
}

TEST_CASE("searched to the end, each seed shows its hazards and no others", "[seeds]") {
  check_complete_searches(seeds());
}

TEST_CASE("on no seed does dpor run more than depth_first, or see less", "[seeds]") {
  compare_searches(seeds(), [](const Model& seed) { return !seed.within.bounded(); });
}

TEST_CASE("on no seed does dpor run more than depth_first within bounds, or see less", "[seeds]") {
  compare_searches(seeds(),
                   [](const Model& seed) { return seed.within.bounded() && clock_of(seed) == Clock::explored; });
}

TEST_CASE("on no seed does dpor run more than depth_first within bounds in virtual time, or see less", "[seeds]") {
  compare_searches(
      seeds(), [](const Model& seed) { return seed.within.bounded() && clock_of(seed) == Clock::virtual_time; });
}

TEST_CASE("every finding of a seed replays to itself", "[seeds]") { check_that_findings_replay(seeds()); }

// Numbers of schedules in the table that were worked out by hand. Steps that commute are counted in every order, as
// depth_first does; (a b) ‖ (c d) are the ways to merge two sequences.
//
// event-waiter-and-setter. After its start the waiter may wait at once. The setter sleeps, sets, ends.
//   Waits before the set, at one of 3 places (before or after the setter's start, after the sleep); then
//   (wake, end, join) ‖ (end of setter): 4 ways, and the last join: 12. Waits after the set, which then is as good
//   as awake: (wait, end, join) ‖ (end of setter): 4. Together 16. In virtual time the sleep comes last: 2
//   places, 8.
// event-wait-with-timeout-taken-for-granted: those 16; and the timer fires before the set, at place t = 0, 1, 2 of
//   (start, sleep, set, end), having been armed at t or before, t + 1 ways, and the waiter notices at t or later,
//   5 - t ways, which ends the execution: 5 + 8 + 9 = 22. Together 38. In virtual time it never fires: 8.
// event-wait-with-timeout: one thread and its timer; nothing to choose: 1.
// event-consumer-waits-for-producer: the producer starts first. The start of the consumer and its wait before the
// set,
//   in 3 orders with the sleep; then (wake, end, join) ‖ (end of producer): 3 · 4 = 12. The wait after the set: the
//   start at one of 2 places before it, then (wait, end, join) ‖ (end): 2 · 4, or the start after it too: 5.
//   Together 25, for each of two lengths: 50. In virtual time the sleep comes after the wait: 4, twice: 8.
// event-consumer-waits-for-an-item: likewise, with the store and the load: 6 · 5 + 3 · 5 + 6 = 51, twice: 102. In
// virtual
//   time 5, twice: 10.
// …-on-an-event-nobody-sets: the start of the consumer and its wait among (sleep, set, end): 10.
// …-on-an-undefined-name: the end of the producer among (start, excepthook, end, join of the consumer): 5.
// event-wait-with-timeout-set-in-time: the set before the wait, or between it and the wakeup: 2. The timer fires
// before
//   the set, which then is at one of 3 places of (the thread notices, ends): 3. Together 5; in virtual time 2.
// condition-notify-before-wait: worker0 gets the lock first: the start of worker1 at one of 3 places (before
// worker0
//   has the lock, before it waits, after); after the notify, wake and release in either order, then worker0's
//   (lock, end, join), and worker1's end anywhere after its release: 4 + 5 ways: 27. worker1 gets it first, and the
//   wakeup is lost: worker1's end before, between or after worker0's lock and wait: 3. Together 30.
// ab-ba-locks-repaired: worker0 is first, with the start of worker1 at one of 4 places before its last release: its
//   end then at one of 7 places of worker1's (4 steps, end, join): 28; the start after the release, 7; after the
//   end,
//   1. worker1 is first: its (end, join) ‖ worker0's (4 steps, end): 21. Together 57.
// dining-philosophers-2-ordered: the same with the joins in the other order: 4 · 21 + 21 + 6 + 7 = 118.
// thread-pool-stop-flag-without-the-lock: the worker looks after the store: (look, end) ‖ (lock, notify,
// unlock): 10.
//   Before, and it gets the lock first: (lock, wait) at 3 places around the store, wake and unlock in either order:
//   6. Before, and main gets it first: the wakeup is lost: 1. Together 17.
// event-set-then-clear-in-virtual-time: the clear comes last. The set is before worker1's start, before its wait,
// or
//   after: 3.
//
// And numbers of classes, as dpor does; in parentheses in virtual time.
// event-waiter-and-setter: the wait begins before or after the set: 2. (The setter sleeps longest: before: 1.)
// event-wait-with-timeout-taken-for-granted: before, after, or before and the timer fires: 3. (1)
// event-consumer-waits-for-producer, …-for-an-item: before or after, for each of two lengths: 4. (2)
// …-on-an-event-nobody-sets, …-on-an-undefined-name: 1.
// event-wait-with-timeout-set-in-time: before, after, or before and the timer fires: 3. (2: main sets without
// sleeping) event-wait-with-timeout: 1. (1) event-two-workers-one-controller, buyer-seller-retailer,
// …-open-at-once: each of two waits begins before or after the set: 4. (1) event-set-then-clear-in-virtual-time:
// the wait begins before or after the set; the clear comes last: 2. condition-notify-before-wait, and its variants:
// who gets the lock first: 2. ab-ba-locks: worker0 gets both first, worker1 does, or each gets one: 3; repaired: 2.
// dining-philosophers-n-ordered: 2^n - 2: n = 2: 2, 3: 6, 4: 14; without order one more, the deadlock: 3, 7, 15.
// queue-producer-consumer: there is always room, and a get follows the put of its item: 1. (1)
// thread-pool-stop-flag-without-the-lock: the worker looks after the store; before, and it gets the lock first; or
//   before, and main does: 3.

TEST_CASE("no seed shares anything unseen, whatever is drawn", "[seeds]") { check_that_nothing_is_unseen(seeds()); }
