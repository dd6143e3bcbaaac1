#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/stack_overflow.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("a thread that ran out of stack is named", "[diagnosis]") {
  TraceBuilder t;
  const auto worker = t.thread("worker");
  t.step(worker, load, t.shared(), 1, 4);
  t.trace().culprit = worker;
  CHECK(texts(t.diagnose(Outcome::stack_overflow)) ==
        Texts{"stack_overflow: worker ran out of stack, after its step 1 (x.cpp:4)."});
}
