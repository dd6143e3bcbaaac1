#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/daemon_cut_off.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

class Cut {
 public:
  TraceBuilder t;
  ObjectIndex lock = t.lock("lock");
  ObjectIndex balance = t.shared("balance");
  ObjectIndex jobs = t.queue("jobs");
  ObjectIndex ready = t.condition("ready");
  ThreadIndex keeper = started(t, "keeper", true);

  void takes_lock() { t.step(keeper, acquire, lock, 1, 4); }
  void changes() { t.step(keeper, store, balance, 1, 5); }
  [[nodiscard]] Texts warnings() { return texts(daemon_cut_off(t.trace())); }
};

void keep(bool half) {
  Lock lock("lock");
  Shared<int> one(0, "one");
  Shared<int> other(0, "other");
  Thread keeper(
      [&, half] {
        const With hold(lock);
        one.store(1);
        if (half) other.store(1);
      },
      "keeper", true);
  keeper.start();
}

}  // namespace

TEST_CASE("a daemon that is cut off halfway", "[lint]") {
  Cut it;
  it.takes_lock();
  it.changes();
  it.t.stuck(it.keeper, store, it.balance, 6);
  const auto found = daemon_cut_off(it.t.trace());
  CHECK(texts(found) ==
        Texts{"the execution ended while keeper, a daemon, held Lock lock since step 2 (x.cpp:4): it had changed "
              "Shared balance at step 3 (x.cpp:5), and did not come to its store (x.cpp:6)"});
  CHECK(texts(it.t.trace(), found.front().marks) ==
        Texts{"keeper at 2: takes Lock lock", "keeper at 3: changes Shared balance", "keeper: is cut off here"});
  CHECK(found.front().hold_back.empty());
}

TEST_CASE("a daemon that leaves nothing half done may be cut off", "[lint]") {
  Cut it;
  SECTION("it holds nothing, and waits for an item") { it.t.stuck(it.keeper, get, it.jobs, 3); }
  SECTION("it has changed nothing yet") {
    it.takes_lock();
    it.t.step(it.keeper, load, it.balance, 0, 5).stuck(it.keeper, store, it.balance, 6);
  }
  SECTION("it was about to release") {
    it.takes_lock();
    it.changes();
    it.t.stuck(it.keeper, release, it.lock, 6);
  }
  SECTION("it waits, and has given up the lock") {
    it.takes_lock();
    it.changes();
    it.t.waits(it.keeper, it.ready, it.lock, 6).stuck(it.keeper, wake, it.ready, 6);
  }
  SECTION("it was about to end, and would have kept the lock") {
    it.takes_lock();
    it.changes();
    it.t.stuck(it.keeper, engine::testing::end, it.t.trace().threads[it.keeper].object, 0);
  }
  SECTION("it has ended") {
    it.takes_lock();
    it.changes();
    it.t.step(it.keeper, release, it.lock, 1, 6).ends(it.keeper);
  }
  CHECK(it.warnings().empty());
}

TEST_CASE("nothing in the scenario suffers from it", "[lint]") {
  CHECK(warned([] { keep(true); }) == Texts{"daemon_cut_off harmless_here"});
  CHECK(warned([] { keep(false); }).empty());
}
