#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A thread waits for ever on a signal that another thread gave before it began to wait, and that reached nobody.
///
/// A signal that stands until it is taken back (one whose object has such a step) was lost if it was taken back
/// before the wait began and meanwhile woke no waiter, let no wait pass and was seen by no test. Any other signal
/// was lost if it reached no waiter. It is to blame only where nothing shows that the thread missed nothing by it:
/// - the thread looked, between the signal and its wait, at what the signalling thread had written for it (since
/// its
///   signal before): it knew, and waits all the same;
/// - it went on since, or a later signal was nearer (see went_on_since). This needs no visible data: a condition in
///   plain variables, checked under the lock, will do.
/// Threads that missed the same signal are told together.
void lost_wakeup(Inquest& inquest);

}  // namespace heddle::engine
