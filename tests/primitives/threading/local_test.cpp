#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <string>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("each thread has a value of its own", "[local]") {
  CHECK(outcomes_of([](Recorder& r) {
          local<int> value;
          *value = 7;
          const auto count = [&](const char* who) {
            return [&r, &value, who] {
              r.record(who, *value);
              *value += 1;
              heddle::yield();
              *value += 1;
              r.record(who, *value);
            };
          };
          together(count("t"), count("u"));
          r.record("main", *value);
        }) == Outcomes{"main=7 t=0,2 u=0,2"});
}

TEST_CASE("access to what is a thread's own is no step", "[local]") {
  const auto found = explored([] {
    local<int> value;
    const auto count = [&] {
      for (int i = 0; i < 3; ++i) ++*value;
    };
    together(count, count, count);
  });
  CHECK(found.executions == 1);
  // main: three starts, three joins; and three ends
  CHECK(found.verdict.steps == 9);
}

TEST_CASE("a value has members", "[local]") {
  CHECK(outcomes_of([](Recorder& r) {
          struct Request {
            std::string user = "nobody";
          };
          local<Request> request;
          together([&] { request->user = "t"; }, [&] { r.record("u", request->user); });
          r.record("main", request.get().user);
        }) == Outcomes{"main=nobody u=nobody"});
}

TEST_CASE("values stay where they are while other threads come", "[local]") {
  CHECK(outcomes_of([](Recorder& r) {
          local<int> value;
          int& mine = *value;
          mine = 1;
          for (int i = 0; i < 20; ++i) {
            Thread t([&] { *value = 2; });
            t.start();
          }
          r.record("mine", mine);
          r.record("same", &mine == &*value);
        }) == Outcomes{"mine=1 same=true"});
}

TEST_CASE("values are made anew in each execution", "[local]") {
  CHECK(outcomes_of([](Recorder& r) {
          local<int> value;
          r.record("first", *value);
          *value = choose(2) + 1;
          r.record("then", *value);
        }) == Outcomes{"first=0 then=1", "first=0 then=2"});
}

TEST_CASE("a value that is kept from execution to execution is refused", "[local]") {
  local<int> outside;
  CHECK_THROWS_AS(*outside, UsageError);
  CHECK_THROWS(explored([&] { *outside = 1; }));
}
