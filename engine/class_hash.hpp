#pragma once

#include <cstdint>

namespace heddle::engine {

/// Numbers that stand for what an event is: who did what to what, with which result, after what else. Made of names
/// that do not depend on the order of things, the same on every machine.
namespace class_hash {

inline constexpr std::uint64_t start = 0x452821e638d01377U;

/// In order: what is added first and second is told apart. (The output function of splitmix64.)
[[nodiscard]] constexpr std::uint64_t added(std::uint64_t hash, std::uint64_t value) noexcept {
  std::uint64_t z = (hash + 0x9e3779b97f4a7c15U) ^ value * 0xd6e8feb86659fd93U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

[[nodiscard]] constexpr std::uint64_t added(std::uint64_t hash, const char* text) noexcept {
  std::uint64_t of_text = 0xcbf29ce484222325U;
  for (; *text != '\0'; ++text) of_text = (of_text ^ static_cast<unsigned char>(*text)) * 0x100000001b3U;
  return added(hash, of_text);
}

}  // namespace class_hash
}  // namespace heddle::engine
