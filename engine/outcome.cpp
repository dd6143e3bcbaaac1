#include <heddle/engine/outcome.hpp>

namespace heddle::engine {

std::string_view name_of(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::completed: return "completed";
    case Outcome::deadlocked: return "deadlocked";
    case Outcome::livelocked: return "livelocked";
    case Outcome::requirement_failed: return "requirement_failed";
    case Outcome::stack_overflow: return "stack_overflow";
    case Outcome::terminated: return "terminated";
    case Outcome::cut: return "cut";
    case Outcome::stopped: return "stopped";
  }
  return "unknown";
}

}  // namespace heddle::engine
