#pragma once

#include <heddle/engine/strategies/hold_back.hpp>
#include <heddle/engine/trace.hpp>
#include <heddle/engine/warning.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::engine {

/// What a lint noticed in one execution that went well.
struct Suspicion {
  Lint lint = Lint::lock_order_inversion;
  std::string message;  ///< a sentence without its full stop; steps are numbered from 1
  std::vector<Mark> marks;
  /// What makes it the same as one of another execution: objects and places, no threads and no steps.
  std::string key;
  /// Whom to hold back, where, for it to go wrong; empty if nothing would come of that.
  std::vector<Place> hold_back;
  /// True for a finding that comes of it.
  std::function<bool(const Finding&)> shown_by;
};

/// A lint: reads the trace of an execution that went well, and knows roles and names, not primitives.
using ReadForLint = std::vector<Suspicion> (*)(const Trace&);

/// The object as it can be told from others in every execution: its kind, its name and where it was made.
[[nodiscard]] std::string identity(const Trace& trace, ObjectIndex object);

/// "x.cpp:12", for keys.
[[nodiscard]] std::string spot(Site site);

/// The operation that a step executed, as a place to hold its thread back at.
[[nodiscard]] Place place_of(const Trace& trace, std::uint64_t step);

/// True if some thread stands for ever at an operation of that role, written there, on that object (of any, if it
/// is "").
[[nodiscard]] bool stuck_at(const Trace& trace, Role role, Site site, std::string_view object);

/// The thread's own next step of that role on that object after `index`; `trace.steps.size()` if there is none.
[[nodiscard]] std::uint64_t next_step_of(const Trace& trace, ThreadIndex thread, Role role, ObjectIndex object,
                                         std::uint64_t index);

/// Its last one before `index`, likewise.
[[nodiscard]] std::uint64_t last_step_of(const Trace& trace, ThreadIndex thread, Role role, ObjectIndex object,
                                         std::uint64_t index);

/// True for a wait that gave up a lock: signals to it do not stand until they are taken back, but reach who waits
/// or nobody.
[[nodiscard]] bool waits_for_a_moment(const Step& step) noexcept;

/// True for a look at something that threads tell each other by: a load, a test, a size.
[[nodiscard]] bool is_look(const Step& step) noexcept;

/// True for a change of something that threads tell each other by: a store, a put, a signal that reached somebody.
[[nodiscard]] bool is_change(const Step& step) noexcept;

}  // namespace heddle::engine
