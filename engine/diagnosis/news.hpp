#pragma once

#include <heddle/engine/diagnosis/standstill.hpp>

#include <cstdint>
#include <optional>

/// What a thread that waits for a signal knew of that which the signal was about.
///
/// A signal is taken to be about whatever its thread wrote since the signal it had given there before.
namespace heddle::engine {

/// True if the thread, before it began to wait, looked at something that the signal was about, or that the
/// signalling thread wrote later, and saw what was written last: it knew, and waits all the same. Whether it looked
/// before the signal itself or after makes no difference, as it makes none to the thread.
[[nodiscard]] bool knew(const Standstill& standstill, const Wait& wait, std::uint64_t signal);

/// Looking at something, and a change to it. Steps from 0.
struct OldNews {
  std::uint64_t look = 0;
  std::uint64_t change = 0;
};

/// The thread's last look, before it began to wait, at something that the signalling thread changed between that
/// look and the signal, too late to be seen. Nothing if the thread knew.
[[nodiscard]] std::optional<OldNews> acted_on_old_news(const Standstill& standstill, const Wait& wait,
                                                       std::uint64_t signal);

/// The thread's last look, after a signal and before it began to wait, at something that another thread had changed
/// after the signal: what it found there is not what it was signalled about. `look` comes after `change`.
[[nodiscard]] std::optional<OldNews> changed_again(const Standstill& standstill, const Wait& wait,
                                                   std::uint64_t signal);

/// The last change that another thread made to something after the thread, before it began to wait, had looked at
/// it for the last time; and after which nobody gave a signal.
[[nodiscard]] std::optional<OldNews> changed_without_signal(const Standstill& standstill, const Wait& wait);

}  // namespace heddle::engine
