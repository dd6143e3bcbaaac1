#pragma once

#include <heddle/engine/estimate.hpp>
#include <heddle/engine/options.hpp>
#include <heddle/engine/verdict.hpp>
#include <heddle/tools/report/verdict_words.hpp>

#include <string>
#include <string_view>

/// What is said of how much there is to search. Numbers are rough, and are written so.
namespace heddle::report {

/// "about 8", "about 3,300", "about 3 million", "about 2 trillion", "about 3e17"; "at least about 40 million";
/// "more than 1e299".
[[nodiscard]] std::string estimate_words(const Estimate& estimate);

/// "classes" or "schedules".
[[nodiscard]] std::string_view name_of(Estimate::Unit unit) noexcept;

/// How long the whole search would take: "about 40 s", "about 3 hours", "more than a year", "more than 1,000
/// years".
[[nodiscard]] std::string expected_duration(const Estimate& estimate);

/// True if there is by far more to search than the options allow; without a budget, than ten minutes allow.
[[nodiscard]] bool is_hopeless(const Estimate& estimate, const Options& options) noexcept;

/// What would help: another search, a bound, a smaller scenario.
[[nodiscard]] std::string remedy_words(const Options& options, Voice voice = Voice::flags);

/// One line for a search that is hopeless: "seeds/x: about 3 trillion classes to go through, more than a year at
/// 95,000 a second; most of them come from Queue 1 (lab.cpp:12) and Lock 2 (lab.cpp:14). Fewer threads or …".
[[nodiscard]] std::string hopeless_words(std::string_view scenario, const Estimate& estimate,
                                         const Options& options);

}  // namespace heddle::report
