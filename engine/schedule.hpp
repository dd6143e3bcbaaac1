#pragma once

#include <heddle/engine/options.hpp>
#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// One decision: which agent goes, or which value a nondeterministic operation has.
struct Choice {
  enum class Kind : std::uint8_t {
    thread,  ///< thread number `picked` goes, of `count` enabled agents
    timer,   ///< the timer of thread number `picked` fires, of `count` enabled agents
    value,   ///< `picked` of 0 … `count` - 1
  };
  Kind kind = Kind::thread;
  std::uint32_t picked = 0;
  std::uint32_t count = 1;
  /// What step this led to ("worker1 notify Condition 1"). A replay that would lead to another diverges.
  std::string label;

  friend bool operator==(const Choice&, const Choice&) = default;
};

/// The choices of one execution and the settings they were made under: enough to replay it anywhere.
struct Schedule {
  std::string scenario;
  Settings settings;
  std::vector<Choice> choices;  ///< one for each step of the trace
  /// Before which choices the thread that took the step before had come to the end of an idle round; ascending. The
  /// end of the execution counts as one more choice.
  std::vector<std::uint64_t> idle_before{};
  /// Set if threads went round in a circle at the end: the choice before which it began.
  std::optional<std::uint64_t> circle_since{};

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// The schedule of the execution that left this trace.
[[nodiscard]] Schedule schedule_of(std::string scenario, const Settings& settings, const Trace& trace);

/// The same of its steps alone: without labels, since the names are gone.
[[nodiscard]] Schedule schedule_of(std::string scenario, const Settings& settings,
                                   std::span<const engine::Step> steps);

/// A text that is no schedule, or not one of ours to read: truncated, foreign, edited, from a newer version.
class ScheduleError : public std::runtime_error {
 public:
  /// `line` counts from 1; 0: the text as a whole.
  ScheduleError(std::size_t line, const std::string& message) : std::runtime_error(message), line_(line) {}
  [[nodiscard]] std::size_t line() const noexcept { return line_; }

 private:
  std::size_t line_;
};

/// The version of the text form that this program writes. It reads this one and those before it.
inline constexpr int schedule_version = 2;

/// The text form: a line for each setting, a line for each choice, a line "idle" where a thread has come to the end
/// of an idle round, a line "circle" with its beginning if the execution ends with one, and a last line with their
/// number and a checksum over all before it. Ends in a newline. The same schedule gives the same text everywhere.
[[nodiscard]] std::string to_text(const Schedule& schedule);

/// The schedule of that text; `schedule_from_text(to_text(s)) == s`.
/// Throws ScheduleError, with a message for a person that says what is wrong and not where.
[[nodiscard]] Schedule schedule_from_text(std::string_view text);

}  // namespace heddle
