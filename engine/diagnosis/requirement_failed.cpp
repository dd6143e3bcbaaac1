#include <heddle/engine/diagnosis/requirement_failed.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

namespace heddle::engine {

void requirement_failed(Inquest& inquest) {
  const Trace& trace = inquest.trace();
  if (trace.outcome != Outcome::requirement_failed) return;
  Diagnosis diagnosis{Hazard::requirement_failed, {}, {}};
  const auto last = last_step_of(trace, trace.culprit, trace.steps.size());
  const Site site = trace.requirement_site;
  diagnosis.message = fmt::format("what {} requires at {}:{} does not hold{}{}{}", clear_name(trace, trace.culprit),
                                  site.file, site.line, trace.requirement.empty() ? "" : ": ", trace.requirement,
                                  last ? ", after its " + step_text(trace, *last) : "");
  if (last)
    diagnosis.marks.push_back(
        mark_step(trace, *last, fmt::format("then the requirement at {}:{} fails", site.file, site.line)));
  inquest.report(std::move(diagnosis));
}

}  // namespace heddle::engine
