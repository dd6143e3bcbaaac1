#include <heddle/engine/explorer.hpp>
#include <heddle/tools/cli/terminal.hpp>
#include <heddle/tools/fuzz/fuzz_command.hpp>

#include <unistd.h>

int main(int argc, char** argv) {
  using namespace heddle;
  (void)cli::prepare_standard_streams();
  cli::DescriptorOutput out(STDOUT_FILENO);
  cli::DescriptorOutput err(STDERR_FILENO);
  const cli::Console console{out, err, {}, cli::terminal_width(STDERR_FILENO)};
  return fuzz::fuzz_command({argv + std::min(argc, 1), argv + argc}, console, engine::make_strategy);
}
