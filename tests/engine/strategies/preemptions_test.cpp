#include <heddle/engine/strategies/preemptions.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/heddle.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/known_programs.hpp"
#include "tests/support/outcomes.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::testing;

namespace {

enum class Always : bool { the_first, the_last };

/// Notes at each place who could go, by number: with "t" if it is the timer, and "!" if that would be a preemption.
class Notes final : public engine::Strategy {
 public:
  explicit Notes(Always always) : always_(always) {}

  std::vector<std::string> places;

  bool begin() override { return std::exchange(fresh_, false); }
  std::uint32_t choose_agent(const engine::ChoicePoint& point) override {
    std::string text;
    for (std::uint32_t i = 0; i < point.enabled.size(); ++i) {
      const engine::Agent agent = point.enabled[i];
      if (!text.empty()) text += " ";
      text += std::to_string(agent.thread) + (agent.timer ? "t" : "") + (engine::preempts(point, i) ? "!" : "");
    }
    places.push_back(text);
    return always_ == Always::the_first ? 0 : static_cast<std::uint32_t>(point.enabled.size() - 1);
  }
  std::uint32_t choose_value(std::uint32_t) override { return 0; }
  void finish(const engine::Execution&) override {}

 private:
  Always always_;
  bool fresh_ = true;
};

std::vector<std::string> places_of(Always always, const std::function<void()>& body) {
  Notes notes(always);
  engine::Explorer explorer("notes", body, {});
  (void)explorer.explore(notes);
  return notes.places;
}

}  // namespace

TEST_CASE("to go on with another than the running thread preempts it, unless it gives way", "[preemptions]") {
  CHECK(places_of(Always::the_first,
                  [] {
                    Atomic x{0};
                    Thread other([&] { x.store(1); }, "other");
                    other.start();
                    x.store(2);
                    heddle::yield();
                  }) == std::vector<std::string>{"0",       // start
                                                 "0 1!",    // store
                                                 "0 1",     // yield
                                                 "1", "1",  // main joins
                                                 "0"});
}

TEST_CASE("a timer that fires preempts nobody, and neither does who goes on after it", "[preemptions]") {
  CHECK(places_of(Always::the_last,
                  [] {
                    Lock lock;
                    Event event;
                    Thread other([&] { event.set(); }, "other");
                    lock.acquire();
                    other.start();
                    (void)lock.acquire(true, 1);
                  }) == std::vector<std::string>{"0", "0",  // acquire, start
                                                 "1 0t",    // main blocks
                                                 "0 1",     // it has timed out
                                                 "0! 1",    // the other sets
                                                 "0", "0"});
}
