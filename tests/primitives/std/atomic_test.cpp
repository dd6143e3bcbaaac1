#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// What one thread by itself sees.
template <class Body>
std::string alone(Body body) {
  const Outcomes found = outcomes_of(body);
  return found.size() == 1 ? *found.begin() : "more than one outcome";
}

}  // namespace

TEST_CASE("load, store and exchange", "[atomic]") {
  CHECK(alone([](Recorder& r) {
          heddle_std::atomic<int> value;
          r.record("value", value.load());
          value.store(3);
          r.record("value", value.load(heddle_std::memory_order::acquire));
          r.record("old", value.exchange(5));
          r.record("value", value.load());
          r.record("lock free", value.is_lock_free());
        }) == "lock free=true old=3 value=0,3,5");
}

TEST_CASE("compare_exchange succeeds where the value is the expected one, and tells it where it is not",
          "[atomic]") {
  CHECK(alone([](Recorder& r) {
          heddle_std::atomic<int> value(1);
          int expected = 2;
          r.record("strong", value.compare_exchange_strong(expected, 9));
          r.record("expected", expected);
          r.record("strong", value.compare_exchange_strong(expected, 9));
          r.record("expected", expected);
          r.record("value", value.load());
          r.record("weak", value.compare_exchange_weak(expected, 4));
          r.record("weak", value.compare_exchange_weak(expected, 4));
          r.record("value", value.load());
          using heddle_std::memory_order;
          r.record("orders",
                   value.compare_exchange_strong(expected, 5, memory_order::acq_rel, memory_order::relaxed));
          r.record("orders",
                   value.compare_exchange_weak(expected, 5, memory_order::acq_rel, memory_order::relaxed));
          r.record("value", value.load());
        }) == "expected=1,1 orders=false,true strong=false,true value=9,4,5 weak=false,true");
}

TEST_CASE("each fetch operation returns the old value and stores the new one", "[atomic]") {
  CHECK(alone([](Recorder& r) {
          heddle_std::atomic<int> value(12);
          r.record("add", value.fetch_add(3));
          r.record("sub", value.fetch_sub(5));
          r.record("and", value.fetch_and(6));
          r.record("or", value.fetch_or(5));
          r.record("xor", value.fetch_xor(3));
          r.record("end", value.load());
        }) == "add=12 and=10 end=4 or=2 sub=15 xor=7");
}

TEST_CASE("each operator returns what std's does", "[atomic]") {
  CHECK(alone([](Recorder& r) {
          heddle_std::atomic<int> value = 1;
          r.record("assign", value = 5);
          r.record("++x", ++value);
          r.record("x++", value++);
          r.record("--x", --value);
          r.record("x--", value--);
          r.record("+=", value += 7);
          r.record("-=", value -= 2);
          r.record("&=", value &= 14);
          r.record("|=", value |= 1);
          r.record("^=", value ^= 2);
          const int converted = value;
          r.record("converted", converted);
        }) == "&==10 ++x=6 +==12 --x=6 -==10 ^==9 assign=5 converted=9 x++=6 x--=6 |==11");
}

TEST_CASE("signed and small atomics wrap around", "[atomic]") {
  CHECK(alone([](Recorder& r) {
          heddle_std::atomic<int> most(std::numeric_limits<int>::max());
          r.record("int", ++most == std::numeric_limits<int>::min());
          r.record("int", --most == std::numeric_limits<int>::max());
          r.record("int", (most += 2) == std::numeric_limits<int>::min() + 1);
          heddle_std::atomic<std::int8_t> small(127);
          r.record("int8", small.fetch_add(1) == 127);
          r.record("int8", small.load() == -128);
          r.record("int8", (small -= 1) == 127);
          heddle_std::atomic<std::uint8_t> byte(0);
          r.record("uint8", --byte == 255);
          r.record("uint8", ++byte == 0);
          heddle_std::atomic<std::int64_t> large(std::numeric_limits<std::int64_t>::min());
          r.record("int64", large.fetch_sub(1) == std::numeric_limits<std::int64_t>::min());
          r.record("int64", large.load() == std::numeric_limits<std::int64_t>::max());
        }) == "int=true,true,true int64=true,true int8=true,true,true uint8=true,true");
}

