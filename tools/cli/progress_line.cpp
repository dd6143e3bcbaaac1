#include <heddle/tools/cli/progress_line.hpp>

#include <heddle/tools/report/estimate_words.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <chrono>

namespace heddle::cli {
namespace {

constexpr std::string_view erase_line = "\r\x1b[K";

}  // namespace

std::string progress_words(std::string_view heading, const Progress& progress, std::size_t width) {
  const double seconds = std::chrono::duration<double>(progress.elapsed).count();
  std::string words = fmt::format("{}: {}", heading, report::counted(progress.executions, "execution"));
  if (seconds > 0)
    words += fmt::format(
        ", {}/s", report::grouped(static_cast<std::uint64_t>(static_cast<double>(progress.executions) / seconds)));
  words +=
      fmt::format(", depth {}, {}", report::grouped(progress.max_depth), report::duration_text(progress.elapsed));
  if (progress.findings > 0) words += ", " + report::counted(progress.findings, "finding");
  if (progress.estimate != nullptr && progress.estimate->count > static_cast<double>(progress.executions))
    words += fmt::format("; {} in all", report::estimate_words(*progress.estimate));
  return report::shortened(words, width);
}

ProgressLine::ProgressLine(const Console& console, std::string_view scenario, std::size_t number, std::size_t of)
    : console_(console), heading_(report::printable(scenario)) {
  if (of > 1) heading_ = fmt::format("[{}/{}] {}", number, of, heading_);
}

ProgressLine::~ProgressLine() {
  if (shown_) console_.err.write(erase_line);
}

void ProgressLine::note(std::string_view text) {
  console_.err.write(fmt::format("{}note: {}\n", shown_ ? erase_line : "", text));
}

void ProgressLine::show(const Progress& progress) {
  if (!console_.progress_width) return;
  shown_ = true;
  // The last column stays free: some terminals wrap as soon as it is filled.
  const std::size_t width = *console_.progress_width > 1 ? *console_.progress_width - 1 : 1;
  console_.err.write(fmt::format("{}{}", erase_line, progress_words(heading_, progress, width)));
}

}  // namespace heddle::cli
