#pragma once

#include <heddle/engine/operation.hpp>
#include <heddle/engine/site.hpp>

#include <cstdint>

namespace heddle::engine {

/// Number of a thread in its execution: 0 is "main", the scenario's body, the others in the order they started.
using ThreadIndex = std::uint16_t;

/// Number of an object in its execution, in the order of creation.
using ObjectIndex = std::uint32_t;

inline constexpr ObjectIndex no_object = UINT32_MAX;

/// Who takes a step: a thread, or a thread's timer, which competes with it.
struct Agent {
  ThreadIndex thread = 0;
  bool timer = false;

  friend constexpr bool operator==(Agent, Agent) = default;
};

/// How a step went, beside its value.
enum class Ending : std::uint8_t {
  done,       ///< the operation took effect
  timed_out,  ///< its timer fired first
  spurious,   ///< it was a wait, and woke without a reason
};

/// An operation that has been executed, or a value that has been chosen.
struct Step {
  const OperationKind* kind = nullptr;
  ObjectIndex object = no_object;  ///< what it touched first
  ObjectIndex second = no_object;  ///< what else it touched
  Site site;
  std::int64_t value = 0;          ///< what it returned, as far as it fits: see Role for the kinds that matter
  std::uint32_t alternatives = 1;  ///< how many agents could have gone (for `choose`: how many values there were)
  Agent agent;
  Access access = Access::none;
  Access second_access = Access::none;
  Ending ending = Ending::done;
  std::uint8_t parts = 1;     ///< of `object`, one bit each (see Operation)
  std::uint8_t looks_at = 1;  ///< the parts it only reads when it changes nothing
  /// Nobody could run before it: time went on, or a polling loop had its turn.
  bool after_quiet = false;
  bool passed_over = false;  ///< somebody was, who could have taken the next step but has nothing new to see
  bool watched = false;      ///< its thread's rounds are watched (see Rounds)

  /// For the effect of an operation: it changed nothing after all, like a try that failed.
  void changed_nothing() noexcept {
    if (access == Access::write) access = Access::read;
    if (second_access == Access::write) second_access = Access::read;
    parts = looks_at;
  }
};

}  // namespace heddle::engine
