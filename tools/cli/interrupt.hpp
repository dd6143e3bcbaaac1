#pragma once

namespace heddle::cli {

/// While it lives, the first Ctrl-C (or SIGTERM) is a request to stop between two executions; the second one ends
/// the program as ever. One at a time.
class InterruptRequests {
 public:
  InterruptRequests();
  ~InterruptRequests();
  InterruptRequests(const InterruptRequests&) = delete;
  InterruptRequests& operator=(const InterruptRequests&) = delete;
};

/// True once somebody asked to stop.
[[nodiscard]] bool interrupted() noexcept;

}  // namespace heddle::cli
