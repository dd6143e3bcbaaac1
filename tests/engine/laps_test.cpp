#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <memory>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// t counts how often it has looked, without end; u sets what it looks for.
void counts_without_end() {
  Event event;
  Thread t(
      [&] {
        volatile int looks = 0;
        while (!event.is_set()) {
          looks = looks + 1;
          heddle::sleep(1);
        }
        require(looks >= 0);
      },
      "t");
  Thread u([&] { event.set(); }, "u");
  t.start();
  u.start();
}

/// A daemon that counts in a variable of its own, beside two threads that take two locks.
void beside_a_heartbeat(bool in_order) {
  const auto beats = std::make_shared<Shared<int>>(0, "beats");
  Thread heartbeat(
      [beats] {
        for (;;) {
          beats->store(beats->load() + 1);
          heddle::sleep(1);
        }
      },
      "heartbeat", true);
  heartbeat.start();
  Lock a("a");
  Lock b("b");
  const auto takes = [](Lock& first, Lock& second) {
    return [&] {
      With one(first);
      With two(second);
    };
  };
  Thread t(takes(a, b), "t");
  Thread u(in_order ? takes(a, b) : takes(b, a), "u");
  t.start();
  u.start();
  t.join();
  u.join();
}

}  // namespace

TEST_CASE("a loop that counts without end is searched within three rounds, and the verdict names it", "[rounds]") {
  const Verdict verdict = heddle::check("x", counts_without_end);
  CHECK(verdict.inconclusive());
  CHECK(verdict.exhausted);
  CHECK(verdict.cut == 0);
  CHECK(verdict.options.max_rounds == default_rounds);
  REQUIRE(verdict.bounded_loop);
  CHECK(verdict.bounded_loop->thread == "t");
  CHECK(verdict.bounded_loop->site.line == 19);
}

TEST_CASE("a verdict within rounds meets an expectation within as many, and no other", "[rounds]") {
  const Verdict verdict = heddle::check("x", counts_without_end, {.max_rounds = 2});
  CHECK(assess(holds(), verdict) == Assessment::inconclusive);
  CHECK(assess(holds().within_rounds(3), verdict) == Assessment::inconclusive);
  CHECK(assess(holds().within_rounds(2), verdict) == Assessment::as_expected);
  CHECK(assess(holds().within_steps(10'000), verdict) == Assessment::inconclusive);
  CHECK(holds().within_rounds(2).text() == "holds within 2 rounds");
  CHECK(holds().within_rounds(1).within_steps(9).text() == "holds within 1 round and 9 steps");
}

TEST_CASE("a loop that counts without end, for what never comes, is a livelock", "[rounds]") {
  const Verdict verdict = heddle::check("x", [] {
    Event event;
    volatile int looks = 0;
    while (!event.is_set()) {
      looks = looks + 1;
      heddle::sleep(1);
    }
    require(looks >= 0);
  });
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings.front().hazard == Hazard::livelock);
}

TEST_CASE("a long loop that ends is not bounded", "[rounds]") {
  const Verdict verdict = heddle::check("x", [] {
    Shared<int> x(0);
    Thread t(
        [&] {
          for (int i = 0; i < 500; ++i) x.store(i);
        },
        "t");
    t.start();
  });
  CHECK(verdict.holds());
  CHECK_FALSE(verdict.bounded_loop);
}

TEST_CASE("two threads in a lock cycle beside a heartbeat are found, under both clocks", "[rounds]") {
  for (const Clock clock : {Clock::explored, Clock::virtual_time}) {
    const Verdict verdict = heddle::check("x", [] { beside_a_heartbeat(false); }, {.clock = clock});
    REQUIRE(verdict.findings.size() == 1);
    CHECK(verdict.findings.front().hazard == Hazard::lock_cycle);
  }
  CHECK(heddle::check("x", [] { beside_a_heartbeat(true); }, {.clock = Clock::virtual_time}).holds());
  const Verdict within = heddle::check("x", [] { beside_a_heartbeat(true); });
  CHECK(within.findings.empty());
  CHECK(assess(holds().within_rounds(default_rounds), within) == Assessment::as_expected);
}
