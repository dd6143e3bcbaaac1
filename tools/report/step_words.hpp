#pragma once

#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <string>

/// What is said of one step, or of one thread that stands still.
namespace heddle::report {

/// The number by which reports and findings call a step: people count from 1.
[[nodiscard]] std::string step_number(std::uint64_t index);

/// What the step did, without saying who: "notify Condition 1, wakes nobody", "is_set Event 1 = true",
/// "choose = 2 of 3".
[[nodiscard]] std::string step_words(const Trace& trace, const engine::Step& step);

/// What a thread that did not get on waits for: "waits for a signal on Condition 1", "waits to get from Queue 1",
/// "waits for the end of worker1".
[[nodiscard]] std::string waiting_words(const Trace& trace, const Trace::Pending& pending);

/// "since step 7", the step after which the operation was announced; "from the start".
[[nodiscard]] std::string since_words(const Trace::Pending& pending);

/// "models/seeds/x.cpp:14", or "" for a site nobody gave.
[[nodiscard]] std::string site_words(const Site& site);

/// The same without the folders: "x.cpp:14".
[[nodiscard]] std::string short_site_words(const Site& site);

/// The thread's name; its number if it has none.
[[nodiscard]] std::string thread_words(const Trace& trace, engine::ThreadIndex thread);

}  // namespace heddle::report
