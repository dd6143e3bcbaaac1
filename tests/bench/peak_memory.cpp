#include "peak_memory.hpp"

#include <malloc.h>

#include <fstream>
#include <string>

namespace heddle::bench {
namespace {

/// A line of /proc/self/status, in KiB.
std::optional<double> status(const std::string& name) {
  std::ifstream lines("/proc/self/status");
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1));
  return std::nullopt;
}

/// The peak is from now on what is in use now.
bool reset_peak() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return file.good();
}

}  // namespace

PeakMemory::PeakMemory() {
  malloc_trim(0);
  if (reset_peak()) before_ = status("VmRSS");
}

std::optional<double> PeakMemory::mib() const {
  const std::optional<double> peak = status("VmHWM");
  if (!before_ || !peak) return std::nullopt;
  return (*peak - *before_) / 1024;
}

}  // namespace heddle::bench
