#include <heddle/tools/fuzz/names.hpp>

#include <array>

namespace heddle::fuzz {

std::string object_name(const Program& program, int object) {
  static constexpr std::array<const char*, object_type_count> types{
      "lock",  "rlock",      "condition",      "event",        "semaphore", "bounded", "barrier",
      "queue", "lifo_queue", "priority_queue", "simple_queue", "shared",    "atomic"};
  const ObjectPlan& plan = program.objects[static_cast<std::size_t>(object)];
  return types[static_cast<std::size_t>(plan.type)] + std::to_string(object);
}

std::string thread_name(int thread) { return thread == 0 ? "main" : "t" + std::to_string(thread); }

}  // namespace heddle::fuzz
