#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace heddle {

/// What time means while a scenario is checked.
enum class Clock : std::uint8_t {
  /// A timer may fire at any moment after it is armed, and sleeping orders nothing: what holds, holds however
  /// long things take.
  explored,
  /// Time stands still while anybody can run, then jumps to the next deadline.
  virtual_time,
};

/// Which strategy searches.
enum class Search : std::uint8_t {
  /// One execution for each class of schedules that differ only in the order of steps that commute: as complete as
  /// `depth_first`, and the fewest executions there can be.
  dpor,
  /// Every interleaving, within the preemption bound if one is set.
  depth_first,
  /// Schedules drawn at random from a seed: never complete, quick to find what is common.
  random,
};

/// Which steps of different threads on one object are taken to commute.
enum class Dependence : std::uint8_t {
  /// Whatever the primitive knows to: a queue's put and get, while it is neither empty nor full.
  fine,
  /// Only steps that change nothing. For comparison.
  coarse,
};

[[nodiscard]] std::string_view name_of(Clock clock) noexcept;
[[nodiscard]] std::string_view name_of(Search search) noexcept;
[[nodiscard]] std::string_view name_of(Dependence dependence) noexcept;
[[nodiscard]] std::optional<Clock> clock_named(std::string_view name) noexcept;
[[nodiscard]] std::optional<Search> search_named(std::string_view name) noexcept;
[[nodiscard]] std::optional<Dependence> dependence_named(std::string_view name) noexcept;

/// What an execution depends on besides its choices. A schedule carries these, so that it replays by itself.
struct Settings {
  Clock clock = Clock::explored;
  /// Waits on a Condition may wake without a notify, at most once a thread in each execution. CPython's never
  /// do; POSIX's and C++'s may.
  bool spurious_wakeups = false;
  /// How often a loop may take an idle round, one that leads it back to where it was, before it is passed over
  /// while others can go.
  std::uint32_t poll_repetitions = 0;
  /// How often loops may take idle rounds with nobody else able to go before that is a livelock.
  std::uint32_t livelock_after = 100;
  /// Bound: how often a thread may come back to an operation with nothing new from others before it is passed over
  /// while others can go, although it may be another than before: it may count. 0: as often as it likes.
  std::uint32_t max_rounds = 0;
  /// Steps after which an execution is cut. Values that are chosen do not count: in whatever order steps that
  /// commute are taken, the same execution is cut. (A thread that chooses as many in a row is cut too.)
  std::uint64_t max_steps = 10'000;

  friend bool operator==(const Settings&, const Settings&) = default;
};

/// Within how many rounds a search is made that without a bound on them does not come to the end of an execution.
inline constexpr std::uint32_t default_rounds = 3;

/// How a scenario is checked. Every field has a default.
struct Options {
  Search search = Search::dpor;
  Clock clock = Clock::explored;
  /// Collect findings to the end instead of stopping at the first.
  bool keep_going = false;
  /// Warn of habits that go wrong elsewhere, seen in executions in which nothing does: see Lint. Every execution is
  /// read for that, and once the search is over a few more are run for each warning, to confirm it.
  bool lint = false;
  /// Budget: executions after which the search stops, inconclusive. 0: no limit.
  std::uint64_t max_executions = 1'000'000;
  /// Bound: steps after which one execution is cut, see Settings. A verdict from a search that cut one is never
  /// `holds`.
  std::uint64_t max_steps = 10'000;
  /// Budget: wall time after which the search stops, inconclusive. Looked at between executions. 0: no limit.
  std::chrono::nanoseconds max_time = std::chrono::seconds(60);
  /// Once a search by `dpor` or `depth_first` has gone on for so long (or for a tenth of `max_time`, if that is
  /// less), a twentieth of the time goes into executions drawn at random, to estimate how much there is to search.
  /// They are no part of the search and change nothing else about it. 0: never.
  std::chrono::nanoseconds estimate_after = std::chrono::seconds(1);
  /// After a search by `dpor` that would say `holds`, without a bound on preemptions, a twentieth of its time goes
  /// into executions drawn at random (64 at least, unless these take long), each of which must be one of those that
  /// the search has seen, up to the order of steps that commute. If one is not, threads share something that Heddle
  /// does not see: see Verdict::unseen_sharing. They are no part of the search and change nothing else about it.
  bool guard = true;
  /// Bound: how often control may be taken from a thread that could go on. Sleeping and yielding give it away
  /// freely. Nothing: no bound. `random` does not keep to it.
  std::optional<std::uint32_t> preemption_bound = std::nullopt;
  /// Iterative bounding: search within 0 preemptions, then within 1, and so on, up to `preemption_bound` if there
  /// is one; until a bound leaves nothing out, something is found, or a budget, which is for all of them together,
  /// is used up. The verdict is of the last bound that was searched to its end. Not with `random`. (Musuvathi and
  /// Qadeer, PLDI 2007.)
  bool ladder = false;
  /// See Settings.
  bool spurious_wakeups = false;
  /// For `dpor`. With a bound on preemptions it is always coarse.
  Dependence dependence = Dependence::fine;
  /// Seed of `random`, and of what `guard` draws. The same seed gives the same schedules on every machine and
  /// compiler.
  std::uint64_t seed = 0;
  /// See Settings.
  std::uint32_t poll_repetitions = 0;
  /// See Settings. At least 1.
  std::uint32_t livelock_after = 100;
  /// See Settings. Where there is no such bound, and executions are cut at `max_steps` of 1,000 or more, the search
  /// begins again within `default_rounds`, and says so.
  std::uint32_t max_rounds = 0;
  /// Bytes of stack for each modelled thread, rounded up to pages. At least 16 KiB.
  std::size_t stack_size = std::size_t{256} * 1024;
  /// Threads an execution may have at the same time or one after another; one more is a RuntimeError in the
  /// thread that starts it, as CPython's "can't start new thread". At most 65,535.
  std::uint32_t max_threads = 4096;

  [[nodiscard]] Settings settings() const noexcept {
    return {clock, spurious_wakeups, poll_repetitions, livelock_after, max_rounds, max_steps};
  }
};

}  // namespace heddle
