#include <heddle/tools/report/schedule_file.hpp>

#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

namespace heddle::report {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_schedule = std::size_t{256} << 20U;
constexpr std::size_t longest_name = 200;

[[nodiscard]] std::string reason(int error) { return std::generic_category().message(error); }

[[nodiscard]] std::string named(const fs::path& path) { return printable(path.string()); }

[[noreturn]] void cannot_write(const fs::path& path, const std::string& why) {
  throw FileError(
      fmt::format("cannot write a schedule to {}: {}; name a folder that can be written to", named(path), why));
}

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

/// The content, or an errno. EFBIG for what is larger than any schedule.
[[nodiscard]] std::optional<std::string> content_of(const fs::path& path, int& error) {
  error = 0;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    error = errno;
    return std::nullopt;
  }
  std::string content;
  std::array<char, 65536> buffer;
  while (true) {
    const ::ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got > 0 && content.size() > largest_schedule) error = EFBIG;
    if (error != 0) return std::nullopt;
    if (got == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

/// A file of its own in the folder, gone again unless it was given its real name.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& folder, std::string_view content)
      : path_((folder / ".heddle-XXXXXX").string()), file_(::mkostemp(path_.data(), O_CLOEXEC)) {
    if (file_.get() < 0) cannot_write(folder, reason(errno));
    try {
      write(folder, content);
    } catch (...) {
      ::unlink(path_.c_str());
      throw;
    }
  }
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Gives the file that name unless there is one of that name already: 0, or an errno.
  [[nodiscard]] int name_it(const fs::path& path) const {
    if (::link(path_.c_str(), path.c_str()) == 0) return 0;
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) return errno;
    // A file system without hard links: not quite safe against another program that writes the same name now.
    struct ::stat there {};
    if (::lstat(path.c_str(), &there) == 0) return EEXIST;
    return ::rename(path_.c_str(), path.c_str()) == 0 ? 0 : errno;
  }

 private:
  void write(const fs::path& folder, std::string_view content) const {
    while (!content.empty()) {
      const ::ssize_t put = ::write(file_.get(), content.data(), content.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) cannot_write(folder, reason(errno));
      content.remove_prefix(static_cast<std::size_t>(put));
    }
    // mkostemp makes files that only their owner can read; schedules are handed around.
    const ::mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(file_.get(), 0666 & ~mask) != 0 || ::fsync(file_.get()) != 0) cannot_write(folder, reason(errno));
  }

  std::string path_;
  Descriptor file_;
};

[[nodiscard]] std::string_view remedy_for(std::string_view message) {
  if (message.find("newer") != std::string_view::npos) return "replay it with a Heddle that is at least as new";
  if (message.find("not a Heddle schedule") != std::string_view::npos)
    return "schedules are the .schedule files that a check writes";
  return "check the scenario again for a new one";
}

}  // namespace

std::string schedule_file_name(std::string_view scenario) {
  std::string name;
  for (const char c : scenario.substr(0, longest_name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                       c == '-' || (c == '.' && !name.empty());
    name += plain ? c : '-';
  }
  // A leading dash would be taken for a flag, a leading dot hides.
  while (name.starts_with('-') || name.starts_with('.')) name.erase(0, 1);
  return (name.empty() ? std::string("scenario") : name) + ".schedule";
}

fs::path write_schedule(const Schedule& schedule, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) cannot_write(folder, error.message());
  if (!fs::is_directory(folder, error)) cannot_write(folder, "it is not a folder");

  const std::string text = to_text(schedule);
  const fs::path first = folder / schedule_file_name(schedule.scenario);
  std::optional<TemporaryFile> temporary;
  for (int number = 1;; ++number) {
    fs::path path = first;
    if (number > 1) path.replace_filename(fmt::format("{}-{}.schedule", first.stem().string(), number));
    struct ::stat there {};
    if (::lstat(path.c_str(), &there) == 0) {
      int error_reading = 0;
      if (S_ISREG(there.st_mode) && content_of(path, error_reading) == text) return path;
      continue;
    }
    if (errno != ENOENT) cannot_write(path, reason(errno));
    if (!temporary) temporary.emplace(folder, text);
    const int failed = temporary->name_it(path);
    if (failed == 0) return path;
    // Somebody else made one of that name in between: look at it again.
    if (failed == EEXIST) --number;
    else cannot_write(path, reason(failed));
  }
}

void require_writable(const fs::path& folder) {
  std::error_code error;
  fs::path there = folder.empty() ? fs::path(".") : folder;
  while (!fs::exists(fs::symlink_status(there, error)) && there.has_relative_path()) {
    there = there.parent_path();
    if (there.empty()) there = ".";
  }
  if (!fs::is_directory(there, error)) cannot_write(folder, fmt::format("{} is not a folder", named(there)));
  if (::access(there.c_str(), W_OK | X_OK) != 0) cannot_write(folder, reason(errno));
}

Schedule read_schedule(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored))
    throw FileError(fmt::format("{} is a folder; name a schedule file in it", named(file)));
  int error = 0;
  const auto text = content_of(file, error);
  if (!text) {
    if (error == ENOENT)
      throw FileError(fmt::format("{}: there is no such file; a check that finds something writes one and names it",
                                  named(file)));
    if (error == EFBIG) throw FileError(fmt::format("{}: too large for a schedule", named(file)));
    throw FileError(fmt::format("{}: cannot be read: {}", named(file), reason(error)));
  }
  try {
    return schedule_from_text(*text);
  } catch (const ScheduleError& wrong) {
    const std::string place = wrong.line() == 0 ? "" : fmt::format(":{}", wrong.line());
    throw FileError(
        printable(fmt::format("{}{}: {}; {}", file.string(), place, wrong.what(), remedy_for(wrong.what()))));
  }
}

}  // namespace heddle::report
