#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A get, or a put, that waits for ever because its partners are gone: nobody ever did the other thing, or those
/// who did have ended, or they wait in turn, through this queue, for the thread that waits here. To be asked after
/// the hazards that stand by themselves: a queue starves also because its producer is stuck in one of those, and
/// then that is to blame.
void starved_queue(Inquest& inquest);

}  // namespace heddle::engine
