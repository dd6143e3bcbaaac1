#include <heddle/tools/fuzz/linear_extensions.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <vector>

namespace heddle::fuzz {
namespace {

/// For each thread, how many of its blocks have been taken.
using State = std::vector<std::uint32_t>;

/// A step and the values chosen right after it.
struct Block {
  std::size_t thread = 0;
  std::uint32_t number = 0;  ///< among those of its thread, from 1
  State needed;              ///< what must have been taken before
};

class Blocks {
 public:
  Blocks(std::span<const engine::Step> steps, std::span<const std::uint32_t> clocks, std::size_t threads)
      : threads_(threads), steps_of_(threads), blocks_of_(threads) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const bool glued = steps[i].kind->role == engine::Role::choose;
      if (!glued) open_block(steps[i].agent.thread);
      if (blocks_.empty()) open_block(0);  // chosen before everything else
      steps_of_[steps[i].agent.thread].push_back(blocks_.size() - 1);
      need(blocks_.size() - 1, clocks.subspan(i * threads, threads));
    }
  }

  [[nodiscard]] std::uint64_t orders() const {
    std::map<State, std::uint64_t> reached{{State(threads_), 1}};
    for (std::size_t taken = 0; taken < blocks_.size(); ++taken) {
      std::map<State, std::uint64_t> next;
      for (const auto& [state, orders] : reached) take_one_more(state, orders, next);
      reached = std::move(next);
    }
    std::uint64_t all = 0;
    for (const auto& [state, orders] : reached) all += orders;
    return all;
  }

 private:
  void open_block(std::size_t thread) {
    blocks_of_[thread].push_back(blocks_.size());
    blocks_.push_back({thread, static_cast<std::uint32_t>(blocks_of_[thread].size()), State(threads_)});
  }

  void need(std::size_t block, std::span<const std::uint32_t> clock) {
    for (std::size_t thread = 0; thread < threads_; ++thread)
      for (std::uint32_t step = 0; step < clock[thread]; ++step) {
        const std::size_t other = steps_of_[thread][step];
        if (other == block) continue;
        std::uint32_t& needed = blocks_[block].needed[blocks_[other].thread];
        needed = std::max(needed, blocks_[other].number);
      }
  }

  void take_one_more(const State& state, std::uint64_t orders, std::map<State, std::uint64_t>& next) const {
    for (std::size_t thread = 0; thread < threads_; ++thread) {
      if (state[thread] == blocks_of_[thread].size()) continue;
      const State& needed = blocks_[blocks_of_[thread][state[thread]]].needed;
      bool ready = true;
      for (std::size_t other = 0; other < threads_; ++other)
        ready = ready && (other == thread || state[other] >= needed[other]);
      if (!ready) continue;
      State after = state;
      ++after[thread];
      next[after] += orders;
    }
  }

  std::size_t threads_;
  std::vector<std::vector<std::size_t>> steps_of_;   // by thread: which block each of its steps belongs to
  std::vector<std::vector<std::size_t>> blocks_of_;  // by thread
  std::vector<Block> blocks_;
};

}  // namespace

std::uint64_t linear_extensions(std::span<const engine::Step> steps, std::span<const std::uint32_t> clocks,
                                std::size_t threads) {
  return Blocks(steps, clocks, threads).orders();
}

}  // namespace heddle::fuzz
