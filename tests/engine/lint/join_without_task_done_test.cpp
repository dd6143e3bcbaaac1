#include "tests/engine/lint/warned.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/lint/join_without_task_done.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

class Jobs {
 public:
  TraceBuilder t;
  ObjectIndex jobs = t.queue("jobs");
  ObjectIndex tasks = t.tasks();
  ThreadIndex worker = started(t, "worker");

  void put() { t.step(main_index, engine::testing::put, jobs, 1, 10, tasks); }
  void joined() { t.step(main_index, drain, jobs, 1, 12, tasks); }
  void taken() { t.step(worker, get, jobs, 1, 4); }
  void settled() { t.step(worker, task_done, jobs, 1, 5, tasks); }
  [[nodiscard]] Texts warnings() { return texts(join_without_task_done(t.trace())); }
};

/// One item, a worker that takes it, and a join that may come before.
void work(bool daemon, int gets, bool settles) {
  Queue<int> jobs(0, "jobs");
  Thread producer([&] { jobs.put(1); }, "producer");
  Thread worker(
      [&jobs, gets, settles] {
        for (int i = 0; i < gets; ++i) {
          (void)jobs.get();
          if (settles) jobs.task_done();
        }
      },
      "worker", daemon);
  worker.start();
  producer.start();
  jobs.join();
  producer.join();
}

Options first_come_first() {
  Options options = a_glance();
  options.search = Search::depth_first;
  return options;
}

}  // namespace

TEST_CASE("who joins a queue, and then puts into it, has nothing to fear", "[lint]") {
  Jobs it;
  it.joined();
  it.put();
  it.taken();
  it.t.ends(it.worker);
  CHECK(it.warnings().empty());
}

TEST_CASE("a join that came by chance before the puts, of items that are never settled", "[lint]") {
  Jobs it;
  const auto other = started(it.t, "other");
  it.put();
  it.taken();
  it.settled();
  it.t.step(other, drain, it.jobs, 1, 20, it.tasks);
  it.put();
  it.taken();
  it.t.ends(it.worker);
  const auto found = join_without_task_done(it.t.trace());
  CHECK(texts(found) ==
        Texts{"other joined Queue jobs at step 6 (x.cpp:20), before all was put into it; worker took 2 "
              "items, the last at step 8 (x.cpp:4), and settled 1: a join after that waits for ever"});
  CHECK(texts(it.t.trace(), found.front().marks) ==
        Texts{"other at 6: does not wait: nothing is put and not settled yet",
              "worker at 8: takes an item that is never settled"});
  CHECK(places(found.front()) == Texts{"other at x.cpp:20"});
}

TEST_CASE("a daemon that joins keeps nobody by waiting", "[lint]") {
  for (const bool daemon : {true, false}) {
    Jobs it;
    const auto other = started(it.t, "other", daemon);
    it.t.step(other, drain, it.jobs, 1, 20, it.tasks);
    it.put();
    it.taken();
    it.t.ends(it.worker);
    CHECK(it.warnings().size() == (daemon ? 0 : 1));
  }
}

TEST_CASE("a queue into which nothing is put may be joined, and one whose items all are settled", "[lint]") {
  Jobs it;
  SECTION("nothing") { it.joined(); }
  SECTION("all settled") {
    it.joined();
    it.put();
    it.taken();
    it.settled();
    it.t.ends(it.worker);
  }
  SECTION("settled by somebody else") {
    it.joined();
    it.put();
    it.taken();
    it.t.ends(it.worker).step(main_index, task_done, it.jobs, 1, 13, it.tasks);
  }
  SECTION("never joined") {
    it.put();
    it.taken();
    it.t.ends(it.worker);
  }
  CHECK(it.warnings().empty());
}

TEST_CASE("a daemon that is cut off between taking and settling has forgotten nothing", "[lint]") {
  CHECK(warned([] { work(true, 2, true); }).empty());
  CHECK(warned([] { work(true, 2, true); }, first_come_first()).empty());
}

TEST_CASE("a worker without task_done is confirmed by joining late", "[lint]") {
  for (const bool daemon : {true, false}) {
    const int gets = daemon ? 2 : 1;
    CHECK(warned_by_chance([=] { work(daemon, gets, false); }) == Texts{"join_without_task_done confirmed"});
  }
}
