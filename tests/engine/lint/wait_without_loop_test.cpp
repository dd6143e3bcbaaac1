#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/wait_without_loop.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;
using heddle::testing::together;

namespace {

/// A worker that looks, waits and is woken.
class Handover {
 public:
  TraceBuilder t;
  ObjectIndex lock = t.lock("lock");
  ObjectIndex ready = t.condition("ready");
  ObjectIndex items = t.shared("items");
  ThreadIndex worker = started(t, "worker");

  void looks(std::uint32_t line) { t.step(worker, load, items, 0, line); }
  void until_woken() {
    t.waits(worker, ready, lock, 5);
    t.step(main_index, acquire, lock, 1, 10).step(main_index, store, items, 1, 11);
    t.step(main_index, notify, ready, 1, 12).step(main_index, release, lock, 1, 13);
    t.step(worker, wake, ready, 1, 5).step(worker, acquire, lock, 1, 5);
  }
  void takes_one_and_releases() {
    t.step(worker, load, items, 1, 6).step(worker, store, items, 0, 6).step(worker, release, lock, 1, 7);
  }
  [[nodiscard]] Texts warnings() { return texts(wait_without_loop(t.trace())); }
};

/// Two consumers for two items, of which a third thread takes one.
void consume(const std::function<void(Condition&, Shared<int>&)>& wait) {
  Condition ready("ready");
  Shared<int> items(0, "items");
  together(
      [&] {
        const With hold(ready);
        wait(ready, items);
        items.store(items.load() - 1);
        require(items.load() >= 0, "no more is taken than there is");
      },
      [&] {
        const With hold(ready);
        if (items.load() > 0) items.store(items.load() - 1);
      },
      [&] {
        const With hold(ready);
        items.store(items.load() + 1);
        ready.notify();
      });
}

void with_if(Condition& ready, Shared<int>& items) {
  if (items.load() == 0) ready.wait();
}

}  // namespace

TEST_CASE("if where there should be while", "[lint]") {
  Handover it;
  it.t.step(it.worker, acquire, it.lock, 1, 3);
  it.looks(4);
  it.until_woken();
  it.takes_one_and_releases();
  const auto found = wait_without_loop(it.t.trace());
  CHECK(
      texts(found) ==
      Texts{"worker looked at Shared items at step 3 (x.cpp:4), waited on Condition ready at step 4 (x.cpp:5), was "
            "woken by main's notify at step 7 (x.cpp:12), and went on at step 11 (x.cpp:6) without looking again"});
  CHECK(texts(it.t.trace(), found.front().marks) == Texts{"worker at 3: looks at Shared items",
                                                          "worker at 4: waits",
                                                          "worker at 11: goes on without looking again"});
  CHECK(places(found.front()) == Texts{"worker at x.cpp:5", "worker at x.cpp:5"});
}

TEST_CASE("a thread that looks again from the same line is in a loop", "[lint]") {
  Handover it;
  it.t.step(it.worker, acquire, it.lock, 1, 3);
  it.looks(4);
  it.until_woken();
  it.looks(4);
  it.takes_one_and_releases();
  CHECK(it.warnings().empty());
}

TEST_CASE("a thread that looked at nothing may have looked at what cannot be seen", "[lint]") {
  Handover it;
  it.looks(2);
  it.t.step(it.worker, acquire, it.lock, 1, 3);
  it.until_woken();
  it.takes_one_and_releases();
  CHECK(it.warnings().empty());
}

TEST_CASE("a thread that waits again has not gone on", "[lint]") {
  Handover it;
  it.t.step(it.worker, acquire, it.lock, 1, 3);
  it.looks(4);
  it.until_woken();
  it.t.waits(it.worker, it.ready, it.lock, 5);
  CHECK(it.warnings().empty());
}

TEST_CASE("after a timeout one may go on", "[lint]") {
  Handover it;
  it.t.step(it.worker, acquire, it.lock, 1, 3);
  it.looks(4);
  it.t.waits(it.worker, it.ready, it.lock, 5).step(it.worker, wake, it.ready, 0, 5);
  it.t.step(it.worker, acquire, it.lock, 1, 5);
  it.takes_one_and_releases();
  CHECK(it.warnings().empty());
}

TEST_CASE("a wait without a loop is confirmed by taking away what it was woken for", "[lint]") {
  CHECK(warned_by_chance([] { consume(with_if); }) == Texts{"wait_without_loop confirmed"});
}

TEST_CASE("what the search itself has found to come of it is told with the finding", "[lint]") {
  Options options;
  options.keep_going = true;
  const Verdict verdict = check(
      "test", [] { consume(with_if); }, linting(options));
  REQUIRE(verdict.warnings.size() == 1);
  const Warning& warning = verdict.warnings.front();
  CHECK(warning.lint == Lint::wait_without_loop);
  REQUIRE(warning.found_by_search);
  CHECK(verdict.findings[*warning.found_by_search].hazard == Hazard::requirement_failed);
}

TEST_CASE("where nobody takes anything away, a wait without a loop is harmless", "[lint]") {
  CHECK(warned([] {
          Condition ready("ready");
          Shared<bool> flag(false, "flag");
          together(
              [&] {
                const With hold(ready);
                if (!flag.load()) ready.wait();
              },
              [&] {
                const With hold(ready);
                flag.store(true);
                ready.notify();
              });
        }) == Texts{"wait_without_loop harmless_here"});
}
