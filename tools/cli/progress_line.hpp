#pragma once

#include <heddle/engine/check.hpp>
#include <heddle/tools/cli/terminal.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace heddle::cli {

/// One line on a terminal that says how far a check is, rewritten in place and gone when this ends. Shows nothing
/// where there is no terminal.
class ProgressLine {
 public:
  /// The `number`th of `of` scenarios.
  ProgressLine(const Console& console, std::string_view scenario, std::size_t number, std::size_t of);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress);

  /// A line that stays, above; also where there is no terminal.
  void note(std::string_view text);

 private:
  const Console& console_;
  std::string heading_;
  bool shown_ = false;
};

/// "[3/14] seeds/x: 123,456 executions, 45,000/s, depth 31, 2.7 s; about 3.2 million in all", cut to `width`
/// columns.
[[nodiscard]] std::string progress_words(std::string_view heading, const Progress& progress, std::size_t width);

}  // namespace heddle::cli
