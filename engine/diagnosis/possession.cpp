#include <heddle/engine/diagnosis/possession.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace heddle::engine {
namespace {

bool has_permits(const Trace& trace, ObjectIndex object) {
  return object < trace.objects.size() && trace.objects[object].kind->has_permits;
}

/// True for a place where the last one to come has not finished what it does for all.
bool is_meeting(const Standstill& standstill, ObjectIndex object) {
  return standstill.meeting_at(object) != nullptr && standstill.meeting_at(object)->full();
}

/// The steps that gave the thread what it holds.
std::vector<std::uint64_t> takings(const Standstill& standstill, ObjectIndex object, ThreadIndex holder) {
  std::vector<std::uint64_t> steps;
  for (const Hold& hold : standstill.holds_on(object))
    if (hold.thread == holder) steps.push_back(hold.since);
  return steps;
}

/// "1 at step 4 (x.cpp:9)", "2, the last at step 6 (x.cpp:9)".
std::string how_many_and_when(const Trace& trace, const std::vector<std::uint64_t>& steps) {
  return fmt::format("{}{} {}", steps.size(), steps.size() == 1 ? " at" : ", the last at",
                     step_text(trace, steps.back()));
}

/// Permits given and taken by the threads.
struct Balance {
  std::int64_t given = 0;
  std::int64_t taken = 0;
};

Balance balance_of(const Standstill& standstill, ObjectIndex object) {
  Balance balance;
  for (const auto index : standstill.steps_on(object)) {
    const Step& step = standstill.trace().steps[index];
    if (step.kind->role == Role::acquire && step.value > 0) ++balance.taken;
    if (step.kind->role == Role::release && step.value > 0) balance.given += step.value;
  }
  return balance;
}

/// "producer released 3, the last at step 7 (x.cpp:4), and has ended".
std::string giver(const Standstill& standstill, const Wait& wait, ThreadIndex partner) {
  const Trace& trace = standstill.trace();
  std::int64_t count = 0;
  std::uint64_t last = 0;
  for (const auto index : standstill.steps_on(wait.object)) {
    const Step& step = trace.steps[index];
    if (step.kind->role != Role::release || step.agent.thread != partner || step.value <= 0) continue;
    count += step.value;
    last = index;
  }
  const std::string what =
      count == 0 ? "none"
                 : fmt::format("{}, {} {}", count, count == 1 ? "at" : "the last at", step_text(trace, last));
  return fmt::format("{} released {}, and {}", clear_name(trace, partner), what, fate(standstill, partner));
}

/// Nobody owes a permit: whoever released some could release more.
std::string why_none_given(const Standstill& standstill, const Wait& wait) {
  const auto [given, taken] = balance_of(standstill, wait.object);
  std::string books = "it began with " + permits(permits_at_first(standstill, wait.object));
  if (given > 0)
    books += fmt::format(", {} {} released and {} acquired", given, given == 1 ? "was" : "were", taken);
  std::vector<std::string> told{std::move(books)};
  if (wait.partners.empty()) {
    told.push_back(nobody_ever(standstill, wait, Role::release, "released any"));
    return fmt::format("{}", fmt::join(told, "; "));
  }
  for (const ThreadIndex partner : partners_told(wait)) told.push_back(giver(standstill, wait, partner));
  if (const auto rest = wait.partners.size() - partners_told(wait).size(); rest > 0)
    told.push_back(fmt::format("{} more released some", rest));
  const bool gone = std::none_of(wait.partners.begin(), wait.partners.end(),
                                 [&](ThreadIndex partner) { return standstill.lingers(partner); });
  if (gone) told.emplace_back("nobody is left who releases any");
  return fmt::format("{}", fmt::join(told, "; "));
}

/// The permits are all with threads that took them.
std::string why_none_back(const Standstill& standstill, const Wait& wait) {
  const Trace& trace = standstill.trace();
  std::vector<ThreadIndex> holders = wait.partners;
  const bool its_own = !takings(standstill, wait.object, wait.thread).empty();
  if (its_own) holders.insert(std::lower_bound(holders.begin(), holders.end(), wait.thread), wait.thread);
  std::vector<std::string> told;
  for (const ThreadIndex holder : holders) {
    const auto steps = takings(standstill, wait.object, holder);
    const auto& thread = trace.threads[holder];
    std::string what = fmt::format("{} took {}", clear_name(trace, holder), how_many_and_when(trace, steps));
    if (thread.ended) {
      what += fmt::format(", never released {}, and {}", steps.size() == 1 ? "it" : "them",
                          thread.uncaught ? death(*thread.uncaught) : "has ended");
    } else {
      what += holder == wait.thread ? " itself" : ", and " + fate(standstill, holder);
    }
    told.push_back(std::move(what));
  }
  return fmt::format("it began with {}; {}", permits(permits_at_first(standstill, wait.object)),
                     fmt::join(told, "; "));
}

}  // namespace

