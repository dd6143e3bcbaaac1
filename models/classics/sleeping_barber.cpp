#include <heddle/heddle.hpp>

/// Dijkstra's barber sleeps in his chair until a customer wakes him. A customer who finds no free chair in the
/// waiting room leaves.

namespace {

constexpr int chairs = 1;

/// With Conditions. A careless barber looks into the waiting room before he takes the lock; a customer who comes
/// while he walks back to his chair wakes nobody, and then both wait.
class Shop {
 public:
  explicit Shop(bool careless) : careless_(careless) {}

  void barber() {
    for (;;) {
      if (careless_) {
        const bool nobody = waiting_.load() == 0;
        heddle::With hold(shop_);
        if (nobody) customer_came_.wait();
        cut();
      } else {
        heddle::With hold(shop_);
        while (waiting_.load() == 0) {
          customer_came_.wait();
        }
        cut();
      }
    }
  }

  void customer() {
    heddle::With hold(shop_);
    if (waiting_.load() == chairs) return;
    waiting_.store(waiting_.load() + 1);
    customer_came_.notify();
    hair_is_cut_.wait();
  }

 private:
  void cut() {
    waiting_.store(waiting_.load() - 1);
    hair_is_cut_.notify();
  }

  heddle::Lock shop_{"shop"};
  heddle::Condition customer_came_{shop_, "customer_came"};
  heddle::Condition hair_is_cut_{shop_, "hair_is_cut"};
  heddle::Shared<int> waiting_{0, "waiting"};
  bool careless_;
};

void two_customers(bool careless) {
  Shop shop(careless);
  heddle::Thread barber([&] { shop.barber(); }, "barber", true);
  heddle::Thread customer0([&] { shop.customer(); }, "customer0");
  heddle::Thread customer1([&] { shop.customer(); }, "customer1");
  barber.start();
  customer0.start();
  customer1.start();
}

}  // namespace

HEDDLE_SCENARIO("classics/sleeping-barber-looks-before-the-lock", expects(heddle::Hazard::lost_wakeup)) {
  two_customers(true);
}

/// Repaired: he looks under the lock, and falls asleep without letting go of it in between.
HEDDLE_SCENARIO("classics/sleeping-barber", holds()) { two_customers(false); }

/// Dijkstra's own way: a semaphore remembers who came, so there is no moment to miss.
HEDDLE_SCENARIO("classics/sleeping-barber-semaphores", holds()) {
  heddle::Semaphore customers(0, "customers");
  heddle::Semaphore barbers(0, "barbers");
  heddle::Semaphore mutex(1, "mutex");
  heddle::Shared<int> waiting(0, "waiting");
  heddle::Thread barber(
      [&] {
        for (;;) {
          customers.acquire();
          heddle::With hold(mutex);
          waiting.store(waiting.load() - 1);
          barbers.release();
        }
      },
      "barber", true);
  const auto visit = [&] {
    {
      heddle::With hold(mutex);
      if (waiting.load() == chairs) return;
      waiting.store(waiting.load() + 1);
      customers.release();
    }
    barbers.acquire();
  };
  heddle::Thread customer0(visit, "customer0");
  heddle::Thread customer1(visit, "customer1");
  barber.start();
  customer0.start();
  customer1.start();
}
