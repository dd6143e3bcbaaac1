#pragma once

#include <heddle/engine/diagnosis/standstill.hpp>
#include <heddle/engine/finding.hpp>

#include <string>
#include <vector>

/// Which items of a queue are not settled, and who has them. A settlement says nothing of the item that it is for.
/// It is taken to be for the one item that its thread has taken and not settled; where a thread has more, or none,
/// items are only counted.
namespace heddle::engine {

/// Why a thread waits for ever until all is settled: "1 of 3 items is not done: worker took the one that main put
/// at step 2 (x.cpp:5), at step 4 (x.cpp:9), and has ended".
[[nodiscard]] std::string why_unsettled(const Standstill& standstill, const Wait& wait);

/// Points at where the items that can be told were taken.
[[nodiscard]] std::vector<Mark> marks_of_unsettled(const Standstill& standstill, const Wait& wait);

}  // namespace heddle::engine
