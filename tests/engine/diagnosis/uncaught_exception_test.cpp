#include "tests/engine/diagnosis/trace_builder.hpp"
#include "tests/support/catch.hpp"

#include <heddle/engine/diagnosis/uncaught_exception.hpp>

using namespace heddle;
using namespace heddle::engine;
using namespace heddle::engine::testing;

TEST_CASE("exceptions that threads let out, in their order, though the execution completed", "[diagnosis]") {
  TraceBuilder t;
  const auto a = t.thread("a");
  const auto b = t.thread("b");
  const auto data = t.shared();
  t.step(b, load, data, 0, 4).dies(b, "std::out_of_range", "index 3");
  t.dies(a, "", "").ends(main_thread);
  const auto found = t.diagnose(Outcome::completed);
  CHECK(texts(found) ==
        Texts{"uncaught_exception: b died of std::out_of_range: index 3, after its step 1 (x.cpp:4).",
              "uncaught_exception: a died of an exception."});
  CHECK(texts(t.trace(), found.front().marks) == Texts{"b at 1: then died of std::out_of_range: index 3"});
}

TEST_CASE("an exception out of the scenario's body", "[diagnosis]") {
  TraceBuilder t;
  t.dies(main_thread, "std::logic_error", "odd");
  CHECK(texts(t.diagnose(Outcome::completed)) == Texts{"uncaught_exception: main died of std::logic_error: odd."});
}
