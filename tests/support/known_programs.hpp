#pragma once

/// Programs with parameters whose number of classes is known: for tests, and to measure what a class costs.

#include <heddle/heddle.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace heddle::testing {

/// Starts `count` threads that call `work(0)`, `work(1)`, … and joins them.
template <class Work>
void crowd(int count, Work work) {
  std::vector<Thread> threads;
  threads.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) threads.emplace_back([work, i] { work(i); }, "t" + std::to_string(i));
  for (Thread& thread : threads) thread.start();
  for (Thread& thread : threads) thread.join();
}

/// `count` objects of a kind.
template <class Object>
std::vector<std::unique_ptr<Object>> several(int count) {
  std::vector<std::unique_ptr<Object>> objects;
  for (int i = 0; i < count; ++i) objects.push_back(std::make_unique<Object>());
  return objects;
}

using Atomic = heddle_std::atomic<int>;

inline void philosophers(int count, bool ordered) {
  const auto forks = several<Lock>(count);
  crowd(count, [&](int i) {
    const int left = i;
    const int right = (i + 1) % count;
    const bool swap = ordered && left > right;
    With first(*forks[static_cast<std::size_t>(swap ? right : left)]);
    With second(*forks[static_cast<std::size_t>(swap ? left : right)]);
  });
}

/// A reader counts down from a[n] to the first zero; writer j sets a[j] = a[j-1] + 1.
inline void lastzero(int n) {
  const auto a = several<Atomic>(n + 1);
  const auto at = [&](int i) -> Atomic& { return *a[static_cast<std::size_t>(i)]; };
  crowd(n + 1, [&](int j) {
    int i = n;
    if (j > 0) at(j).store(at(j - 1).load() + 1);
    else
      while (at(i).load() != 0) --i;
  });
}

/// Each thread inserts four numbers into a table of 128 places, with linear probing.
inline void indexer(int threads) {
  const auto table = several<Atomic>(128);
  crowd(threads, [&](int thread) {
    for (int i = 0; i < 4; ++i) {
      const int number = i * 11 + thread + 1;
      for (int place = number * 7 % 128;; place = (place + 1) % 128) {
        int expected = 0;
        if (table[static_cast<std::size_t>(place)]->compare_exchange_strong(expected, number)) break;
      }
    }
  });
}

/// Each thread gives a block of 26 to an inode of 32 that has none.
inline void file_system(int threads) {
  const auto inode_locks = several<Lock>(32);
  const auto block_locks = several<Lock>(26);
  std::vector<int> inodes(32, 0);
  std::vector<bool> busy(26, false);
  crowd(threads, [&](int thread) {
    const auto inode = static_cast<std::size_t>(thread % 32);
    With hold_inode(*inode_locks[inode]);
    if (inodes[inode] != 0) return;
    for (std::size_t block = inode * 2 % 26;; block = (block + 1) % 26) {
      With hold_block(*block_locks[block]);
      if (busy[block]) continue;
      busy[block] = true;
      inodes[inode] = static_cast<int>(block) + 1;
      return;
    }
  });
}

/// Each thread adds under the one lock.
inline void lock_counter(int threads) {
  Lock lock;
  int counter = 0;
  crowd(threads, [&](int) {
    With hold(lock);
    ++counter;
  });
}

/// Each thread stores to the one variable.
inline void stores(int threads) {
  Atomic x{0};
  crowd(threads, [&](int i) { x.store(i + 1); });
}

/// One thread stores, the others load.
inline void readers(int count) {
  Atomic x{0};
  crowd(count + 1, [&](int i) {
    if (i == 0) x.store(1);
    else (void)x.load();
  });
}

/// A producer hands items to a consumer through a buffer with room for one, each waiting for its turn on a
/// condition.
inline void bounded_buffer(int items) {
  Lock lock;
  Condition not_full(lock);
  Condition not_empty(lock);
  bool full = false;
  const auto turns = [&](bool when_full, Condition& own, Condition& other) {
    for (int i = 0; i < items; ++i) {
      With hold(lock);
      while (full != when_full) own.wait();
      full = !full;
      other.notify();
    }
  };
  Thread producer([&] { turns(false, not_full, not_empty); }, "producer");
  Thread consumer([&] { turns(true, not_empty, not_full); }, "consumer");
  producer.start();
  consumer.start();
  producer.join();
  consumer.join();
}

}  // namespace heddle::testing
