#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/requirement_failed.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("a requirement failed: where, and which", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto data = t.shared();
  t.step(worker, load, data, 1, 4).step(main_index, load, data, 1, 8);
  t.trace().culprit = worker;
  t.trace().requirement_site = {"x.cpp", 5};
  SECTION("with a message") {
    t.trace().requirement = "the sum is even";
    const auto found = t.diagnose(Outcome::requirement_failed);
    CHECK(texts(found) == Texts{"requirement_failed: what worker requires at x.cpp:5 does not hold: the sum is "
                                "even, after its step 1 (x.cpp:4)."});
    CHECK(texts(t.trace(), found.front().marks) == Texts{"worker at 1: then the requirement at x.cpp:5 fails"});
  }
  SECTION("without one") {
    CHECK(texts(t.diagnose(Outcome::requirement_failed)) ==
          Texts{"requirement_failed: what worker requires at x.cpp:5 does not hold, after its step 1 (x.cpp:4)."});
  }
}

TEST_CASE("threads that had no turn yet when a requirement failed are not stuck", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  const auto lock = t.lock();
  t.step(worker, acquire, lock, 1, 4).stuck(worker, acquire, lock, 5);
  t.trace().requirement = "no";
  t.trace().requirement_site = {"x.cpp", 9};
  CHECK(texts(t.diagnose(Outcome::requirement_failed)) ==
        Texts{"requirement_failed: what main requires at x.cpp:9 does not hold: no."});
}
