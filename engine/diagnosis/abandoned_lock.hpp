#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A thread waits for a lock, and all that hold it have ended. Threads that wait for the same lock are told
/// together.
void abandoned_lock(Inquest& inquest);

}  // namespace heddle::engine
