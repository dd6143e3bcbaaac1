#pragma once

#include <heddle/engine/diagnosis/inquest.hpp>

namespace heddle::engine {

/// An exception that a thread's function let out: one report for each such thread. The execution went on.
void uncaught_exception(Inquest& inquest);

}  // namespace heddle::engine
