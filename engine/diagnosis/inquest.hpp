#pragma once

#include <heddle/engine/diagnosis/diagnosis.hpp>
#include <heddle/engine/diagnosis/standstill.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::engine {

/// The inquiry into one finished execution: what the hazards of this folder read, and where they report.
///
/// Each hazard is a function `void hazard(Inquest&)`, called once. It looks at the trace and at the threads that
/// are still `open`, and reports the causes it finds. Who is merely stuck behind a reported cause is found here
/// (`spread`) and told at the end of that cause's message, so a hazard speaks of its own threads only.
class Inquest {
 public:
  /// The trace must outlive it.
  explicit Inquest(const Trace& trace);

  [[nodiscard]] const Trace& trace() const noexcept { return standstill_.trace(); }
  [[nodiscard]] const Standstill& standstill() const noexcept { return standstill_; }

  /// True for a thread that is stuck (or polling) and that no report explains yet.
  [[nodiscard]] bool open(ThreadIndex thread) const noexcept;

  /// True if the thread's being stuck is wrong at all: it is no daemon, or an open thread that is none waits for
  /// it, directly or not.
  [[nodiscard]] bool matters(ThreadIndex thread) const;

  /// Reports what went wrong. `message` is a sentence without its full stop; `threads` are the stuck threads that
  /// it explains, none for a hazard that does not block. A report of threads that do not matter is kept back.
  /// `told`: other stuck threads of whose waits the message speaks already, if they turn out to be stuck behind it.
  void report(Diagnosis diagnosis, const std::vector<ThreadIndex>& threads = {},
              std::vector<ThreadIndex> told = {});

  /// Explains each open thread that waits for an explained one by the same report, and so on.
  void spread();

  /// True if some report, not kept back, explains a stuck thread.
  [[nodiscard]] bool has_cause() const noexcept;

  /// For a stuck thread whose wait has no cause of its own that the trace shows: if there is a report that explains
  /// stuck threads, lets it tell of this one too ("meanwhile …") and returns true.
  bool tell_with_first_cause(ThreadIndex thread);

  /// Has the first report that explains stuck threads tell, too, that this one goes round for ever besides.
  void tell_besides(ThreadIndex thread) { besides_.push_back(thread); }

  /// The reports, complete with the threads stuck behind them.
  [[nodiscard]] std::vector<Diagnosis> conclude();

 private:
  struct Follower {
    ThreadIndex thread = 0;
    ThreadIndex partner = 0;  ///< whom it waits for
  };
  struct Cause {
    Diagnosis diagnosis;
    bool explains_threads = false;
    bool kept_back = false;
    std::vector<ThreadIndex> told;
    std::vector<Follower> followers;
    std::vector<ThreadIndex> meanwhile;
  };

  void explain(ThreadIndex thread, std::size_t cause);
  Cause* first_cause();
  void bring_back_one(bool of_any_kind);
  [[nodiscard]] std::vector<Follower> worth_telling(const Cause& cause) const;
  void tell_followers(Cause& cause) const;
  [[nodiscard]] bool told_to_wait_at(const Cause& cause, std::size_t index) const;
  void tell_meanwhile(Cause& cause) const;
  void tell_besides();

  Standstill standstill_;
  std::vector<Cause> causes_;
  std::vector<std::uint32_t> explained_by_;  ///< by thread: 1 + its cause, or 0
  std::vector<ThreadIndex> besides_;
  std::vector<ThreadIndex> fresh_;  ///< explained since the last spread
};

}  // namespace heddle::engine
