#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// Threads wait at a barrier for others, and those who came there before have ended, or wait in turn for them; or
/// nobody else ever came. Those that wait at the same barrier are told together. To be asked after the hazards that
/// stand by themselves, and after starved_queue: a barrier is also stuck because one who used to come is stuck in
/// one of those, and then that is to blame.
void stuck_barrier(Inquest& inquest);

}  // namespace heddle::engine
