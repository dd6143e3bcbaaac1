#include <heddle/heddle.hpp>

#include <array>
#include <deque>
#include <string>

/// Patil's smokers: an agent puts two of three ingredients on the table, and the smoker who has the third is to
/// take them and smoke. The agent may not be changed.

namespace {

constexpr std::size_t kinds = 3;
constexpr std::array<const char*, kinds> names{"tobacco", "paper", "matches"};

/// One semaphore for each kind.
class PerKind {
 public:
  explicit PerKind(const std::string& prefix) {
    for (const char* const name : names) semaphores_.emplace_back(0, prefix + name);
  }
  heddle::Semaphore& operator[](std::size_t kind) { return semaphores_[kind % kinds]; }

 private:
  std::deque<heddle::Semaphore> semaphores_;
};

/// The other threads serve him as long as he likes, so they are daemons.
class Table {
 public:
  void agent() {
    const auto missing = static_cast<std::size_t>(heddle::choose(kinds));
    ingredient_[missing + 1].release();
    ingredient_[missing + 2].release();
    smoked_.acquire();
  }

 protected:
  PerKind ingredient_{""};
  heddle::Semaphore smoked_{0, "smoked"};
};

/// Each smoker takes what he needs, one thing after the other: two may each take one of the two.
class GreedyTable : public Table {
 public:
  void smoker(std::size_t has) {
    for (;;) {
      ingredient_[has + 1].acquire();
      ingredient_[has + 2].acquire();
      smoked_.release();
    }
  }
};

/// Parnas: for each ingredient a pusher, who takes it and notes that it is there, or, if it is the second, wakes
/// the smoker who has the third.
class PushersTable : public Table {
 public:
  void pusher(std::size_t kind) {
    for (;;) {
      ingredient_[kind].acquire();
      heddle::With hold(mutex_);
      if (take(kind + 1)) smoker_with_[kind + 2].release();
      else if (take(kind + 2)) smoker_with_[kind + 1].release();
      else there_[kind].store(true);
    }
  }

  void smoker(std::size_t has) {
    for (;;) {
      smoker_with_[has].acquire();
      smoked_.release();
    }
  }

 private:
  bool take(std::size_t kind) {
    heddle::Shared<bool>& there = there_[kind % kinds];
    if (!there.load()) return false;
    there.store(false);
    return true;
  }

  heddle::Semaphore mutex_{1, "mutex"};
  PerKind smoker_with_{"smoker with "};
  std::array<heddle::Shared<bool>, kinds> there_{heddle::Shared<bool>(false, "tobacco is there"),
                                                 heddle::Shared<bool>(false, "paper is there"),
                                                 heddle::Shared<bool>(false, "matches are there")};
};

template <class Work>
void start_daemons(std::deque<heddle::Thread>& threads, const std::string& prefix, Work work) {
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    threads.emplace_back([work, kind] { work(kind); }, prefix + names[kind], true).start();
  }
}

}  // namespace

HEDDLE_SCENARIO("classics/cigarette-smokers-greedy", expects(heddle::Hazard::deadlock)) {
  GreedyTable table;
  std::deque<heddle::Thread> threads;
  start_daemons(threads, "smoker with ", [&](std::size_t has) { table.smoker(has); });
  heddle::Thread agent([&] { table.agent(); }, "agent");
  agent.start();
}

HEDDLE_SCENARIO("classics/cigarette-smokers-pushers", holds()) {
  PushersTable table;
  std::deque<heddle::Thread> threads;
  start_daemons(threads, "smoker with ", [&](std::size_t has) { table.smoker(has); });
  start_daemons(threads, "pusher of ", [&](std::size_t kind) { table.pusher(kind); });
  heddle::Thread agent([&] { table.agent(); }, "agent");
  agent.start();
}
