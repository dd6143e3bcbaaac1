#include <heddle/tools/report/text.hpp>

#include "../../support/catch.hpp"

using namespace heddle::report;
using namespace std::chrono_literals;

TEST_CASE("a code point is one column wide") {
  CHECK(display_width("") == 0);
  CHECK(display_width("lock") == 4);
  CHECK(display_width("Größe") == 5);
}

TEST_CASE("control characters in names are written as escapes") {
  CHECK(printable("a\nb\tc\x1b[31m") == "a\\nb\\tc\\x1b[31m");
  CHECK(printable("Größe") == "Größe");
}

TEST_CASE("padding counts columns, not bytes") {
  CHECK(padded_right("ü", 3) == "ü  ");
  CHECK(padded_left("ü", 3) == "  ü");
  CHECK(padded_right("long", 2) == "long");
}

TEST_CASE("text is cut at code points and says so") {
  CHECK(shortened("abcdef", 6) == "abcdef");
  CHECK(shortened("abcdef", 5) == "abc..");
  CHECK(shortened("üüüü", 3) == "ü..");
  CHECK(shortened("abcdef", 1) == ".");
}

TEST_CASE("wrapping breaks at spaces, and words only if they are too long") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("abcdefgh ij", 3) == std::vector<std::string>{"abc", "def", "gh", "ij"});
  CHECK(wrapped("", 10) == std::vector<std::string>{""});
  CHECK(wrapped("  a   b ", 10) == std::vector<std::string>{"a b"});
}

TEST_CASE("no wrapped line is longer than asked for") {
  const std::string text = "worker0 waits for ever on Condition a_very_long_name_without_any_space, since step 12";
  for (std::size_t width = 1; width < 90; ++width)
    for (const std::string& line : wrapped(text, width)) CHECK(display_width(line) <= width);
}

TEST_CASE("numbers are grouped by thousands") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
}

TEST_CASE("one is singular, everything else is plural") {
  CHECK(counted(1, "step") == "1 step");
  CHECK(counted(0, "step") == "0 steps");
  CHECK(counted(1234, "step") == "1,234 steps");
  CHECK(counted(2, "class", "classes") == "2 classes");
}

TEST_CASE("durations have the unit that suits them") {
  CHECK(duration_text(300us) == "0.3 ms");
  CHECK(duration_text(12ms) == "12 ms");
  CHECK(duration_text(999900us) == "1.0 s");
  CHECK(duration_text(4500ms) == "4.5 s");
  CHECK(duration_text(125s) == "2 min 5 s");
  CHECK(duration_text(2h + 3min) == "2 h 3 min");
}

TEST_CASE("a shell reads back what was quoted for it") {
  CHECK(shell_quoted("./build/heddle") == "./build/heddle");
  CHECK(shell_quoted("my program") == "'my program'");
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("") == "''");
}
