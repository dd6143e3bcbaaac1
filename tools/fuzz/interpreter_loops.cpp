#include <heddle/tools/fuzz/interpreter_run.hpp>

#include <utility>

namespace heddle::fuzz {

/// Says where the thread is while it is in a loop, unless that is inside of another.
class Interpreter::InLoop {
 public:
  InLoop(Interpreter& owner, Run& run, const Statement& statement) noexcept
      : owner_(owner), run_(run), outermost_(!std::exchange(run.in_loop, true)) {
    if (outermost_) slot().loop = statement.id;
  }
  InLoop(const InLoop&) = delete;
  InLoop& operator=(const InLoop&) = delete;
  ~InLoop() {
    if (!outermost_) return;
    slot().loop = 0;
    run_.in_loop = false;
  }

 private:
  ThreadSlot& slot() noexcept { return owner_.threads_[static_cast<std::size_t>(run_.thread)]; }

  Interpreter& owner_;
  Run& run_;
  bool outermost_;
};

/// Its outcome is what the last round left.
void Interpreter::run_loop(Run& run, const Statement& statement) {
  {
    const InLoop in_loop(*this, run, statement);
    if (statement.number != 0) run_counted_loop(run, statement);
    else if (most_rounds_ != 0) run_unrolled_loop(run, statement);
    else run_endless_loop(run, statement);
  }
  note(run, statement, Result::value, run.last);
}

bool Interpreter::run_round(Run& run, const Statement& statement) {
  run_block(run, statement.body);
  switch (statement.until) {
    case Until::positive: return run.last > 0;
    case Until::zero: return run.last == 0;
    case Until::never: break;
  }
  return false;
}

[[gnu::noinline]] void Interpreter::run_endless_loop(Run& run, const Statement& statement) {
  while (!run_round(run, statement)) run_block(run, statement.otherwise);
}

[[gnu::noinline]] void Interpreter::run_counted_loop(Run& run, const Statement& statement) {
  for (int round = 1; !run_round(run, statement) && round != statement.number; ++round)
    run_block(run, statement.otherwise);
}

[[gnu::noinline]] void Interpreter::run_unrolled_loop(Run& run, const Statement& statement) {
  for (std::uint32_t round = 1; !run_round(run, statement); ++round) {
    if (round == most_rounds_) {
      engine::perform({.kind = &still_kind, .guard = engine::Guard::never(), .site = {"program", statement.id}},
                      [](engine::Step&) {});
      return;
    }
    run_block(run, statement.otherwise);
  }
}

}  // namespace heddle::fuzz
