// What the explorer does to notice what a search cannot: that its scenario's threads share something that no
// operation of theirs speaks of.

#include <heddle/engine/diagnosis/diagnosis.hpp>
#include <heddle/engine/explorer.hpp>
#include <heddle/engine/nearest.hpp>
#include <heddle/engine/strategies/dpor.hpp>
#include <heddle/engine/strategies/drawn_class.hpp>

#include <algorithm>

namespace heddle::engine {
namespace {

// Of the time of a search, one part in so many goes into executions drawn at random; at least so many of these,
// unless that takes longer than it may.
constexpr int share_of_guard = 20;
constexpr std::uint64_t least_drawn = 64;
constexpr std::chrono::milliseconds longest_for_least{500};
// To show where they part, the search is run again for as long at most.
constexpr std::chrono::seconds longest_for_nearest{10};

// In every second of these, loops go round so often before they are passed over. What a loop keeps on the heap is
// not seen; it may be another one all the same.
constexpr std::uint32_t rounds_of_drawn = 100;

/// True if a complete search must have seen the class of this execution. One that was cut has none, and whether a
/// loop went round once more hangs on what was found equal.
bool has_a_class(const Execution& execution) {
  return execution.outcome() != Outcome::cut && !execution.compared_rounds();
}

/// True if it is one of those of which a search that found nothing has seen none.
bool goes_wrong(const Execution& execution) {
  return execution.outcome() != Outcome::completed || execution.has_uncaught();
}

}  // namespace

void Explorer::prepare_guard(Strategy& strategy) {
  const Options& options = verdict_.options;
  classes_.reset();
  if (!options.guard || options.preemption_bound || options.ladder || strategy.events() == nullptr) return;
  classes_.emplace();
}

void Explorer::note_class(Strategy& strategy) {
  if (classes_) classes_->add(strategy.events()->class_hash());
}

/// Draws executions at random, whose classes the search must have seen.
void Explorer::watch_for_unseen_sharing() {
  if (!classes_ || !verdict_.holds()) return;
  const Time::time_point begin = Time::now();
  const Time::duration share = (begin - start_) / share_of_guard;
  DrawnClass drawn(verdict_.options.seed, verdict_.options.dependence);
  const std::uint32_t repetitions = verdict_.options.poll_repetitions;
  for (;;) {
    const bool goes_round = verdict_.fair_only && verdict_.drawn % 2 == 1;
    execution_.set_poll_repetitions(goes_round ? repetitions + rounds_of_drawn : repetitions);
    drawn.take_long_turns(goes_round);
    (void)drawn.begin();
    execution_.run(body_, drawn);
    refuse_misuse();
    check_against_previous();
    if (verdict_.nondeterminism) {
      verdict_.complete = false;
      return unwind();
    }
    drawn.finish(execution_);
    ++verdict_.drawn;
    if (found_by_going_round()) return;
    if (is_unseen(drawn)) return tell_unseen_sharing(drawn);
    unwind();
    const Time::time_point now = Time::now();
    const Time::duration spent = now - begin;
    if (spent >= share && (verdict_.drawn >= least_drawn || spent >= longest_for_least)) return;
    if (!report_progress(now)) return;
  }
}

/// True if something goes wrong in the execution at hand in which loops have gone round: that is a finding, of a
/// schedule that the search had left out.
bool Explorer::found_by_going_round() {
  if (!execution_.compared_rounds() || !goes_wrong(execution_) || execution_.outcome() == Outcome::cut)
    return false;
  verdict_.complete = false;
  examine();
  return true;
}

bool Explorer::is_unseen(DrawnClass& drawn) const {
  if (!has_a_class(execution_)) return false;
  if (goes_wrong(execution_)) return true;
  const std::uint64_t hash = drawn.events()->class_hash();
  return classes_->tells_of(hash) && !classes_->contains(hash);
}

/// Runs the search again for the execution that comes nearest to the one at hand.
void Explorer::tell_unseen_sharing(DrawnClass& drawn) {
  Nearest nearest(execution_, *drawn.events());
  unwind();
  const Time::time_point begin = Time::now();
  Dpor again(verdict_.options.dependence);
  again.events()->tell_classes_apart();
  for (std::uint64_t i = 0; i < verdict_.executions + verdict_.abandoned && again.begin(); ++i) {
    execution_.run(body_, again);
    refuse_misuse();
    again.finish(execution_);
    if (!again.abandoned()) nearest.look_at(execution_, *again.events());
    unwind();
    if (nearest.found() && Time::now() - begin >= longest_for_nearest) break;
  }
  UnseenSharing& told = verdict_.unseen_sharing.emplace();
  told.drawn = schedule_of(verdict_.scenario, execution_.settings(), nearest.given());
  told.drawn_trace = nearest.given();
  told.seen = schedule_of(verdict_.scenario, execution_.settings(), nearest.nearest());
  told.seen_trace = nearest.nearest();
  told.parting = nearest.parting();
  for (const Diagnosis& diagnosis : diagnose(told.drawn_trace))
    told.found.push_back({diagnosis.hazard, diagnosis.message, diagnosis.marks, told.drawn, told.drawn_trace});
  verdict_.complete = false;
}

}  // namespace heddle::engine
