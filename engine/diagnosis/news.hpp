#pragma once

#include <heddle/engine/diagnosis/standstill.hpp>

#include <cstdint>
#include <optional>

/// What a thread that waits for a signal knew of that which the signal was about.
///
/// A signal is taken to be about whatever its thread wrote since the signal it had given there before.
namespace heddle::engine {

/// The step (from 0) in which a thread began to wait for the signal that it is stuck waiting for; nothing if it is
/// not stuck in that way.
[[nodiscard]] std::optional<std::uint64_t> began_to_wait(const Standstill& standstill, const Wait& wait);

/// True if the thread, before it began to wait, looked at something that the signal was about, or that the
/// signalling thread wrote later, and saw what was written last: it knew, and waits all the same. Whether it looked
/// before the signal itself or after makes no difference, as it makes none to the thread.
[[nodiscard]] bool knew(const Standstill& standstill, const Wait& wait, std::uint64_t signal);

/// Looking at something, and the change to it that came too late to be seen. Steps from 0.
struct OldNews {
  std::uint64_t look = 0;
  std::uint64_t change = 0;
};

/// The thread's last look, before it began to wait, at something that the signalling thread changed between that
/// look and the signal. Nothing if the thread knew.
[[nodiscard]] std::optional<OldNews> acted_on_old_news(const Standstill& standstill, const Wait& wait,
                                                       std::uint64_t signal);

}  // namespace heddle::engine
