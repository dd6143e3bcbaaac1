#include <heddle/engine/step.hpp>

namespace heddle::engine {
namespace {

bool collide(ObjectIndex a, Access how_a, ObjectIndex b, Access how_b) noexcept {
  if (a == no_object || a != b) return false;
  if (how_a == Access::none || how_b == Access::none) return false;
  return how_a == Access::write || how_b == Access::write;
}

}  // namespace

bool dependent(const Step& a, const Step& b) noexcept {
  return a.agent.thread == b.agent.thread || collide(a.object, a.access, b.object, b.access) ||
         collide(a.object, a.access, b.second, b.second_access) ||
         collide(a.second, a.second_access, b.object, b.access) ||
         collide(a.second, a.second_access, b.second, b.second_access);
}

}  // namespace heddle::engine
