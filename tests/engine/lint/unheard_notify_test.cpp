#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/unheard_notify.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;
using heddle::testing::together;

namespace {

/// A worker's wait, and two notifies around it.
class Handover {
 public:
  TraceBuilder t;
  ObjectIndex lock = t.lock("lock");
  ObjectIndex ready = t.condition("ready");
  ObjectIndex flag = t.shared("flag");
  ThreadIndex worker = started(t, "worker");
  ThreadIndex other = started(t, "other");

  void worker_looks(std::uint32_t line) { t.step(worker, load, flag, 0, line); }
  void worker_takes_lock() { t.step(worker, acquire, lock, 1, 4); }
  void worker_waits() { t.waits(worker, ready, lock, 5); }
  void worker_wakes(const OperationKind& kind = wake) {
    t.step(worker, kind, ready, 1, 5).step(worker, acquire, lock, 1, 5).step(worker, release, lock, 1, 6);
  }
  void notified(ThreadIndex by, std::int64_t reached, std::uint32_t line, bool changes_flag = false) {
    t.step(by, acquire, lock, 1, line);
    if (changes_flag) t.step(by, store, flag, 1, line + 1);
    t.step(by, notify, ready, reached, line + 2).step(by, release, lock, 1, line + 3);
  }
  [[nodiscard]] Texts warnings() { return texts(unheard_notify(t.trace())); }
};

}  // namespace

TEST_CASE("a notify that nobody heard, and a wait right after it that another one ends", "[lint]") {
  Handover it;
  it.notified(it.other, 0, 10);
  it.worker_takes_lock();
  it.worker_waits();
  it.notified(main_index, 1, 20);
  it.worker_wakes();
  const auto found = unheard_notify(it.t.trace());
  CHECK(texts(found) == Texts{"other's notify at step 4 (x.cpp:12) reached nobody, and worker began to wait on "
                              "Condition ready at step 7 (x.cpp:5), without having looked at anything since: only "
                              "main's notify at step 9 (x.cpp:22) woke it"});
  CHECK(texts(it.t.trace(), found.front().marks) == Texts{"other at 4: notify reaches nobody",
                                                          "worker at 7: begins to wait, and knows nothing of that",
                                                          "main at 9: wakes it, by luck"});
  CHECK(places(found.front()) == Texts{"worker at x.cpp:4"});
}

TEST_CASE("a wait after a look that was too early", "[lint]") {
  Handover it;
  it.worker_looks(3);
  it.notified(it.other, 0, 10, true);
  it.worker_takes_lock();
  it.worker_waits();
  it.notified(main_index, 1, 20);
  it.worker_wakes();
  CHECK(it.warnings() ==
        Texts{"other's notify at step 6 (x.cpp:12) reached nobody, and worker began to wait on "
              "Condition ready at step 9 (x.cpp:5), having looked at Shared flag at step 3 (x.cpp:3), "
              "before other changed it at step 5 (x.cpp:11): only main's notify at step 11 (x.cpp:22) "
              "woke it"});
}

TEST_CASE("a thread that looks under the lock before it waits needs no luck", "[lint]") {
  Handover it;
  it.notified(it.other, 0, 10, true);
  it.worker_takes_lock();
  it.worker_looks(4);
  it.worker_waits();
  it.notified(main_index, 1, 20, true);
  it.worker_wakes();
  CHECK(it.warnings().empty());
}

TEST_CASE("where somebody had the lock in between, the notify may have been dealt with", "[lint]") {
  Handover it;
  it.notified(it.other, 0, 10);
  it.t.step(it.worker, acquire, it.lock, 1, 30).step(it.worker, release, it.lock, 1, 31);
  it.worker_takes_lock();
  it.worker_waits();
  it.notified(it.other, 1, 20);
  it.worker_wakes();
  CHECK(it.warnings().empty());
}

TEST_CASE("a wait with a timeout needs no luck", "[lint]") {
  static constexpr OperationKind timed_wake{"wake", Role::wake, false};
  Handover it;
  it.notified(it.other, 0, 10);
  it.worker_takes_lock();
  it.worker_waits();
  it.notified(main_index, 1, 20);
  it.worker_wakes(timed_wake);
  CHECK(it.warnings().empty());
}

TEST_CASE("a notify that was heard is no reason to warn, nor is one that nobody waits after", "[lint]") {
  Handover it;
  it.worker_takes_lock();
  it.worker_waits();
  it.notified(main_index, 1, 20);
  it.worker_wakes();
  it.notified(it.other, 0, 10);
  CHECK(it.warnings().empty());
}

TEST_CASE("a wait for the second of two notifies is confirmed by having it come after both", "[lint]") {
  const auto twice = [] {
    Condition ready("ready");
    Event early("early");
    together(
        [&] {
          early.wait();
          const With hold(ready);
          ready.wait();
        },
        [&] {
          {
            const With hold(ready);
            ready.notify();
          }
          early.set();
          const With hold(ready);
          ready.notify();
        });
  };
  CHECK(warned_by_chance(twice) == Texts{"unheard_notify confirmed"});
}

TEST_CASE("a wait in a loop on what can be seen is not warned of, whoever comes first", "[lint]") {
  for (const bool by_wait_for : {true, false}) {
    CHECK(warned([by_wait_for] {
            Condition ready("ready");
            Shared<int> items(0, "items");
            together(
                [&] {
                  for (int i = 0; i < 2; ++i) {
                    const With hold(ready);
                    if (by_wait_for) ready.wait_for([&] { return items.load() > 0; });
                    else
                      while (items.load() == 0) ready.wait();
                    items.store(items.load() - 1);
                  }
                },
                [&] {
                  for (int i = 0; i < 2; ++i) {
                    const With hold(ready);
                    items.store(items.load() + 1);
                    ready.notify();
                  }
                });
          }).empty());
  }
}

TEST_CASE("a wait in a loop on a plain variable is not warned of", "[lint]") {
  CHECK(warned([] {
          Condition ready("ready");
          int items = 0;
          together(
              [&] {
                for (int i = 0; i < 2; ++i) {
                  const With hold(ready);
                  while (items == 0) ready.wait();
                  --items;
                }
              },
              [&] {
                for (int i = 0; i < 2; ++i) {
                  const With hold(ready);
                  ++items;
                  ready.notify();
                }
              });
        }).empty());
}
