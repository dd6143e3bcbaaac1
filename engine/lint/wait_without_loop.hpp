#pragma once

#include <heddle/engine/lint/suspicion.hpp>

namespace heddle::engine {

/// `if` where there should be `while`: a thread looked at something under the lock, waited, was woken, took the
/// lock again, and went on without looking again from the same line. Meanwhile somebody else may have taken away
/// what it was woken for.
///
/// Going on is to release the lock. What it looked at must be visible (Shared, atomics, queues): of a thread that
/// looked at nothing there is no telling, since it may have looked at plain variables. Not warned of: a wait that
/// timed out, after which one may well go on; a thread that waits again instead.
[[nodiscard]] std::vector<Suspicion> wait_without_loop(const Trace& trace);

}  // namespace heddle::engine
