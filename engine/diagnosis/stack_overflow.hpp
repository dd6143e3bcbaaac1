#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A thread ran out of stack. The execution stopped there.
void stack_overflow(Inquest& inquest);

}  // namespace heddle::engine
