#pragma once

#include <heddle/engine/finding.hpp>
#include <heddle/engine/trace.hpp>
#include <heddle/tools/report/look.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace heddle::report {

/// A trace as a picture: time downwards, a column for each thread that does something in the steps shown.
///
///        step  main            worker0                    worker1
///           4                                             acquire Lock 1 :17
///     >     5                                             notify Condition 1, wakes nobody :18
///                                                         ^ nobody is waiting yet
///             ... 3 steps not shown
///     >   end                  waits for a signal on Condition 1 :12, since step 9
///
/// `steps` are the indices to show, ascending; the others are counted. Marked steps have a `>` and their marks
/// below them; at the bottom stands what stuck threads wait for. Where the columns would be too narrow, as with
/// many threads, each line names its thread instead: "step  thread  operation  site".
/// Lines are no longer than `look.width`, and end without spaces.
[[nodiscard]] std::string columns(const Trace& trace, std::span<const std::size_t> steps,
                                  std::span<const Mark> marks, const Look& look);

}  // namespace heddle::report
