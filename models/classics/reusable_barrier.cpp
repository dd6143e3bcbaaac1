#include <heddle/heddle.hpp>

#include <array>

/// Downey's barrier made of semaphores, to be used again and again. The last thread to come opens a turnstile,
/// through which one lets in the next; the last one to leave closes it. A fast thread that comes back meanwhile
/// finds it open.

namespace {

constexpr int threads = 2;
constexpr int rounds = 2;

class OneTurnstile {
 public:
  void wait() {
    change(1, threads, [&] { turnstile_.release(); });
    turnstile_.acquire();
    turnstile_.release();
    change(-1, 0, [&] { turnstile_.acquire(); });
  }

 private:
  template <class Action>
  void change(int by, int last, Action action) {
    heddle::With hold(mutex_);
    count_.store(count_.load() + by);
    if (count_.load() == last) action();
  }

  heddle::Semaphore mutex_{1, "mutex"};
  heddle::Semaphore turnstile_{0, "turnstile"};
  heddle::Shared<int> count_{0, "count"};
};

class TwoTurnstiles {
 public:
  void wait() {
    pass(1, threads, turnstile_, turnstile2_);
    pass(-1, 0, turnstile2_, turnstile_);
  }

 private:
  void pass(int by, int last, heddle::Semaphore& own, heddle::Semaphore& other) {
    {
      heddle::With hold(mutex_);
      count_.store(count_.load() + by);
      if (count_.load() == last) {
        other.acquire();
        own.release();
      }
    }
    own.acquire();
    own.release();
  }

  heddle::Semaphore mutex_{1, "mutex"};
  heddle::Semaphore turnstile_{0, "turnstile"};
  heddle::Semaphore turnstile2_{1, "turnstile2"};
  heddle::Shared<int> count_{0, "count"};
};

template <class Barrier>
void in_step() {
  Barrier barrier;
  std::array<heddle::Shared<int>, threads> round{heddle::Shared<int>(0, "round of left"),
                                                 heddle::Shared<int>(0, "round of right")};
  const auto march = [&](std::size_t own) {
    for (int i = 1; i <= rounds; ++i) {
      round[own].store(i);
      barrier.wait();
      heddle::require(round[1 - own].load() >= i, "nobody is through before all have come");
    }
  };
  heddle::Thread left([&] { march(0); }, "left");
  heddle::Thread right([&] { march(1); }, "right");
  left.start();
  right.start();
}

}  // namespace

HEDDLE_SCENARIO("classics/reusable-barrier-one-turnstile", expects(heddle::Hazard::requirement_failed)) {
  in_step<OneTurnstile>();
}

HEDDLE_SCENARIO("classics/reusable-barrier-two-turnstiles", holds()) { in_step<TwoTurnstiles>(); }
