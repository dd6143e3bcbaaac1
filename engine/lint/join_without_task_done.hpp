#pragma once

#include <heddle/engine/lint/suspicion.hpp>

namespace heddle::engine {

/// A queue was joined before all was put into it, and items taken from it are never settled: a join after the puts
/// would wait for ever.
///
/// Never: the thread that took them has ended, or takes more and has not settled one yet. Not warned of: where
/// somebody else settles in its stead; items that are still in the queue; a daemon that is cut off between taking
/// and settling; a join by a daemon, which keeps nobody by waiting; one that comes before every put because of what
/// waits for what.
[[nodiscard]] std::vector<Suspicion> join_without_task_done(const Trace& trace);

}  // namespace heddle::engine
