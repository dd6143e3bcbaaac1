#pragma once

#include <heddle/engine/options.hpp>
#include <heddle/engine/step.hpp>

#include <cstdint>
#include <span>

namespace heddle::engine {

/// One access of a step.
struct Touch {
  ObjectIndex object = no_object;
  std::uint32_t part = 0;  ///< of the object: a bit's number in Operation::parts, or from `first_item` on an item
  Access access = Access::none;
  std::int32_t level = 0;  ///< of the object before the step; for touches beyond what the operation announced
};

/// True unless steps of different threads that left these footprints commute: swapped while next to each other,
/// they would lead to the same state. Coarse: parts of objects are not told apart.
[[nodiscard]] bool collide(std::span<const Touch> a, std::span<const Touch> b, Dependence dependence) noexcept;

}  // namespace heddle::engine
