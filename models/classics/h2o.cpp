#include <heddle/heddle.hpp>

#include <deque>
#include <string>

/// Building water: threads that are atoms wait until two of hydrogen and one of oxygen are there, bond, and go on.

namespace {

/// With permits: never more atoms at work than make one molecule. Without the barrier an atom gives its permit back
/// as soon as it has bonded, maybe alone, and a third hydrogen takes it up.
class Permits {
 public:
  explicit Permits(bool with_barrier) : with_barrier_(with_barrier) {}

  void hydrogen() {
    heddle::With permit(hydrogen_);
    bond(hydrogens_, 2);
  }

  void oxygen() {
    heddle::With permit(oxygen_);
    bond(oxygens_, 1);
  }

 private:
  void bond(heddle::Shared<int>& bonded, int needed) {
    if (with_barrier_) barrier_.wait();
    heddle::With hold(mutex_);
    bonded.store(bonded.load() + 1);
    heddle::require(bonded.load() <= needed, "a molecule is of two hydrogens and one oxygen");
  }

  heddle::Semaphore hydrogen_{2, "hydrogen"};
  heddle::Semaphore oxygen_{1, "oxygen"};
  heddle::Barrier barrier_{3, {}, std::nullopt, "molecule"};
  heddle::Lock mutex_{"mutex"};
  heddle::Shared<int> hydrogens_{0, "hydrogens bonded"};
  heddle::Shared<int> oxygens_{0, "oxygens bonded"};
  bool with_barrier_;
};

/// A third hydrogen is left over. That it waits for ever is as it should be: all are daemons but the oxygen.
void one_molecule_and_a_hydrogen(bool with_barrier) {
  Permits water(with_barrier);
  std::deque<heddle::Thread> hydrogens;
  for (int i = 0; i < 3; ++i) {
    hydrogens.emplace_back([&] { water.hydrogen(); }, "hydrogen" + std::to_string(i), true).start();
  }
  heddle::Thread oxygen([&] { water.oxygen(); }, "oxygen");
  oxygen.start();
}

/// Downey's way: atoms count themselves, and the one that completes a molecule calls the others. The mutex is
/// handed on: whoever completes keeps it, and the oxygen gives it back when all have bonded.
class Queues {
 public:
  explicit Queues(int hydrogens_called) : hydrogens_called_(hydrogens_called) {}

  void hydrogen() {
    mutex_.acquire();
    hydrogen_.store(hydrogen_.load() + 1);
    if (hydrogen_.load() >= 2 && oxygen_.load() >= 1) call();
    else mutex_.release();
    hydro_queue_.acquire();
    barrier_.wait();
  }

  void oxygen() {
    mutex_.acquire();
    oxygen_.store(oxygen_.load() + 1);
    if (hydrogen_.load() >= 2) call();
    else mutex_.release();
    oxy_queue_.acquire();
    barrier_.wait();
    mutex_.release();
  }

 private:
  void call() {
    hydro_queue_.release(hydrogens_called_);
    hydrogen_.store(hydrogen_.load() - 2);
    oxy_queue_.release();
    oxygen_.store(oxygen_.load() - 1);
  }

  heddle::Semaphore mutex_{1, "mutex"};
  heddle::Semaphore hydro_queue_{0, "hydroQueue"};
  heddle::Semaphore oxy_queue_{0, "oxyQueue"};
  heddle::Barrier barrier_{3, {}, std::nullopt, "molecule"};
  heddle::Shared<int> hydrogen_{0, "hydrogen"};
  heddle::Shared<int> oxygen_{0, "oxygen"};
  int hydrogens_called_;
};

void one_molecule(int hydrogens_called) {
  Queues water(hydrogens_called);
  heddle::Thread hydrogen0([&] { water.hydrogen(); }, "hydrogen0");
  heddle::Thread hydrogen1([&] { water.hydrogen(); }, "hydrogen1");
  heddle::Thread oxygen([&] { water.oxygen(); }, "oxygen");
  hydrogen0.start();
  hydrogen1.start();
  oxygen.start();
}

}  // namespace

HEDDLE_SCENARIO("classics/h2o-without-barrier", expects(heddle::Hazard::requirement_failed)) {
  one_molecule_and_a_hydrogen(false);
}

HEDDLE_SCENARIO("classics/h2o-barrier", holds()) { one_molecule_and_a_hydrogen(true); }

/// Whoever completes the molecule calls one hydrogen. It meets the oxygen at the barrier, and they wait for the
/// other.
HEDDLE_SCENARIO("classics/h2o-one-permit", expects(heddle::Hazard::stuck_barrier)) { one_molecule(1); }

HEDDLE_SCENARIO("classics/h2o-queues", holds()) { one_molecule(2); }
