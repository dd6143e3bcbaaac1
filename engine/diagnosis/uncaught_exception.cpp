#include <heddle/engine/diagnosis/uncaught_exception.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/meeting_words.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::engine {
namespace {

/// The step that closed what another step was done to, if that came before.
std::optional<std::uint64_t> closed_before(const Trace& trace, std::uint64_t refused) {
  for (std::uint64_t index = 0; index < refused; ++index) {
    const Step& step = trace.steps[index];
    if (step.object == trace.steps[refused].object && step.kind->role == Role::close && step.value >= 0)
      return index;
  }
  return std::nullopt;
}

/// What made a thread's last step fail, if that is for others to answer for: ": main's shutdown at step 6
/// (x.cpp:22) had closed Queue 1". "" if the step did not fail, or if the trace shows no reason.
std::string reason(const Trace& trace, std::uint64_t last) {
  const Step& step = trace.steps[last];
  const Role role = step.kind->role;
  std::string why;
  if (role == Role::put || role == Role::get) {
    const bool refused = step.value == 0 && step.ending == Ending::done;
    const auto closed = refused ? closed_before(trace, last) : std::nullopt;
    if (closed) why = fmt::format("{} had closed {}", deed(trace, *closed), clear_name(trace, step.object));
  } else if ((role == Role::arrive && step.access == Access::read) || (role == Role::leave && step.value <= 0)) {
    why = why_broken(trace, last);
  }
  return why.empty() ? why : ": " + why;
}

Diagnosis told(const Trace& trace, ThreadIndex thread, const Trace::Uncaught& uncaught) {
  Diagnosis diagnosis{Hazard::uncaught_exception, {}, {}};
  const auto last = last_step_of(trace, thread, uncaught.after);
  diagnosis.message = fmt::format("{} {}{}", clear_name(trace, thread), death(uncaught),
                                  last ? ", after its " + step_text(trace, *last) + reason(trace, *last) : "");
  if (last) diagnosis.marks.push_back(mark_step(trace, *last, "then " + death(uncaught)));
  return diagnosis;
}

}  // namespace

void uncaught_exception(Inquest& inquest) {
  const Trace& trace = inquest.trace();
  std::vector<std::pair<std::uint64_t, ThreadIndex>> deaths;
  for (std::size_t thread = 0; thread < trace.threads.size(); ++thread) {
    if (const auto& uncaught = trace.threads[thread].uncaught) {
      deaths.emplace_back(uncaught->after, static_cast<ThreadIndex>(thread));
    }
  }
  std::sort(deaths.begin(), deaths.end());
  for (const auto& [after, thread] : deaths) {
    inquest.report(told(trace, thread, *trace.threads[thread].uncaught));
  }
}

}  // namespace heddle::engine
