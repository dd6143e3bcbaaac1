#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/primitives/threading/thread_ref.hpp>

#include <exception>
#include <functional>
#include <string>
#include <utility>

namespace heddle {

/// What threading.excepthook is called with.
struct ExceptHookArgs {
  std::string exc_type;          ///< "RuntimeError", "std::logic_error"
  std::string message;           ///< what it says; empty for what is not a std::exception
  std::exception_ptr exc_value;  ///< the exception itself
  ThreadRef thread;              ///< the thread that let it out
};

/// Python's `threading.excepthook = …`, until this execution is over: `hook` is called, in the thread, with each
/// exception that leaves the function of a Thread, a SystemExit too. What it swallows is no finding; what it lets
/// out itself is one. An empty one puts things back: the finding is the exception, and a SystemExit is none.
///
/// What leaves the scenario's body is none of a Thread's, and never comes here.
inline void set_excepthook(std::function<void(const ExceptHookArgs&)> hook, Site site = Site::current()) {
  using namespace engine;
  static constexpr OperationKind kind{"set"};
  const ObjectRef object = uncaught_hook();
  perform({.kind = &kind, .object = &object, .access = Access::write, .site = site, .quiet = true}, [&](Step&) {
    if (hook == nullptr) return set_uncaught_hook(nullptr);
    set_uncaught_hook([hook = std::move(hook)](const std::string& type, const std::string& what) {
      hook({type, what, std::current_exception(), current_thread()});
    });
  });
}

}  // namespace heddle
