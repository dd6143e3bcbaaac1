#pragma once

#include <cstdint>
#include <string_view>

namespace heddle::engine {

/// How an execution ended.
enum class Outcome : std::uint8_t {
  completed,           ///< every non-daemon thread ended
  deadlocked,          ///< some did not, and no operation was enabled
  livelocked,          ///< nothing but polling loops that see nothing new could run
  requirement_failed,  ///< a `require` did not hold; the execution stopped there
  stack_overflow,      ///< a thread ran out of stack; the execution stopped there
  terminated,          ///< std::terminate was called in a thread; the execution stopped there
  cut,                 ///< the bound on steps was reached
  stopped,             ///< the strategy stopped it: a replay that diverged, a search that has seen the rest
};

[[nodiscard]] std::string_view name_of(Outcome outcome) noexcept;

}  // namespace heddle::engine
