#include "tests/support/catch.hpp"
#include "tests/support/outcomes.hpp"

#include <heddle/engine/happens_before.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

using namespace heddle;
using namespace heddle::engine;

namespace {

/// The steps of one execution that goes as a script says, with what happens before what, and the races.
class Looked final : public Strategy {
 public:
  /// `script`: the names of the threads to go, one after the other. After that, whoever can.
  Looked(std::vector<std::string> script, const std::function<void()>& body)
      : script_(std::move(script)), execution_({}, std::size_t{64} * 1024, 16) {
    execution_.run(body, *this);
    steps_.close(execution_);
    const Trace trace = execution_.trace();
    for (const Step& step : trace.steps) labels_.push_back(trace.label(step));
    for (const Race& race : steps_.races())
      races_.push_back({labels_[race.first], race.second == Race::nothing ? "" : labels_[race.second]});
    execution_.unwind();
  }

  [[nodiscard]] bool begin() override { return true; }
  void finish(const Execution&) override {}

  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override {
    steps_.catch_up(point.execution, steps_.size());
    std::uint32_t picked = 0;
    if (next_ < script_.size()) {
      while (!point.execution.pending_label(point.enabled[picked]).starts_with(script_[next_] + " ")) ++picked;
      ++next_;
    }
    steps_.begin_step(point.execution, point.enabled[picked]);
    return picked;
  }

  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override {
    steps_.begin_value(0, count);
    return 0;
  }

  /// Of steps by their labels, each of which must be there once.
  [[nodiscard]] bool ordered(const std::string& earlier, const std::string& later) const {
    return steps_.happens_before(find(earlier), find(later));
  }

  /// Pairs of labels; "" for what was never executed.
  using Races = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] const Races& races() const { return races_; }

 private:
  [[nodiscard]] std::uint32_t find(const std::string& label) const {
    const auto found = std::find(labels_.begin(), labels_.end(), label);
    REQUIRE(found != labels_.end());
    return static_cast<std::uint32_t>(found - labels_.begin());
  }

  std::vector<std::string> script_;
  std::size_t next_ = 0;
  HappensBefore steps_{Dependence::fine};
  Execution execution_;
  std::vector<std::string> labels_;
  Races races_;
};

using Races = Looked::Races;

}  // namespace

TEST_CASE("a read happens after the write that it follows, reads of one variable are not ordered",
          "[happens-before]") {
  const Looked looked({"main", "main", "main", "t", "u", "v"}, [] {
    Shared<int> x(0, "x");
    testing::together([&] { x.store(1); }, [&] { (void)x.load(); }, [&] { (void)x.load(); });
  });
  CHECK(looked.ordered("t store Shared x", "u load Shared x"));
  CHECK(looked.ordered("t store Shared x", "v load Shared x"));
  CHECK_FALSE(looked.ordered("u load Shared x", "v load Shared x"));
  CHECK(looked.races() == Races{{"t store Shared x", "u load Shared x"}, {"t store Shared x", "v load Shared x"}});
}

TEST_CASE("a write races with all reads since the last write", "[happens-before]") {
  const Looked looked({"main", "main", "main", "t", "u", "v"}, [] {
    Shared<int> x(0, "x");
    testing::together([&] { (void)x.load(); }, [&] { (void)x.load(); }, [&] { x.store(1); });
  });
  CHECK(looked.races() == Races{{"t load Shared x", "v store Shared x"}, {"u load Shared x", "v store Shared x"}});
}

TEST_CASE("a thread's steps happen after its start, and before its join", "[happens-before]") {
  const Looked looked({}, [] {
    Thread t([] { yield(); }, "t");
    t.start();
    t.join();
  });
  CHECK(looked.ordered("main start t", "t yield"));
  CHECK(looked.ordered("t yield", "main join t"));
  CHECK(looked.races().empty());
}

TEST_CASE("an acquire races with the acquire before it, not with the release that let it in", "[happens-before]") {
  const Looked looked({"main", "main", "t", "t", "u", "u"}, [] {
    Lock lock("lock");
    testing::together([&] { With hold(lock); }, [&] { With hold(lock); });
  });
  CHECK(looked.ordered("t release Lock lock", "u acquire Lock lock"));
  CHECK(looked.races() == Races{{"t acquire Lock lock", "u acquire Lock lock"}});
}

TEST_CASE("an acquire that never was races with the one that was", "[happens-before]") {
  const Looked looked({"main", "main", "t"}, [] {
    Lock lock("lock");
    testing::together([&] { lock.acquire(); }, [&] { lock.acquire(); });
  });
  CHECK(looked.races() == Races{{"t acquire Lock lock", ""}});
}

TEST_CASE("a put and a get of different items are not ordered, those of one item are", "[happens-before]") {
  const Looked looked({"main", "main", "t", "u", "t"}, [] {
    Queue<int> queue(0, "queue");
    testing::together(
        [&] {
          queue.put(1);
          queue.put_nowait(2);
        },
        [&] { queue.get(); });
  });
  CHECK(looked.ordered("t put Queue queue", "u get Queue queue"));
  CHECK(looked.races().empty());
}

namespace {

/// Follows executions of main alone, each with the next value of its first choice, as a search would: of what they
/// have in common, only the first one tells.
class ValueByValue final : public Strategy {
 public:
  explicit ValueByValue(const std::function<void()>& body)
      : body_(body), execution_({}, std::size_t{64} * 1024, 1) {}

  /// Who lives before each event of the next execution, and at its end.
  std::vector<std::uint32_t> next() {
    taken_ = 0;
    execution_.run(body_, *this);
    steps_.close(execution_);
    std::vector<std::uint32_t> living;
    for (std::uint32_t event = 0; event <= steps_.size(); ++event)
      living.push_back(steps_.living_before(event).threads);
    execution_.unwind();
    steps_.forget_end();
    steps_.truncate(first_choice_);
    ++value_;
    return living;
  }

  [[nodiscard]] bool begin() override { return true; }
  void finish(const Execution&) override {}
  [[nodiscard]] std::uint32_t choose_agent(const ChoicePoint& point) override {
    if (taken_++ < steps_.size()) return 0;
    steps_.catch_up(point.execution, steps_.size());
    steps_.begin_step(point.execution, point.enabled[0]);
    return 0;
  }
  [[nodiscard]] std::uint32_t choose_value(std::uint32_t count) override {
    first_choice_ = taken_++;
    steps_.begin_value(value_, count);
    return value_;
  }

 private:
  std::function<void()> body_;
  HappensBefore steps_{Dependence::fine};
  Execution execution_;
  std::uint32_t taken_ = 0;
  std::uint32_t first_choice_ = 0;
  std::uint32_t value_ = 0;
};

}  // namespace

TEST_CASE("whether a step ends its thread is found out anew with each value chosen after it", "[happens-before]") {
  using Living = std::vector<std::uint32_t>;
  ValueByValue main([] {
    yield();
    if (choose(3) == 1) yield();
  });
  CHECK(main.next() == Living{1, 0, 0});
  CHECK(main.next() == Living{1, 1, 1, 0});
  CHECK(main.next() == Living{1, 0, 0});
}
