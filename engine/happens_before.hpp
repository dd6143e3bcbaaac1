#pragma once

#include <heddle/engine/canonical_names.hpp>
#include <heddle/engine/execution.hpp>
#include <heddle/engine/level_history.hpp>
#include <heddle/engine/move.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle::engine {

/// Two steps that depend on each other with nothing between them, of which the second could have come first.
struct Race {
  static constexpr std::uint32_t nothing = UINT32_MAX;
  std::uint32_t first;              ///< an event
  std::uint32_t second = nothing;   ///< an event; or nothing, where a thread could not take the step,
  std::uint32_t pending = nothing;  ///< and this is the number of the operation that it stood at
  /// The second ended the execution, with all values chosen after it, and the first is a step of a daemon, which it
  /// cut off; or the last one of another thread, which then ends the execution.
  bool ending = false;
  std::uint32_t found_at = 0;  ///< the event that brought it to light
  /// The second would touch something else without the first. Then its reversal depends on all that there is to
  /// commute with the first, also on what comes later. Known once it has been reversed.
  bool differs = false;
};

/// The steps of the execution at hand, as events: which happen before which, and which race. The choice of a value
/// is an event by number only: it belongs to the step before it, whoever chose. Follows the execution as it goes,
/// and when a search goes back, forgets what it takes back, without looking at the rest again.
///
/// An event happens before the later ones of its process, those of threads that it starts, those that depend on it,
/// and, if the execution came to rest between the two (see Step::after_quiet), before everything later.
class HappensBefore {
 public:
  enum class Races : std::uint8_t {
    /// See Race. By and by, reversing these leads to all other orders.
    immediate,
    /// Also pairs with others between them, and with steps that the second had to wait for. For a search that may
    /// not take the steps in between: reversed there, they might be out of its bound.
    all,
  };

  explicit HappensBefore(Dependence dependence, Races wanted = Races::immediate)
      : dependence_(dependence), wanted_(wanted) {}

  [[nodiscard]] Dependence dependence() const noexcept { return dependence_; }

  /// From now on, events are told apart by `hash_of`. Before the first one.
  void tell_classes_apart() noexcept { tells_classes_apart_ = true; }
  /// Stands for an event by what it is: who did what to what, with which result, after what else. Equal for equal
  /// events of any executions, and of any searches; of events that `catch_up` has looked at.
  [[nodiscard]] std::uint64_t hash_of(std::uint32_t event) const noexcept {
    return events_[event].hash - (event == 0 ? 0 : events_[event - 1].hash);
  }
  /// Stands for the events so far, in whatever order: equal for executions of one class, with equal results.
  [[nodiscard]] std::uint64_t class_hash() const noexcept { return events_.empty() ? 0 : events_.back().hash; }

  /// For tests of the tests: what is done to this part of objects does not count.
  void overlook(std::uint32_t part) noexcept { overlooked_ = part; }

