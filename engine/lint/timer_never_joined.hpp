#pragma once

#include <heddle/engine/lint/suspicion.hpp>

namespace heddle::engine {

/// A Timer was started, and nobody cancelled it, joined it or heard of what it did: it goes off at any time, also
/// when all else is over, or, if it is a daemon, perhaps never. The end of its scope joins it, but nobody wrote
/// that; in Python it is the end of the program that does.
///
/// Confirmed by whatever goes wrong before it has gone off. Not warned of: a cancel that came too late; a Timer
/// whose function sets, puts or writes something that another thread waits for, or looks at after it.
[[nodiscard]] std::vector<Suspicion> timer_never_joined(const Trace& trace);

}  // namespace heddle::engine
