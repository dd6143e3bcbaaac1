#include <heddle/tools/cli/terminal.hpp>

#include "../../support/catch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

using namespace heddle::cli;

TEST_CASE("what is written to a descriptor arrives") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  DescriptorOutput out(ends[1]);
  out.write("hello");
  std::array<char, 16> buffer{};
  CHECK(::read(ends[0], buffer.data(), buffer.size()) == 5);
  CHECK(out.failure() == 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("a pipe that nobody reads is noticed, and nothing is written to it any more") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  ::close(ends[0]);
  DescriptorOutput out(ends[1]);
  out.write("hello");
  CHECK(out.failure() == EPIPE);
  CHECK(out.abandoned());
  out.write("again");
  ::close(ends[1]);
  std::signal(SIGPIPE, before);
}

TEST_CASE("a full disk is a failure, and not abandonment") {
  const int full = ::open("/dev/full", O_WRONLY);
  if (full < 0) return;
  DescriptorOutput out(full);
  out.write("hello");
  CHECK(out.failure() == ENOSPC);
  CHECK_FALSE(out.abandoned());
  ::close(full);
}

TEST_CASE("a pipe is no terminal") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  CHECK_FALSE(terminal_width(ends[1]).has_value());
  CHECK_FALSE(colour_wanted(ends[1]));
  ::close(ends[0]);
  ::close(ends[1]);
}
