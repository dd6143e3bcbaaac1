#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <cstdint>
#include <limits>
#include <mutex>

using namespace heddle;
using namespace heddle::testing;

namespace {

std::uint64_t classes_of(void (*body)()) { return explored(body).executions; }

}  // namespace

TEST_CASE("a semaphore has one permit unless told, and tells how many there are", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore one;
          BoundedSemaphore bounded;
          Semaphore three(3);
          for (Semaphore* semaphore : {&one, static_cast<Semaphore*>(&bounded), &three})
            r.record("value", semaphore->value());
          r.record("taken", three.acquire());
          r.record("value", three.value());
          three.release();
          r.record("value", three.value());
        }) == Outcomes{"taken=true value=1,1,3,2,3"});
}

TEST_CASE("a semaphore cannot begin with less than nothing", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          r.record("plain", raised_by([] { Semaphore semaphore(-1); }));
          r.record("bounded", raised_by([] { BoundedSemaphore semaphore(-1); }));
          r.record("zero", raised_by([] { BoundedSemaphore semaphore(0); }));
        }) == Outcomes{"bounded=ValueError: semaphore initial value must be >= 0 "
                       "plain=ValueError: semaphore initial value must be >= 0 zero=nothing"});
}

TEST_CASE("no more are inside than there are permits", "[semaphore]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Semaphore semaphore(2);
              heddle_std::atomic<int> inside(0);
              heddle_std::atomic<bool> met(false);
              const auto enter = [&] {
                With hold(semaphore);
                const int others = inside.fetch_add(1);
                require(others < 2, "two at most");
                if (others == 1) met.store(true);
                inside.fetch_sub(1);
              };
              together(enter, enter, enter);
              r.record("met", met.load());
              r.record("left", semaphore.value());
            },
            {.preemption_bound = 1}) == Outcomes{"left=2 met=false", "left=2 met=true"});
}

TEST_CASE("an acquire without a permit that nobody releases is stuck", "[semaphore]") {
  CHECK(outcomes_of([] {
          Semaphore semaphore(1);
          semaphore.acquire();
          semaphore.acquire();
        }) == Outcomes{"deadlock: main"});
}

TEST_CASE("an acquire waits for a release by anybody", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          together([&] { r.record("t", semaphore.acquire()); }, [&] { semaphore.release(); });
          r.record("left", semaphore.value());
        }) == Outcomes{"left=0 t=true"});
}

TEST_CASE("one permit serves one of two", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          together([&] { r.record("t", semaphore.acquire()); }, [&] { r.record("u", semaphore.acquire()); },
                   [&] { semaphore.release(); });
        }) == Outcomes{"t=true deadlock: main,u", "u=true deadlock: main,t"});
}

TEST_CASE("whoever waits for a permit may be served first", "[semaphore]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              Semaphore semaphore(0);
              const auto enter = [&](const char* who) {
                return [&semaphore, &r, who] {
                  semaphore.acquire();
                  r.record("order", who);
                  semaphore.release();
                };
              };
              Thread t(enter("t"), "t");
              Thread u(enter("u"), "u");
              Thread v(enter("v"), "v");
              t.start();
              u.start();
              v.start();
              semaphore.release();
            },
            {.preemption_bound = 0}) ==
        Outcomes{"order=t,u,v", "order=t,v,u", "order=u,t,v", "order=u,v,t", "order=v,t,u", "order=v,u,t"});
}

TEST_CASE("who comes by may take a permit from one that waits", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          Thread t([&] { r.record("t", semaphore.acquire()); }, "t");
          t.start();
          semaphore.release();
          r.record("main", semaphore.acquire(false));
        }) == Outcomes{"main=false t=true", "main=true deadlock: main,t"});
}

TEST_CASE("release(n) gives n permits in one step", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          together([&] { semaphore.release(2); }, [&] { r.record("u", semaphore.value()); });
          r.record("main", semaphore.acquire());
          r.record("main", semaphore.acquire());
          r.record("main", semaphore.acquire(false));
        }) == Outcomes{"main=true,true,false u=0", "main=true,true,false u=2"});
}

TEST_CASE("release(n) lets n of those that wait go on", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          const auto take = [&](const char* who) { return [&, who] { r.record(who, semaphore.acquire()); }; };
          together(take("t"), take("u"), take("v"), [&] { semaphore.release(2); });
        }) == Outcomes{"t=true u=true deadlock: main,v", "t=true v=true deadlock: main,u",
                       "u=true v=true deadlock: main,t"});
}

