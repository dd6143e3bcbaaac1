#include <heddle/engine/difference.hpp>

#include "tests/support/catch.hpp"

#include <functional>
#include <vector>

using namespace heddle;
using engine::difference;
using engine::Outcome;

namespace {

constexpr engine::ObjectKind shared_kind{"Shared"};
constexpr engine::OperationKind store_kind{"store"};

Trace two_steps() {
  Trace trace;
  trace.threads.resize(2);
  trace.threads[0].name = "main";
  trace.threads[1].name = "worker";
  trace.objects.push_back({&shared_kind, "x", 1, {}, 3, false});
  for (const engine::ThreadIndex thread : {engine::ThreadIndex{0}, engine::ThreadIndex{1}}) {
    engine::Step step;
    step.kind = &store_kind;
    step.object = 0;
    step.value = 7;
    step.agent = {thread, false};
    trace.steps.push_back(step);
  }
  return trace;
}

Trace changed(const std::function<void(Trace&)>& change) {
  Trace trace = two_steps();
  change(trace);
  return trace;
}

}  // namespace

TEST_CASE("equal executions do not differ", "[difference]") { CHECK_FALSE(difference(two_steps(), two_steps())); }

TEST_CASE("whatever a step is counts as a difference", "[difference]") {
  using engine::Access;
  for (const std::function<void(engine::Step&)>& change : std::vector<std::function<void(engine::Step&)>>{
           [](engine::Step& step) { step.value = 8; }, [](engine::Step& step) { step.object = engine::no_object; },
           [](engine::Step& step) { step.access = Access::write; },
           [](engine::Step& step) { step.second_access = Access::write; },
           [](engine::Step& step) { step.parts = 2; }, [](engine::Step& step) { step.looks_at = 2; },
           [](engine::Step& step) { step.after_quiet = true; },
           [](engine::Step& step) { step.ending = engine::Ending::timed_out; },
           [](engine::Step& step) { step.alternatives = 2; }, [](engine::Step& step) { step.site.line = 5; }}) {
    const auto found = difference(two_steps(), changed([&](Trace& trace) { change(trace.steps[1]); }));
    REQUIRE(found);
    CHECK(found->step == 1);
  }
}

TEST_CASE("so does how it ended, and what became of threads and objects", "[difference]") {
  for (const std::function<void(Trace&)>& change : std::vector<std::function<void(Trace&)>>{
           [](Trace& trace) { trace.outcome = Outcome::deadlocked; }, [](Trace& trace) { trace.steps.pop_back(); },
           [](Trace& trace) { trace.requirement = "fails"; }, [](Trace& trace) { trace.threads[1].name = "other"; },
           [](Trace& trace) { trace.threads[1].ended = true; }, [](Trace& trace) { trace.threads.emplace_back(); },
           [](Trace& trace) {
             trace.threads[0].uncaught = Trace::Uncaught{"E", "what", 1};
           },
           [](Trace& trace) { trace.objects[0].level = 4; },
           [](Trace& trace) { trace.objects[0].destroyed = true; },
           [](Trace& trace) {
             trace.objects.push_back({&shared_kind, "y", 2, {}, 0, false});
           }}) {
    CHECK(difference(two_steps(), changed(change)));
    CHECK(difference(changed(change), two_steps()));
  }
}

TEST_CASE("where the stack of the same thread overflows makes no difference", "[difference]") {
  const auto overflows = [](engine::ThreadIndex culprit, std::size_t steps) {
    return changed([&](Trace& trace) {
      trace.outcome = Outcome::stack_overflow;
      trace.culprit = culprit;
      trace.steps.resize(steps);
    });
  };
  CHECK_FALSE(difference(overflows(1, 2), overflows(1, 1)));
  CHECK(difference(overflows(1, 2), overflows(0, 2)));
  CHECK(difference(overflows(1, 2), two_steps()));
}
