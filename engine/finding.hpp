#pragma once

#include <heddle/engine/hazard.hpp>
#include <heddle/engine/schedule.hpp>
#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle {

/// A step (or a thread's pending operation) that a diagnosis points at, and why.
struct Mark {
  engine::ThreadIndex thread = 0;
  std::optional<std::uint64_t> step;  ///< index into the trace's steps; nothing: the thread's pending operation
  std::string text;                   ///< "notifies, and nobody is waiting: this wakes no one"
};

/// One hazard in one execution, explained, with the schedule that leads there. Has been replayed, step for step.
struct Finding {
  Hazard hazard = Hazard::deadlock;
  /// What happened, in one sentence that names threads, objects and source lines.
  std::string message;
  std::vector<Mark> marks;  ///< what to look at, in the order to tell it
  Schedule schedule;
  Trace trace;
};

}  // namespace heddle
