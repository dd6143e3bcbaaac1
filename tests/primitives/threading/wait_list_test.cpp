#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/primitives/threading/wait_list.hpp>

using namespace heddle;
using namespace heddle::testing;
using heddle::detail::Waiter;
using heddle::detail::WaitList;

namespace {

/// Runs `body` with four waiters, and tells which of them are signalled in the end.
template <class Body>
Outcomes signalled_after(Body body) {
  return outcomes_of([&](Recorder& r) {
    Waiter waiters[] = {Waiter(Site::current()), Waiter(Site::current()), Waiter(Site::current()),
                        Waiter(Site::current())};
    WaitList list;
    body(r, list, waiters);
    for (const Waiter& waiter : waiters) r.record("signalled", waiter.signalled());
  });
}

}  // namespace

TEST_CASE("an empty list has nobody to signal", "[wait_list]") {
  CHECK(signalled_after([](Recorder& r, WaitList& list, Waiter*) {
          r.record("empty", list.empty());
          r.record("reached", list.signal(3));
        }) == Outcomes{"empty=true reached=0 signalled=false,false,false,false"});
}

TEST_CASE("those who came first are signalled first", "[wait_list]") {
  CHECK(signalled_after([](Recorder& r, WaitList& list, Waiter* waiters) {
          for (const int i : {2, 0, 3}) list.append(waiters[i]);
          r.record("reached", list.signal(2));
          r.record("empty", list.empty());
        }) == Outcomes{"empty=false reached=2 signalled=true,false,true,false"});
}

TEST_CASE("a signal for more than there are reaches all, one for none nobody", "[wait_list]") {
  CHECK(signalled_after([](Recorder& r, WaitList& list, Waiter* waiters) {
          list.append(waiters[1]);
          r.record("reached", list.signal(0));
          r.record("reached", list.signal(-1));
          r.record("reached", list.signal(9));
          r.record("reached", list.signal(9));
          r.record("empty", list.empty());
        }) == Outcomes{"empty=true reached=0,0,1,0 signalled=false,true,false,false"});
}

TEST_CASE("a waiter may leave from the front, the middle and the end of the line", "[wait_list]") {
  CHECK(signalled_after([](Recorder& r, WaitList& list, Waiter* waiters) {
          for (int i = 0; i < 4; ++i) list.append(waiters[i]);
          list.remove(waiters[0]);
          list.remove(waiters[2]);
          list.remove(waiters[3]);
          list.append(waiters[2]);
          r.record("reached", list.signal(1));
          r.record("reached", list.signal(1));
          r.record("empty", list.empty());
        }) == Outcomes{"empty=true reached=1,1 signalled=false,true,true,false"});
}

TEST_CASE("removing a waiter that is not in line changes nothing", "[wait_list]") {
  CHECK(signalled_after([](Recorder& r, WaitList& list, Waiter* waiters) {
          list.remove(waiters[0]);
          list.append(waiters[1]);
          list.remove(waiters[0]);
          r.record("reached", list.signal(1));
          list.remove(waiters[1]);
          list.append(waiters[2]);
          r.record("reached", list.signal(1));
        }) == Outcomes{"reached=1,1 signalled=false,true,true,false"});
}

TEST_CASE("the last waiter may leave, and others come after it", "[wait_list]") {
  CHECK(signalled_after([](Recorder& r, WaitList& list, Waiter* waiters) {
          list.append(waiters[0]);
          list.remove(waiters[0]);
          r.record("empty", list.empty());
          list.append(waiters[3]);
          r.record("reached", list.signal(1));
        }) == Outcomes{"empty=true reached=1 signalled=false,false,false,true"});
}

TEST_CASE("a signal is spent on a waiter that has given up, and does not reach it", "[wait_list]") {
  CHECK(signalled_after([](Recorder& r, WaitList& list, Waiter* waiters) {
          list.append(waiters[0]);
          list.append(waiters[1]);
          waiters[0].give_up();
          r.record("reached", list.signal(1));
          r.record("empty", list.empty());
        }) == Outcomes{"empty=false reached=0 signalled=true,false,false,false"});
}
