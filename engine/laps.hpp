#pragma once

#include <heddle/engine/rounds.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace heddle::engine {

/// Counts how often one thread comes back to an operation while it meets nothing that is new: nobody else has
/// written what it uses. Such a thread goes on by itself, like a heartbeat that counts; how often it has done so
/// says nothing to it about the others. For searches within a bound on rounds (Settings::max_rounds).
class Laps {
 public:
  /// Forgets everything: the thread begins.
  void reset() noexcept;

  /// A step of the thread is about to use an object; `own`: it was made by the thread itself.
  void use(const ObjectRecord& object, bool own);
  /// The step is over.
  void used(const ObjectRecord& object);

  /// The thread arrives there. Returns how many times in a row it has come back there with nothing new.
  [[nodiscard]] std::uint32_t arrive(const Rounds::Place& place);

 private:
  struct Lap {
    Rounds::Place place;
    std::uint64_t news;  // at the last arrival
    std::uint32_t count;
  };
  // More places, or objects, than these are not counted: their use is news each time.
  static constexpr std::size_t most = 256;

  std::vector<Lap> laps_;
  std::vector<std::pair<const ObjectRecord*, std::uint64_t>> known_;  // how often each had been written
  std::uint64_t news_ = 0;
};

}  // namespace heddle::engine
