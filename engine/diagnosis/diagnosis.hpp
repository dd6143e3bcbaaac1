#pragma once

#include <heddle/engine/finding.hpp>
#include <heddle/engine/hazard.hpp>
#include <heddle/engine/trace.hpp>

#include <string>
#include <vector>

namespace heddle::engine {

/// One hazard in one execution, explained.
struct Diagnosis {
  Hazard hazard = Hazard::deadlock;
  std::string message;      ///< a sentence; steps are numbered from 1
  std::vector<Mark> marks;  ///< what to look at, in the order to tell it
};

/// Everything that goes wrong in a finished execution, the most telling first. Reads the trace and nothing else.
/// Empty iff nothing is wrong.
///
/// Root causes only: a thread that is stuck because of another stuck thread is told with that one's diagnosis.
/// Every stuck thread that is no daemon is told of in one of them, by name or in a count of the rest.
[[nodiscard]] std::vector<Diagnosis> diagnose(const Trace& trace);

}  // namespace heddle::engine
