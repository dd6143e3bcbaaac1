#pragma once

#include <heddle/engine/lint/suspicion.hpp>

namespace heddle::engine {

/// A thread waits for an Event and clears it, again and again, once for each set; but an Event knows only whether
/// it is set: of two sets before a clear, one is lost.
///
/// Warned of, if the thread did so at least twice: where a set came while another stood, and where nothing kept one
/// from doing so, because its thread did not wait for the clear before it (not through that Event, at least).
/// Not warned of: a thread that looks, after it was let go on, at something that those who set it had changed, and
/// so does not depend on how often they did; an Event that is never cleared, or cleared by others than those who
/// wait.
[[nodiscard]] std::vector<Suspicion> event_as_counter(const Trace& trace);

}  // namespace heddle::engine
