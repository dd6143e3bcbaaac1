#pragma once

#include <heddle/engine/trace.hpp>

#include <string>

namespace heddle::report {

/// A number that tells two traces apart, as 16 hexadecimal digits: FNV-1a (64 bits) over the label, source line,
/// value and ending of every step, and the outcome. Paths are left out, so that builds in other folders agree.
[[nodiscard]] std::string digest(const Trace& trace);

}  // namespace heddle::report
