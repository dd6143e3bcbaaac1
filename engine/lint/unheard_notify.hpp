#pragma once

#include <heddle/engine/lint/suspicion.hpp>

namespace heddle::engine {

/// A notify reached nobody, and later a thread waited for one that knew nothing of the first: only another notify
/// woke it, and had that come early too, it would wait for ever.
///
/// That it knew nothing is seen in one of two ways. It had looked at something before the notifying thread changed
/// that, took the lock, and waited without another look. Or the two held the lock one right after the other, and
/// between taking it and waiting it looked at nothing at all: whatever the notify was about still was so.
///
/// Not warned of: a thread that looks under the lock before it waits, at whatever it is that can be seen (Shared,
/// atomics, queues); where somebody else held the lock in between, who may have taken what there was (a predicate
/// on plain variables cannot be seen); a wait with a timeout, which needs no luck; signals that stand until they
/// are taken back.
[[nodiscard]] std::vector<Suspicion> unheard_notify(const Trace& trace);

}  // namespace heddle::engine
