#pragma once

#include <heddle/engine/lint/suspicion.hpp>

namespace heddle::engine {

/// The execution ended while a daemon held a lock, had changed something under it, and had something left to do
/// before it gives the lock back: whatever the lock keeps in order is left half done.
///
/// Nothing in the scenario is there to suffer from it, so it is never confirmed; but files, databases and other
/// processes outlive a program. Changes of plain variables cannot be seen. Not warned of: a daemon that holds
/// nothing, or waits and has given up the lock for that; one that has only looked; one that was about to release,
/// or to end without.
[[nodiscard]] std::vector<Suspicion> daemon_cut_off(const Trace& trace);

}  // namespace heddle::engine
