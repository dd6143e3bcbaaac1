#pragma once

#include <heddle/engine/finding.hpp>
#include <heddle/engine/trace.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace heddle::report {

/// The indices of the steps that a reader of the finding needs to see, in order.
///
/// A short trace is shown whole. Of a longer one: the marked steps, and those that touch what a mark is about (what
/// a stuck thread is about, if there are no marks). If these are few, also those by which threads tell each other
/// anything: what one does to an object that another one changes. Of what a loop repeats, the first round and the
/// last two. If these are more than `limit`, the ones nearest to a mark or to the end. Marked steps are always
/// among them. To leave out one or two steps is not worth a line that says so: they are shown.
[[nodiscard]] std::vector<std::size_t> steps_that_matter(const Trace& trace, std::span<const Mark> marks,
                                                         std::size_t limit = 30);

/// Every step, for those who want to see it all.
[[nodiscard]] std::vector<std::size_t> every_step(const Trace& trace);

/// True if the execution ended with this thread standing still: unfinished, not a daemon, in an execution that
/// could not go on.
[[nodiscard]] bool stuck(const Trace& trace, const Trace::Thread& thread) noexcept;

}  // namespace heddle::report
