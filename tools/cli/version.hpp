#pragma once

#include <string_view>

namespace heddle::cli {

/// "0.1.0": of the Heddle that this program was linked with.
[[nodiscard]] std::string_view version() noexcept;

}  // namespace heddle::cli
