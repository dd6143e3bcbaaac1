#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace heddle::detail {

#if defined(__has_builtin)
#if __has_builtin(__builtin_clear_padding)
inline constexpr bool clears_padding = true;
#define HEDDLE_CLEAR_PADDING(value) __builtin_clear_padding(&(value))
#endif
#endif
#ifndef HEDDLE_CLEAR_PADDING
inline constexpr bool clears_padding = false;
#define HEDDLE_CLEAR_PADDING(value) static_cast<void>(value)
#endif

/// How many bytes of a T say what it is. An x87 long double has six more, which nothing sets.
template <class T>
constexpr std::size_t bytes_that_count() noexcept {
  if constexpr (std::floating_point<T>)
    if constexpr (std::numeric_limits<T>::digits == 64) return 10;
  return sizeof(T);
}

/// True if two values are the same bit for bit, which is how std::atomic tells values apart: 0.0 and -0.0 differ,
/// and a NaN is the same as itself, whatever == says. Padding does not count, where the compiler can tell it
/// (g++ 11 and newer; others compare the bytes as they are).
template <class T>
bool same_representation(const T& a, const T& b) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  if constexpr (std::has_unique_object_representations_v<T> || !clears_padding) {
    return std::memcmp(&a, &b, bytes_that_count<T>()) == 0;
  } else {
    T first = a;
    T second = b;
    HEDDLE_CLEAR_PADDING(first);
    HEDDLE_CLEAR_PADDING(second);
    return std::memcmp(&first, &second, sizeof(T)) == 0;
  }
}

#undef HEDDLE_CLEAR_PADDING

/// Gives the values of one variable small numbers, as levels of its object: equal for the same representation, and
/// only then.
template <class T>
class ValueLevels {
 public:
  std::int32_t of(const T& value) {
    if constexpr (is_its_own_level) {
      return static_cast<std::int32_t>(value);
    } else {
      const auto found =
          std::find_if(met_.begin(), met_.end(), [&](const T& known) { return same_representation(known, value); });
      const auto level = static_cast<std::int32_t>(found - met_.begin());
      if (found == met_.end()) met_.push_back(value);
      return level;
    }
  }

 private:
  static constexpr bool is_its_own_level = std::integral<T> && sizeof(T) <= sizeof(std::int32_t);
  struct Nothing {};

  [[no_unique_address]] std::conditional_t<is_its_own_level, Nothing, std::vector<T>> met_;
};

}  // namespace heddle::detail
