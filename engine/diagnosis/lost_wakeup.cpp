#include <heddle/engine/diagnosis/lost_wakeup.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/news.hpp>
#include <heddle/engine/diagnosis/signals.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace heddle::engine {
namespace {

/// A signal that reached nobody. Steps count from 0.
struct Lost {
  std::uint64_t signal = 0;
  std::optional<std::uint64_t> taken_back;
};

struct Missed {
  Lost lost;
  std::vector<ThreadIndex> threads;  ///< that wait for it
  std::vector<std::uint64_t> began;  ///< when each began to wait
};

// A negative value would be that of a signal that was refused, and so not given.

/// Signals that do not stand: each that reached no waiter.
std::vector<Lost> lost_at_once(const Trace& trace, std::span<const std::uint64_t> steps) {
  std::vector<Lost> all;
  for (const auto index : steps) {
    const Step& step = trace.steps[index];
    if (step.kind->role == Role::signal && step.value == 0) all.push_back({index, std::nullopt});
  }
  return all;
}

/// Signals that stand until they are taken back: each that nobody met meanwhile. One given while another stands
/// is no new signal.
std::vector<Lost> lost_by_taking_back(const Trace& trace, std::span<const std::uint64_t> steps) {
  std::vector<Lost> all;
  struct Standing {
    std::uint64_t signal = 0;
    bool stands = false;
    bool reached = false;
  } standing;
  for (const auto index : steps) {
    const Step& step = trace.steps[index];
    const bool met = step.value > 0;
    switch (step.kind->role) {
      case Role::signal:
        if (step.value >= 0 && !standing.stands) standing = {index, true, false};
        standing.reached = standing.reached || met;
        break;
      case Role::wait:
      case Role::test: standing.reached = standing.reached || met; break;
      case Role::unsignal:
        if (met && standing.stands && !standing.reached) all.push_back({standing.signal, index});
        if (met) standing = {};
        break;
      default: break;
    }
  }
  return all;
}

std::vector<Lost> lost_before(const Trace& trace, std::span<const std::uint64_t> steps) {
  const bool stands = std::any_of(steps.begin(), steps.end(), [&](std::uint64_t index) {
    return trace.steps[index].kind->role == Role::unsignal && trace.steps[index].value != 0;
  });
  return stands ? lost_by_taking_back(trace, steps) : lost_at_once(trace, steps);
}

/// The last signal lost on the thread.
std::optional<Lost> lost_on(const Standstill& standstill, const Wait& wait, std::uint64_t began) {
  const Trace& trace = standstill.trace();
  const auto steps = standstill.steps_on(wait.object);
  const auto before = static_cast<std::size_t>(std::lower_bound(steps.begin(), steps.end(), began) - steps.begin());
  const auto all = lost_before(trace, steps.first(before));
  const auto last = std::find_if(all.rbegin(), all.rend(), [&](const Lost& lost) {
    return trace.steps[lost.signal].agent.thread != wait.thread && !knew(standstill, wait, lost.signal) &&
           !went_on_since(standstill, wait, lost.signal);
  });
  if (last == all.rend()) return std::nullopt;
  return *last;
}

/// "worker0 and worker1 began to wait at steps 6 and 8"
std::string beginnings(const Trace& trace, const Missed& missed) {
  if (missed.threads.size() == 1) {
    return fmt::format("{} began to wait at step {}", clear_name(trace, missed.threads.front()),
                       missed.began.front() + 1);
  }
  std::vector<std::string> steps;
  for (const auto index : missed.began) steps.push_back(std::to_string(index + 1));
  return fmt::format("{} began to wait at steps {}", list(trace, missed.threads), list(steps));
}

/// Of one thread alone: what it went by when it began to wait, and else what nobody told it later.
std::optional<NewsTold> news_of(const Standstill& standstill, const Missed& missed) {
  if (missed.threads.size() != 1) return std::nullopt;
  const Wait& wait = *standstill.wait_of(missed.threads.front());
  if (auto news = old_news_told(standstill, wait, missed.lost.signal)) return news;
  return untold_change_told(standstill, wait);
}

Diagnosis told(const Standstill& standstill, const Missed& missed) {
  const Trace& trace = standstill.trace();
  const auto& [signal, taken_back] = missed.lost;
  Diagnosis diagnosis{Hazard::lost_wakeup, {}, {}};
  diagnosis.message = fmt::format(
      "{}: {} {} before {}, and reached nobody", wait_for_ever(standstill, missed.threads), deed(trace, signal),
      taken_back ? fmt::format("was taken back by {}", deed(trace, *taken_back)) : "came",
      beginnings(trace, missed));
  if (auto news = news_of(standstill, missed)) {
    diagnosis.message += "; " + news->words;
    diagnosis.marks = std::move(news->marks);
  }
  diagnosis.marks.push_back(
      mark_step(trace, signal, fmt::format("{} reaches nobody", trace.steps[signal].kind->name)));
  if (taken_back) {
    const Step& step = trace.steps[*taken_back];
    diagnosis.marks.push_back(mark_step(trace, *taken_back, fmt::format("{} takes it back", step.kind->name)));
  }
  for (const auto index : missed.began) {
    diagnosis.marks.push_back(mark_step(trace, index, "begins to wait, too late"));
  }
  std::stable_sort(diagnosis.marks.begin(), diagnosis.marks.end(),
                   [](const Mark& a, const Mark& b) { return a.step < b.step; });
  return diagnosis;
}

}  // namespace

void lost_wakeup(Inquest& inquest) {
  const Standstill& standstill = inquest.standstill();
  std::map<std::uint64_t, Missed> by_signal;
  for (const Wait& wait : standstill.waits()) {
    if (wait.what != WaitsFor::signal || !inquest.open(wait.thread)) continue;
    const auto step = began_to_wait(standstill, wait);
    if (!step) continue;
    const auto lost = lost_on(standstill, wait, *step);
    if (!lost) continue;
    Missed& missed = by_signal[lost->signal];
    missed.lost = *lost;
    missed.threads.push_back(wait.thread);
    missed.began.push_back(*step);
  }
  for (const auto& [signal, missed] : by_signal) inquest.report(told(standstill, missed), missed.threads);
}

}  // namespace heddle::engine
