#include <heddle/engine/explorer.hpp>
#include <heddle/tools/cli/terminal.hpp>
#include <heddle/tools/fuzz/fuzz_command.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <string_view>

namespace {

void say(std::string_view text) {
  // There is nobody left to complain to.
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

/// A search that corrupts memory takes us down with it; then at least say which program did it.
extern "C" void heddle_fuzz_say_seed(int signal) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), heddle::fuzz::seed_in_work()).ptr;
  say("heddle-fuzz: died on the program of seed ");
  say({digits.data(), static_cast<std::size_t>(end - digits.data())});
  say("\n");
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace heddle;
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL}) std::signal(signal, heddle_fuzz_say_seed);
  (void)cli::prepare_standard_streams();
  cli::DescriptorOutput out(STDOUT_FILENO);
  cli::DescriptorOutput err(STDERR_FILENO);
  const cli::Console console{out, err, {}, cli::terminal_width(STDERR_FILENO)};
  return fuzz::fuzz_command({argv + std::min(argc, 1), argv + argc}, console, engine::make_strategy);
}
