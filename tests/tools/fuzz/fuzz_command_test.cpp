#include <heddle/tools/fuzz/fuzz_command.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/depth_first.hpp>

#include "tests/support/catch.hpp"
#include "tests/tools/cli/memory_console.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace heddle;
using namespace heddle::fuzz;

namespace {

struct Said {
  int code;
  std::string out;
  std::string err;
};

Said run(const std::vector<std::string>& words, const StrategyFactory& factory = engine::make_strategy) {
  MemoryOutput out;
  MemoryOutput err;
  const int code = fuzz_command(words, {out, err, {}, std::nullopt}, factory);
  return {code, out.text(), err.text()};
}

bool is_one_line(const std::string& text) {
  return text.ends_with("\n") && std::count(text.begin(), text.end(), '\n') == 1;
}

}  // namespace

TEST_CASE("a run without a mismatch ends with its figures in one line and with exit code 0") {
  const Said said = run({"--programs=20", "--max-interleavings=500"});
  CHECK(said.code == 0);
  CHECK(is_one_line(said.out));
  CHECK(said.out.starts_with("20 programs, "));
  CHECK(said.out.ends_with(": no mismatch\n"));
  CHECK(said.err.empty());
}

TEST_CASE("a mismatch is printed as a small program, with exit code 1") {
  const Said said = run({"--programs=20", "--max-interleavings=500"},
                        [](const Options&) { return std::make_unique<engine::DepthFirst>(); });
  CHECK(said.code == 1);
  CHECK(said.out.starts_with("#include <heddle/heddle.hpp>\n"));
  CHECK(said.out.find("// dpor, coarse: redundant: ") != std::string::npos);
  CHECK(said.out.find("HEDDLE_SCENARIO(\"fuzz/") != std::string::npos);
  CHECK(said.out.ends_with(": 1 mismatch\n"));
}

TEST_CASE("depth-first search can be put in place of the search under test") {
  CHECK(run({"--programs=20", "--max-interleavings=500", "--search=depth_first"}).code == 0);
}

TEST_CASE("a run says on request what each program had, and how each operation ended") {
  const Said said = run({"--programs=2", "--max-interleavings=500", "--each", "--statistics"});
  CHECK(said.code == 0);
  CHECK(said.out.starts_with("1: "));
  CHECK(said.out.find("\n2: ") != std::string::npos);
  CHECK(said.out.find("\ncompare_exchange") != std::string::npos);
}

TEST_CASE("programs are printed as a source file") {
  const Said said = run({"--print=7", "--programs=2"});
  CHECK(said.code == 0);
  CHECK(said.out.find("HEDDLE_SCENARIO(\"fuzz/7") != std::string::npos);
  CHECK(said.out.find("HEDDLE_SCENARIO(\"fuzz/8") != std::string::npos);
  CHECK(said.out.find("HEDDLE_SCENARIO(\"fuzz/9") == std::string::npos);
}

TEST_CASE("bad usage gets one line and exit code 2") {
  for (const char* word : {"--programs=many", "--seed=-1", "--threads=1", "--threads=8", "--daemons=101",
                           "--clock=wall", "--search=best", "--search=random", "--time=soon",
                           "--max-interleavings=0", "--print=x", "--no-such-flag", "surplus", "--programs"}) {
    INFO(word);
    const Said said = run({word});
    CHECK(said.code == 2);
    CHECK(said.out.empty());
    CHECK(said.err.starts_with("heddle-fuzz: "));
    CHECK(is_one_line(said.err));
  }
}

TEST_CASE("help is no mistake") {
  const Said said = run({"--help"});
  CHECK(said.code == 0);
  CHECK(said.out.find("--max-interleavings") != std::string::npos);
}
