#include <heddle/tools/cli/terminal.hpp>

#include <sys/ioctl.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace heddle::cli {

bool Output::abandoned() const noexcept { return failure() == EPIPE; }

void DescriptorOutput::write(std::string_view text) {
  while (failure_ == 0 && !text.empty()) {
    const ::ssize_t put = ::write(fd_, text.data(), text.size());
    if (put >= 0) {
      text.remove_prefix(static_cast<std::size_t>(put));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      // Somebody made the pipe non-blocking: wait until it takes more.
      ::pollfd ready{fd_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      failure_ = errno;
    }
  }
}

std::optional<std::size_t> terminal_width(int fd) {
  if (::isatty(fd) == 0) return std::nullopt;
  ::winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

bool colour_wanted(int fd) {
  const char* const no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* const term = std::getenv("TERM");
  return ::isatty(fd) != 0 && term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

bool prepare_standard_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  bool open = true;
  for (const int fd : {0, 1, 2}) {
    if (::fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    if (fd == 1) open = false;
    // The lowest free number is taken, and that is this one.
    if (::open("/dev/null", O_RDWR) != fd) break;
  }
  return open;
}

}  // namespace heddle::cli
