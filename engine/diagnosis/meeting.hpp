#pragma once

#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace heddle::engine {

/// What happened at an object where threads wait for each other, worked out from the roles of its steps alone.
class Meeting {
 public:
  struct Arrival {
    ThreadIndex thread = 0;
    std::uint64_t step = 0;  ///< from 0
  };
  /// It was broken up: whoever waited, or was still to come.
  struct BreakUp {
    std::uint64_t step = 0;        ///< from 0
    std::vector<Arrival> present;  ///< who waited
    std::int64_t missing = 0;      ///< how many were still to come, if anybody waited
  };

  Meeting() = default;
  /// After the steps on `place` among the first `before` of a trace.
  Meeting(const Trace& trace, ObjectIndex place, std::uint64_t before);

  /// Tells it the next step; `index` is its place in the trace. Steps on other objects are not to be told.
  void after(const Step& step, std::uint64_t index);

  /// Who has come and waits for others, in the order they came; once all have come, those who have not left, and
  /// the last one to come.
  [[nodiscard]] const std::vector<Arrival>& present() const noexcept { return present_; }
  [[nodiscard]] bool is_present(ThreadIndex thread) const noexcept;
  /// How many are still to come. Says nothing while nobody is present.
  [[nodiscard]] std::int64_t missing() const noexcept { return missing_; }
  /// True if all have come and nobody has come after them. If somebody is stuck there then, it is because of what
  /// the last one to come does for all of them.
  [[nodiscard]] bool full() const noexcept { return !present_.empty() && missing_ == 0; }

  /// The last arrival of each thread that ever came, also of those that were refused.
  [[nodiscard]] const std::map<ThreadIndex, std::uint64_t>& last_arrivals() const noexcept {
    return last_arrivals_;
  }

  /// The last time it was broken up.
  [[nodiscard]] const std::optional<BreakUp>& last_break_up() const noexcept { return last_break_up_; }

 private:
  void arrive(const Step& step, std::uint64_t index);
  void break_up(std::uint64_t index);

  std::vector<Arrival> present_;
  std::int64_t missing_ = 0;
  std::map<ThreadIndex, std::uint64_t> last_arrivals_;
  std::optional<BreakUp> last_break_up_;
};

}  // namespace heddle::engine
