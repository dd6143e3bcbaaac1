#include <heddle/engine/hazard.hpp>

#include <array>
#include <utility>

namespace heddle {
namespace {

constexpr std::array<std::pair<Hazard, std::string_view>, 11> names{{
    {Hazard::deadlock, "deadlock"},
    {Hazard::self_deadlock, "self_deadlock"},
    {Hazard::lock_cycle, "lock_cycle"},
    {Hazard::lost_wakeup, "lost_wakeup"},
    {Hazard::starved_queue, "starved_queue"},
    {Hazard::stuck_barrier, "stuck_barrier"},
    {Hazard::abandoned_lock, "abandoned_lock"},
    {Hazard::livelock, "livelock"},
    {Hazard::uncaught_exception, "uncaught_exception"},
    {Hazard::requirement_failed, "requirement_failed"},
    {Hazard::stack_overflow, "stack_overflow"},
}};

}  // namespace

std::string_view name_of(Hazard hazard) noexcept {
  for (const auto& [value, name] : names)
    if (value == hazard) return name;
  return "unknown";
}

std::optional<Hazard> hazard_named(std::string_view wanted) noexcept {
  for (const auto& [value, name] : names)
    if (name == wanted) return value;
  return std::nullopt;
}

bool is_deadlock(Hazard hazard) noexcept {
  switch (hazard) {
    case Hazard::deadlock:
    case Hazard::self_deadlock:
    case Hazard::lock_cycle:
    case Hazard::lost_wakeup:
    case Hazard::starved_queue:
    case Hazard::stuck_barrier:
    case Hazard::abandoned_lock: return true;
    case Hazard::livelock:
    case Hazard::uncaught_exception:
    case Hazard::requirement_failed:
    case Hazard::stack_overflow: return false;
  }
  return false;
}

}  // namespace heddle
