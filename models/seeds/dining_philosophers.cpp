#include <heddle/heddle.hpp>

#include <algorithm>
#include <deque>
#include <string>

/// n philosophers at a round table, one fork between each two, and each needs both beside him. If all take the left
/// one first, they may all hold one and wait for the next, in a circle. If the forks are numbered and everybody
/// takes the lower number first, somebody always finds his second fork free.

namespace {

void dine(int n, bool ordered) {
  std::deque<heddle::Lock> forks;
  for (int i = 0; i < n; ++i) forks.emplace_back("fork" + std::to_string(i));
  std::deque<heddle::Thread> philosophers;
  for (int i = 0; i < n; ++i) {
    const int left = i;
    const int right = (i + 1) % n;
    const int first = ordered ? std::min(left, right) : left;
    const int second = ordered ? std::max(left, right) : right;
    philosophers.emplace_back(
        [&forks, first, second] {
          heddle::With one(forks[static_cast<std::size_t>(first)]);
          heddle::With other(forks[static_cast<std::size_t>(second)]);
        },
        "philosopher" + std::to_string(i));
  }
  for (auto& philosopher : philosophers) philosopher.start();
  for (auto& philosopher : philosophers) philosopher.join();
}

}  // namespace

HEDDLE_SCENARIO("seeds/dining-philosophers-2", expects(heddle::Hazard::lock_cycle)) { dine(2, false); }
HEDDLE_SCENARIO("seeds/dining-philosophers-3", expects(heddle::Hazard::lock_cycle)) { dine(3, false); }
HEDDLE_SCENARIO("seeds/dining-philosophers-4", expects(heddle::Hazard::lock_cycle)) { dine(4, false); }

HEDDLE_SCENARIO("seeds/dining-philosophers-2-ordered", holds()) { dine(2, true); }
HEDDLE_SCENARIO("seeds/dining-philosophers-3-ordered", holds()) { dine(3, true); }
HEDDLE_SCENARIO("seeds/dining-philosophers-4-ordered", holds()) { dine(4, true); }
