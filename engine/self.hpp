#pragma once

#include <heddle/engine/step.hpp>

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle::engine {

class Fiber;
class RecordPool;

/// The running thread at one call: its registers and the live part of its stack. Valid while that call goes on.
struct CallState {
  std::jmp_buf* registers;
  const void* const* frame;  ///< the caller's frame pointer and the return address
  const std::byte* live;     ///< where the caller's frame begins: the stack is live from here to its top
  const void* operation;     ///< an Operation on the stack that says the same each time, padding aside; or null
  std::size_t operation_size;
};

/// A number that is equal for two calls of one thread that find the same in its registers and on its stack. What is
/// left over in unused parts of the stack counts too, as do addresses on the heap: so equal calls may get different
/// numbers, and not the same ones in each execution.
/// Taken as equal are addresses of `steps`, which effects are handed; of transient objects' records (see
/// ObjectKind::transient); of the exception that is being handled; and, under the address sanitizer, of what has
/// been freed.
[[nodiscard]] std::uint64_t hash_of(const CallState& call, const Fiber& fiber, const RecordPool& records,
                                    std::span<const Step> steps) noexcept;

/// Makes the part of the running stack that is not in use, from there on up, as if it had never been used.
void clear_unused_stack(const void* from) noexcept;

/// A sum over the words of a piece of memory, weighed by where they stand. What is changed there is the difference
/// of two such sums, whatever else is there: differences can be added up.
[[nodiscard]] std::uint64_t sum_of_memory(const void* from, const void* to) noexcept;

}  // namespace heddle::engine
