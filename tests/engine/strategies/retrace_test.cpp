#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/strategies/retrace.hpp>

#include <functional>
#include <string>
#include <tuple>
#include <vector>

using namespace heddle;
using namespace heddle::testing;
using engine::Retrace;

namespace {

/// Two threads, of which either may be the first to start a third.
void body() {
  const auto starts = [](const char* name) {
    return [name] {
      Thread child([] { (void)choose(3); }, name);
      child.start();
    };
  };
  Thread a(starts("child of a"), "a");
  Thread b(starts("child of b"), "b");
  a.start();
  b.start();
}

/// Two threads that poll for what never comes.
void polls() {
  Event event("event");
  const auto poll = [&] {
    while (!event.is_set()) heddle::yield();
  };
  Thread a(poll, "a");
  Thread b(poll, "b");
  a.start();
  b.start();
}

/// The labels of an execution that takes these choices, and how it ended.
std::vector<std::string> retraced(const engine::CanonicalNames& names, std::vector<Retrace::Choice> choices,
                                  const std::function<void()>& of = body) {
  engine::Execution execution({}, std::size_t{64} * 1024, 16);
  Retrace retrace(names, std::move(choices));
  CHECK(retrace.begin());
  const engine::Outcome outcome = execution.run(of, retrace);
  CHECK_FALSE(retrace.begin());
  const Trace trace = execution.trace();
  std::vector<std::string> labels;
  for (const engine::Step& step : trace.steps) labels.push_back(trace.label(step));
  labels.emplace_back(name_of(outcome));
  return labels;
}

}  // namespace

TEST_CASE("steps are retraced by whose they are, and not by numbers of threads", "[retrace]") {
  engine::CanonicalNames names;
  const auto a = names.process(0, 0);
  const auto b = names.process(0, 1);
  const auto child_of_a = names.process(a, 0);
  const auto child_of_b = names.process(b, 0);
  using Labels = std::vector<std::string>;
  // Whichever of the children starts first is thread number 3.
  CHECK(retraced(names, {{0}, {0}, {b}, {b, true, 2}, {child_of_b}}) ==
        Labels{"main start a", "main start b", "b start child of b", "child of b choose",
               "child of b end child of b", "stopped"});
  CHECK(retraced(names, {{0}, {0}, {a}, {a, true, 0}, {b}, {b, true, 1}, {child_of_b}, {child_of_a}}) ==
        Labels{"main start a", "main start b", "a start child of a", "child of a choose", "b start child of b",
               "child of b choose", "child of b end child of b", "child of a end child of a", "stopped"});
}

TEST_CASE("what cannot be retraced is stopped", "[retrace]") {
  engine::CanonicalNames names;
  const auto a = names.process(0, 0);
  using Labels = std::vector<std::string>;
  CHECK(retraced(names, {{a}}) == Labels{"stopped"});  // it has not been started
  CHECK(retraced(names, {{0}, {a}}) ==
        Labels{"main start a", "a start child of a", "stopped"});  // a value is to be chosen
  CHECK(retraced(names, {{0}, {a}, {a, true, 3}}) ==
        Labels{"main start a", "a start child of a", "stopped"});  // there is no such value
}

TEST_CASE("a step is retraced though it is another thread's turn to go round", "[retrace]") {
  engine::CanonicalNames names;
  const auto a = names.process(0, 0);
  const auto b = names.process(0, 1);
  std::vector<Retrace::Choice> choices{{0}, {0}};
  std::vector<std::string> labels{"main start a", "main start b"};
  // Both have come to the end of a round by then, and main joins them.
  for (const auto& [process, name, steps] : {std::tuple(a, "a", 8), std::tuple(b, "b", 16)})
    for (int i = 0; i < steps; ++i) {
      choices.push_back({process});
      labels.push_back(std::string(name) + (i % 2 == 0 ? " is_set Event event" : " yield"));
    }
  labels.emplace_back("stopped");
  CHECK(retraced(names, choices, polls) == labels);
}
