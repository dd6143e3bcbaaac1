#include <heddle/engine/clear_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace heddle::engine {
namespace {

/// `label`, with its place among those that are called the same if there are others.
template <class One, class Same>
std::string numbered(std::string label, const std::vector<One>& all, std::size_t index, Same same) {
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(index);
  const auto before = std::count_if(all.begin(), end, same);
  if (before == 0 && std::none_of(end + 1, all.end(), same)) return label;
  return fmt::format("{} #{}", label, before + 1);
}

}  // namespace

std::string clear_name(const Trace& trace, ThreadIndex thread) {
  const std::string& name = trace.threads[thread].name;
  return numbered(name, trace.threads, thread, [&](const Trace::Thread& other) { return other.name == name; });
}

std::string clear_name(const Trace& trace, Agent agent) {
  return agent_label(clear_name(trace, agent.thread), agent.timer);
}

std::string clear_name(const Trace& trace, ObjectIndex object) {
  std::string label = trace.label(object);
  if (object == no_object || trace.objects[object].name.empty()) return label;
  const Trace::Object& it = trace.objects[object];
  for (std::size_t thread = 0; it.kind->called_by_name && thread < trace.threads.size(); ++thread) {
    if (trace.threads[thread].object == object) return clear_name(trace, static_cast<ThreadIndex>(thread));
  }
  return numbered(std::move(label), trace.objects, object, [&](const Trace::Object& other) {
    return other.name == it.name && std::string_view(other.kind->name) == it.kind->name;
  });
}

}  // namespace heddle::engine
