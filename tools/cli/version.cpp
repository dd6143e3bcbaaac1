#include <heddle/tools/cli/version.hpp>

// The build says which version it is.
#ifndef HEDDLE_VERSION
#define HEDDLE_VERSION "unknown"
#endif

namespace heddle::cli {

std::string_view version() noexcept { return HEDDLE_VERSION; }

}  // namespace heddle::cli
