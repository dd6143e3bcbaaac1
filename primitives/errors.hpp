#pragma once

#include <heddle/engine/scheduling_point.hpp>

#include <stdexcept>

namespace heddle {

// CPython's exceptions, with CPython's messages; thrown in the thread that erred.

/// threading: an operation that the state does not allow, like releasing a lock that is not held.
class RuntimeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// threading.BrokenBarrierError: the barrier is broken, or was broken or reset while the thread waited.
class BrokenBarrierError : public RuntimeError {
 public:
  BrokenBarrierError() : RuntimeError("") {}
};

/// threading, queue: an argument out of range, or one task_done() too many.
class ValueError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// threading: a timeout too large to wait for.
class OverflowError : public std::overflow_error {
 public:
  using std::overflow_error::overflow_error;
};

/// What sys.exit() raises: ends the thread that lets it out, silently. As in Python it is none of the exceptions
/// that one catches by their common base.
class SystemExit : public engine::ThreadExit {};

/// queue.Empty: nothing to get, at once or in time.
class Empty : public std::runtime_error {
 public:
  Empty() : std::runtime_error("the queue is empty") {}
};

/// queue.Full: no room to put, at once or in time.
class Full : public std::runtime_error {
 public:
  Full() : std::runtime_error("the queue is full") {}
};

/// queue.ShutDown (Python 3.13): a put into a queue that has been shut down, or a get from one that is empty as
/// well.
class ShutDown : public std::runtime_error {
 public:
  ShutDown() : std::runtime_error("the queue has been shut down") {}
};

}  // namespace heddle
