#pragma once

#include <heddle/engine/step.hpp>

#include <cstdint>
#include <vector>

namespace heddle::engine {

struct ObjectRecord;

/// Watches one thread for polling loops: coming back to a yielding operation having only read since the last one,
/// and having read the same values as the time before (fairness as in CHESS: Musuvathi and Qadeer, PLDI 2008).
class Polling {
 public:
  /// Forgets everything: the thread begins.
  void reset() noexcept;

  /// True once the thread has yielded: its steps are to be noted from then on.
  [[nodiscard]] bool watching() const noexcept { return watching_; }

  /// The thread took a step that may belong to a loop. `object` is what it read, or null.
  void note(const Step& step, const ObjectRecord* object);

  /// The step noted last has also read this.
  void note_further(const ObjectRecord& object);

  /// The thread stands at a yielding operation. True if it has come back to it more than `allowed` times having
  /// only repeated itself.
  [[nodiscard]] bool repeats_at_yield(Site site, std::uint32_t allowed);

  /// The thread goes on from its yielding operation.
  void go_on();

  /// True if something that it read since its last yield has been written after that.
  [[nodiscard]] bool saw_something_change() const noexcept;

  /// Calls `visit(object)` for all that it has read since its last yield.
  template <class Visit>
  void each_seen(Visit visit) const {
    for (const Seen& seen : seen_) visit(*seen.object);
  }

  /// True while the thread stands at a repetition that is over: something that it read has changed.
  bool woken = false;

  /// True while the thread stands at a repetition.
  bool repeating = false;

  /// How often it went on from a repetition because nobody else could run.
  std::uint32_t idle_rounds = 0;

 private:
  struct Seen {
    const ObjectRecord* object;
    std::uint32_t version;
  };
  // A loop that reads more than this between two yields is not taken for polling.
  static constexpr std::size_t most_seen = 64;

  bool watching_ = false;
  bool only_reads_ = true;
  std::uint64_t hash_ = 0;
  std::uint64_t previous_hash_ = 0;
  std::uint32_t repetitions_ = 0;
  Site last_yield_;
  std::vector<Seen> seen_;
};

}  // namespace heddle::engine
