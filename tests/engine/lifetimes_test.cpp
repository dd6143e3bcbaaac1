#include <heddle/engine/lifetimes.hpp>

#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// What a check refuses the scenario for; "" if it does not.
std::string refusal_of(const std::function<void()>& body, const Options& options = {}) {
  try {
    (void)check("lifetimes", body, options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

/// A worker says that it is done and then uses an object once more; main destroys it when it hears that.
template <class Thing, class Use>
std::function<void()> used_once_more(Use use) {
  return [use] {
    auto thing = std::make_unique<Thing>();
    Event done("done");
    Thread worker(
        [&] {
          done.set();
          use(*thing);
        },
        "worker");
    worker.start();
    done.wait();
    thing.reset();
    worker.join();
  };
}

struct Case {
  std::string name;
  std::function<void()> body;
};

std::vector<Case> uses_that_may_come_too_late() {
  return {
      {"Shared", used_once_more<Shared<int>>([](auto& shared) { shared.store(1); })},
      {"a load of a Shared", used_once_more<Shared<int>>([](auto& shared) { (void)shared.load(); })},
      {"atomic", used_once_more<heddle_std::atomic<int>>([](auto& atomic) { atomic.fetch_add(1); })},
      {"Lock", used_once_more<Lock>([](auto& lock) { lock.acquire(); })},
      {"a try of a Lock", used_once_more<Lock>([](auto& lock) { (void)lock.acquire(false); })},
      {"RLock", used_once_more<RLock>([](auto& lock) { lock.acquire(); })},
      {"Event", used_once_more<Event>([](auto& event) { event.set(); })},
      {"a look at an Event", used_once_more<Event>([](auto& event) { (void)event.is_set(); })},
      {"Semaphore", used_once_more<Semaphore>([](auto& semaphore) { semaphore.release(); })},
      {"Queue", used_once_more<Queue<int>>([](auto& queue) { queue.put(1); })},
      {"the size of a Queue", used_once_more<Queue<int>>([](auto& queue) { (void)queue.qsize(); })},
      {"SimpleQueue", used_once_more<SimpleQueue<int>>([](auto& queue) { queue.put(1); })},
      {"Condition", used_once_more<Condition>([](auto& condition) {
         const With hold(condition);
         condition.notify();
       })},
      {"a timed wait", used_once_more<Event>([](auto& event) { (void)event.wait(1); })},
      {"Thread",
       [] {
         auto other = std::make_unique<Thread>([] {}, "other");
         Event done("done");
         Thread worker(
             [&] {
               done.set();
               (void)other->is_alive();
             },
             "worker");
         other->start();
         worker.start();
         done.wait();
         other.reset();
         worker.join();
       }},
      {"a thread that destroys what main uses",
       [] {
         auto shared = std::make_unique<Shared<int>>(0, "shared");
         Thread worker([&] { yield(), shared.reset(); }, "worker");
         worker.start();
         shared->store(1);
         worker.join();
       }},
      {"an announcement of what is never done",
       [] {
         std::optional<Event> event(std::in_place, "event");
         Event& used = *event;
         Thread destroyer([&] { yield(), event.reset(); }, "destroyer");
         Thread waiter([&] { yield(), used.wait(); }, "waiter");
         destroyer.start();
         waiter.start();
       }},
      {"what a choice leads to",
       [] {
         auto shared = std::make_unique<Shared<int>>(0, "shared");
         Thread worker(
             [&] {
               yield();
               if (choose(3) == 2) shared.reset();
             },
             "worker");
         worker.start();
         shared->store(1);
       }},
  };
}

}  // namespace

TEST_CASE("a use that may come after the end of its object is refused by dpor as by depth_first", "[lifetimes]") {
  for (const Case& each : uses_that_may_come_too_late()) {
    INFO(each.name);
    CHECK(refusal_of(each.body, {.search = Search::depth_first}) != "");
    CHECK(refusal_of(each.body) != "");
    CHECK(refusal_of(each.body, {.dependence = Dependence::coarse}) != "");
    CHECK(refusal_of(each.body, {.preemption_bound = 2}) != "");
  }
}

TEST_CASE("the refusal names the operation, the object and who stood there", "[lifetimes]") {
  const auto body = [] {
    auto shared = std::make_unique<Shared<int>>(0, "x");
    Event done("done");
    Thread worker([&] { done.set(), shared->store(1); }, "worker");
    worker.start();
    done.wait();
    shared.reset();
    worker.join();
  };
  CHECK_THAT(refusal_of(body), Catch::Contains("\"store\" at") && Catch::Contains("on Shared x, made at") &&
                                   Catch::Contains("which has been destroyed while worker stood there"));
}

TEST_CASE("what is in order with the end of its object costs no execution", "[lifetimes]") {
  const auto with_lifetimes = [](bool ends_early) {
    return [ends_early] {
      auto shared = std::make_unique<Shared<int>>(0, "shared");
      Shared<int> other(0, "other");
      Thread worker(
          [&] {
            shared->store(1);
            other.store(1);
          },
          "worker");
      worker.start();
      other.store(2);
      worker.join();
      if (ends_early) shared.reset();
      other.store(3);
    };
  };
  CHECK(explored(with_lifetimes(true)).executions == 2);
  CHECK(explored(with_lifetimes(false)).executions == 2);
}

TEST_CASE("a destruction that comes first only where it is harmless is no use of what is no more", "[lifetimes]") {
  SECTION("the last of several owners destroys, whoever that is") {
    const auto body = [] {
      const auto shared = std::make_shared<Shared<int>>(0, "shared");
      const auto work = [](std::shared_ptr<Shared<int>> mine) { return [mine] { mine->store(1); }; };
      Thread a(work(shared), "a");
      Thread b(work(shared), "b");
      a.start();
      b.start();
    };
    CHECK(refusal_of(body) == "");
    CHECK(refusal_of(body, {.search = Search::depth_first}) == "");
  }
  SECTION("a daemon stands at it and never has its turn") {
    const auto body = [] {
      Event never("never");
      Thread daemon([&] { never.wait(); }, "daemon", true);
      daemon.start();
    };
    CHECK(refusal_of(body) == "");
    CHECK(refusal_of(body, {.search = Search::depth_first}) == "");
  }
  SECTION("a daemon has used it, and is cut off when main ends") {
    const auto body = [] {
      Shared<int> shared(0, "shared");
      Thread daemon([&] { shared.store(1), shared.store(2); }, "daemon", true);
      daemon.start();
      yield();
    };
    CHECK(refusal_of(body) == "");
    CHECK(refusal_of(body, {.search = Search::depth_first}) == "");
  }
  SECTION("a requirement fails before") {
    const auto body = [] {
      auto shared = std::make_unique<Shared<int>>(0, "shared");
      Event done("done");
      Thread worker([&] { shared->store(1), done.set(); }, "worker");
      worker.start();
      require(false, "fails");
      shared.reset();
    };
    CHECK(refusal_of(body, {.keep_going = true}) == "");
    CHECK(refusal_of(body, {.search = Search::depth_first, .keep_going = true}) == "");
  }
}

TEST_CASE("a thread is asked through a ThreadRef also when its Thread is no more", "[lifetimes]") {
  const auto body = [] {
    auto daemon = std::make_unique<Thread>([] { yield(); }, "daemon", true);
    daemon->start();
    Thread worker(
        [&] {
          for (const ThreadRef& thread : enumerate()) {
            (void)thread.is_alive();
            (void)thread.name();
          }
        },
        "worker");
    worker.start();
    daemon.reset();
    worker.join();
  };
  CHECK(refusal_of(body) == "");
  CHECK(refusal_of(body, {.search = Search::depth_first}) == "");
}

TEST_CASE("a use that only comes after a requirement has failed hides nothing", "[lifetimes]") {
  const auto body = [] {
    std::optional<Semaphore> semaphore(std::in_place, 1, "semaphore");
    Semaphore& used = *semaphore;
    Thread releases([&] { used.release(); }, "releases");
    Thread destroys(
        [&] {
          yield();
          semaphore.reset();
          require(false, "fails");
        },
        "destroys");
    destroys.start();
    releases.start();
  };
  const Verdict verdict = check("fails first", body);
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].hazard == Hazard::requirement_failed);
}
