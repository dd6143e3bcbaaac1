#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A cycle of threads, each waiting for what the next one holds, or for its end.
void lock_cycle(Inquest& inquest);

}  // namespace heddle::engine
