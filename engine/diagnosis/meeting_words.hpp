#pragma once

#include <heddle/engine/diagnosis/standstill.hpp>

#include <cstdint>
#include <string>

/// How to tell of a place where threads wait for each other.
namespace heddle::engine {

/// Why not all come to where a thread waits for others: "1 of its 3 parties is missing; worker2 last came at step 3
/// (x.cpp:9), and has ended; nobody else ever came".
[[nodiscard]] std::string why_missing(const Standstill& standstill, const Wait& wait);

/// Why a thread was turned away from a place, or left it without all having come, in its step `turned_away` (from
/// 0): "main's abort at step 8 (x.cpp:20) broke up Barrier 1, when worker0 was there and 2 of 3 parties were
/// missing".
/// "" if the trace does not show it.
[[nodiscard]] std::string why_broken(const Trace& trace, std::uint64_t turned_away);

}  // namespace heddle::engine
