#include <heddle/engine/lint/suspicion.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace heddle::engine {

std::string identity(const Trace& trace, ObjectIndex object) {
  const Trace::Object& it = trace.objects[object];
  return fmt::format("{} {} {}", it.kind->name, it.name, spot(it.created));
}

std::string spot(Site site) { return fmt::format("{}:{}", site.file, site.line); }

Place place_of(const Trace& trace, std::uint64_t step) {
  const Step& it = trace.steps[step];
  return {trace.threads[it.agent.thread].name, it.kind->role, it.site};
}

bool stuck_at(const Trace& trace, Role role, Site site, std::string_view object) {
  return std::any_of(trace.threads.begin(), trace.threads.end(), [&](const Trace::Thread& thread) {
    const auto& pending = thread.pending;
    return pending && !pending->enabled && pending->kind->role == role && pending->site == site &&
           (object.empty() || identity(trace, pending->object) == object);
  });
}

std::uint64_t next_step_of(const Trace& trace, ThreadIndex thread, Role role, ObjectIndex object,
                           std::uint64_t index) {
  while (++index < trace.steps.size()) {
    const Step& step = trace.steps[index];
    if (step.agent == Agent{thread, false} && step.kind->role == role && step.object == object) return index;
  }
  return trace.steps.size();
}

std::uint64_t last_step_of(const Trace& trace, ThreadIndex thread, Role role, ObjectIndex object,
                           std::uint64_t index) {
  while (index-- > 0) {
    const Step& step = trace.steps[index];
    if (step.agent == Agent{thread, false} && step.kind->role == role && step.object == object) return index;
  }
  return trace.steps.size();
}

bool waits_for_a_moment(const Step& step) noexcept {
  return step.kind->role == Role::wait && step.value == 0 && step.second != no_object &&
         step.access == Access::write;
}

bool is_look(const Step& step) noexcept {
  const Role role = step.kind->role;
  return step.object != no_object && step.access == Access::read && (role == Role::plain || role == Role::test);
}

bool is_change(const Step& step) noexcept {
  switch (step.kind->role) {
    case Role::plain:
    case Role::signal:
    case Role::unsignal:
    case Role::put:
    case Role::get:
    case Role::settle: break;
    default: return false;
  }
  return step.access == Access::write || step.second_access == Access::write;
}

}  // namespace heddle::engine
