#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/holders.hpp>

using namespace heddle::engine;
using namespace heddle::engine::testing;

namespace {

struct Two : TraceBuilder {
  ThreadIndex a = thread("a");
  ThreadIndex b = thread("b");
  ObjectIndex it = lock();

  /// Who holds it, and since which step; steps from 1.
  Texts holders() {
    const Holders holders(trace());
    Texts told;
    for (const Hold& hold : holders.of(it)) {
      told.push_back(trace().threads[hold.thread].name + " since " + std::to_string(hold.since + 1));
    }
    return told;
  }
};

}  // namespace

TEST_CASE("who acquired and did not release holds it", "[diagnosis]") {
  Two t;
  CHECK(t.holders() == Texts{});
  t.step(t.a, acquire, t.it, 1, 1);
  t.step(t.b, acquire, t.it, 0, 2);
  CHECK(t.holders() == Texts{"a since 1"});
  t.step(t.a, release, t.it, 1, 3);
  CHECK(t.holders() == Texts{});
}

TEST_CASE("a release by another thread ends the holder's hold", "[diagnosis]") {
  Two t;
  t.step(t.a, acquire, t.it, 1, 1).step(t.b, release, t.it, 1, 2);
  CHECK(t.holders() == Texts{});
}

TEST_CASE("nested acquisitions need as many releases", "[diagnosis]") {
  Two t;
  t.step(t.a, acquire, t.it, 1, 1).step(t.a, acquire, t.it, 1, 2).step(t.a, release, t.it, 1, 3);
  CHECK(t.holders() == Texts{"a since 1"});
}

TEST_CASE("a wait gives up every level, and taking it again restores them", "[diagnosis]") {
  Two t;
  const auto condition = t.condition();
  t.step(t.a, acquire, t.it, 1, 1).step(t.a, acquire, t.it, 1, 2).waits(t.a, condition, t.it, 3);
  CHECK(t.holders() == Texts{});
  t.step(t.b, acquire, t.it, 1, 4).step(t.b, release, t.it, 1, 5);
  t.step(t.a, wake, condition, 1, 3).step(t.a, acquire, t.it, 1, 3).step(t.a, release, t.it, 1, 6);
  CHECK(t.holders() == Texts{"a since 7"});
  t.step(t.a, release, t.it, 1, 7);
  CHECK(t.holders() == Texts{});
}

TEST_CASE("what was released before anybody held it is taken up without holding it", "[diagnosis]") {
  Two t;
  t.step(t.a, release, t.it, 1, 1).step(t.b, acquire, t.it, 1, 2);
  CHECK(t.holders() == Texts{});
  t.step(t.b, acquire, t.it, 1, 3);
  CHECK(t.holders() == Texts{"b since 3"});
}

TEST_CASE("a wait that gives up another thread's lock ends its hold; one that was refused does not",
          "[diagnosis]") {
  Two t;
  const auto condition = t.condition();
  t.step(t.a, acquire, t.it, 1, 1).waits(t.b, condition, t.it, 2);
  SECTION("given up") { CHECK(t.holders() == Texts{}); }
  SECTION("refused") {
    t.trace().steps.back().changed_nothing();
    CHECK(t.holders() == Texts{"a since 1"});
  }
}

TEST_CASE("one release may give up several holds, its own first, and what nobody has taken yet", "[diagnosis]") {
  Two t;
  t.step(t.a, acquire, t.it, 1, 1).step(t.b, acquire, t.it, 1, 2).step(t.b, acquire, t.it, 1, 3);
  t.step(t.b, release, t.it, 2, 4);
  CHECK(t.holders() == Texts{"a since 1"});
  t.step(t.b, release, t.it, 3, 5);
  t.step(t.a, acquire, t.it, 1, 6).step(t.a, acquire, t.it, 1, 7);
  CHECK(t.holders() == Texts{});
  t.step(t.a, acquire, t.it, 1, 8);
  CHECK(t.holders() == Texts{"a since 8"});
}
