#include <heddle/engine/diagnosis/uncaught_exception.hpp>

#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace heddle::engine {
namespace {

Diagnosis told(const Trace& trace, ThreadIndex thread, const Trace::Uncaught& uncaught) {
  Diagnosis diagnosis{Hazard::uncaught_exception, {}, {}};
  const auto last = last_step_of(trace, thread, uncaught.after);
  diagnosis.message = fmt::format("{} {}{}", trace.threads[thread].name, death(uncaught),
                                  last ? ", after its " + step_text(trace, *last) : "");
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