std::string what_is_taken(const Trace& trace, ObjectIndex object) {
  return has_permits(trace, object) ? "a permit of " + clear_name(trace, object) : clear_name(trace, object);
}

std::string taking(const Standstill& standstill, ObjectIndex object) {
  if (is_meeting(standstill, object)) return "comes last to " + clear_name(standstill.trace(), object);
  return "takes " + what_is_taken(standstill.trace(), object);
}

std::uint64_t told_taking(const Standstill& standstill, ObjectIndex object, ThreadIndex holder) {
  const auto steps = takings(standstill, object, holder);
  return has_permits(standstill.trace(), object) ? steps.back() : steps.front();
}

std::string held_by(const Standstill& standstill, ObjectIndex object, ThreadIndex holder) {
  const Trace& trace = standstill.trace();
  const std::string name = clear_name(trace, holder);
  const auto steps = takings(standstill, object, holder);
  if (steps.empty()) {
    const bool did = deeds_of(standstill, object, Role::release, holder).count > 0;
    return has_permits(trace, object)
               ? fmt::format("{} {} some before", name, did ? "released" : "tried to release")
               : fmt::format("which {} {} before", name, did ? "released" : "tried to release");
  }
  if (is_meeting(standstill, object))
    return fmt::format("in whose action {} is since {}", name, step_text(trace, steps.front()));
  if (!has_permits(trace, object)) return fmt::format("held by {} since {}", name, step_text(trace, steps.front()));
  const std::int64_t all = permits_at_first(standstill, object);
  if (all == 1) return fmt::format("whose only permit {} took at {}", name, step_text(trace, steps.front()));
  return fmt::format("of whose {} {} took {}", permits(all), name, how_many_and_when(trace, steps));
}

std::string held_by_itself(const Standstill& standstill, const Wait& wait) {
  const Trace& trace = standstill.trace();
  const auto steps = takings(standstill, wait.object, wait.thread);
  const std::string since = step_text(trace, steps.front());
  if (is_meeting(standstill, wait.object)) return fmt::format("in whose action it is itself since {}", since);
  if (!has_permits(trace, wait.object)) return fmt::format("which it holds itself since {}", since);
  if (steps.size() == 1) return fmt::format("whose only permit it took itself at {}", since);
  return fmt::format("all of whose {} it took itself, the last at {}",
                     permits(static_cast<std::int64_t>(steps.size())), step_text(trace, steps.back()));
}

std::int64_t permits_at_first(const Standstill& standstill, ObjectIndex object) {
  const auto [given, taken] = balance_of(standstill, object);
  return standstill.trace().objects[object].level + taken - given;
}

std::string permits(std::int64_t count) { return fmt::format("{} permit{}", count, count == 1 ? "" : "s"); }

std::string why_no_permit(const Standstill& standstill, const Wait& wait) {
  return standstill.holds_on(wait.object).empty() ? why_none_given(standstill, wait)
                                                  : why_none_back(standstill, wait);
}

}  // namespace heddle::engine
