#pragma once

#include <heddle/engine/check.hpp>
#include <heddle/engine/scenario.hpp>

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <functional>
#include <string>
#include <string_view>
#include <utility>

/// Heddle in test cases of Catch2, version 2.13 or 3. Included as <heddle/catch2.hpp>; link heddle::catch2.
///
///     TEST_CASE("a job handed over is not lost") {
///       HEDDLE_CHECK("handover") {
///         heddle::Queue<int> queue;
///         ...
///         heddle::require(queue.get() == 7, "the job that was put");
///       };
///     }
///
/// The body stands in braces after the macro, with a semicolon at its end, and not among the macro's arguments,
/// where every line of it would have the same number, in reports and in a debugger. It may use what is around it.
///
/// HEDDLE_CHECK(name) { … };            and (name, options), (name, options, folder)
///     passes if no schedule goes wrong. Else the failure's text is the report: what happened, the columns of
///     threads, the source lines, and the file that the schedule was written to, in `folder` or else in
///     ./heddle-schedules. A search that ended early is inconclusive, and fails with its reason.
/// HEDDLE_CHECK_EXPECTS(name, expectation) { … };   and options and folder as above
///     passes if the verdict is the expected one: `heddle::expects(heddle::Hazard::lost_wakeup)` for a test of what
///     must go wrong, `heddle::holds().within_preemptions(2)` for a claim with bounds. Clock and bounds of the
///     options give way to the expectation's.
/// HEDDLE_CHECK_SCENARIO(name);         and options and folder as above
///     the same for a scenario that HEDDLE_SCENARIO made, with its own expectation.
/// HEDDLE_REPLAY(file, name) { … };     HEDDLE_REPLAY_SCENARIO(file); for what HEDDLE_SCENARIO made
///     runs only the schedule in the file: put it in place of a check that failed, under a debugger say. Passes if
///     nothing goes wrong in it; else fails with every step of the trace, or with where it no longer fits.
///
/// All of them are checks in Catch2's sense: the test case goes on after a failure.
///
/// In a body say heddle::require(condition, message). Catch2's own assertions there are counted once for every
/// execution, and a REQUIRE that fails is an exception in a thread of the scenario: a finding, but one that
/// explains little.
#if defined(CATCH_CONFIG_PREFIX_ALL)
#define HEDDLE_DETAIL_SUCCEED(text) CATCH_SUCCEED(text)
#define HEDDLE_DETAIL_FAIL(text) CATCH_FAIL_CHECK(text)
#else
#define HEDDLE_DETAIL_SUCCEED(text) SUCCEED(text)
#define HEDDLE_DETAIL_FAIL(text) FAIL_CHECK(text)
#endif

#define HEDDLE_DETAIL_TELL                                                             \
  [](const ::heddle::catch2::Report& heddle_detail_report) {                           \
    if (heddle_detail_report.passed) HEDDLE_DETAIL_SUCCEED(heddle_detail_report.text); \
    else HEDDLE_DETAIL_FAIL(heddle_detail_report.text);                                \
  }
#define HEDDLE_DETAIL_BODY << [&]() -> void

#define HEDDLE_CHECK(...) ::heddle::catch2::detail::Check(HEDDLE_DETAIL_TELL, __VA_ARGS__) HEDDLE_DETAIL_BODY
#define HEDDLE_CHECK_EXPECTS(...) \
  ::heddle::catch2::detail::CheckExpects(HEDDLE_DETAIL_TELL, __VA_ARGS__) HEDDLE_DETAIL_BODY
#define HEDDLE_CHECK_SCENARIO(...) (HEDDLE_DETAIL_TELL)(::heddle::catch2::check_scenario(__VA_ARGS__))
#define HEDDLE_REPLAY(...) ::heddle::catch2::detail::ReplayOf(HEDDLE_DETAIL_TELL, __VA_ARGS__) HEDDLE_DETAIL_BODY
#define HEDDLE_REPLAY_SCENARIO(...) (HEDDLE_DETAIL_TELL)(::heddle::catch2::replay_scenario(__VA_ARGS__))

namespace heddle {

/// The schedule in that file, for heddle::replay. Throws std::runtime_error whose `what()` names the file, the
/// place and the remedy.
[[nodiscard]] Schedule load_schedule(const std::string& file);

}  // namespace heddle

/// What the macros do, for those who want it in a form of their own.
namespace heddle::catch2 {

struct Report {
  bool passed = false;
  std::string text;  ///< for a person
};

/// Where schedules go, relative to the folder that the test runs in.
inline constexpr std::string_view default_folder = "heddle-schedules";

[[nodiscard]] Report check(const std::string& name, const std::function<void()>& body, const Options& options = {},
                           std::string_view folder = default_folder);

[[nodiscard]] Report check_expects(const std::string& name, const Expectation& expectation,
                                   const std::function<void()>& body, const Options& options = {},
                                   std::string_view folder = default_folder);

/// Not passed if there is no scenario of that name.
[[nodiscard]] Report check_scenario(const std::string& name, const Options& options = {},
                                    std::string_view folder = default_folder);

/// Not passed if the file cannot be used, if it is of another scenario, if it does not fit, or if something goes
/// wrong in it.
[[nodiscard]] Report replay(const std::string& file, const std::string& name, const std::function<void()>& body,
                            const Options& options = {});
[[nodiscard]] Report replay_scenario(const std::string& file, const Options& options = {});

/// What the macros are made of: each waits for its body.
namespace detail {

using Tell = void (*)(const Report&);

class Check {
 public:
  Check(Tell tell, std::string name, const Options& options = {}, std::string_view folder = default_folder)
      : tell_(tell), name_(std::move(name)), options_(options), folder_(folder) {}
  void operator<<(const std::function<void()>& body) const { tell_(check(name_, body, options_, folder_)); }

 private:
  Tell tell_;
  std::string name_;
  Options options_;
  std::string folder_;
};

class CheckExpects {
 public:
  CheckExpects(Tell tell, std::string name, Expectation expectation, const Options& options = {},
               std::string_view folder = default_folder)
      : tell_(tell),
        name_(std::move(name)),
        expectation_(std::move(expectation)),
        options_(options),
        folder_(folder) {}
  void operator<<(const std::function<void()>& body) const {
    tell_(check_expects(name_, expectation_, body, options_, folder_));
  }

 private:
  Tell tell_;
  std::string name_;
  Expectation expectation_;
  Options options_;
  std::string folder_;
};

class ReplayOf {
 public:
  ReplayOf(Tell tell, std::string file, std::string name, const Options& options = {})
      : tell_(tell), file_(std::move(file)), name_(std::move(name)), options_(options) {}
  void operator<<(const std::function<void()>& body) const { tell_(replay(file_, name_, body, options_)); }

 private:
  Tell tell_;
  std::string file_;
  std::string name_;
  Options options_;
};

}  // namespace detail

}  // namespace heddle::catch2
