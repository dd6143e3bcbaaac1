#pragma once

#include <heddle/engine/step.hpp>
#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace heddle::engine {

/// Ownership of an object, and the step (from 0) that took it.
struct Hold {
  ThreadIndex thread = 0;
  std::uint64_t since = 0;
};

/// Who holds which object after the steps told so far, worked out from their roles alone.
class Holders {
 public:
  Holders() = default;
  /// After all steps of a trace.
  explicit Holders(const Trace& trace);

  /// Tells it the next step; `index` is its place in the trace.
  void after(const Step& step, std::uint64_t index);

  /// The holds on an object, oldest first; one for each nested acquisition.
  [[nodiscard]] std::span<const Hold> of(ObjectIndex object) const;

 private:
  struct Ownership {
    std::vector<Hold> holds;
    std::uint64_t credit =
        0;  ///< releases that ended no hold: whoever acquires next takes one up, and holds nothing
  };

  void acquire(const Step& step, std::uint64_t index);
  void release(const Step& step);
  void give_up(ThreadIndex thread, ObjectIndex object);

  std::unordered_map<ObjectIndex, Ownership> objects_;
  /// How deep a thread held what it gave up in order to wait: taking it again is one step, however deep.
  std::map<std::pair<ThreadIndex, ObjectIndex>, std::size_t> given_up_;
};

}  // namespace heddle::engine
