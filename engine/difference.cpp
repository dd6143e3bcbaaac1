#include <heddle/engine/difference.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace heddle::engine {
namespace {

bool same_choice(const Step& a, const Step& b) {
  if (a.agent != b.agent) return false;
  const bool value = a.kind->role == Role::choose && b.kind->role == Role::choose;
  return !value || a.value == b.value;
}

/// Who is passed over may hang on addresses.
bool same_alternatives(const Step& a, const Step& b) {
  return a.alternatives == b.alternatives || a.passed_over || b.passed_over;
}

bool same_step(const Step& a, const Step& b) {
  return a.agent == b.agent && a.kind == b.kind && a.object == b.object && a.second == b.second &&
         a.site == b.site && a.value == b.value && a.ending == b.ending && a.access == b.access &&
         a.second_access == b.second_access && a.parts == b.parts && a.looks_at == b.looks_at &&
         same_alternatives(a, b);
}

std::string described(const Trace::Thread& thread) {
  std::string text = fmt::format("thread {}{}", thread.name, thread.daemon ? ", a daemon" : "");
  if (thread.ended) text += ", ended";
  if (thread.pending)
    text += fmt::format(", at {} at {}:{}", thread.pending->kind->name, thread.pending->site.file,
                        thread.pending->site.line);
  if (thread.uncaught) text += fmt::format(", let out {}: {}", thread.uncaught->type, thread.uncaught->what);
  return text;
}

std::string described(const Trace::Object& object) {
  return fmt::format("{}, made at {}:{}, level {}{}", object_label(*object.kind, object.name, object.number),
                     object.created.file, object.created.line, object.level, object.destroyed ? ", destroyed" : "");
}

/// The first two that differ, or the first that one of the executions has and the other has not.
template <class Thing>
std::optional<std::pair<std::string, std::string>> parting(const std::vector<Thing>& once,
                                                           const std::vector<Thing>& again) {
  for (std::size_t i = 0; i < std::max(once.size(), again.size()); ++i) {
    const std::string a = i < once.size() ? described(once[i]) : "nothing more";
    const std::string b = i < again.size() ? described(again[i]) : "nothing more";
    if (a != b) return std::pair("at the end: " + a, "at the end: " + b);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> first_difference(std::span<const Step> a, std::span<const Step> b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (!same_choice(a[i], b[i])) {
      if (!same_alternatives(a[i], b[i])) return i;
      return std::nullopt;
    }
    if (!same_step(a[i], b[i])) return i;
  }
  return std::nullopt;
}

bool overflow_alike(const Trace& once, const Trace& again) {
  return once.outcome == Outcome::stack_overflow && again.outcome == Outcome::stack_overflow &&
         once.culprit == again.culprit;
}

std::optional<Divergence> difference(const Trace& once, const Trace& again) {
  const auto at = [&](std::size_t step) {
    return Divergence{step, described(once, step), described(again, step), {}};
  };
  const std::size_t common = std::min(once.steps.size(), again.steps.size());
  for (std::size_t i = 0; i < common; ++i)
    if (!same_step(once.steps[i], again.steps[i]) || once.steps[i].after_quiet != again.steps[i].after_quiet)
      return at(i);
  if (overflow_alike(once, again)) return std::nullopt;
  const bool same_end = once.steps.size() == again.steps.size() && once.outcome == again.outcome &&
                        once.culprit == again.culprit && once.requirement == again.requirement &&
                        once.requirement_site == again.requirement_site;
  if (!same_end) return at(common);
  auto end = parting(once.threads, again.threads);
  if (!end) end = parting(once.objects, again.objects);
  if (!end) return std::nullopt;
  return Divergence{common, std::move(end->first), std::move(end->second), {}};
}

std::string described(const Trace& trace, std::size_t index) {
  if (index >= trace.steps.size()) {
    const std::string end = fmt::format("the end of the execution ({})", name_of(trace.outcome));
    return trace.requirement.empty() ? end : fmt::format("{}: {}", end, trace.requirement);
  }
  const Step& step = trace.steps[index];
  std::string text = trace.label(step);
  if (step.site.known()) text += fmt::format(" at {}:{}", step.site.file, step.site.line);
  if (step.value != 0) text += fmt::format(", value {}", step.value);
  if (step.alternatives != 1) text += fmt::format(", as one of {}", step.alternatives);
  return text;
}

}  // namespace heddle::engine
