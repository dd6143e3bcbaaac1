#pragma once

namespace heddle::engine {

/// While one lives: faults of memory access and calls of std::terminate are first shown to the handlers, which may
/// leave the scene for good. If they return, things go on as they would have without. The handlers are the same for
/// all guards of a process; several OS threads may each have one.
class FaultGuard {
 public:
  using FaultHandler = void (*)(const void* address);
  using TerminateHandler = void (*)();

  FaultGuard(FaultHandler on_fault, TerminateHandler on_terminate);
  ~FaultGuard();
  FaultGuard(const FaultGuard&) = delete;
  FaultGuard& operator=(const FaultGuard&) = delete;
};

}  // namespace heddle::engine