TEST_CASE("truth values, pointers and structures are atomic, too", "[atomic]") {
  struct Pair {
    int a;
    int b;
    bool operator==(const Pair&) const = default;
  };
  CHECK(alone([](Recorder& r) {
          heddle_std::atomic<bool> flag(false);
          r.record("flag", flag.exchange(true));
          r.record("flag", flag.load());
          const int target = 7;
          heddle_std::atomic<const int*> pointer(nullptr);
          const int* nothing = nullptr;
          r.record("pointer", pointer.compare_exchange_strong(nothing, &target));
          r.record("pointer", *pointer.load() == 7);
          heddle_std::atomic<Pair> pair(Pair{1, 2});
          Pair expected{1, 2};
          r.record("pair", pair.compare_exchange_weak(expected, Pair{3, 4}));
          r.record("pair", pair.load() == Pair{3, 4});
        }) == "flag=false,true pair=true,true pointer=true,true");
}

TEST_CASE("fetch_add loses no increment", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> count(0);
          together([&] { r.record("t", count.fetch_add(1)); }, [&] { r.record("u", count++); });
          r.record("count", count.load());
        }) == Outcomes{"count=2 t=0 u=1", "count=2 t=1 u=0"});
}

TEST_CASE("a load and a store in its stead lose one", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> count(0);
          const auto increment = [&] { count = count + 1; };
          together(increment, increment);
          r.record("count", count.load());
        }) == Outcomes{"count=1", "count=2"});
}

TEST_CASE("of two exchanges one sees the other", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> value(0);
          together([&] { r.record("t", value.exchange(1)); }, [&] { r.record("u", value.exchange(2)); });
          r.record("value", value.load());
        }) == Outcomes{"t=0 u=1 value=2", "t=2 u=0 value=1"});
}

TEST_CASE("of two compare_exchanges one fails, and sees the other's value", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> value(0);
          const auto claim = [&](const char* who, int mine) {
            return [&r, &value, who, mine] {
              int expected = 0;
              r.record(who, value.compare_exchange_strong(expected, mine));
              r.record(who, expected);
            };
          };
          together(claim("t", 1), claim("u", 2));
        }) == Outcomes{"t=false,2 u=true,0", "t=true,0 u=false,1"});
}

TEST_CASE("a loop of compare_exchange loses no increment", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> count(0);
          const auto increment = [&] {
            int seen = count.load();
            while (!count.compare_exchange_weak(seen, seen + 1)) {
            }
          };
          together(increment, increment);
          r.record("count", count.load());
        }) == Outcomes{"count=2"});
}

TEST_CASE("bits set and cleared by different threads do not disturb each other", "[atomic]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              heddle_std::atomic<unsigned> bits(4U);
              together([&] { bits |= 1U; }, [&] { bits &= ~4U; }, [&] { bits ^= 2U; });
              r.record("bits", bits.load());
            },
            {.preemption_bound = 2}) == Outcomes{"bits=3"});
}

TEST_CASE("store buffering does not happen: atomics are sequentially consistent", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> x(0);
          heddle_std::atomic<int> y(0);
          together(
              [&] {
                x.store(1, heddle_std::memory_order::relaxed);
                r.record("t", y.load(heddle_std::memory_order::relaxed));
              },
              [&] {
                y.store(1, heddle_std::memory_order::relaxed);
                r.record("u", x.load(heddle_std::memory_order::relaxed));
              });
        }) == Outcomes{"t=0 u=1", "t=1 u=0", "t=1 u=1"});
}

TEST_CASE("message passing: who sees the flag sees the data", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<int> data(0);
          heddle_std::atomic<bool> flag(false);
          together(
              [&] {
                data = 42;
                flag = true;
              },
              [&] {
                const bool seen = flag;
                r.record("flag", seen);
                r.record("data", data.load());
              });
        }) == Outcomes{"data=0 flag=false", "data=42 flag=false", "data=42 flag=true"});
}

