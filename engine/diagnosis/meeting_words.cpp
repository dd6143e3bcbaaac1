#include <heddle/engine/diagnosis/meeting_words.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/meeting.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace heddle::engine {
namespace {

/// "1 of its 3 parties is missing"
std::string how_many_are_missing(const Meeting& meeting) {
  const std::int64_t parties = static_cast<std::int64_t>(meeting.present().size()) + meeting.missing();
  if (parties < 1) return fmt::format("it has {} parties, so that nobody ever gets through", parties);
  return fmt::format("{} of its {} parties {} missing", meeting.missing(), parties,
                     meeting.missing() == 1 ? "is" : "are");
}

/// "main's abort at step 8 (x.cpp:20) broke up Barrier 1"
std::string deed_of_breaking(const Trace& trace, std::uint64_t index) {
  const Step& step = trace.steps[index];
  const std::string who = clear_name(trace, step.agent.thread);
  const std::string place = clear_name(trace, step.object);
  if (step.kind->role == Role::leave)
    return fmt::format("{} gave up at {}, its time being over, and broke up {}", who, step_text(trace, index),
                       place);
  if (step.value < 0)
    return fmt::format("{}'s action failed at {} and broke up {}", who, step_text(trace, index), place);
  return fmt::format("{} broke up {}", deed(trace, index), place);
}

/// ", when worker0 was there and 2 of 3 parties were missing", "" if nobody was.
std::string who_was_there(const Trace& trace, const Meeting::BreakUp& broken) {
  if (broken.present.empty()) return {};
  if (broken.missing == 0) return ", after all had come";
  std::vector<ThreadIndex> there;
  for (const Meeting::Arrival& one : broken.present) there.push_back(one.thread);
  const std::int64_t parties = static_cast<std::int64_t>(there.size()) + broken.missing;
  if (parties < 1) return fmt::format(", which has {} parties", parties);
  return fmt::format(", when {} {} there and {} of {} parties {} missing", list(trace, there),
                     there.size() == 1 ? "was" : "were", broken.missing, parties,
                     broken.missing == 1 ? "was" : "were");
}

/// "; worker2 came at step 10 (x.cpp:9), too late", for each that came after all.
std::string who_came_late(const Trace& trace, const Meeting::BreakUp& broken, ThreadIndex told_of) {
  if (broken.present.empty() || broken.missing == 0) return {};
  std::map<ThreadIndex, std::uint64_t> late;
  for (std::uint64_t index = broken.step + 1; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    if (step.kind->role != Role::arrive || step.object != trace.steps[broken.step].object) continue;
    const auto waited = [&](const Meeting::Arrival& one) { return one.thread == step.agent.thread; };
    if (step.agent.thread == told_of || std::any_of(broken.present.begin(), broken.present.end(), waited)) continue;
    late.try_emplace(step.agent.thread, index);
  }
  std::vector<std::string> told;
  for (const auto& [thread, index] : late)
    told.push_back(fmt::format("{} came at {}, too late", clear_name(trace, thread), step_text(trace, index)));
  return told.empty() ? "" : "; " + list(told);
}

}  // namespace

std::string why_missing(const Standstill& standstill, const Wait& wait) {
  const Trace& trace = standstill.trace();
  const Meeting& meeting = *standstill.meeting_at(wait.object);
  std::vector<std::string> told{how_many_are_missing(meeting)};
  for (const ThreadIndex partner : partners_told(wait)) {
    told.push_back(fmt::format("{} last came at {}, and {}", clear_name(trace, partner),
                               step_text(trace, meeting.last_arrivals().at(partner)), fate(standstill, partner)));
  }
  const auto rest = wait.partners.size() - partners_told(wait).size();
  if (rest > 0) told.push_back(fmt::format("{} more came before", rest));
  const std::string dead = wait.partners.empty() ? deaths(trace) : "";
  told.emplace_back("nobody else ever came");
  if (!dead.empty()) told.push_back(dead);
  if (const auto& broken = meeting.last_break_up())
    told.push_back(deed_of_breaking(trace, broken->step) + " before");
  return fmt::format("{}", fmt::join(told, "; "));
}

std::string why_broken(const Trace& trace, std::uint64_t turned_away) {
  const Step& step = trace.steps[turned_away];
  const Meeting meeting(trace, step.object, turned_away + 1);
  const auto& broken = meeting.last_break_up();
  if (!broken) return {};
  const std::string deed = broken->step == turned_away ? fmt::format("its time was over, and it broke up {}",
                                                                     clear_name(trace, step.object))
                                                       : deed_of_breaking(trace, broken->step);
  return deed + who_was_there(trace, *broken) + who_came_late(trace, *broken, step.agent.thread);
}

}  // namespace heddle::engine
