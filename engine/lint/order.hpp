#pragma once

#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <vector>

namespace heddle::engine {

/// What came before what in an execution, and would have in others like it: not whoever was first by chance, but
/// who waited for whom.
class Order {
 public:
  enum class Links : std::uint8_t {
    start_and_join,  ///< a thread's steps come after its start and before its join
    /// Also: hearing a signal comes after it, a get after the puts before it, and so on. Of what may be chance, a
    /// look and the change before it count too; the order in which a lock was taken does not.
    handshakes,
  };

  /// `left_out`: an object by which nothing is in order.
  Order(const Trace& trace, Links links, ObjectIndex left_out = no_object);

  /// True if the first of two steps had to come first.
  [[nodiscard]] bool before(std::uint64_t first, std::uint64_t second) const noexcept;

  /// Steps of one thread with equal moments are in the same order with all of other threads.
  struct Moment {
    std::uint32_t own = 0;    ///< how often the thread had been waited for
    std::uint32_t clock = 0;  ///< an index: what it had waited for by then
    friend bool operator==(const Moment&, const Moment&) = default;
    friend bool operator<(const Moment& a, const Moment& b) noexcept {
      return a.own != b.own ? a.own < b.own : a.clock < b.clock;
    }
  };
  [[nodiscard]] Moment moment(std::uint64_t step) const noexcept { return moments_[step]; }

 private:
  using Clock = std::vector<std::uint32_t>;  // by thread

  const Trace* trace_;
  std::vector<Moment> moments_;  // by step
  std::vector<Clock> clocks_;
};

}  // namespace heddle::engine
