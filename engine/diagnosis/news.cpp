#include <heddle/engine/diagnosis/news.hpp>

#include <heddle/engine/diagnosis/signals.hpp>

#include <algorithm>
#include <map>

namespace heddle::engine {
namespace {

/// True for operations by which threads tell each other something besides whose turn it is.
bool carries_news(Role role) noexcept {
  switch (role) {
    case Role::plain:
    case Role::signal:
    case Role::unsignal:
    case Role::test:
    case Role::put:
    case Role::get:
    case Role::settle: return true;
    default: return false;
  }
}

/// What a thread does when its time is over is no look: it saw what it did when its timer fired.
bool is_news(const Step& step, const Wait& wait) noexcept {
  return !step.agent.timer && step.ending != Ending::timed_out && step.object != no_object &&
         step.object != wait.object && carries_news(step.kind->role);
}

/// What was written of an object, and whether it has been looked at since.
struct Written {
  std::uint8_t parts = 0;
  bool seen = false;
};

/// Who takes or adds an item has met what was put before; who only looks has seen the parts that it looks at.
bool sees(const Step& look, const Written& written) noexcept {
  const Role role = look.kind->role;
  const bool meets = role == Role::put || role == Role::get || role == Role::settle;
  return meets || (look.parts & written.parts) != 0;
}

/// One after the signal that the same thread gave before this one; 0 if there is none.
std::uint64_t after_its_signal_before(const Standstill& standstill, ObjectIndex object, std::uint64_t signal) {
  const auto& steps = standstill.trace().steps;
  std::uint64_t from = 0;
  for (const auto index : standstill.steps_on(object)) {
    if (index >= signal) break;
    const bool its = steps[index].agent.thread == steps[signal].agent.thread;
    if (its && steps[index].kind->role == Role::signal) from = index + 1;
  }
  return from;
}

}  // namespace

bool knew(const Standstill& standstill, const Wait& wait, std::uint64_t signal) {
  const auto& steps = standstill.trace().steps;
  const std::uint64_t began = began_to_wait(standstill, wait).value_or(0);
  std::map<ObjectIndex, Written> all;
  for (std::uint64_t index = after_its_signal_before(standstill, wait.object, signal); index < began; ++index) {
    const Step& step = steps[index];
    if (!is_news(step, wait)) continue;
    if (step.agent.thread == wait.thread) {
      if (const auto at = all.find(step.object); at != all.end() && sees(step, at->second)) at->second.seen = true;
    } else if (step.access == Access::write && step.agent.thread == steps[signal].agent.thread) {
      Written& written = all[step.object];
      written.parts |= step.parts;
      if (index < signal) written.seen = false;
    }
  }
  return std::any_of(all.begin(), all.end(), [](const auto& written) { return written.second.seen; });
}

std::optional<OldNews> acted_on_old_news(const Standstill& standstill, const Wait& wait, std::uint64_t signal) {
  const auto& steps = standstill.trace().steps;
  if (signal >= began_to_wait(standstill, wait).value_or(0) || knew(standstill, wait, signal)) return std::nullopt;
  std::map<ObjectIndex, std::uint64_t> changed;  // by the signalling thread, first since its signal before
  const std::uint64_t from = after_its_signal_before(standstill, wait.object, signal);
  for (std::uint64_t index = signal; index-- > from;) {
    const Step& step = steps[index];
    const bool its = step.agent.thread == steps[signal].agent.thread;
    if (its && is_news(step, wait) && step.access == Access::write) changed[step.object] = index;
  }
  for (std::uint64_t index = signal; index-- > 0;) {
    const Step& step = steps[index];
    if (step.agent.thread != wait.thread || !is_news(step, wait)) continue;
    const auto change = changed.find(step.object);
    if (change == changed.end()) continue;
    if (index < change->second) return OldNews{index, change->second};
    return std::nullopt;  // it saw that change, and waits all the same
  }
  return std::nullopt;
}

std::optional<OldNews> changed_again(const Standstill& standstill, const Wait& wait, std::uint64_t signal) {
  const auto& steps = standstill.trace().steps;
  std::map<ObjectIndex, std::uint64_t> changed;  // by others, last, since the signal
  std::optional<OldNews> found;
  for (std::uint64_t index = signal + 1; index < began_to_wait(standstill, wait).value_or(0); ++index) {
    const Step& step = steps[index];
    if (!is_news(step, wait)) continue;
    const auto change = changed.find(step.object);
    if (step.agent.thread != wait.thread) {
      if (step.access == Access::write) changed[step.object] = index;
    } else if (step.access == Access::write) {
      // It need not have been looking, and what it finds there next is its own.
      if (change != changed.end()) changed.erase(change);
    } else if (change != changed.end()) {
      found = OldNews{index, change->second};
    }
  }
  return found;
}

std::optional<OldNews> changed_without_signal(const Standstill& standstill, const Wait& wait) {
  const auto& steps = standstill.trace().steps;
  const auto began = began_to_wait(standstill, wait);
  if (!began) return std::nullopt;
  std::uint64_t from = 0;
  for (const Signal& signal : signals_on(standstill, wait.object)) from = signal.step;
  std::map<ObjectIndex, std::uint64_t> looked;  // by the thread, last
  for (std::uint64_t index = 0; index < *began; ++index) {
    const Step& step = steps[index];
    const bool looks = step.agent.thread == wait.thread && is_news(step, wait) && step.access == Access::read;
    if (looks) looked[step.object] = index;
  }
  for (std::uint64_t index = steps.size(); index-- > from;) {
    const Step& step = steps[index];
    if (step.agent.thread == wait.thread || !is_news(step, wait) || step.access != Access::write) continue;
    const auto look = looked.find(step.object);
    if (look != looked.end() && look->second < index) return OldNews{look->second, index};
  }
  return std::nullopt;
}

}  // namespace heddle::engine
