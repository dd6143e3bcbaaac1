#include <heddle/engine/footprint.hpp>

#include <algorithm>

namespace heddle::engine {

bool collide(std::span<const Touch> a, std::span<const Touch> b, Dependence dependence) noexcept {
  return std::any_of(a.begin(), a.end(), [&](const Touch& x) {
    return std::any_of(b.begin(), b.end(), [&](const Touch& y) {
      return x.object == y.object && (x.access == Access::write || y.access == Access::write) &&
             (x.part == y.part || dependence == Dependence::coarse);
    });
  });
}

}  // namespace heddle::engine
