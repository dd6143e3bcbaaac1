#include <heddle/engine/self.hpp>

#include <heddle/engine/fiber.hpp>
#include <heddle/engine/record_pool.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>

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

/// The exception that the running thread is handling, if there is one: an address in the heap, and a new one each
/// time it is thrown.
class Handled {
 public:
  Handled() noexcept {
    const std::exception_ptr current = std::current_exception();
    if (current == nullptr) return;
    static_assert(sizeof current == sizeof thrown_);
    std::copy_n(reinterpret_cast<const std::byte*>(&current), sizeof thrown_,
                reinterpret_cast<std::byte*>(&thrown_));
  }
  [[nodiscard]] Word begin() const noexcept { return thrown_ == 0 ? ~Word{0} : thrown_ - header; }
  [[nodiscard]] Word end() const noexcept { return thrown_ == 0 ? 0 : thrown_ + base_classes; }
  /// True for an address in it, or in the header that is right before it.
  [[nodiscard]] bool contains(Word word) const noexcept { return word >= begin() && word < end(); }

 private:
  static constexpr Word header = 128;
  static constexpr Word base_classes = 64;
  Word thrown_ = 0;
};

/// True if the address sanitizer has seen that address freed. It gives out no address twice soon: what is left over
/// of one would tell all rounds apart.
HEDDLE_READS_ANYTHING bool is_freed(Word word) noexcept {
#ifdef HEDDLE_DETAIL_ASAN
  constexpr Word lowest = Word{1} << 45U;  // the sanitizer's own memory is below, in 64 bits
  constexpr Word highest = Word{1} << 47U;
  if (word < lowest || word >= highest) return false;
  static const auto [scale, offset] = [] {
    std::pair<std::size_t, std::size_t> mapping;
    __asan_get_shadow_mapping(&mapping.first, &mapping.second);
    return mapping;
  }();
  constexpr std::uint8_t freed = 0xfd;  // as the legend of its reports has it
  return *reinterpret_cast<const volatile std::uint8_t*>((word >> scale) + offset) == freed;
#else
  (void)word;
  return false;
#endif
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

/// Words that differ from call to call, though nothing does that the thread could tell.
class Indifferent {
 public:
  Indifferent(const RecordPool& records, std::span<const Step> steps) noexcept
      : records_(records), first_step_(reinterpret_cast<Word>(steps.data())), size_of_steps_(steps.size_bytes()) {
    lowest_ = std::min({first_step_, records.lowest_address(), handled_.begin()});
    highest_ = std::max({first_step_ + size_of_steps_, records.highest_address(), handled_.end()});
  }
  [[nodiscard]] bool contains(Word word) const noexcept {
    if (is_freed(word)) return true;
    if (word < lowest_ || word >= highest_) [[likely]]
      return false;
    return word - first_step_ < size_of_steps_ || records_.is_transient(word) || handled_.contains(word);
  }

 private:
  Handled handled_;
  const RecordPool& records_;
  Word first_step_;
  std::size_t size_of_steps_;
  Word lowest_;
  Word highest_;
};

HEDDLE_READS_ANYTHING std::uint64_t hash_of_words(std::uint64_t hash, const void* from, const void* to,
                                                  const Indifferent& indifferent) noexcept {
  const auto* at = static_cast<const volatile Word*>(from);
  const auto* const end = static_cast<const volatile Word*>(to);
  for (; at < end; ++at) {
    const Word word = *at;
    hash = mixed(hash, indifferent.contains(word) ? 0 : word);
  }
  return hash;
}

}  // namespace

std::uint64_t hash_of(const CallState& call, const Fiber& fiber, const RecordPool& records,
                      std::span<const Step> steps) noexcept {
  std::uint64_t hash = reinterpret_cast<Word>(call.live);
  if (hides_variables()) {
    static thread_local std::uint64_t calls = 0;
    return mixed(hash, ++calls);
  }
  const Indifferent indifferent(records, steps);
  hash = mixed(hash, reinterpret_cast<Word>(call.frame[0]));
  hash = hash_of_words(hash, call.registers, call.registers + 1, indifferent);
  const auto* const top = static_cast<const std::byte*>(fiber.stack_top());
  const auto* const operation = static_cast<const std::byte*>(call.operation);
  if (operation < call.live || operation >= top) return hash_of_words(hash, call.live, top, indifferent);
  hash = hash_of_words(hash, call.live, operation, indifferent);
  return hash_of_words(hash, operation + call.operation_size, top, indifferent);
}

HEDDLE_READS_ANYTHING void clear_unused_stack(const void* from) noexcept {
  constexpr std::size_t own_frame = 256;
  auto* at = static_cast<volatile std::byte*>(const_cast<void*>(from));
  const auto* const end = static_cast<const std::byte*>(__builtin_frame_address(0)) - own_frame;
  for (; at < end; ++at) *at = std::byte{0};
}

// A polynomial in an odd number, with the words as coefficients; four terms at a time, since each of them waits for
// the ones before.
HEDDLE_READS_ANYTHING std::uint64_t sum_of_memory(const void* from, const void* to) noexcept {
  constexpr std::uint64_t x = 0x9e3779b97f4a7c15U;
  constexpr std::uint64_t x2 = x * x;
  const auto* at = static_cast<const volatile Word*>(from);
  const auto* const end = static_cast<const volatile Word*>(to);
  std::uint64_t sum = 0;
  for (; end - at >= 4; at += 4) sum = sum * (x2 * x2) + at[0] * (x2 * x) + at[1] * x2 + at[2] * x + at[3];
  for (; at < end; ++at) sum = sum * x + *at;
  return sum;
}

}  // namespace heddle::engine
