#include <heddle/engine/diagnosis/deadlock.hpp>

#include <heddle/engine/diagnosis/unsettled.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace heddle::engine {
namespace {

constexpr std::size_t most_told = 6;

/// True for a wait that no other stuck thread explains by being stuck.
bool by_itself(const Standstill& standstill, const Wait& wait) {
  switch (wait.what) {
    case WaitsFor::signal:
    case WaitsFor::settlement:
    case WaitsFor::other: return true;
    case WaitsFor::ownership: return standstill.holds_on(wait.object).empty();
    default: return wait.partners.empty();
  }
}

std::vector<ThreadIndex> open_by_themselves(const Inquest& inquest) {
  std::vector<ThreadIndex> threads;
  for (const Wait& wait : inquest.standstill().waits()) {
    if (inquest.open(wait.thread) && by_itself(inquest.standstill(), wait) && inquest.matters(wait.thread)) {
      threads.push_back(wait.thread);
    }
  }
  return threads;
}

std::vector<ThreadIndex> open_and_no_daemon(const Inquest& inquest) {
  std::vector<ThreadIndex> threads;
  for (const Wait& wait : inquest.standstill().waits()) {
    if (inquest.open(wait.thread) && !inquest.trace().threads[wait.thread].daemon) threads.push_back(wait.thread);
  }
  return threads;
}

void tell(const Standstill& standstill, const Wait& wait, std::span<const ThreadIndex> besides,
          Diagnosis& diagnosis) {
  if (!diagnosis.message.empty()) diagnosis.message += "; ";
  diagnosis.message += fmt::format("{}, {}: {}", wait_for_ever(standstill, std::array{wait.thread}), since(wait),
                                   why_for_ever(standstill, wait, besides));
  if (wait.what == WaitsFor::signal) {
    for (Mark& mark : marks_of_signals(standstill, wait)) diagnosis.marks.push_back(std::move(mark));
  }
  if (wait.what == WaitsFor::settlement) {
    for (Mark& mark : marks_of_unsettled(standstill, wait)) diagnosis.marks.push_back(std::move(mark));
  }
  diagnosis.marks.push_back(mark_pending(wait.thread, waiting_words(standstill, wait)));
}

void report_together(Inquest& inquest, const std::vector<ThreadIndex>& threads) {
  if (threads.empty()) return;
  Diagnosis diagnosis{Hazard::deadlock, {}, {}};
  const std::size_t told = std::min(threads.size(), most_told);
  for (std::size_t index = 0; index < told; ++index) {
    tell(inquest.standstill(), *inquest.standstill().wait_of(threads[index]), std::span(threads).first(told),
         diagnosis);
  }
  if (const auto rest = threads.size() - told; rest > 0) {
    diagnosis.message += fmt::format("; {} more {} stuck like them", rest, rest == 1 ? "thread is" : "threads are");
  }
  std::vector<ThreadIndex> partners;
  for (const ThreadIndex thread : threads) {
    const auto some = partners_told(*inquest.standstill().wait_of(thread));
    partners.insert(partners.end(), some.begin(), some.end());
  }
  inquest.report(std::move(diagnosis), threads, std::move(partners));
}

}  // namespace

void deadlock(Inquest& inquest) {
  std::vector<ThreadIndex> unexplained;
  for (const ThreadIndex thread : open_by_themselves(inquest)) {
    const Wait& wait = *inquest.standstill().wait_of(thread);
    // One who took items and does not settle them is a cause. Of other waits one cannot tell: whoever would have
    // ended them may be stuck for another reason that is told already.
    const bool a_cause = wait.what == WaitsFor::settlement && !wait.partners.empty();
    if (a_cause || !inquest.tell_with_first_cause(thread)) unexplained.push_back(thread);
  }
  report_together(inquest, unexplained);
  inquest.spread();
  report_together(inquest, open_and_no_daemon(inquest));
  inquest.spread();
}

}  // namespace heddle::engine
