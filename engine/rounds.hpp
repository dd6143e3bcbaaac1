#pragma once

#include <heddle/engine/scheduling_point.hpp>
#include <heddle/engine/step.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::engine {

/// Watches one thread for rounds of a loop that lead it back to where it was.
///
/// The thread *arrives* at an operation; a *round* is what it does between two arrivals at the same operation of
/// the same call. A round is *idle* if nobody can tell that it was taken:
///   - the thread is the same as before: its registers, its stack, and what it changed on the stacks of the threads
///     that made it (see self.hpp);
///   - each object that it wrote is as it was, as far as its level tells all there is of it;
///   - nobody used what it wrote while it was another, and nobody wrote an object between two of its accesses.
/// Without an idle round an execution goes the same way, and reaches the same states. So the thread need not take
/// another one: it is passed over until nobody else can go. (Only what a thread keeps on the heap, in static
/// variables or on stacks of threads that did not make it is not seen.)
///
/// All of this but what is left over in unused slots of the stack, and addresses on the heap, depends only on what
/// happens before the arrival. So where executions of one class differ in it, one of them takes idle rounds that it
/// need not have taken.
class Rounds {
 public:
  /// How an arrival compares with the one before.
  enum class Arrival : std::uint8_t {
    new_to_it,  ///< it is not known to have been there
    changed,    ///< something differs, or others have been in the way
    idle,       ///< the round was idle
  };

  /// For tests of the tests: a condition of idle rounds that is taken to be met, by all threads from now on.
  enum class Condition : std::uint8_t { none, same_self, undone, undisturbed };
  static void overlook(Condition condition) noexcept { overlooked_ = condition; }

  /// What a thread keeps to itself. Compared, nothing else.
  struct Self {
    std::uint64_t own = 0;        ///< registers and stack
    std::uint64_t elsewhere = 0;  ///< what it has changed on other stacks, all in all
    friend bool operator==(const Self&, const Self&) = default;
  };

  /// Forgets everything: the thread begins.
  void reset() noexcept;

  /// An operation as its thread comes back to it: the same line, the same call, on the same object.
  struct Place {
    Site site;
    std::uintptr_t call = 0;
    friend bool operator==(const Place&, const Place&) = default;
  };
  /// The operation lives in its caller's frame, and so tells calls apart.
  [[nodiscard]] static Place place_of(const Operation& operation) noexcept {
    const auto number = [](const void* address) { return reinterpret_cast<std::uintptr_t>(address); };
    const void* const object = operation.object == nullptr ? nullptr : operation.object->record();
    return {operation.site, number(&operation) + 31 * number(object) + 1021 * number(operation.kind)};
  }

  /// False for a place where the thread has not been, and of which no further notice need be taken.
  [[nodiscard]] bool may_have_been_at(const Operation& operation) noexcept {
    if (watching_) return true;
    const std::uint64_t bit = bit_of(place_of(operation));
    const bool known = (filter_ & bit) != 0;
    filter_ |= bit;
    return known;
  }

  /// True if the thread's steps are to be noted.
  [[nodiscard]] bool watching() const noexcept { return watching_; }

  // ---- what a step does: `open` before its effect, `close` after it ----

  /// The running step is about to access this object. Not for transient objects.
  void open(const ObjectRecord& object);
  /// It also has accessed it, a moment ago.
  void add(const ObjectRecord& object, std::uint8_t parts, bool wrote);
  /// The step is over, and is counted in the records of its objects. `parts` and `wrote`, by the order of `open`:
  /// what became of it.
  struct Done {
    std::uint8_t parts;
    bool wrote;
  };
  void close(const Step& step, std::array<Done, 2> done);
  /// The step did what cannot be undone: there is no way back to before it.
  void note_progress() noexcept;

  /// What the thread's local code has changed elsewhere.
  void note_change_elsewhere(std::uint64_t difference) noexcept { elsewhere_ += difference; }

  // ---- where it arrives ----

