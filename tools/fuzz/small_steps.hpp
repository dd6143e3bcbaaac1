#pragma once

#include <heddle/tools/fuzz/outcome_text.hpp>
#include <heddle/tools/fuzz/program.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace heddle::fuzz {

/// All there is to a moment of a program.
using State = std::vector<std::int32_t>;

/// An interpreter that takes one step of one thread from any state to those that may come next. For a small part of
/// the language, and written without the engine, to be compared with it.
class SmallSteps {
 public:
  /// Of a program that it knows.
  explicit SmallSteps(const Program& program);

  /// Locks, events, semaphores and variables, under the explored clock.
  [[nodiscard]] static bool know(const Program& program);

  [[nodiscard]] State first();
  /// What comes next if the thread goes on. Nothing if it cannot.
  [[nodiscard]] std::optional<State> after(const State& state, std::size_t thread);
  /// The object that it no longer waits for if it goes on, because its time is over; nothing if it is not.
  [[nodiscard]] std::optional<std::size_t> gives_up(const State& state, std::size_t thread) const;
  /// The object that it has waited for, or has asked for, and gets if it goes on.
  [[nodiscard]] std::optional<std::size_t> gets(const State& state, std::size_t thread) const;
  /// True if who waits for that object would get it.
  [[nodiscard]] bool can_be_had(const State& state, std::size_t object) const;
  /// Main and all threads that are no daemons have ended.
  [[nodiscard]] bool is_over(const State& state) const;
  /// `loops`: a thread in a loop is anywhere in it.
  [[nodiscard]] ThreadEnd end_of(const State& state, std::size_t thread, bool loops) const;

 private:
  enum class Code : std::uint8_t {
    step,
    begin_with,
    end_with,
    unless_last,
    go_to,
    begin_loop,
    test,
    end_loop,
    join,
    end
  };
  struct Instruction {
    Code code = Code::step;
    const Statement* statement = nullptr;
    std::size_t target = 0;    // of a jump
    std::uint32_t loop = 0;    // the outermost around it
    std::size_t counter = 0;   // of a loop that counts, in the thread's part of the state
    std::int32_t thread = -1;  // that is joined
  };
  using Code_ = std::vector<Instruction>;

  // A thread's part of the state: these, and its counters.
  enum Field : std::size_t { pc, last, waits, history, fields };
  enum Waits : std::int32_t { no, waiting, signalled };
  static constexpr std::int32_t not_started = -1;
  static constexpr std::int32_t ended = -2;

  void compile(const Block& block, Code_& code, std::uint32_t loop, std::size_t& counters);
  [[nodiscard]] std::int32_t& at(State& state, std::size_t thread, std::size_t field) const {
    return state[offsets_[thread] + field];
  }
  [[nodiscard]] std::int32_t at(const State& state, std::size_t thread, std::size_t field) const {
    return state[offsets_[thread] + field];
  }
  [[nodiscard]] const Instruction& instruction(const State& state, std::size_t thread) const {
    return code_[thread][static_cast<std::size_t>(at(state, thread, pc))];
  }

  void run_local_code(State& state, std::size_t thread);
  void note(State& state, std::size_t thread, const Instruction& instruction, Result result, std::int32_t value);
  void finish(State& state, std::size_t thread, std::optional<std::int32_t> value);
  void refuse(State& state, std::size_t thread);
  /// Each is false, and nothing is changed, if the thread cannot go.
  bool take_step(State& state, std::size_t thread);
  bool operate(State& state, std::size_t thread);
  bool wait_for_event(State& state, std::size_t thread, bool timed);
  void use(State& state, std::size_t thread, const Statement& statement);

  const Program& program_;
  std::vector<Code_> code_;
  std::vector<std::size_t> offsets_;                       // of threads in a state
  std::size_t objects_ = 0;                                // where their levels begin
  std::vector<std::pair<std::int32_t, Entry>> histories_;  // what was before, and one thing more
  std::map<std::pair<std::int32_t, std::uint64_t>, std::int32_t> history_numbers_;
};

}  // namespace heddle::fuzz
