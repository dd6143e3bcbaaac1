#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A thread waits for a lock, or for a permit, and all others that hold it have ended. Threads that wait for the
/// same lock are told together. Of permits that are also given by threads that never took them nobody can be said
/// to hold any: those are no locks.
void abandoned_lock(Inquest& inquest);

}  // namespace heddle::engine
