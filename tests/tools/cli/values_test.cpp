#include <heddle/tools/cli/values.hpp>

#include <heddle/tools/cli/input_error.hpp>

#include "../../support/catch.hpp"

#include <limits>

using namespace heddle::cli;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

TEST_CASE("a number is whole, decimal and within its range") {
  CHECK(number_value("--n", "0", 0, 9) == 0);
  CHECK(number_value("--n", "18446744073709551615", 0, std::numeric_limits<std::uint64_t>::max()) ==
        std::numeric_limits<std::uint64_t>::max());
  for (const char* bad : {"", "x", "1x", " 1", "-1", "+1", "1.5", "10", "0x1", "18446744073709551616"}) {
    INFO(bad);
    CHECK_THROWS_AS(number_value("--n", bad, 0, 9), InputError);
  }
  CHECK_THROWS_WITH(number_value("--max-steps", "no", 1, 9),
                    "--max-steps: \"no\" is not a whole number from 1 to 9");
}

TEST_CASE("a time is in seconds unless it says otherwise") {
  CHECK(duration_value("--t", "30") == 30s);
  CHECK(duration_value("--t", "1.5") == 1500ms);
  CHECK(duration_value("--t", "10s") == 10s);
  CHECK(duration_value("--t", "500ms") == 500ms);
  CHECK(duration_value("--t", "2m") == 2min);
  CHECK(duration_value("--t", "2min") == 2min);
  CHECK(duration_value("--t", "1h") == 1h);
  CHECK(duration_value("--t", "0") == 0s);
  for (const char* bad : {"", "s", ".", "1d", "-1", "1e9", "nan", "1 s", "99999999999999999999", "1.2.3"}) {
    INFO(bad);
    CHECK_THROWS_AS(duration_value("--t", bad), InputError);
  }
  CHECK_THROWS_WITH(duration_value("--max-time", "soon"), Contains("--max-time: \"soon\" is not a time such as"));
}

TEST_CASE("a size is in bytes unless it says otherwise") {
  CHECK(size_value("--s", "65536", 16384, 1U << 30U) == 65536);
  CHECK(size_value("--s", "64K", 16384, 1U << 30U) == 65536);
  CHECK(size_value("--s", "1M", 16384, 1U << 30U) == 1U << 20U);
  CHECK(size_value("--s", "1G", 16384, 1U << 30U) == 1U << 30U);
  for (const char* bad : {"", "K", "1", "15K", "2G", "18014398509481985K", "1T", "-64K"}) {
    INFO(bad);
    CHECK_THROWS_AS(size_value("--s", bad, 16384, 1U << 30U), InputError);
  }
}
