#include <heddle/heddle.hpp>

/// A bridge with one lane: red cars come from one side and blue ones from the other, and any number may be on it,
/// but all of one colour. As in Magee and Kramer, whose first bridge is not safe, and whose first fair one not
/// live.

namespace {

enum class Rule { look_then_drive, safe, polite, in_turns };

/// What is to be known of one side.
struct Side {
  Side(const char* cars_name, const char* waiting_name) : on_bridge(0, cars_name), waiting(0, waiting_name) {}
  heddle::Shared<int> on_bridge;
  heddle::Shared<int> waiting;
};

class Bridge {
 public:
  explicit Bridge(Rule rule) : rule_(rule) {}

  void red() { cross(red_, blue_, true); }
  void blue() { cross(blue_, red_, false); }

 private:
  void cross(Side& own, Side& other, bool is_red) {
    enter(own, other, is_red);
    heddle::require(other.on_bridge.load() == 0, "all cars on the bridge go one way");
    exit(own, is_red);
  }

  void enter(Side& own, Side& other, bool is_red) {
    {
      heddle::With hold(condition_);
      if (rule_ == Rule::polite || rule_ == Rule::in_turns) {
        add(own.waiting, 1);
        while (other.on_bridge.load() > 0 || gives_way(other, is_red)) {
          condition_.wait();
        }
        add(own.waiting, -1);
      } else {
        while (other.on_bridge.load() > 0) {
          condition_.wait();
        }
      }
      if (rule_ != Rule::look_then_drive) return add(own.on_bridge, 1);
    }
    heddle::With hold(condition_);
    add(own.on_bridge, 1);
  }

  bool gives_way(const Side& other, bool is_red) const {
    if (other.waiting.load() == 0) return false;
    return rule_ == Rule::polite || turn_of_red_.load() != is_red;
  }

  void exit(Side& own, bool is_red) {
    heddle::With hold(condition_);
    add(own.on_bridge, -1);
    if (rule_ == Rule::in_turns) turn_of_red_.store(!is_red);
    if (own.on_bridge.load() == 0) condition_.notify_all();
  }

  static void add(heddle::Shared<int>& count, int change) { count.store(count.load() + change); }

  heddle::Condition condition_{"condition"};
  Side red_{"red on bridge", "red waiting"};
  Side blue_{"blue on bridge", "blue waiting"};
  heddle::Shared<bool> turn_of_red_{true, "turn of red"};
  Rule rule_;
};

void two_red_cars_and_a_blue_one(Rule rule) {
  Bridge bridge(rule);
  heddle::Thread red0([&] { bridge.red(); }, "red0");
  heddle::Thread red1([&] { bridge.red(); }, "red1");
  heddle::Thread blue([&] { bridge.blue(); }, "blue");
  red0.start();
  red1.start();
  blue.start();
}

}  // namespace

/// To look whether the bridge is free and to drive onto it are two steps: another looks in between.
HEDDLE_SCENARIO("classics/one-lane-bridge-look-then-drive", expects(heddle::Hazard::requirement_failed)) {
  two_red_cars_and_a_blue_one(Rule::look_then_drive);
}

/// Repaired: one step. (The red cars may keep the blue one out as long as they come one behind the other.)
HEDDLE_SCENARIO("classics/one-lane-bridge", holds()) { two_red_cars_and_a_blue_one(Rule::safe); }

/// To be fair, who comes gives way to those who wait on the other side; and they to him.
HEDDLE_SCENARIO("classics/one-lane-bridge-polite", expects(heddle::Hazard::deadlock)) {
  two_red_cars_and_a_blue_one(Rule::polite);
}

/// Repaired: it is always the turn of one side, and only the other gives way.
HEDDLE_SCENARIO("classics/one-lane-bridge-in-turns", holds()) { two_red_cars_and_a_blue_one(Rule::in_turns); }
