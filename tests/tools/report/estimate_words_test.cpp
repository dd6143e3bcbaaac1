#include <heddle/tools/report/estimate_words.hpp>

#include "../../support/catch.hpp"

using namespace heddle;
using namespace heddle::report;
using namespace std::chrono_literals;

namespace {

Estimate estimate_of(double count, double per_second = 95'123) {
  Estimate estimate;
  estimate.count = count;
  estimate.per_second = per_second;
  return estimate;
}

Estimate three_trillion() {
  Estimate estimate = estimate_of(3.04e12);
  estimate.sources = {{"Queue 1", {"lab.cpp", 12}, 0.5}, {"Lock 2", {"lab.cpp", 14}, 0.3}, {"Lock 3", {}, 0.2}};
  return estimate;
}

Options by_classes() {
  Options options;
  options.search = Search::dpor;
  return options;
}

}  // namespace

TEST_CASE("a count is as rough as it is known") {
  CHECK(estimate_words(estimate_of(1)) == "about 1");
  CHECK(estimate_words(estimate_of(14.4)) == "about 14");
  CHECK(estimate_words(estimate_of(3328)) == "about 3,300");
  CHECK(estimate_words(estimate_of(999'900)) == "about 1 million");
  CHECK(estimate_words(estimate_of(3.04e12)) == "about 3 trillion");
  CHECK(estimate_words(estimate_of(1.26e14)) == "about 130 trillion");
  CHECK(estimate_words(estimate_of(9.96e14)) == "about 1e15");
  CHECK(estimate_words(estimate_of(3.14e171)) == "about 3.1e171");
  CHECK(estimate_words(estimate_of(1e300)) == "more than 1e299");
  Estimate low = estimate_of(4e7);
  low.at_least = true;
  CHECK(estimate_words(low) == "at least about 40 million");
}

TEST_CASE("a duration is too") {
  CHECK(expected_duration(estimate_of(100, 1000)) == "about 1 second");
  CHECK(expected_duration(estimate_of(90, 1)) == "about 90 seconds");
  CHECK(expected_duration(estimate_of(3599, 1)) == "about 60 minutes");
  CHECK(expected_duration(estimate_of(86'400, 1)) == "about 24 hours");
  CHECK(expected_duration(estimate_of(86'400 * 100.0, 1)) == "about 100 days");
  CHECK(expected_duration(estimate_of(86'400 * 400.0, 1)) == "more than a year");
  CHECK(expected_duration(estimate_of(86'400 * 365.0 * 12.5, 1)) == "more than 12 years");
  CHECK(expected_duration(estimate_of(1e100, 1)) == "more than 1,000 years");
}

TEST_CASE("hopeless is what goes by far beyond a budget, or ten minutes") {
  CHECK(is_hopeless(estimate_of(4e6), {}));
  CHECK_FALSE(is_hopeless(estimate_of(2e6), {}));
  CHECK_FALSE(is_hopeless(estimate_of(2e6, 1e5), {.max_executions = 0}));
  CHECK(is_hopeless(estimate_of(2e6, 1e4), {.max_executions = 0}));
  const Options none{.max_executions = 0, .max_time = 0s};
  CHECK_FALSE(is_hopeless(estimate_of(5e7, 1e5), none));
  CHECK(is_hopeless(estimate_of(7e7, 1e5), none));
  CHECK_FALSE(is_hopeless(estimate_of(5e6, 1), {.max_executions = 5'000'000, .max_time = 0s}));
}

TEST_CASE("a hopeless search is told so in one line: how much, how long, whence, and what would help") {
  CHECK(hopeless_words("seeds/x", three_trillion(), by_classes()) ==
        "seeds/x: about 3 trillion classes to go through, more than a year at 95,000 a second; most of them come "
        "from "
        "Queue 1 (lab.cpp:12) and Lock 2 (lab.cpp:14). Fewer threads or repetitions, or bounded preemptions "
        "(--ladder), would leave less to search.");
}

TEST_CASE("who is to blame for nearly all is named alone, and nobody where all are") {
  Estimate estimate = three_trillion();
  estimate.sources = {{"Lock 1", {"lab.cpp", 2}, 0.95}, {"Lock 2", {"lab.cpp", 3}, 0.05}};
  CHECK_THAT(hopeless_words("x", estimate, by_classes()),
             Catch::Matchers::Contains("a second; they come from Lock 1 (lab.cpp:2). "));
  estimate.sources.assign(10, {"Lock 1", {"lab.cpp", 2}, 0.1});
  CHECK_THAT(hopeless_words("x", estimate, by_classes()), Catch::Matchers::Contains("a second. Fewer"));
}

TEST_CASE("the remedy is one that has not been taken") {
  CHECK(remedy_words(by_classes(), Voice::fields) ==
        "fewer threads or repetitions, or bounded preemptions (options.ladder), would leave less to search");
  Options options;
  options.search = Search::depth_first;
  CHECK(remedy_words(options) ==
        "a search by classes (--search=dpor), fewer threads or repetitions, or bounded preemptions (--ladder), "
        "would leave less to search");
  options.preemption_bound = 3;
  CHECK(remedy_words(options) ==
        "fewer threads or repetitions, or a smaller bound (--preemption-bound=2), would leave less to search");
  options.preemption_bound = 60;
  CHECK_THAT(remedy_words(options), Catch::Matchers::Contains("a smaller bound (--preemption-bound=2)"));
  options.preemption_bound = 0;
  CHECK(remedy_words(options) == "fewer threads or repetitions would leave less to search");
}