TEST_CASE("release takes a positive number", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(1);
          BoundedSemaphore bounded(1);
          for (Semaphore* each : {&semaphore, static_cast<Semaphore*>(&bounded)})
            for (const int n : {0, -1}) r.record("release", raised_by([&] { each->release(n); }));
          r.record("value", semaphore.value());
        }) == Outcomes{"release=ValueError: n must be one or more,ValueError: n must be one or more,"
                       "ValueError: n must be one or more,ValueError: n must be one or more value=1"});
}

TEST_CASE("a semaphore may be released beyond what it began with", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(1);
          semaphore.release();
          for (int i = 0; i < 3; ++i) r.record("taken", semaphore.acquire(false));
        }) == Outcomes{"taken=true,true,false"});
}

TEST_CASE("a bounded semaphore may not, all or nothing", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore(3);
          r.record("release", raised_by([&] { semaphore.release(); }));
          semaphore.acquire();
          r.record("release", raised_by([&] { semaphore.release(2); }));
          r.record("value", semaphore.value());
          r.record("release", raised_by([&] { semaphore.release(); }));
          r.record("value", semaphore.value());
          r.record("release", raised_by([&] { semaphore.release(std::numeric_limits<int>::max()); }));
        }) == Outcomes{"release=ValueError: Semaphore released too many times,"
                       "ValueError: Semaphore released too many times,nothing,"
                       "ValueError: Semaphore released too many times value=2,3"});
}

TEST_CASE("a bounded semaphore without permits never has any", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore(0);
          r.record("release", raised_by([&] { semaphore.release(); }));
          r.record("taken", semaphore.acquire(false));
        }) == Outcomes{"release=ValueError: Semaphore released too many times taken=false"});
}

TEST_CASE("more permits than an int can count are refused", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(std::numeric_limits<int>::max() - 1);
          semaphore.release();
          r.record("release", raised_by([&] { semaphore.release(); }));
          r.record("taken", semaphore.acquire());
          r.record("release", raised_by([&] { semaphore.release(); }));
        }) == Outcomes{"release=OverflowError: too many permits to count,nothing taken=true"});
}

TEST_CASE("a bounded semaphore's release is refused unless somebody has acquired before", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          BoundedSemaphore semaphore(2);
          together([&] { r.record("t", semaphore.acquire()); },
                   [&] { r.record("u", raised_by([&] { semaphore.release(); })); });
          r.record("left", semaphore.value());
        }) == Outcomes{"left=1 t=true u=ValueError: Semaphore released too many times", "left=2 t=true u=nothing"});
}

TEST_CASE("acquire(false) takes a permit that is there, without waiting", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(2);
          for (int i = 0; i < 3; ++i) r.record("taken", semaphore.acquire(false));
          semaphore.release();
          r.record("taken", semaphore.acquire(false));
        }) == Outcomes{"taken=true,true,false,true"});
}

TEST_CASE("of two that try for one permit, one gets it", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore;
          together([&] { r.record("t", semaphore.acquire(false)); },
                   [&] { r.record("u", semaphore.acquire(false)); });
        }) == Outcomes{"t=false u=true", "t=true u=false"});
}

TEST_CASE("a timeout is for those who wait", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore;
          for (const double timeout : {1.0, 0.0, -1.0})
            r.record("try", raised_by([&] { semaphore.acquire(false, timeout); }));
          r.record("value", semaphore.value());
        }) == Outcomes{"try=ValueError: can't specify timeout for non-blocking acquire,"
                       "ValueError: can't specify timeout for non-blocking acquire,"
                       "ValueError: can't specify timeout for non-blocking acquire value=1"});
}

TEST_CASE("a timed acquire takes a permit that is there, and else gives up", "[semaphore]") {
  const auto body = [](Recorder& r) {
    Semaphore semaphore(2);
    for (const double timeout : {5.0, -1.0, 0.0, -1.0, 0.5}) r.record("taken", semaphore.acquire(true, timeout));
  };
  CHECK(outcomes_of(body) == Outcomes{"taken=true,true,false,false,false"});
  CHECK(outcomes_of(body, virtual_time()) == Outcomes{"taken=true,true,false,false,false"});
}

