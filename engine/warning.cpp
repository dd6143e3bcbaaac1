#include <heddle/engine/warning.hpp>

namespace heddle {

std::string_view name_of(Lint lint) noexcept {
  switch (lint) {
    case Lint::lock_order_inversion: return "lock_order_inversion";
    case Lint::unheard_notify: return "unheard_notify";
    case Lint::wait_without_loop: return "wait_without_loop";
    case Lint::join_without_task_done: return "join_without_task_done";
    case Lint::daemon_cut_off: return "daemon_cut_off";
    case Lint::event_as_counter: return "event_as_counter";
    case Lint::timer_never_joined: return "timer_never_joined";
  }
  return "unknown";
}

std::string_view name_of(Standing standing) noexcept {
  switch (standing) {
    case Standing::confirmed: return "confirmed";
    case Standing::unconfirmed: return "unconfirmed";
    case Standing::harmless_here: return "harmless_here";
  }
  return "unknown";
}

}  // namespace heddle
