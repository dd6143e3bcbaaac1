#include <heddle/engine/trace.hpp>

#include <fmt/format.h>

namespace heddle::engine {

std::string agent_label(std::string_view thread_name, bool timer) {
  return timer ? fmt::format("timer of {}", thread_name) : std::string(thread_name);
}

std::string object_label(const ObjectKind& kind, std::string_view name, std::uint32_t number) {
  if (name.empty()) return fmt::format("{} {}", kind.name, number);
  return kind.called_by_name ? std::string(name) : fmt::format("{} {}", kind.name, name);
}

std::string step_label(std::string_view agent, const OperationKind& kind, std::string_view object) {
  return object.empty() ? fmt::format("{} {}", agent, kind.name)
                        : fmt::format("{} {} {}", agent, kind.name, object);
}

}  // namespace heddle::engine

namespace heddle {

std::string Trace::label(engine::ObjectIndex object) const {
  if (object == engine::no_object) return {};
  const Object& it = objects[object];
  return engine::object_label(*it.kind, it.name, it.number);
}

std::string Trace::label(engine::Agent agent) const {
  return engine::agent_label(threads[agent.thread].name, agent.timer);
}

std::string Trace::label(const engine::Step& step) const {
  return engine::step_label(label(step.agent), *step.kind, label(step.object));
}

}  // namespace heddle
