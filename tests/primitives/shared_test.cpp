#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <string>

using namespace heddle;
using namespace heddle::testing;

TEST_CASE("a shared variable has its value's default, or the value it is given", "[shared]") {
  CHECK(outcomes_of([](Recorder& r) {
          const Shared<int> zero;
          const Shared<std::string> text("warp", "text");
          r.record("zero", zero.load());
          r.record("text", text.load());
        }) == Outcomes{"text=warp zero=0"});
}

TEST_CASE("a load sees the last store", "[shared]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<std::string> text;
          together([&] { text.store("warp"); }, [&] { text.store("weft"); });
          r.record("text", text.load());
        }) == Outcomes{"text=warp", "text=weft"});
}

TEST_CASE("an increment of a shared variable is not atomic", "[shared]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> count(0);
          const auto increment = [&] { count.store(count.load() + 1); };
          together(increment, increment);
          r.record("count", count.load());
        }) == Outcomes{"count=1", "count=2"});
}

TEST_CASE("shared variables are sequentially consistent", "[shared]") {
  CHECK(outcomes_of([](Recorder& r) {
          Shared<int> x(0);
          Shared<int> y(0);
          together(
              [&] {
                x.store(1);
                r.record("t", y.load());
              },
              [&] {
                y.store(1);
                r.record("u", x.load());
              });
        }) == Outcomes{"t=0 u=1", "t=1 u=0", "t=1 u=1"});
}