  /// True if arrivals there are compared. `gives_way`: loops are likely to go by there, so the first arrival counts
  /// already.
  [[nodiscard]] bool compares_at(const Place& place, bool gives_way);
  /// The thread arrives where arrivals are compared. `own`: see Self.
  [[nodiscard]] Arrival arrive(const Place& place, std::uint64_t own, std::chrono::nanoseconds now);

  /// How many idle rounds in a row the last arrival ended.
  [[nodiscard]] std::uint32_t in_a_row() const noexcept { return last_->in_a_row; }
  /// True if time went on in the round that the last arrival ended.
  [[nodiscard]] bool took_time() const noexcept { return took_time_; }

  /// Equal for two moments if the thread has come from equal arrivals and has got equal results since.
  [[nodiscard]] std::uint64_t state() const noexcept { return state_; }

  // ---- when nobody else can go ----

  /// The thread stands there, at the end of an idle round, and goes on since nobody else can go. Until something
  /// changes it is to be passed over at every operation at which others can.
  void go_round(const Place& place) noexcept;
  /// True since then.
  [[nodiscard]] bool goes_round() const noexcept { return turns_ != 0; }
  /// True in the middle of such a round.
  [[nodiscard]] bool is_on_its_way(const Place& place) const noexcept { return goes_round() && place != turns_at_; }
  /// How often it has gone round, with the same results each time.
  [[nodiscard]] std::uint32_t turns() const noexcept { return turns_; }

  /// True while the thread stands at the end of an idle round.
  bool idle = false;
  /// True while it is passed over there.
  bool repeating = false;

 private:
  using Counts = std::array<PartCounts, first_item>;
  struct Access {
    const ObjectRecord* object;
    std::uint8_t parts = 0;
    bool wrote = false;
    std::int32_t level_before;
    std::int32_t level_after;
    Counts before;
  };
  struct Before {
    bool known = false;
    std::size_t from = 0;  // where in the log the round from there begins
    Self self;
  };
  // Rounds are compared with so many before: what is left over on the stack, and what is allocated in a round,
  // often takes turns.
  static constexpr std::uint32_t most_back = 4;
  struct Visit {
    Place place;
    std::array<Before, most_back> before;  // the last arrivals; the newest is that of number `arrivals - 1`
    std::uint32_t arrivals = 0;
    std::chrono::nanoseconds time{0};
    std::uint32_t in_a_row = 0;

    [[nodiscard]] Before& back(std::uint32_t count) noexcept { return before[(arrivals - count) % most_back]; }
    [[nodiscard]] const Before& back(std::uint32_t count) const noexcept {
      return before[(arrivals - count) % most_back];
    }
  };

  [[nodiscard]] static std::uint64_t bit_of(const Place& place) noexcept {
    const std::uint64_t key = (place.call ^ place.site.line) * 0x9e3779b97f4a7c15U;
    return std::uint64_t{1} << (key >> 58U);
  }
  [[nodiscard]] Visit* find(const Place& place) noexcept;
  [[nodiscard]] Arrival compare(const Visit& visit, Self self) const noexcept;
  [[nodiscard]] Arrival compare(const Before& before, Self self) const noexcept;
  [[nodiscard]] bool undone(std::size_t from) const noexcept;
  [[nodiscard]] bool undisturbed(std::size_t from) const noexcept;
  void forget_oldest() noexcept;

  // A round with more accesses than half of these is not compared; loops through more places neither.
  static constexpr std::size_t most_accesses = 128;
  static constexpr std::size_t most_visits = 24;

  inline static Condition overlooked_ = Condition::none;

  bool watching_ = false;
  bool took_time_ = false;
  std::uint64_t filter_ = 0;
  std::uint64_t elsewhere_ = 0;
  std::uint64_t state_ = 0;
  std::vector<Visit> visits_;  // the last one to each place
  Visit* last_ = nullptr;
  std::uint32_t turns_ = 0;
  Place turns_at_;
  std::uint64_t turn_results_ = 0;  // since it was there
  std::uint64_t last_turn_results_ = 0;
  std::vector<Access> log_;
  std::array<std::size_t, 2> open_{};
  std::size_t open_count_ = 0;
};

}  // namespace heddle::engine