TEST_CASE("two readers of independent writers agree on their order", "[atomic]") {
  CHECK(outcomes_of(
            [](Recorder& r) {
              heddle_std::atomic<int> x(0);
              heddle_std::atomic<int> y(0);
              Thread t([&] { x.store(1); }, "t");
              t.start();
              Thread u([&] { y.store(1); }, "u");
              u.start();
              Thread v(
                  [&] {
                    r.record("v", x.load());
                    r.record("v", y.load());
                  },
                  "v");
              v.start();
              r.record("w", y.load());
              r.record("w", x.load());
            },
            {.preemption_bound = 2})
            .count("v=1,0 w=1,0") == 0);
}

TEST_CASE("operations are told at the line they stand on", "[atomic]") {
  constexpr unsigned made = __LINE__ + 2;
  const auto traces = traces_of([] {
    heddle_std::atomic<int> value(0);
    value = 1;
    value += 2;
    (void)value.fetch_sub(1);
    ++value;
  });
  REQUIRE(traces.size() == 1);
  const auto& steps = traces.front().steps;
  REQUIRE(steps.size() == 4);
  CHECK(steps[0].site.line == made + 1);
  CHECK(steps[1].site.line == made + 2);
  CHECK(steps[2].site.line == made + 3);
  CHECK(steps[3].site.line == made);  // an operator without an argument cannot know its own
}

namespace {

/// Equal by its own ==, and not the same.
struct Keyed {
  int key;
  int payload;
  [[maybe_unused]] friend bool operator==(const Keyed& a, const Keyed& b) { return a.key == b.key; }
};

}  // namespace

TEST_CASE("an exchange for a value that is == to the old one and not the same is seen", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<Keyed> value(Keyed{0, 0});
          Thread a([&] { value.exchange(Keyed{0, 1}); }, "a");
          Thread b([&] { r.record("payload", value.load().payload); }, "b");
          a.start();
          b.start();
        }) == Outcomes{"payload=0", "payload=1"});
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<double> value(0.0);
          Thread a([&] { value.exchange(-0.0); }, "a");
          Thread b([&] { r.record("zero", 1 / value.load()); }, "b");
          a.start();
          b.start();
        }) == Outcomes{"zero=-inf", "zero=inf"});
}

TEST_CASE("compare_exchange goes by representation", "[atomic]") {
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<Keyed> value(Keyed{0, 0});
          Thread a(
              [&] {
                Keyed other{0, 9};
                r.record("equal", value.compare_exchange_strong(other, Keyed{1, 1}));
                r.record("found", other.payload);
              },
              "a");
          Thread b(
              [&] {
                Keyed same{0, 0};
                r.record("same", value.compare_exchange_strong(same, Keyed{0, 5}));
              },
              "b");
          a.start();
          b.start();
        }) == Outcomes{"equal=false found=0 same=true", "equal=false found=5 same=true"});
  CHECK(outcomes_of([](Recorder& r) {
          const double nan = std::numeric_limits<double>::quiet_NaN();
          heddle_std::atomic<double> value(nan);
          double expected = nan;
          r.record("nan", value.compare_exchange_strong(expected, 1.0));
          expected = -1.0;
          r.record("other", value.compare_exchange_strong(expected, 2.0));
        }) == Outcomes{"nan=true other=false"});
}

TEST_CASE("a type without == may be atomic", "[atomic]") {
  struct Plain {
    short a;
    long b;
  };
  CHECK(outcomes_of([](Recorder& r) {
          heddle_std::atomic<Plain> value(Plain{1, 2});
          Thread a([&] { value.store(Plain{3, 4}); }, "a");
          a.start();
          Plain expected = value.load();
          r.record("first", expected.a);
          r.record("stays", value.compare_exchange_strong(expected, expected));
        }) == Outcomes{"first=1 stays=false", "first=1 stays=true", "first=3 stays=true"});
}
