#include <heddle/engine/diagnosis/self_deadlock.hpp>

#include <heddle/engine/diagnosis/possession.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace heddle::engine {
namespace {

/// The hold that the thread itself has on what it waits for, if nobody else has one.
std::optional<Hold> own_hold(const Standstill& standstill, const Wait& wait) {
  if (wait.what != WaitsFor::ownership) return std::nullopt;
  const auto holds = standstill.holds_on(wait.object);
  const auto own = [&](const Hold& hold) { return hold.thread == wait.thread; };
  if (holds.empty() || !std::all_of(holds.begin(), holds.end(), own)) return std::nullopt;
  return holds.front();
}

}  // namespace

void self_deadlock(Inquest& inquest) {
  const Standstill& standstill = inquest.standstill();
  const Trace& trace = inquest.trace();
  for (const Wait& wait : standstill.waits()) {
    const auto hold = own_hold(standstill, wait);
    if (!hold || !inquest.open(wait.thread)) continue;
    Diagnosis diagnosis{Hazard::self_deadlock, {}, {}};
    diagnosis.message =
        fmt::format("{}, {}", wait_for_ever(standstill, std::array{wait.thread}), held_by_itself(standstill, wait));
    diagnosis.marks = {
        mark_step(trace, told_taking(standstill, wait.object, wait.thread), taking(standstill, wait.object)),
        mark_pending(wait.thread, waiting_words(standstill, wait) + ", which it holds")};
    inquest.report(std::move(diagnosis), {wait.thread});
  }
}

}  // namespace heddle::engine