  /// How many events there are. Event number i is step number i of the execution.
  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(events_.size()); }

  /// Takes back all events but the first `size`.
  void truncate(std::uint32_t size);

  /// A thread is about to take the step number `size()`. Adds the event as far as it is known.
  /// `passed_over`: it was to be passed over, and goes all the same.
  void begin_step(const Execution& execution, Agent agent, bool passed_over = false);

  /// A value was chosen, among so many: one among one is no choice.
  void begin_value(std::uint32_t value, std::uint32_t count);

  /// Looks at the steps that were taken, up to but without number `end`: everything about them is known now. Adds
  /// the races that they come second in.
  void catch_up(const Execution& execution, std::uint32_t end);

  /// The execution has ended: adds the races of what its end cut short, and of the operations that threads stand
  /// at.
  void close(const Execution& execution);

  /// The step that ended the execution by cutting off the daemons.
  struct Ending {
    std::uint32_t event = UINT32_MAX;
    std::vector<std::uint32_t> clock{};  ///< as it was without that
  };
  /// Null if there are no daemons to cut off.
  [[nodiscard]] const Ending* ending() const noexcept { return ending_.event == nothing ? nullptr : &ending_; }

  [[nodiscard]] std::span<Race> races() noexcept { return races_; }
  /// Takes back what `close` has added.
  void forget_end();

  /// What is to be done at the place before `race.first`, for the second to come first: everything else in the
  /// execution that does not happen after the first, then the second.
  void reversal(Race& race, Sequence& sequence);

  /// The thread that takes the second step of a race, or could not.
  [[nodiscard]] ThreadIndex second_thread(const Race& race) const noexcept {
    return race.second != Race::nothing ? events_[race.second].thread : pending_[race.pending].thread;
  }

  /// Of a step, with the values that were chosen after it.
  [[nodiscard]] const Move& move(std::uint32_t step);
  /// A move of somebody else's making, kept as long as this.
  [[nodiscard]] const Move& kept(const Move& move) { return moves_.kept(move); }
  [[nodiscard]] bool is_value(std::uint32_t event) const noexcept { return events_[event].is_value; }
  /// Those who live at the place before an event, or at the end.
  [[nodiscard]] Living living_before(std::uint32_t event) const noexcept {
    return event == 0 ? Living{.threads = 1, .daemons = false} : events_[event - 1].living;
  }
  /// The last event before that number which is no value, or `no_step`.
  [[nodiscard]] std::uint32_t step_before(std::uint32_t event) const noexcept;
  static constexpr std::uint32_t no_step = UINT32_MAX;
  /// The values that main chose before the first step.
  [[nodiscard]] std::span<const std::uint32_t> values_before_all() const noexcept;
  /// All values chosen in the execution so far, from that event on.
  [[nodiscard]] std::span<const std::uint32_t> values_from(std::uint32_t event) const noexcept {
    return std::span(values_).subspan(event < size() ? events_[event].first_value : values_.size());
  }
  [[nodiscard]] bool happens_before(std::uint32_t earlier, std::uint32_t later) const noexcept {
    return row(later)[events_[earlier].process] >= events_[earlier].number;
  }

  /// What happens before every step from this event on: of each process, how many of its events. Valid until the
  /// next call.
  [[nodiscard]] const std::vector<std::uint32_t>& least_clock_from(std::uint32_t event);
  [[nodiscard]] bool happens_before(std::uint32_t earlier, const std::vector<std::uint32_t>& clock) const noexcept {
    return clock[events_[earlier].process] >= events_[earlier].number;
  }

  /// Grows as executions go on.
  [[nodiscard]] const CanonicalNames& names() const noexcept { return names_; }

  /// The process that a thread of the execution stands for. Of threads that had started when `catch_up` was called.
  [[nodiscard]] ProcessId process(ThreadIndex thread) const noexcept { return threads_[thread].process; }
  /// The last step of a thread, or else the one that started it; `no_step` of main before its first.
  [[nodiscard]] std::uint32_t latest_of(ThreadIndex thread) const noexcept {
    const Index last = processes_[threads_[thread].process].last;
    return last != nothing ? last : threads_[thread].born_at;
  }
  /// The thread of a process, or `no_thread` if it has not started.
  [[nodiscard]] ThreadIndex thread_of(ProcessId process) const noexcept;
  static constexpr ThreadIndex no_thread = UINT16_MAX;

 private:
  using Index = std::uint32_t;
  static constexpr Index nothing = UINT32_MAX;
  static constexpr std::uint32_t clock_block = 8;  // processes that a compiler can look at together

  struct Event {
    ProcessId process = 0;
    ThreadIndex thread = 0;
    bool is_value = false;
    bool ends_thread = false;  // see Move
    bool starts_daemon = false;
    std::uint32_t starts = 0;
    Living living;               // after it
    std::uint64_t hash = 0;      // of it and of all before: their sum
    const Move* move = nullptr;  // as far as it has been asked for since it became what it is
    Index first_value = 0;       // of those chosen after it
    std::uint32_t number = 0;    // among those of its process, from 1
    Index previous = nothing;    // of its process
    Index first_touch = 0;
    Index first_further = 0;  // of its touches: the first one beyond what its operation had announced
    Index last_touch = 0;
    Index first_level = 0;
    Index last_level = 0;
    Announcement announced;  // objects by their canonical numbers
    std::array<std::int32_t, 2> acts_levels{};
    std::int32_t guard_level = 0;
  };
  struct Thread {
    ProcessId process;
    Index born_at;  // the event that started it
    bool daemon;
  };
  struct Process {
    Index last = nothing;
    std::uint32_t events = 0;
    ThreadIndex thread = no_thread;
  };
  struct PastAccess {
    Index event;
    bool write;
    Index writes_end;  // where in the list the last write up to this one ends; 0 if there is none
  };
  struct Barrier {
    Index event;
    std::vector<std::uint32_t> clock;
  };
  // An operation that a thread stood at, unable to go on, when the execution ended or came to rest.
  struct Pending {
    ThreadIndex thread;
    Index at;  // the event that came next, or would have
    Announcement announced;
    std::array<std::int32_t, 2> acts_levels;
    std::int32_t guard_level;
  };
  // An operation as the second part of a race.
  struct Contender {
    ThreadIndex thread;
    Index at;
    const Announcement* announced;
    std::array<std::int32_t, 2> acts_levels;
    std::int32_t guard_level;
    std::span<const VariableTouch> touches;
  };

  [[nodiscard]] const std::uint32_t* row(Index event) const noexcept {
    return clocks_.data() + std::size_t{event} * stride_;
  }
  [[nodiscard]] Move made_of(Index step) const noexcept;
  void note_hash(const Execution& execution, Index index);
  [[nodiscard]] std::uint64_t object_hash(const Execution& execution, ObjectIndex object) const noexcept;
  [[nodiscard]] std::span<const std::uint32_t> values_between(Index first, Index last) const noexcept;
  void widen_clocks();
  void meet_threads(const Execution& execution);
  static void note_birth(Event& event, const Thread& thread) noexcept;
  void learn(const Execution& execution, Index index);
  void note_end_of_thread(const Execution& execution, Index index);
  void take_touches(const Execution& execution, Event& event, Index index);
  void add_level(std::uint32_t object, std::int32_t level, Index index, ProcessId process);
  void add_touch(VariableTouch touch, Index first_of_event);
  void start_clock(ThreadIndex thread, bool quiet_before, Index index);
  void join(const std::uint32_t* clock) noexcept;
  void join_dependences(std::span<const VariableTouch> touches);
  void add_access(VariableTouch touch, Index event);
  [[nodiscard]] static std::size_t newest_to_meet(const std::vector<PastAccess>& accesses, std::size_t end,
                                                  bool write) noexcept;
  [[nodiscard]] bool in_past(Index event) const noexcept {
    return scratch_[events_[event].process] >= events_[event].number;
  }
  void find_races(const Contender& second, Race race);
  void add_candidates(const Contender& second, const VariableTouch& touch);
  void keep_latest(Race race);
  [[nodiscard]] bool could_come_before(const Contender& second, Index first) const;
  [[nodiscard]] std::int32_t level_without(std::uint32_t object, Index first, Index end,
                                           std::int32_t level_now) const;
  void close_ending(const Execution& execution);
  void close_pending(const Execution& execution, ThreadIndex thread);
  void come_to_rest(const Execution& execution, Index index);
  void find_pending_races(const Pending& pending);
  [[nodiscard]] std::int32_t level_before(std::uint32_t object, Index index, std::int32_t now) const;
  [[nodiscard]] Pending pending(const Execution& execution, ThreadIndex thread, Index at);
  [[nodiscard]] static bool can_go(const Pending& pending) noexcept;
  [[nodiscard]] bool cut_off_daemons(const Execution& execution) const noexcept;
  [[nodiscard]] bool cuts_off(ThreadIndex thread) const noexcept;
  [[nodiscard]] bool others_would_not_end_without(Index first) const noexcept;
  [[nodiscard]] bool races_with_end(ThreadIndex thread) const noexcept;
  void join_cut_off();
  [[nodiscard]] Announcement canonical(const Execution& execution, Announcement announced);
  [[nodiscard]] std::uint32_t canonical(const Execution& execution, ObjectIndex object);
  [[nodiscard]] static std::array<std::int32_t, 2> acts_levels(const Execution& execution,
                                                               const Announcement& announced);
  [[nodiscard]] std::uint32_t part(std::uint32_t part) const noexcept {
    return dependence_ == Dependence::coarse ? 0 : part;
  }
  [[nodiscard]] bool overlooks(std::uint32_t part) const noexcept { return part == overlooked_; }
  [[nodiscard]] Contender contender(Index index) const noexcept;
  [[nodiscard]] Contender contender(const Pending& pending);
  void touches_of(const Announcement& announced, bool acts, std::vector<VariableTouch>& touches);
  void timer_touches(const Announcement& announced, std::vector<VariableTouch>& touches);
  [[nodiscard]] bool fires_elsewhere(const Contender& second, Index first) const;
  [[nodiscard]] bool acts_elsewhere(const Contender& second, Index first) const;
  [[nodiscard]] bool goes_the_same_way(const Contender& second, Index first) const;
  void touches_elsewhere(const Contender& second, Index first);
  void add_further_reads(Index event);
  void add_parts(std::uint32_t object, std::uint8_t parts, bool write, std::vector<VariableTouch>& touches);

  Dependence dependence_;
  Races wanted_;
  std::uint32_t overlooked_ = UINT32_MAX;
  bool tells_classes_apart_ = false;
  std::vector<std::uint64_t> process_hashes_;  // by ProcessId
  CanonicalNames names_;
  Moves moves_;
  std::vector<Event> events_;
  Index known_ = 0;
  std::vector<Thread> threads_;                    // by ThreadIndex
  std::vector<Process> processes_;                 // by ProcessId
  std::vector<std::uint32_t> clocks_;              // of each event, `stride_` long
  std::uint32_t stride_ = clock_block;             // a multiple of it
  std::vector<VariableTouch> touches_;             // of all events
  std::vector<std::uint32_t> levels_touched_;      // likewise: objects
  std::vector<std::uint32_t> values_;              // likewise
  std::vector<std::vector<PastAccess>> accesses_;  // by variable
  std::vector<LevelHistory> levels_of_;            // by object
  std::vector<Barrier> barriers_;
  Ending ending_;
  std::vector<Race> races_;
  std::vector<Pending> pending_;
  std::size_t races_before_end_ = 0;
  std::size_t pending_before_end_ = 0;

  std::vector<std::uint32_t> scratch_;  // the clock of the event being looked at
  std::vector<std::uint32_t> least_clock_;
  std::vector<Index> candidates_;
  std::vector<VariableTouch> elsewhere_;
  std::vector<VariableTouch> pending_touches_;
};

}  // namespace heddle::engine
