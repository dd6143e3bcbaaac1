#pragma once

#include <heddle/engine/trace.hpp>

#include <string>

/// How to name threads and objects where several of an execution have one name.
namespace heddle::engine {

/// The object's label; of several objects of one kind and name "Event done #2", the second that was made.
[[nodiscard]] std::string clear_name(const Trace& trace, ObjectIndex object);

/// The thread's name; of several threads of one name "worker #2", the second that started.
[[nodiscard]] std::string clear_name(const Trace& trace, ThreadIndex thread);

/// The same for an agent: "worker #2", "timer of worker #2".
[[nodiscard]] std::string clear_name(const Trace& trace, Agent agent);

}  // namespace heddle::engine
