#include <heddle/engine/nearest.hpp>

#include <heddle/engine/strategies/drawn_class.hpp>
#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"

#include <functional>
#include <string>

using namespace heddle;
using engine::DrawnClass;
using engine::Execution;
using engine::Nearest;

namespace {

/// An execution of two stores by main, while it is there.
class Run {
 public:
  Run(int first, int second) : strategy_(0, Dependence::fine) {
    (void)strategy_.begin();
    body_ = [first, second] {
      Shared<int> x(0, "x");
      x.store(first);
      x.store(second);
    };
    execution_.run(body_, strategy_);
    strategy_.finish(execution_);
  }
  Nearest nearest() { return {execution_, *strategy_.events()}; }
  void show(Nearest& nearest) { nearest.look_at(execution_, *strategy_.events()); }

 private:
  DrawnClass strategy_;
  std::function<void()> body_;
  Execution execution_{Options().settings(), std::size_t{64} * 1024, 10};
};

void show(Nearest& nearest, int first, int second) { Run(first, second).show(nearest); }

}  // namespace

TEST_CASE("the nearest execution has most events in common, and the first of these counts", "[nearest]") {
  Nearest nearest = Run(1, 2).nearest();
  CHECK_FALSE(nearest.found());
  show(nearest, 5, 6);
  show(nearest, 1, 7);
  show(nearest, 1, 8);
  REQUIRE(nearest.found());
  const Divergence parting = nearest.parting();
  CHECK(parting.step == 1);
  CHECK_THAT(parting.expected, Catch::Contains("main store Shared x") && Catch::Contains("value 7"));
  CHECK_THAT(parting.got, Catch::Contains("main store Shared x") && Catch::Contains("value 2"));
}

TEST_CASE("where all steps are the same, the ends are told", "[nearest]") {
  Nearest nearest = Run(1, 2).nearest();
  show(nearest, 1, 2);
  const Divergence parting = nearest.parting();
  CHECK(parting.step == 2);
  CHECK(parting.expected == "the end of the execution (completed)");
  CHECK(parting.got == "the end of the execution (completed)");
}
