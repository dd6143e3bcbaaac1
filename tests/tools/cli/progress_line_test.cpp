#include <heddle/tools/cli/progress_line.hpp>

#include "../../support/catch.hpp"
#include "memory_console.hpp"

using namespace heddle;
using namespace heddle::cli;
using namespace std::chrono_literals;

namespace {

const Progress progress{123'456, 1'000'000, 31, 0, 2743ms};

}  // namespace

TEST_CASE("progress is the scenario, executions, their rate, the depth and the time") {
  CHECK(progress_words("seeds/x", progress, 200) == "seeds/x: 123,456 executions, 45,007/s, depth 31, 2.7 s");
}

TEST_CASE("progress is out of how much there is, once that is known and as long as it is more") {
  Estimate estimate;
  estimate.count = 3.2e6;
  Progress ahead = progress;
  ahead.estimate = &estimate;
  CHECK(progress_words("seeds/x", ahead, 200) ==
        "seeds/x: 123,456 executions, 45,007/s, depth 31, 2.7 s; about 3.2 million in all");
  estimate.count = 1000;
  CHECK(progress_words("seeds/x", ahead, 200) == progress_words("seeds/x", progress, 200));
}

TEST_CASE("progress fits its terminal") {
  CHECK(progress_words("seeds/x", progress, 20) == "seeds/x: 123,456 e..");
}

TEST_CASE("a progress line is rewritten in place and gone at the end") {
  MemoryOutput out;
  MemoryOutput err;
  const Console console{out, err, {}, 80};
  {
    ProgressLine line(console, "seeds/x", 3, 14);
    line.show(progress);
    CHECK(err.text() == "\r\x1b[K[3/14] seeds/x: 123,456 executions, 45,007/s, depth 31, 2.7 s");
  }
  CHECK(err.text().ends_with("\r\x1b[K"));
  CHECK(out.text().empty());
}

TEST_CASE("where there is no terminal, there is no progress line") {
  MemoryOutput out;
  MemoryOutput err;
  const Console console{out, err, {}, std::nullopt};
  {
    ProgressLine line(console, "seeds/x", 1, 1);
    line.show(progress);
  }
  CHECK(err.text().empty());
}

TEST_CASE("a note stays above the progress line, and is written where there is no terminal too") {
  MemoryOutput out;
  MemoryOutput err;
  const Console terminal{out, err, {}, 80};
  {
    ProgressLine line(terminal, "seeds/x", 1, 1);
    line.show(progress);
    line.note("a word");
    CHECK(err.text().ends_with("2.7 s\r\x1b[Knote: a word\n"));
  }
  MemoryOutput pipe;
  const Console no_terminal{out, pipe, {}, std::nullopt};
  ProgressLine(no_terminal, "seeds/x", 1, 1).note("a word");
  CHECK(pipe.text() == "note: a word\n");
}
