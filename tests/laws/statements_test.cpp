// Law: what a diagnosis says is so. Its sentence and its marks are read again and held against the trace, of every
// model and of generated programs. How many findings of the latter: HEDDLE_FINDINGS, else ten thousand.

#include "tests/support/catch.hpp"
#include "tests/support/statement_forms.hpp"

#include <heddle/engine/explorer.hpp>
#include <heddle/heddle.hpp>
#include <heddle/tools/fuzz/generator.hpp>
#include <heddle/tools/fuzz/interpreter.hpp>

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>

using namespace heddle;
using namespace heddle::testing;

namespace {

/// How many diagnoses there were of each hazard, and what is wrong with the first that says what is not so.
struct Said {
  std::uint64_t diagnoses = 0;
  std::map<Hazard, std::uint64_t> hazards;
  std::string wrong;
};

void read_all(const std::string& name, const std::function<void()>& body, const Options& options, Said& said) {
  engine::Explorer explorer(name, body, options);
  explorer.observe([&](const engine::Execution& execution) {
    // One that went on after a requirement had failed is looked at again, up to there.
    const bool went_on =
        !execution.failures().empty() && execution.outcome() != engine::Outcome::requirement_failed;
    if (went_on) return;
    const Trace trace = execution.trace();
    const auto diagnoses = engine::diagnose(trace);
    if (diagnoses.empty() || !said.wrong.empty()) return;
    const Wakings wakings = wakings_of(execution, trace);
    Statements statements(trace, wakings);
    for (const engine::Diagnosis& diagnosis : diagnoses) {
      ++said.diagnoses;
      ++said.hazards[diagnosis.hazard];
      if (said.wrong.empty()) said.wrong = statements.wrong_with(diagnosis);
    }
  });
  (void)explorer.explore(*engine::make_strategy(options));
}

/// The hazards of a program in all its schedules. What is said of them must be so.
std::set<Hazard> hazards_of(const std::function<void()>& body) {
  Options options;
  options.keep_going = true;
  Said said;
  read_all("program", body, options, said);
  CHECK(said.wrong == "");
  std::set<Hazard> hazards;
  for (const auto& [hazard, count] : said.hazards) hazards.insert(hazard);
  return hazards;
}

/// What its users wait for is in plain members, under the lock.
class Mailbox {
 public:
  enum class Close { told_to_nobody, told_to_one, told_to_senders, told_to_all };

  void send(int letter) {
    With hold(lock_);
    while (!letters_.empty() && !closed_) has_room_.wait();
    letters_.push_back(letter);
    has_letters_.notify();
  }
  bool receive() {
    With hold(lock_);
    while (letters_.empty() && !closed_) has_letters_.wait();
    if (letters_.empty()) return false;
    letters_.pop_front();
    has_room_.notify();
    return true;
  }
  void close(Close close) {
    With hold(lock_);
    closed_ = true;
    if (close == Close::told_to_one) has_letters_.notify();
    if (close == Close::told_to_senders || close == Close::told_to_all) has_room_.notify_all();
    if (close == Close::told_to_all) has_letters_.notify_all();
  }

 private:
  Lock lock_{"lock"};
  Condition has_letters_{lock_, "has letters"};
  Condition has_room_{lock_, "has room"};
  std::deque<int> letters_;
  bool closed_ = false;
};

std::set<Hazard> hazards_of_closing(Mailbox::Close close, std::size_t readers) {
  return hazards_of([=] {
    Mailbox box;
    std::deque<Thread> all;
    const auto read = [&] {
      while (box.receive()) {
      }
    };
    for (std::size_t reader = 0; reader < readers; ++reader) all.emplace_back(read, "reader");
    for (Thread& reader : all) reader.start();
    box.send(1);
    box.send(2);
    box.close(close);
  });
}

}  // namespace

TEST_CASE("what the diagnosis of a model says is so", "[laws]") {
  for (const Scenario* scenario : scenarios()) {
    if (!scenario->name.starts_with("seeds/") && !scenario->name.starts_with("classics/")) continue;
    INFO(scenario->name);
    Options options = scenario->expectation.applied_to({});
    options.keep_going = true;
    options.max_executions = 2000;
    Said said;
    read_all(scenario->name, scenario->body, options, said);
    CHECK(said.wrong == "");
  }
}

