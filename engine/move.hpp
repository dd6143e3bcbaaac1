#pragma once

#include <heddle/engine/canonical_names.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <unordered_set>
#include <vector>

namespace heddle::engine {

/// An access of a step, as the search compares it across executions.
struct VariableTouch {
  VariableId variable = 0;
  bool write = false;

  friend bool operator==(const VariableTouch&, const VariableTouch&) = default;
};

/// All accesses of a step. A view of them: they are somebody else's.
class Touches {
 public:
  Touches() = default;
  explicit Touches(std::span<const VariableTouch> all) noexcept;

  [[nodiscard]] std::span<const VariableTouch> all() const noexcept { return all_; }
  /// True if one of them writes what the other touches.
  [[nodiscard]] bool conflict(const Touches& other) const noexcept {
    const bool perhaps = ((writes_ & (other.reads_ | other.writes_)) | (reads_ & other.writes_)) != 0;
    return perhaps && do_conflict(other);
  }
  friend bool operator==(const Touches& a, const Touches& b) noexcept { return std::ranges::equal(a.all_, b.all_); }

 private:
  [[nodiscard]] bool do_conflict(const Touches& other) const noexcept;

  std::span<const VariableTouch> all_{};
  std::uint64_t reads_ = 0;  // variables, of which 64 apart are not told apart
  std::uint64_t writes_ = 0;
};

/// Whose steps no longer come after a step that ended the execution.
enum class CutsOff : std::uint8_t {
  nobody,
  daemons,    ///< the last step of the last thread that is no daemon
  everybody,  ///< what it led to broke the execution off: std::terminate, an overflown stack
};

/// A step as a search may want to take it again: by whom, and what it does to what. A view: see Moves.
struct Move {
  ProcessId process = 0;
  std::uint32_t starts = 0;  ///< how many threads that are no daemons
  bool starts_daemon = false;
  bool ends_thread = false;  ///< the last of a thread that is no daemon
  bool daemon = false;
  CutsOff cuts_off = CutsOff::nobody;
  Touches touches;
  /// Those chosen after it, before anybody's next step. None: there is nothing to choose, or it may be anything.
  std::span<const std::uint32_t> values{};

  friend bool operator==(const Move& a, const Move& b) noexcept;
};

/// Who lives at a place of an execution. Where daemons do, it matters which of the other threads is the last to
/// end.
struct Living {
  std::uint32_t threads = 0;  ///< that are no daemons
  bool daemons = false;

  /// Those who live after a move.
  [[nodiscard]] Living after(const Move& move) const noexcept {
    return {threads + move.starts - (move.ends_thread ? 1 : 0), daemons || move.starts_daemon};
  }
  friend bool operator==(const Living&, const Living&) = default;
};

/// True unless the two moves commute, where they can both be taken and these live.
[[nodiscard]] bool conflict(const Move& a, const Move& b, Living living) noexcept;

/// Moves in a row, kept by a Moves.
using Sequence = std::vector<const Move*>;

/// True if an execution that goes on from a place, where these live, with `first` can still show everything that
/// one going on with `sequence` can: if `first` is a weak initial of it (Abdulla, Aronis, Jonsson, Sagonas, JACM
/// 2017).
[[nodiscard]] bool is_weak_initial(const Move& first, std::span<const Move* const> sequence,
                                   Living living) noexcept;

/// The moves of one search, each kept once however often it is taken: executions differ in the order of their moves
/// much more than in the moves.
class Moves {
 public:
  /// A move equal to this one, with touches and values of its own, for as long as this table lives.
  const Move& kept(const Move& move);

  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const Move* move) const noexcept;
  };
  struct Same {
    bool operator()(const Move* a, const Move* b) const noexcept { return *a == *b; }
  };
  template <class T>
  std::span<const T> copied(std::span<const T> values);

  std::pmr::monotonic_buffer_resource memory_;  // of the moves, and of what they have
  std::unordered_set<const Move*, Hash, Same> all_;
};

}  // namespace heddle::engine
