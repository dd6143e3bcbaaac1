#include <heddle/tools/report/look.hpp>

#include "../../support/catch.hpp"

using namespace heddle::report;

TEST_CASE("without colour, ink leaves no trace") {
  for (const Ink ink : {Ink::plain, Ink::strong, Ink::faint, Ink::good, Ink::bad, Ink::open, Ink::mark})
    CHECK(painted("text", ink, {80, false}) == "text");
}

TEST_CASE("with colour, ink ends where the text ends") {
  CHECK(painted("text", Ink::good, {80, true}) == "\x1b[32mtext\x1b[0m");
  CHECK(painted("text", Ink::plain, {80, true}) == "text");
  CHECK(painted("", Ink::bad, {80, true}).empty());
}
