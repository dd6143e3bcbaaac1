#pragma once

#include <heddle/heddle.hpp>
#include <heddle/tools/cli/program.hpp>

#include "../report/temporary_folder.hpp"
#include "memory_console.hpp"

#include <string>
#include <vector>

/// Scenarios of every kind of verdict. Not registered: other tests look at all that is.
namespace scenarios_of_tests {

inline void two_locks(bool ordered) {
  heddle::Lock a("a");
  heddle::Lock b("b");
  heddle::Thread one(
      [&] {
        heddle::With first(a);
        heddle::With second(b);
      },
      "one");
  heddle::Thread two(
      [&] {
        heddle::With first(ordered ? a : b);
        heddle::With second(ordered ? b : a);
      },
      "two");
  one.start();
  two.start();
  one.join();
  two.join();
}

inline void lost() {
  heddle::Event ready("ready");
  heddle::Thread waiter([&] { ready.wait(); }, "waiter");
  heddle::Thread setter(
      [&] {
        ready.set();
        ready.clear();
      },
      "setter");
  waiter.start();
  setter.start();
  waiter.join();
  setter.join();
}

/// What an execution does depends on how many there were before.
inline void moody() {
  static int executions = 0;
  heddle::Shared<int> shared;
  heddle::Thread other([&] { shared.store(1); }, "other");
  other.start();
  if (++executions % 2 == 0) shared.store(2);
  else (void)shared.load();
  other.join();
}

inline const std::vector<heddle::Scenario>& all() {
  static const std::vector<heddle::Scenario> scenarios{
      {"absent", [] { two_locks(true); }, heddle::expects(heddle::Hazard::deadlock), {"x.cpp", 1}},
      {"bounded", [] { two_locks(true); }, heddle::holds().within_preemptions(1), {"x.cpp", 2}},
      {"good/lost", lost, heddle::expects(heddle::Hazard::lost_wakeup), {"x.cpp", 3}},
      {"good/ordered", [] { two_locks(true); }, heddle::holds(), {"x.cpp", 4}},
      {"moody", moody, heddle::holds(), {"x.cpp", 5}},
      {"surprise", [] { two_locks(false); }, heddle::holds(), {"x.cpp", 6}},
  };
  return scenarios;
}

}  // namespace scenarios_of_tests

/// The command line, run in memory in a folder of its own.
class CommandLine {
 public:
  struct Answer {
    int code = 0;
    std::string out;
    std::string err;
  };

  CommandLine() {
    for (const heddle::Scenario& scenario : scenarios_of_tests::all()) scenarios_.push_back(&scenario);
  }

  /// `{folder}` in a word is this command line's folder.
  [[nodiscard]] Answer operator()(std::vector<std::string> words) const {
    for (std::string& word : words)
      if (const std::size_t at = word.find("{folder}"); at != std::string::npos)
        word.replace(at, 8, folder_.path().string());
    MemoryOutput out;
    MemoryOutput err;
    out.fail_with(failure_);
    const heddle::cli::Program program{"./heddle", scenarios_, {out, err, {100, false}, std::nullopt}};
    const int code = heddle::cli::run(program, words);
    return {code, out.text(), err.text()};
  }

  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  void without_scenarios() { scenarios_.clear(); }
  void only(const heddle::Scenario& scenario) { scenarios_ = {&scenario}; }
  void failing_with(int error) { failure_ = error; }

 private:
  TemporaryFolder folder_;
  std::vector<const heddle::Scenario*> scenarios_;
  int failure_ = 0;
};
