#include <heddle/engine/self.hpp>

#include <heddle/engine/fiber.hpp>
#include <heddle/engine/record_pool.hpp>

// What is read here belongs to somebody: frames with their red zones, words that were never written.
#if defined(__clang__)
#define HEDDLE_READS_ANYTHING [[gnu::noinline]] __attribute__((no_sanitize("address", "memory", "undefined")))
#else
#define HEDDLE_READS_ANYTHING [[gnu::noinline]] __attribute__((no_sanitize("address", "undefined")))
#endif

namespace heddle::engine {
namespace {

using Word = std::uintptr_t;

constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) noexcept {
  return (hash ^ value) * 0x9e3779b97f4a7c15U + (hash >> 29U);
}

/// What a word adds to a sum: it depends on where it stands.
constexpr std::uint64_t weighed(std::uint64_t place, std::uint64_t word) noexcept {
  std::uint64_t value = (word ^ place * 0xbf58476d1ce4e5b9U) * 0x94d049bb133111ebU;
  value ^= value >> 32U;
  return value * 0x9e3779b97f4a7c15U;
}

HEDDLE_READS_ANYTHING Word word_at(const std::byte* at) noexcept {
  return *reinterpret_cast<const volatile Word*>(at);
}

HEDDLE_READS_ANYTHING std::uint64_t sum_of_words(const std::byte* from, const std::byte* to) noexcept {
  std::uint64_t sum = 0;
  for (const std::byte* at = from; at + sizeof(Word) <= to; at += sizeof(Word))
    sum += weighed(reinterpret_cast<Word>(at), *reinterpret_cast<const volatile Word*>(at));
  return sum;
}

/// Where the address sanitizer keeps local variables apart from the stack (detect_stack_use_after_return), they are
/// not seen: so no two calls are taken to be equal.
bool hides_variables() noexcept {
#ifdef HEDDLE_DETAIL_ASAN
  return __asan_get_current_fake_stack() != nullptr;
#else
  return false;
#endif
}

}  // namespace

HEDDLE_READS_ANYTHING std::uint64_t hash_of(const CallState& call, const Fiber& fiber, const RecordPool& records,
                                            std::span<const Step> steps) noexcept {
  std::uint64_t hash = reinterpret_cast<Word>(call.live);
  if (hides_variables()) {
    static thread_local std::uint64_t calls = 0;
    return mixed(hash, ++calls);
  }
  hash = mixed(hash, reinterpret_cast<Word>(call.frame[0]));
  const auto first_step = reinterpret_cast<Word>(steps.data());
  const auto add = [&](const std::byte* from, const std::byte* to) {
    for (const std::byte* at = from; at + sizeof(Word) <= to; at += sizeof(Word)) {
      const Word word = word_at(at);
      const bool of_engine = word - first_step < steps.size_bytes() || records.is_transient(word);
      hash = mixed(hash, of_engine ? 0 : word);
    }
  };
  const auto* const registers = reinterpret_cast<const std::byte*>(call.registers);
  add(registers, registers + sizeof(std::jmp_buf));
  const auto* const top = static_cast<const std::byte*>(fiber.stack_top());
  const auto* const operation = static_cast<const std::byte*>(call.operation);
  if (operation < call.live || operation >= top) {
    add(call.live, top);
  } else {
    add(call.live, operation);
    add(operation + call.operation_size, top);
  }
  return hash;
}

HEDDLE_READS_ANYTHING void clear_unused_stack(const void* from) noexcept {
  constexpr std::size_t own_frame = 256;
  auto* at = static_cast<volatile std::byte*>(const_cast<void*>(from));
  const auto* const end = static_cast<const std::byte*>(__builtin_frame_address(0)) - own_frame;
  for (; at < end; ++at) *at = std::byte{0};
}

std::uint64_t sum_of_stack(const Fiber& fiber) noexcept {
  const auto* const live = static_cast<const std::byte*>(fiber.saved_stack_pointer());
  const auto* const top = static_cast<const std::byte*>(fiber.stack_top());
  if (live == nullptr || top == nullptr) return 0;
  return sum_of_words(live, top);
}

std::uint64_t sum_of_memory(const void* from, const void* to) noexcept {
  return sum_of_words(static_cast<const std::byte*>(from), static_cast<const std::byte*>(to));
}

}  // namespace heddle::engine