TEST_CASE("what the diagnosis of a generated program says is so", "[laws]") {
  const char* const wanted = std::getenv("HEDDLE_FINDINGS");
  const std::uint64_t findings = wanted == nullptr ? 10'000 : std::strtoull(wanted, nullptr, 10);
  Said said;
  for (std::uint64_t seed = 1; said.diagnoses < findings && said.wrong.empty(); ++seed) {
    const fuzz::Program program = fuzz::generate(seed);
    fuzz::Interpreter interpreter(program);
    Options options;
    options.clock = program.clock;
    options.search = Search::random;
    options.seed = seed;
    options.max_executions = 10;
    options.keep_going = true;
    options.max_steps = 300;
    INFO("seed " << seed);
    read_all(
        "generated", [&] { interpreter.run(); }, options, said);
    CHECK(said.wrong == "");
  }
  CHECK(said.diagnoses >= findings);
}

TEST_CASE("who closes and does not tell all is to blame, not a notify that nobody needed", "[laws]") {
  using enum Mailbox::Close;
  const std::set<Hazard> deadlock{Hazard::deadlock};
  CHECK(hazards_of_closing(told_to_nobody, 1) == deadlock);
  CHECK(hazards_of_closing(told_to_senders, 1) == deadlock);
  CHECK(hazards_of_closing(told_to_nobody, 2) == deadlock);
  CHECK(hazards_of_closing(told_to_one, 2) == deadlock);
  CHECK(hazards_of_closing(told_to_one, 1).empty());
  CHECK(hazards_of_closing(told_to_all, 2).empty());
}

TEST_CASE("a signal that came too early is to blame where it is the only one there is", "[laws]") {
  const auto told_at_once = [] {
    Condition ready("ready");
    Thread waiter(
        [&] {
          With hold(ready);
          ready.wait();
        },
        "waiter");
    waiter.start();
    With hold(ready);
    ready.notify_all();
  };
  const auto kept_by_another_condition_of_the_lock = [] {
    Lock lock("lock");
    Condition first(lock, "first");
    Condition second(lock, "second");
    Event waits("waits");
    Thread waiter(
        [&] {
          With hold(lock);
          waits.set();
          first.wait();
          second.wait();
        },
        "waiter");
    waiter.start();
    waits.wait();
    With hold(lock);
    second.notify();
    first.notify();
  };
  const auto looks_before_it_takes_the_lock = [] {
    Condition changed("changed");
    Shared<bool> done(false, "done");
    Thread waiter(
        [&] {
          if (done.load()) return;
          With hold(changed);
          changed.wait();
        },
        "waiter");
    waiter.start();
    done.store(true);
    With hold(changed);
    changed.notify();
  };
  const std::set<Hazard> lost{Hazard::lost_wakeup};
  CHECK(hazards_of(told_at_once) == lost);
  CHECK(hazards_of(kept_by_another_condition_of_the_lock) == lost);
  CHECK(hazards_of(looks_before_it_takes_the_lock) == lost);
}

TEST_CASE("a set that its waiter takes back without having seen it is no lost wakeup, and is told", "[laws]") {
  const auto hazards = hazards_of([] {
    Event news("news");
    Lock lock("lock");
    int letters = 0;
    Thread reader(
        [&] {
          for (int seen = 0; seen < 2;) {
            news.wait();
            {
              With hold(lock);
              seen += letters;
              letters = 0;
            }
            news.clear();
          }
        },
        "reader");
    reader.start();
    for (int letter = 0; letter < 2; ++letter) {
      {
        With hold(lock);
        ++letters;
      }
      news.set();
    }
  });
  CHECK(hazards == std::set<Hazard>{Hazard::deadlock});
}

TEST_CASE("of objects and threads of one name, each statement is so of the one that it names", "[laws]") {
  const auto hazards = hazards_of([] {
    SimpleQueue<Event*> line("line");
    const auto wait_in_line = [&] {
      Event mine("mine");
      line.put(&mine);
      mine.wait();
    };
    Thread one(wait_in_line, "customer");
    Thread two(wait_in_line, "customer");
    one.start();
    two.start();
    line.get()->set();
  });
  CHECK(hazards == std::set<Hazard>{Hazard::deadlock});
}
