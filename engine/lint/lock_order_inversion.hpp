#pragma once

#include <heddle/engine/lint/suspicion.hpp>

namespace heddle::engine {

/// Different threads take locks in orders that close a circle: one takes b while it holds a, another a while it
/// holds b. (The lock graph of Havelund, Using runtime analysis to guide model checking, SPIN 2000.)
///
/// No circle: where all of two threads' parts in it are under one more lock, where one part comes after the other
/// because of a start or a join, where a lock is tried or waited for with a timeout, and where a thread has it
/// already. Semaphores are locks if they have one permit, and each is released by who acquired it.
[[nodiscard]] std::vector<Suspicion> lock_order_inversion(const Trace& trace);

}  // namespace heddle::engine
