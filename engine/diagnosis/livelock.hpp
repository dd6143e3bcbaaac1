#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// Polling loops that can see nothing new, with nobody else able to run. All of them in one report.
void livelock(Inquest& inquest);

}  // namespace heddle::engine
