#pragma once

#include <heddle/engine/diagnosis/standstill.hpp>
#include <heddle/engine/finding.hpp>
#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How diagnoses are put into words. Verbs come from roles, nouns from the trace: no primitive is known by name.
namespace heddle::engine {

/// " (x.cpp:12)", or "" for a site nobody gave.
[[nodiscard]] std::string in_brackets(Site site);

/// "step 3 (x.cpp:17)"; `index` counts from 0.
[[nodiscard]] std::string step_text(const Trace& trace, std::uint64_t index);

/// "worker1's notify at step 3 (x.cpp:17)".
[[nodiscard]] std::string deed(const Trace& trace, std::uint64_t index);

/// The last step of a thread among the first `before` ones, from 0; its timer's do not count.
[[nodiscard]] std::optional<std::uint64_t> last_step_of(const Trace& trace, ThreadIndex thread,
                                                        std::uint64_t before);

/// "since step 4", or "from the start".
[[nodiscard]] std::string since(const Wait& wait);

/// "1 item", "3 items".
[[nodiscard]] std::string items(std::uint64_t count);

/// "a", "a and b", "a, b and c", "a, b, c, d, e, f and 7 others".
[[nodiscard]] std::string list(std::span<const std::string> words);
[[nodiscard]] std::string list(const Trace& trace, std::span<const ThreadIndex> threads);

/// What a thread waits for, without its verb: "for Lock 1", "on Event 1", "to get from Queue 1".
[[nodiscard]] std::string aim(const Standstill& standstill, const Wait& wait);

/// "waits on Event 1 (x.cpp:5)", "joins worker0 (x.cpp:9)".
[[nodiscard]] std::string waiting(const Standstill& standstill, const Wait& wait);

/// The same without the place: "waits on Event 1". For marks.
[[nodiscard]] std::string waiting_words(const Standstill& standstill, const Wait& wait);

/// "worker0 and worker1 wait for ever on Event 1 (x.cpp:5)"; all wait for the same thing.
[[nodiscard]] std::string wait_for_ever(const Standstill& standstill, std::span<const ThreadIndex> threads);

/// "died of RuntimeError: no luck".
[[nodiscard]] std::string death(const Trace::Uncaught& uncaught);

/// What became of a thread: "has ended", "died of …", "polls for ever", "now joins worker0 (x.cpp:9)".
[[nodiscard]] std::string fate(const Standstill& standstill, ThreadIndex thread);

/// "worker0 died of RuntimeError: no luck" for each thread that did, or "".
/// For a wait that nobody was ever seen to end: perhaps they would have.
[[nodiscard]] std::string deaths(const Trace& trace);

/// "nobody ever signalled it", for a wait that no other thread was ever seen to end, and who perhaps would have.
[[nodiscard]] std::string nobody_ever(const Standstill& standstill, const Wait& wait, Role role,
                                      std::string_view did);

/// Why a stuck thread is stuck, given that `partner` is: "main joins worker0", "main waits for Lock 1 (x.cpp:3),
/// held by worker0 since step 4 (x.cpp:9)".
[[nodiscard]] std::string follows(const Standstill& standstill, const Wait& wait, ThreadIndex partner);

/// Why nobody ends a wait, for a wait that nothing else explains: "nobody ever signalled it".
/// `besides`: threads that are told of anyway.
[[nodiscard]] std::string why_for_ever(const Standstill& standstill, const Wait& wait,
                                       std::span<const ThreadIndex> besides = {});

/// The partners of whom `why_for_ever` says what became of them.
[[nodiscard]] std::span<const ThreadIndex> partners_told(const Wait& wait);

/// What a thread knew of that which it waits for: a clause, and what to look at.
struct NewsTold {
  std::string words;
  std::vector<Mark> marks;
};

/// Of what it had looked at before the signalling thread changed it: "worker1 had looked at Shared stop at step 5
/// (x.cpp:9), before main changed it at step 8 (x.cpp:22)".
[[nodiscard]] std::optional<NewsTold> old_news_told(const Standstill& standstill, const Wait& wait,
                                                    std::uint64_t signal);

/// Of what was changed later without a signal: "main changed Shared stop at step 9 (x.cpp:22), after worker1 had
/// looked at it at step 5 (x.cpp:9), and no signal came after that".
[[nodiscard]] std::optional<NewsTold> untold_change_told(const Standstill& standstill, const Wait& wait);

/// Points at what `why_for_ever` names of a wait for a signal: the last signal that another thread gave, what took
/// it back, and what the thread knew of that which it waits for.
[[nodiscard]] std::vector<Mark> marks_of_signals(const Standstill& standstill, const Wait& wait);

/// Points at a step (from 0).
[[nodiscard]] Mark mark_step(const Trace& trace, std::uint64_t index, std::string text);

/// Points at the operation that a thread did not get to execute.
[[nodiscard]] Mark mark_pending(ThreadIndex thread, std::string text);

/// What threads did to an object by steps of one role that took effect.
struct Deeds {
  std::uint64_t count = 0;
  std::optional<std::uint64_t> last;  ///< the last of them, from 0
};
[[nodiscard]] Deeds deeds_of(const Standstill& standstill, ObjectIndex object, Role role);
[[nodiscard]] Deeds deeds_of(const Standstill& standstill, ObjectIndex object, Role role, ThreadIndex thread);

}  // namespace heddle::engine
