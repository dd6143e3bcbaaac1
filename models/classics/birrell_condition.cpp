#include <heddle/heddle.hpp>

#include <memory>
#include <vector>

/// A condition variable made of semaphores, after Birrell ("Implementing Condition Variables with Semaphores"), who
/// tells how often that went wrong. What must be right: a signal wakes one thread of those that wait when it is
/// given, if there is one, and nobody else. All of them release `m` while they wait and have it again when they
/// return.

namespace {

/// How far Birrell has come.
enum class Attempt {
  counted_too_late,  ///< after it has released `m`: a signal in between finds nobody, and is lost
  counted_in_time,   ///< but all wait at one semaphore: who begins to wait after the signal may take its permit
  handshake,         ///< the signal is not over before somebody has taken it; until then nobody begins to wait
};

class OneSemaphore {
 public:
  OneSemaphore(heddle::Lock& m, Attempt attempt) : m_(m), attempt_(attempt) {}

  void wait() {
    if (attempt_ == Attempt::counted_too_late) m_.release();
    {
      heddle::With hold(x_);
      waiters_.store(waiters_.load() + 1);
    }
    if (attempt_ != Attempt::counted_too_late) m_.release();
    s_.acquire();
    if (attempt_ == Attempt::handshake) h_.release();
    m_.acquire();
  }

  void signal() {
    heddle::With hold(x_);
    if (waiters_.load() == 0) return;
    waiters_.store(waiters_.load() - 1);
    s_.release();
    if (attempt_ == Attempt::handshake) h_.acquire();
  }

 private:
  heddle::Lock& m_;
  heddle::Semaphore s_{0, "s"};
  heddle::Semaphore x_{1, "x"};
  heddle::Semaphore h_{0, "h"};
  heddle::Shared<int> waiters_{0, "waiters"};
  Attempt attempt_;
};

/// In the end: each thread waits at a semaphore of its own, and a signal picks one.
class SemaphoreEach {
 public:
  explicit SemaphoreEach(heddle::Lock& m) : m_(m) {}

  void wait() {
    const auto own = std::make_shared<heddle::Semaphore>(0, "own");
    {
      heddle::With hold(x_);
      auto waiters = waiters_.load();
      waiters.push_back(own);
      waiters_.store(waiters);
    }
    m_.release();
    own->acquire();
    m_.acquire();
  }

  void signal() {
    heddle::With hold(x_);
    auto waiters = waiters_.load();
    if (waiters.empty()) return;
    waiters.front()->release();
    waiters.erase(waiters.begin());
    waiters_.store(waiters);
  }

 private:
  heddle::Lock& m_;
  heddle::Semaphore x_{1, "x"};
  heddle::Shared<std::vector<std::shared_ptr<heddle::Semaphore>>> waiters_{{}, "waiters"};
};

/// `early` waits for what `signaller` is about to tell.
template <class Condition>
void early_and_signaller(heddle::Lock& m, Condition& condition, heddle::Shared<bool>& ready) {
  heddle::Thread early(
      [&] {
        heddle::With hold(m);
        while (!ready.load()) {
          condition.wait();
        }
      },
      "early");
  heddle::Thread signaller(
      [&] {
        heddle::With hold(m);
        ready.store(true);
        condition.signal();
      },
      "signaller");
  early.start();
  signaller.start();
}

void two_threads(Attempt attempt) {
  heddle::Lock m("m");
  heddle::Shared<bool> ready(false, "ready");
  OneSemaphore condition(m, attempt);
  early_and_signaller(m, condition, ready);
}

/// And `late`, who begins to wait after the signal, if it does, and so is to wait for ever, which a daemon may.
template <class Condition, class... Arguments>
void three_threads(Arguments... arguments) {
  heddle::Lock m("m");
  heddle::Shared<bool> ready(false, "ready");
  Condition condition(m, arguments...);
  heddle::Thread late(
      [&] {
        heddle::With hold(m);
        if (!ready.load()) return;
        condition.wait();
        heddle::require(false, "a signal wakes one who waited when it was given");
      },
      "late", true);
  late.start();
  early_and_signaller(m, condition, ready);
}

}  // namespace

HEDDLE_SCENARIO("classics/birrell-condition-counted-too-late", expects(heddle::Hazard::deadlock)) {
  two_threads(Attempt::counted_too_late);
}

/// Repaired, as long as nobody else comes.
HEDDLE_SCENARIO("classics/birrell-condition-counted-in-time", holds()) { two_threads(Attempt::counted_in_time); }

/// `late` steals what was meant for `early`.
HEDDLE_SCENARIO("classics/birrell-condition-stolen", expects(heddle::Hazard::requirement_failed)) {
  three_threads<OneSemaphore>(Attempt::counted_in_time);
}

HEDDLE_SCENARIO("classics/birrell-condition-handshake", holds()) {
  three_threads<OneSemaphore>(Attempt::handshake);
}

HEDDLE_SCENARIO("classics/birrell-condition-semaphore-each", holds()) { three_threads<SemaphoreEach>(); }
