#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A thread waits for what it holds itself, and nobody else does.
void self_deadlock(Inquest& inquest);

}  // namespace heddle::engine
