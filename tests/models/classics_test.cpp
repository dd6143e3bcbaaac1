#include "tests/support/catch.hpp"
#include "tests/support/shipped_models.hpp"

// The scenarios that the field knows by name, broken and repaired: what each is expected to do, and that it does.

using namespace heddle;
using namespace heddle::testing;

namespace {

const Models& classics() {
  using enum Hazard;
  static const Models all{
      {"classics/birrell-condition-counted-in-time", "holds", {}, 423, 2},
      {"classics/birrell-condition-counted-too-late", "deadlock", {deadlock}, 4235, 3},
      {"classics/birrell-condition-handshake", "holds", {}, 0, 24, {3, {}}},
      {"classics/birrell-condition-semaphore-each", "holds", {}, 0, 24, {3, {}}},
      {"classics/birrell-condition-stolen", "requirement_failed", {requirement_failed}, 0, 25, {3, {}}},
      {"classics/bounded-buffer-if", "requirement_failed", {requirement_failed}, 0, 56, {1, {}}},
      {"classics/bounded-buffer-mutex-first", "deadlock", {deadlock}, 2590, 4},
      {"classics/bounded-buffer-one-condition", "deadlock", {deadlock}, 0, 60, {1, {}}},
      {"classics/bounded-buffer-semaphores", "holds", {}, 6557, 2},
      {"classics/bounded-buffer-two-conditions", "holds", {}, 0, 56, {1, {}}},
      {"classics/cigarette-smokers-greedy", "deadlock", {deadlock}, 15, 6},
      {"classics/cigarette-smokers-pushers", "holds", {}, 1296, 12},
      {"classics/h2o-barrier", "holds", {}, 0, 14088, {1, {}}},
      {"classics/h2o-one-permit", "stuck_barrier", {stuck_barrier}, 11667, 24},
      {"classics/h2o-queues", "holds", {}, 0, 72, {2, {}}},
      {"classics/h2o-without-barrier", "requirement_failed", {requirement_failed}, 0, 4624, {1, {}}},
      {"classics/keyed-mutex-notify", "deadlock", {deadlock}, 0, 237, {2, {}}},
      {"classics/keyed-mutex-notify-all", "holds", {}, 0, 316, {2, {}}},
      {"classics/one-lane-bridge", "holds", {}, 0, 62, {2, {}}},
      {"classics/one-lane-bridge-in-turns", "holds", {}, 0, 60, {2, {}}},
      {"classics/one-lane-bridge-look-then-drive", "requirement_failed", {requirement_failed}, 0, 1348, {2, {}}},
      {"classics/one-lane-bridge-polite", "deadlock", {deadlock}, 0, 60, {2, {}}},
      {"classics/queue-shutdown", "holds", {}, 40, 4},
      {"classics/queue-shutdown-one-sentinel", "starved_queue", {starved_queue}, 8, 4},
      {"classics/queue-shutdown-sentinel-each", "holds", {}, 116, 4},
      {"classics/queue-shutdown-stop-flag", "starved_queue", {starved_queue}, 218, 9},
      {"classics/readers-writers", "holds", {}, 0, 14, {2, {}}},
      {"classics/readers-writers-turnstile", "holds", {}, 0, 178, {2, {}}},
      {"classics/readers-writers-without-mutex",
       "requirement_failed and abandoned_lock",
       {requirement_failed, abandoned_lock},
       0,
       450,
       {2, {}}},
      {"classics/readers-writers-writer-overtaken", "requirement_failed", {requirement_failed}, 0, 74, {2, {}}},
      {"classics/reusable-barrier-one-turnstile", "requirement_failed", {requirement_failed}, 0, 448, {3, {}}},
      {"classics/reusable-barrier-two-turnstiles", "holds", {}, 0, 768, {3, {}}},
      {"classics/sleeping-barber", "holds", {}, 0, 216, {2, {}}},
      {"classics/sleeping-barber-looks-before-the-lock", "lost_wakeup", {lost_wakeup}, 0, 232, {2, {}}},
      {"classics/sleeping-barber-semaphores", "holds", {}, 0, 12, {4, {}}},
      {"classics/thread-pool-notify-then-stop",
       "lost_wakeup and deadlock",
       {lost_wakeup, deadlock},
       0,
       264,
       {3, {}}},
      {"classics/thread-pool-stop", "holds", {}, 0, 88, {3, {}}},
      {"classics/thread-pool-stop-without-notify", "deadlock", {deadlock}, 0, 40, {3, {}}},
  };
  return all;
}

}  // namespace

TEST_CASE("the table has a row for every classic, and every row is a classic", "[classics]") {
  check_that_rows_are_scenarios(classics(), "classics/");
}

TEST_CASE("a classic's expectation is the one of its row, under the clock of its name", "[classics]") {
  check_expectations(classics());
}

TEST_CASE("a classic that breaks is found broken as expected, up to the first finding", "[classics]") {
  check_first_findings(classics());
}

TEST_CASE("searched to the end, each classic shows its hazards and no others", "[classics]") {
  check_complete_searches(classics());
}

TEST_CASE("on no classic does dpor run more than depth_first, or see less", "[classics]") {
  compare_searches(classics(), [](const Model& classic) { return !classic.within.bounded(); });
}

TEST_CASE("on no classic does dpor run more than depth_first within bounds, or see less", "[classics]") {
  compare_searches(classics(), [](const Model& classic) { return classic.within.bounded(); });
}

TEST_CASE("every finding of a classic replays to itself", "[classics]") { check_that_findings_replay(classics()); }

// Numbers of classes in the table that were worked out by hand.
//
// birrell-condition-counted-in-time: who has m first: 2. -counted-too-late: the signaller has m first; early has,
// and
//   counts itself before the signal; or after: 3.
// bounded-buffer-semaphores: the second put comes before the first take or after: 2. -mutex-first: those 2, and the
//   consumer takes the mutex too early, before the first put or between the two: 4.
// cigarette-smokers-greedy: of two ingredients one is wanted by two smokers: 2, for each of three pairs: 6.
// h2o-one-permit: 6 orders of having the mutex; who is called: 2; who of those two is first at the barrier: 2: 24.
//   -queues: 6 orders; who is called first: 2; 6 orders at the barrier: 72.
// queue-shutdown-one-sentinel: two items, and either consumer gets each: 4. -sentinel-each: likewise; the third is
// left
//   to the one who has not ended: 4. queue-shutdown: either gets the item, before the shutdown or after: 4.

TEST_CASE("no classic shares anything unseen, whatever is drawn", "[classics]") {
  check_that_nothing_is_unseen(classics());
}
