#pragma once

#include <heddle/engine/trace.hpp>
#include <heddle/engine/verdict.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace heddle::engine {

/// The index of the first step that differs although all choices up to it are the same.
[[nodiscard]] std::optional<std::size_t> first_difference(std::span<const Step> a, std::span<const Step> b);

/// Where two executions part that made the same choices: in a step, in their ends, in what became of their threads
/// and objects. Nothing if they are the same in all of it. That a thread's stack overflows is the same wherever it
/// does: how much a call takes of it is nothing that a scenario decides.
[[nodiscard]] std::optional<Divergence> difference(const Trace& once, const Trace& again);

/// True for two executions in which the stack of the same thread overflowed.
[[nodiscard]] bool overflow_alike(const Trace& once, const Trace& again);

/// "worker1 notify Condition 1 at file.cpp:12, value 1"; past the last step, how the execution ended.
[[nodiscard]] std::string described(const Trace& trace, std::size_t index);

}  // namespace heddle::engine
