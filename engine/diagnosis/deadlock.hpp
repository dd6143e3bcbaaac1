#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// Threads that are stuck without any of the special cases being to blame: all of them in one report. Leaves no
/// thread that is stuck and no daemon unexplained. To be asked last.
void deadlock(Inquest& inquest);

}  // namespace heddle::engine
