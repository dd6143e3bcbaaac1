#pragma once

#include <heddle/engine/strategy.hpp>

#include <cstdint>

namespace heddle::engine {

/// True if whoever goes on next takes control from nobody: the thread that took the last step cannot go on, or
/// could not until a timer or a spurious wakeup let it, or is about to sleep or to yield.
[[nodiscard]] bool gives_way(const ChoicePoint& point);

/// True if to go on with `point.enabled[index]` is a preemption: it takes control from a thread that could have
/// gone on (Musuvathi and Qadeer, PLDI 2007). A timer preempts nobody.
[[nodiscard]] bool preempts(const ChoicePoint& point, std::uint32_t index);

}  // namespace heddle::engine
