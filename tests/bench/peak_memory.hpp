#pragma once

#include <optional>

namespace heddle::bench {

/// The most memory that the process has had in use since this was made, above what it had then: everything, with
/// stacks and the C library's own, as the kernel counts pages (`VmHWM`, whose high-water mark can be reset); so it
/// is good to about a quarter of a MiB. Free memory is given back first, so that nobody uses what is left of
/// somebody before.
class PeakMemory {
 public:
  PeakMemory();

  /// Nothing where the kernel does not let it be measured.
  [[nodiscard]] std::optional<double> mib() const;

 private:
  std::optional<double> before_;
};

}  // namespace heddle::bench
