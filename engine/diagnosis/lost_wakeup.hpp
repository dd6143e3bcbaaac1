#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A thread waits for ever on a signal that another thread gave before it began to wait, and that reached nobody.
///
/// A signal that stands until it is taken back (one whose object has such a step) was lost if it was taken back
/// before the wait began and meanwhile woke no waiter, let no wait pass and was seen by no test. Any other signal
/// was lost if it reached no waiter. Not lost on a thread, however, that looked, between the signal and its wait,
/// at what the signalling thread had written for it (since its signal before): it knew, and waits all the same. So
/// a wait whose condition is checked under the lock is no lost wakeup, provided the check is visible: data in
/// Shared objects and the like. Threads that missed the same signal are told together.
void lost_wakeup(Inquest& inquest);

}  // namespace heddle::engine
