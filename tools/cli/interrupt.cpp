#include <heddle/tools/cli/interrupt.hpp>

#include <csignal>

namespace heddle::cli {
namespace {

volatile std::sig_atomic_t requested = 0;  // NOLINT: a signal handler has nothing else to write to

struct ::sigaction previous_interrupt {};  // NOLINT
struct ::sigaction previous_terminate {};  // NOLINT

extern "C" void heddle_note_interrupt(int) { requested = 1; }

}  // namespace

InterruptRequests::InterruptRequests() {
  requested = 0;
  struct ::sigaction action {};
  action.sa_handler = heddle_note_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &previous_interrupt);
  ::sigaction(SIGTERM, &action, &previous_terminate);
  // Who started us without Ctrl-C, as shells do in the background, means it.
  if (previous_interrupt.sa_handler == SIG_IGN) ::sigaction(SIGINT, &previous_interrupt, nullptr);
  if (previous_terminate.sa_handler == SIG_IGN) ::sigaction(SIGTERM, &previous_terminate, nullptr);
}

InterruptRequests::~InterruptRequests() {
  ::sigaction(SIGINT, &previous_interrupt, nullptr);
  ::sigaction(SIGTERM, &previous_terminate, nullptr);
}

bool interrupted() noexcept { return requested != 0; }

}  // namespace heddle::cli
