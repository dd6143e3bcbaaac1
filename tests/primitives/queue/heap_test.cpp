#include "tests/support/catch.hpp"

#include <heddle/primitives/queue/heap.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

using heddle::detail::Heap;

namespace {

/// Entries that are told apart, but not by how they compare.
struct Entry {
  std::uint32_t priority;
  int number;
  friend bool operator<(const Entry& a, const Entry& b) { return a.priority < b.priority; }
};

template <class Item, class Less>
std::vector<int> drained(Heap<Item, Less>& heap) {
  std::vector<int> out;
  while (heap.size() != 0) out.push_back(heap.pop());
  return out;
}

}  // namespace

TEST_CASE("the smallest comes out of a heap first", "[heap]") {
  Heap<int, std::less<>> heap;
  for (const int item : {3, 1, 4, 1, 5, 9, 2, 6}) heap.push(item);
  CHECK(heap.size() == 8);
  CHECK(drained(heap) == std::vector<int>{1, 1, 2, 3, 4, 5, 6, 9});
}

TEST_CASE("equal entries come out of a heap in the order of Python's heapq", "[heap]") {
  // What heapq.heappush and heapq.heappop make of these pushes and pops.
  const std::vector<int> expected{0,  4,  3,  1,  5,  11, 10, 15, 14, 22, 20, 21, 29, 37, 27, 33, 41,
                                  31, 48, 52, 36, 60, 57, 58, 67, 68, 74, 61, 72, 76, 59, 47, 51, 34,
                                  28, 32, 78, 53, 45, 77, 71, 64, 62, 40, 30, 70, 44, 35, 69, 55};
  Heap<Entry, std::less<>> heap;
  std::vector<int> out;
  std::uint32_t random = 1;
  for (int number = 0; number < 80; ++number) {
    random = (random * 1103515245U + 12345U) % (1U << 31U);
    if ((random >> 16U) % 3 != 0) heap.push({(random >> 20U) % 4, number});
    else if (heap.size() != 0) out.push_back(heap.pop().number);
  }
  while (heap.size() != 0) out.push_back(heap.pop().number);
  CHECK(out == expected);
}

TEST_CASE("a heap holds things that can only be moved", "[heap]") {
  struct Less {
    bool operator()(const std::unique_ptr<int>& a, const std::unique_ptr<int>& b) const { return *a < *b; }
  };
  Heap<std::unique_ptr<int>, Less> heap;
  for (const int item : {2, 3, 1}) heap.push(std::make_unique<int>(item));
  for (const int item : {1, 2, 3}) CHECK(*heap.pop() == item);
  CHECK(heap.size() == 0);
}

TEST_CASE("a comparison that throws leaves a heap as it was", "[heap]") {
  static int left = 0;  // comparisons until one throws
  struct Less {
    bool operator()(int a, int b) const {
      if (left-- == 0) throw std::runtime_error("no");
      return a < b;
    }
  };
  const auto filled = [] {
    Heap<int, Less> heap;
    left = -1;
    for (const int item : {5, 3, 8, 1, 9, 2, 7}) heap.push(item);
    return heap;
  };
  const std::vector<int> all{1, 2, 3, 5, 7, 8, 9};
  for (const int first : {0, 1, 2}) {
    auto heap = filled();
    left = first;
    CHECK_THROWS(heap.push(0));
    left = first;
    CHECK_THROWS(heap.pop());
    left = -1;
    CHECK(drained(heap) == all);
  }
}
