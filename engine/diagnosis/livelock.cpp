#include <heddle/engine/diagnosis/livelock.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace heddle::engine {
namespace {

/// How many rounds of a loop are looked at, and how many of the things it reads are told.
constexpr int most_rounds = 4;
constexpr std::size_t most_objects = 3;

/// The last step in which a thread read each of the objects that it reads between its yields; oldest first.
std::vector<std::uint64_t> keeps_reading(const Trace& trace, ThreadIndex thread) {
  std::vector<std::uint64_t> reads;
  int yields = 0;
  for (std::uint64_t index = trace.steps.size(); index-- > 0;) {
    const Step& step = trace.steps[index];
    if (step.agent != Agent{thread, false}) continue;
    if (step.kind->role == Role::yield && (++yields == most_rounds || (yields > 1 && !reads.empty()))) break;
    if (step.object == no_object || step.access != Access::read) continue;
    const auto same = [&](std::uint64_t other) { return trace.steps[other].object == step.object; };
    if (std::none_of(reads.begin(), reads.end(), same)) reads.push_back(index);
  }
  std::reverse(reads.begin(), reads.end());
  return reads;
}

/// The last step in which another thread changed an object.
std::optional<std::uint64_t> last_change(const Trace& trace, ObjectIndex object, ThreadIndex reader) {
  for (std::uint64_t index = trace.steps.size(); index-- > 0;) {
    const Step& step = trace.steps[index];
    const bool wrote = (step.object == object && step.access == Access::write) ||
                       (step.second == object && step.second_access == Access::write);
    if (wrote && step.agent.thread != reader) return index;
  }
  return std::nullopt;
}

std::string what_of(const Standstill& standstill, std::uint64_t read) {
  const Trace& trace = standstill.trace();
  const Step& step = trace.steps[read];
  const std::string place = step.site.known() ? fmt::format(", {}:{}", step.site.file, step.site.line) : "";
  const std::string object = fmt::format("{} ({}{})", clear_name(trace, step.object), step.kind->name, place);
  const auto change = last_change(trace, step.object, step.agent.thread);
  if (!change) return object + ", which nobody else ever changed";
  const ThreadIndex by = trace.steps[*change].agent.thread;
  return fmt::format("{}, last changed by {}, and {} {}", object, deed(trace, *change), clear_name(trace, by),
                     fate(standstill, by));
}

void tell(const Standstill& standstill, ThreadIndex thread, Diagnosis& diagnosis) {
  const Trace& trace = standstill.trace();
  const auto reads = keeps_reading(trace, thread);
  std::vector<std::string> told;
  for (const auto read : reads) {
    if (told.size() == most_objects) break;
    told.push_back(what_of(standstill, read));
    if (const auto change = last_change(trace, trace.steps[read].object, thread)) {
      diagnosis.marks.push_back(mark_step(trace, *change, "changes it for the last time"));
    }
    diagnosis.marks.push_back(mark_step(trace, read, "reads it, again and again"));
  }
  const auto& pending = *trace.threads[thread].pending;
  diagnosis.marks.push_back(mark_pending(thread, fmt::format("polls for ever ({})", pending.kind->name)));
  if (!diagnosis.message.empty()) diagnosis.message += "; ";
  diagnosis.message += fmt::format("{} polls for ever{}: ", clear_name(trace, thread), in_brackets(pending.site));
  diagnosis.message += told.empty() ? "it looks at nothing that could change"
                                    : fmt::format("it keeps reading {}", fmt::join(told, ", and "));
  if (reads.size() > told.size()) diagnosis.message += fmt::format(", and {} more", reads.size() - told.size());
}

/// True if some thread is stuck for other reasons than that it waits for those who go round: that is the cause, and
/// they go round for ever because of it, or besides.
bool others_are_stuck(const Inquest& inquest) {
  if (inquest.has_cause()) return true;
  const Standstill& standstill = inquest.standstill();
  std::vector<bool> goes_round(inquest.trace().threads.size());
  std::vector<ThreadIndex> next;
  for (std::size_t index = 0; index < goes_round.size(); ++index)
    if (standstill.polls(static_cast<ThreadIndex>(index))) next.push_back(static_cast<ThreadIndex>(index));
  for (const ThreadIndex thread : next) goes_round[thread] = true;
  while (!next.empty()) {
    const ThreadIndex partner = next.back();
    next.pop_back();
    for (const ThreadIndex waiter : standstill.waiting_for(partner)) {
      if (goes_round[waiter]) continue;
      goes_round[waiter] = true;
      next.push_back(waiter);
    }
  }
  return std::ranges::any_of(standstill.waits(), [&](const Wait& wait) {
    return !goes_round[wait.thread] && !inquest.trace().threads[wait.thread].daemon;
  });
}

}  // namespace

void livelock(Inquest& inquest) {
  if (inquest.trace().outcome != Outcome::livelocked) return;
  std::vector<ThreadIndex> all;
  std::vector<ThreadIndex> that_matter;
  for (std::size_t index = 0; index < inquest.trace().threads.size(); ++index) {
    const auto thread = static_cast<ThreadIndex>(index);
    if (!inquest.standstill().polls(thread)) continue;
    all.push_back(thread);
    if (inquest.matters(thread)) that_matter.push_back(thread);
  }
  if (all.empty()) return;
  if (others_are_stuck(inquest)) {
    for (const ThreadIndex thread : all)
      if (!inquest.trace().threads[thread].daemon) inquest.tell_besides(thread);
    return;
  }
  const auto& told = that_matter.empty() ? all : that_matter;
  Diagnosis diagnosis{Hazard::livelock, {}, {}};
  for (const ThreadIndex thread : told) tell(inquest.standstill(), thread, diagnosis);
  inquest.report(std::move(diagnosis), told);
}

}  // namespace heddle::engine
