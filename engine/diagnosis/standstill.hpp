#pragma once

#include <heddle/engine/diagnosis/holders.hpp>
#include <heddle/engine/diagnosis/meeting.hpp>
#include <heddle/engine/trace.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace heddle::engine {

/// What would let a stuck thread go on.
enum class WaitsFor : std::uint8_t {
  ownership,   ///< that the object is released, or a permit of it; or that the last one to come has done its part
  end,         ///< the end of a thread
  signal,      ///< a signal on the object
  item,        ///< a put
  space,       ///< a get
  settlement,  ///< that everything put is settled
  arrivals,    ///< that others come, too
  other,       ///< something that no role describes
};

/// A thread that is stuck for ever.
struct Wait {
  ThreadIndex thread = 0;
  WaitsFor what = WaitsFor::other;
  ObjectIndex object = no_object;
  ObjectIndex tasks = no_object;  ///< for `settlement`, the object that counts what is not settled
  const OperationKind* kind = nullptr;
  Site site;
  std::uint64_t since = 0;  ///< steps that had been executed: also the last of them, numbered from 1
  /// Who could have ended the wait, as far as the trace shows: the holders, the thread joined, or all that were
  /// seen to signal, put, get or settle there, or to come there without being there now. Without the thread itself,
  /// with those that have ended; ascending.
  std::vector<ThreadIndex> partners;
};

/// How things stand at the end of an execution in which nobody could go on: who is stuck, waiting for what, and
/// whom that depends on. Of an execution that was cut it holds the waits that only certain threads can end: those
/// for a lock, which its owner would have to release, and for the end of a thread. Else it holds none.
class Standstill {
 public:
  /// The trace must outlive it.
  explicit Standstill(const Trace& trace);

  [[nodiscard]] const Trace& trace() const noexcept { return *trace_; }
  /// The holds on what a thread waits for, oldest first. None if there is nobody to whom it would fall to end the
  /// wait: nobody holds it, or its permits are also given by threads that never took them. The last one to come to
  /// a meeting holds it until it has done its part.
  [[nodiscard]] std::span<const Hold> holds_on(ObjectIndex object) const noexcept;
  /// How things stand where a thread is stuck at a meeting, or null for other objects.
  [[nodiscard]] const Meeting* meeting_at(ObjectIndex object) const noexcept;

  /// The stuck threads, daemons too, by thread.
  [[nodiscard]] std::span<const Wait> waits() const noexcept { return waits_; }
  /// The wait of a thread, or null if it is not stuck.
  [[nodiscard]] const Wait* wait_of(ThreadIndex thread) const noexcept;

  /// True for a thread that could go on for ever, seeing nothing new.
  [[nodiscard]] bool polls(ThreadIndex thread) const noexcept;
  /// Neither ended nor free to go anywhere: stuck, or polling.
  [[nodiscard]] bool lingers(ThreadIndex thread) const noexcept { return wait_of(thread) || polls(thread); }

  /// The stuck threads among whose partners this one is; ascending.
  [[nodiscard]] std::span<const ThreadIndex> waiting_for(ThreadIndex thread) const noexcept;

  /// The steps whose first object this is, from 0; ascending.
  [[nodiscard]] std::span<const std::uint64_t> steps_on(ObjectIndex object) const noexcept;

  /// The thread whose end the object is.
  [[nodiscard]] std::optional<ThreadIndex> thread_of(ObjectIndex object) const noexcept;

 private:
  void index_steps();
  void find_signals();
  void find_meetings();
  void find_waits();
  [[nodiscard]] bool waits_for_certain_threads(const Trace::Pending& pending) const;
  [[nodiscard]] bool only_owners_release(ObjectIndex object) const;
  void find_partners();
  [[nodiscard]] Wait wait_in(ThreadIndex thread, const Trace::Pending& pending) const;
  [[nodiscard]] std::vector<ThreadIndex> partners_of(const Wait& wait) const;

  const Trace* trace_;
  Holders holders_;
  std::vector<bool> given_by_others_;  ///< by object: a thread gave permits of it that it had not taken
  std::map<ObjectIndex, Meeting> meetings_;
  std::map<ObjectIndex, Hold> last_to_come_;  ///< of the meetings that are full
  std::vector<Wait> waits_;
  std::vector<std::uint32_t> wait_of_;  ///< by thread: 1 + its index in waits_, or 0
  std::vector<std::vector<ThreadIndex>> waiting_for_;
  std::vector<std::uint64_t> steps_;       ///< by object, then ascending
  std::vector<std::uint64_t> first_step_;  ///< by object: where its steps begin in steps_
};

}  // namespace heddle::engine