TEST_CASE("a timed acquire that is released for in a while does either, and loses no permit", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          together([&] { r.record("t", semaphore.acquire(true, 1)); }, [&] { semaphore.release(); });
          r.record("left", semaphore.value());
        }) == Outcomes{"left=0 t=true", "left=1 t=false"});
}

TEST_CASE("under virtual time a timed acquire of a semaphore succeeds if the release comes in time",
          "[semaphore]") {
  const auto waiting = [](int seconds) {
    return outcomes_of(
        [seconds](Recorder& r) {
          Semaphore semaphore(0);
          Thread t([&] { r.record("t", semaphore.acquire(true, seconds)); }, "t");
          t.start();
          heddle::sleep(3);
          semaphore.release();
        },
        virtual_time());
  };
  CHECK(waiting(2) == Outcomes{"t=false"});
  CHECK(waiting(4) == Outcomes{"t=true"});
  CHECK(waiting(3) == Outcomes{"t=false", "t=true"});
}

TEST_CASE("with and the standard's guards take a permit and give it back", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(2);
          BoundedSemaphore bounded(1);
          {
            With outer(semaphore);
            const std::lock_guard inner(semaphore);
            const std::unique_lock other(bounded, std::try_to_lock);
            r.record("value", semaphore.value());
            r.record("owns", other.owns_lock());
            r.record("bounded", bounded.value());
          }
          r.record("thrown", raised_by([&] {
                     With hold(semaphore);
                     throw RuntimeError("out");
                   }));
          r.record("value", semaphore.value());
          r.record("bounded", bounded.value());
        }) == Outcomes{"bounded=0,1 owns=true thrown=RuntimeError: out value=0,2"});
}

TEST_CASE("a semaphore may be destroyed while its permits are out", "[semaphore]") {
  CHECK(outcomes_of([] {
          Semaphore semaphore;
          semaphore.acquire();
        }) == Outcomes{""});
}

TEST_CASE("a daemon that waits for a permit is cut off", "[semaphore]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          Thread t(
              [&] {
                With hold(semaphore);
                r.record("t", "in");
              },
              "t", true);
          t.start();
        }) == Outcomes{""});
}

TEST_CASE("a polling loop sees a permit come", "[semaphore][rounds]") {
  CHECK(outcomes_of([](Recorder& r) {
          Semaphore semaphore(0);
          together(
              [&] {
                while (!semaphore.acquire(false)) heddle::sleep(1);
                r.record("t", "in");
              },
              [&] { semaphore.release(); });
        }) == Outcomes{"t=in"});
}

TEST_CASE("acquires and releases commute while there are permits", "[semaphore]") {
  // One acquires, the other releases: nobody can tell which came first.
  CHECK(classes_of([] {
          Semaphore semaphore(2);
          together([&] { semaphore.acquire(); }, [&] { semaphore.release(); });
        }) == 1);
  CHECK(classes_of([] {
          BoundedSemaphore semaphore(3);
          semaphore.acquire();
          semaphore.acquire();
          together([&] { semaphore.acquire(); }, [&] { semaphore.release(); });
        }) == 1);
  // It must come after what it takes, and not before what makes room for it.
  CHECK(classes_of([] {
          Semaphore semaphore(0);
          together([&] { semaphore.acquire(); }, [&] { semaphore.release(); });
        }) == 1);
  CHECK(classes_of([] {
          BoundedSemaphore semaphore(1);
          together([&] { semaphore.acquire(); }, [&] { (void)raised_by([&] { semaphore.release(); }); });
        }) == 2);
}

TEST_CASE("acquires do not commute, nor do releases; what fails does", "[semaphore]") {
  CHECK(classes_of([] {
          Semaphore semaphore(1);
          const auto enter = [&] { With hold(semaphore); };
          together(enter, enter, enter);
        }) == 6);
  CHECK(classes_of([] {
          Semaphore semaphore(0);
          const auto leave = [&] { semaphore.release(); };
          together(leave, leave, leave);
        }) == 6);
  CHECK(classes_of([] {
          Semaphore semaphore(0);
          const auto fail = [&] { (void)semaphore.acquire(false); };
          together(fail, fail, fail);
        }) == 1);
  CHECK(classes_of([] {
          BoundedSemaphore semaphore(1);
          const auto fail = [&] { (void)raised_by([&] { semaphore.release(); }); };
          together(fail, fail, fail);
        }) == 1);
}
