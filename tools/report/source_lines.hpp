#pragma once

#include <heddle/engine/site.hpp>
#include <heddle/tools/report/look.hpp>

#include <span>
#include <string>

namespace heddle::report {

/// The source lines of these sites, file by file in the order of first mention:
///
///     models/seeds/x.cpp
///       12 |     condition.wait();
///       18 |     condition.notify();
///
/// Files are looked for under the path that the compiler was given, from the current directory; of one that is not
/// there only the places are listed. Empty if no site is known.
[[nodiscard]] std::string source_lines(std::span<const Site> sites, const Look& look);

}  // namespace heddle::report
