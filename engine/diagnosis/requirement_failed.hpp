#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// A `require` that did not hold. The execution stopped there.
void requirement_failed(Inquest& inquest);

}  // namespace heddle::engine
