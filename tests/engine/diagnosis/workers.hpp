#pragma once

#include "tests/engine/diagnosis/trace_builder.hpp"

namespace heddle::engine::testing {

/// Two workers under main, with a condition and its lock.
struct Workers : TraceBuilder {
  ThreadIndex worker0 = thread("worker0");
  ThreadIndex worker1 = thread("worker1");
  ObjectIndex condition = TraceBuilder::condition();
  ObjectIndex lock = TraceBuilder::lock();
  ObjectIndex event = TraceBuilder::event();

  void notifies(ThreadIndex thread, std::int64_t reached, std::uint32_t line) {
    step(thread, acquire, lock, 1, line - 1);
    step(thread, notify, condition, reached, line);
    step(thread, release, lock, 1, line + 1);
  }
  void begins_to_wait(ThreadIndex thread, std::uint32_t line) {
    step(thread, acquire, lock, 1, line - 1);
    waits(thread, condition, lock, line);
  }
};

}  // namespace heddle::engine::testing
