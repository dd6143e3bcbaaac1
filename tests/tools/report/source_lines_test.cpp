#include <heddle/tools/report/source_lines.hpp>

#include "../../support/catch.hpp"
#include "temporary_folder.hpp"

#include <vector>

using namespace heddle;
using report::source_lines;

TEST_CASE("source lines are shown file by file, each once, in order, without their common indentation") {
  const TemporaryFolder folder;
  const std::string file = folder.write("x.cpp", "one\n  two\n\tthree\n    four\n").string();
  const std::vector<Site> sites{{file.c_str(), 4}, {file.c_str(), 2}, {file.c_str(), 4}};
  CHECK(source_lines(sites, {100, false}) == file + "\n    2 | two\n    4 |   four\n");
}

TEST_CASE("of a file that is not there, the places are listed") {
  const std::vector<Site> sites{{"no/such/x.cpp", 4}, {"no/such/x.cpp", 2}};
  CHECK(source_lines(sites, {100, false}) == "  no/such/x.cpp:2\n  no/such/x.cpp:4\n");
}

TEST_CASE("a line that the file does not have is not made up") {
  const TemporaryFolder folder;
  const std::string file = folder.write("x.cpp", "one\n").string();
  const std::vector<Site> sites{{file.c_str(), 9}};
  CHECK(source_lines(sites, {100, false}).find("the file has no such line") != std::string::npos);
}

TEST_CASE("long lines are cut to the terminal, and control characters do not reach it") {
  const TemporaryFolder folder;
  const std::string file = folder.write("x.cpp", std::string(500, 'a') + "\n\x1b[31mred\r\n").string();
  const std::vector<Site> sites{{file.c_str(), 1}, {file.c_str(), 2}};
  const std::string text = source_lines(sites, {60, false});
  CHECK(text.find(std::string(61, 'a')) == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
}

TEST_CASE("sites that nobody gave have no lines") {
  const std::vector<Site> sites{Site{}};
  CHECK(source_lines(sites, {100, false}).empty());
  CHECK(source_lines({}, {100, false}).empty());
}
