#pragma once

#include <heddle/tools/report/look.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

/// What the command line writes to.
namespace heddle::cli {

/// One of the two standard streams.
class Output {
 public:
  virtual ~Output() = default;
  /// Writes all of it, now. After a failure: does nothing.
  virtual void write(std::string_view text) = 0;
  /// The errno of the write that failed, or 0.
  [[nodiscard]] virtual int failure() const noexcept = 0;
  /// True once nobody reads it any more: no reason to complain, but one to stop.
  [[nodiscard]] bool abandoned() const noexcept;
};

/// A file descriptor, unbuffered: reports are written in large pieces, and rows shall be seen as they come.
class DescriptorOutput final : public Output {
 public:
  explicit DescriptorOutput(int fd) noexcept : fd_(fd) {}
  void write(std::string_view text) override;
  [[nodiscard]] int failure() const noexcept override { return failure_; }

 private:
  int fd_;
  int failure_ = 0;
};

/// Where a command writes, and how it looks there.
struct Console {
  Output& out;
  Output& err;
  report::Look look;  ///< of `out`
  /// Width of the terminal that `err` is; nothing if it is none, and then there is no progress line.
  std::optional<std::size_t> progress_width;
};

/// Columns of the terminal that the descriptor is, or nothing.
[[nodiscard]] std::optional<std::size_t> terminal_width(int fd);

/// True if colours may be used there: a terminal that knows them, and no NO_COLOR in the environment.
[[nodiscard]] bool colour_wanted(int fd);

/// Opens /dev/null in place of standard streams that are closed, so that no file of ours takes their number, and
/// lets writing to a closed pipe fail instead of killing us. Call once, before anything is opened.
/// Returns whether the standard output was open.
[[nodiscard]] bool prepare_standard_streams();

}  // namespace heddle::cli
