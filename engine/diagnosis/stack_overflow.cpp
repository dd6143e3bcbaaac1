#include <heddle/engine/diagnosis/stack_overflow.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

namespace heddle::engine {

void stack_overflow(Inquest& inquest) {
  const Trace& trace = inquest.trace();
  if (trace.outcome != Outcome::stack_overflow) return;
  Diagnosis diagnosis{Hazard::stack_overflow, {}, {}};
  const auto last = last_step_of(trace, trace.culprit, trace.steps.size());
  diagnosis.message = fmt::format("{} ran out of stack{}", clear_name(trace, trace.culprit),
                                  last ? ", after its " + step_text(trace, *last) : "");
  if (last) diagnosis.marks.push_back(mark_step(trace, *last, "then runs out of stack"));
  inquest.report(std::move(diagnosis));
}

}  // namespace heddle::engine
