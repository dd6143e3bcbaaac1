#pragma once

#include <heddle/tools/cli/terminal.hpp>

#include <string>
#include <string_view>

/// An output that keeps what was written, and can be made to fail.
class MemoryOutput final : public heddle::cli::Output {
 public:
  void write(std::string_view text) override {
    if (failure_ == 0) text_ += text;
  }
  [[nodiscard]] int failure() const noexcept override { return failure_; }

  void fail_with(int error) noexcept { failure_ = error; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
  int failure_ = 0;
};
