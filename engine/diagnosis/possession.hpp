#pragma once

#include <heddle/engine/diagnosis/standstill.hpp>

#include <cstdint>
#include <string>

/// How to say that a thread has what another waits for: a lock, a permit, or a place where threads meet to itself.
namespace heddle::engine {

/// What one takes of an object: "Lock 1", "a permit of Semaphore 1".
[[nodiscard]] std::string what_is_taken(const Trace& trace, ObjectIndex object);

/// What a holder did in order to be one: "takes Lock 1", "takes a permit of Semaphore 1", "comes last to Barrier
/// 1".
[[nodiscard]] std::string taking(const Standstill& standstill, ObjectIndex object);

/// The step (from 0) in which a holder took what it has, the last of several permits: the one that `held_by` names.
[[nodiscard]] std::uint64_t told_taking(const Standstill& standstill, ObjectIndex object, ThreadIndex holder);

/// Of what a thread waits for: "held by worker0 since step 4 (x.cpp:9)", "of whose 2 permits worker0 took 1 at step
/// 4 (x.cpp:9)", "which worker0 released before".
[[nodiscard]] std::string held_by(const Standstill& standstill, ObjectIndex object, ThreadIndex holder);

/// The same where it is the thread itself: "which it holds itself since step 4 (x.cpp:9)".
[[nodiscard]] std::string held_by_itself(const Standstill& standstill, const Wait& wait);

/// How many permits an object began with: those there are, those taken, less those given.
[[nodiscard]] std::int64_t permits_at_first(const Standstill& standstill, ObjectIndex object);

/// "1 permit", "2 permits".
[[nodiscard]] std::string permits(std::int64_t count);

/// Why a thread that waits for a permit gets none: who took them and what became of them, or who released some and
/// does so no more.
[[nodiscard]] std::string why_no_permit(const Standstill& standstill, const Wait& wait);

}  // namespace heddle::engine
