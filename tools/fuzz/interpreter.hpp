#pragma once

#include <heddle/heddle.hpp>
#include <heddle/tools/fuzz/program.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace heddle::fuzz {

/// How a statement ended.
enum class Result : std::uint8_t {
  nothing,  ///< returned nothing
  value,    ///< returned a value
  runtime_error,
  value_error,
  empty,
  full,
  broken_barrier,
  shut_down,
  failed,  ///< a requirement that did not hold: the execution ended here
};

/// What a thread noted of one statement.
struct Entry {
  std::uint32_t statement = 0;  ///< its id
  Result result = Result::nothing;
  std::int32_t value = 0;

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// The `last` that a guarded statement leaves that ended so by an exception; negative.
[[nodiscard]] int code_of(Result result) noexcept;

/// Runs a program over Heddle's primitives, as its text in C++ would: the body of a scenario.
/// The site of an operation is the id of its statement.
class Interpreter {
 public:
  /// `program` must outlive this, be well formed and numbered.
  /// `most_rounds`: a loop without a number of rounds that is not over after so many stands still for ever. 0: it
  /// goes on.
  explicit Interpreter(const Program& program, std::uint32_t most_rounds = 0);

  /// The scenario's body. Forgets what was noted before.
  void run();

  /// What the thread with that number in the program has noted so far.
  [[nodiscard]] const std::vector<Entry>& entries_of(std::size_t thread) const { return threads_[thread].entries; }

  /// Its number in the execution, if it has been started.
  [[nodiscard]] std::optional<engine::ThreadIndex> index_of(std::size_t thread) const {
    return threads_[thread].index;
  }

  /// The outermost loop that the thread is in, by its id; 0: none. What is done in a loop is not noted: how often a
  /// thread has gone round is not part of an outcome, and would be kept where the engine does not look.
  [[nodiscard]] std::uint32_t loop_of(std::size_t thread) const { return threads_[thread].loop; }

  /// What a thread stands at that is not to go round again.
  [[nodiscard]] static bool stands_still(const engine::OperationKind& kind) noexcept {
    return &kind == &still_kind;
  }

  [[nodiscard]] const Program& program() const noexcept { return program_; }

 private:
  using Variable = heddle_std::atomic<int>;
  /// Equal by pairs, and not the same.
  struct Lookalike {
    int number = 0;
    friend bool operator==(const Lookalike& a, const Lookalike& b) noexcept { return a.number / 2 == b.number / 2; }
  };
  using LookalikeVariable = heddle_std::atomic<Lookalike>;
  using AnyObject =
      std::variant<std::monostate, Lock, RLock, Condition, Event, Semaphore, BoundedSemaphore, Barrier, Queue<int>,
                   LifoQueue<int>, PriorityQueue<int>, SimpleQueue<int>, Shared<int>, Variable, LookalikeVariable>;

  struct ThreadSlot {
    std::optional<Thread> handle;
    std::optional<Timer> timer;  ///< instead of the handle
    Thread* thread = nullptr;    ///< in the handle, also while its destructor joins
    Timer* alarm = nullptr;      ///< likewise, of a timer
    std::vector<Entry> entries;
    std::uint32_t loop = 0;
    std::optional<engine::ThreadIndex> index;
  };

  /// A thread as it runs.
  struct Run;
  class Frame;
  class InLoop;

  void run_thread(int thread);
  void run_block(Run& run, const Block& block);
  void run_statement(Run& run, const Statement& statement);
  void run_with(Run& run, const Statement& statement);
  void run_guarded(Run& run, const Statement& statement);
  void note(const Run& run, const Statement& statement, Result result, int value = 0);
  // The rounds of loops (interpreter_loops.cpp), in functions of their own: where a loop does not count, nothing in
  // its frame changes.
  void run_loop(Run& run, const Statement& statement);
  void run_endless_loop(Run& run, const Statement& statement);
  void run_counted_loop(Run& run, const Statement& statement);
  void run_unrolled_loop(Run& run, const Statement& statement);
  /// One round. True if it was the last.
  bool run_round(Run& run, const Statement& statement);
  std::optional<int> execute(Run& run, const Statement& statement);
  std::optional<int> execute_on_lockable(const Statement& statement);
  std::optional<int> execute_on_condition(const Statement& statement);
  std::optional<int> execute_on_event(const Statement& statement);
  std::optional<int> execute_on_barrier(const Statement& statement);
  std::optional<int> execute_on_queue(Run& run, const Statement& statement);
  /// What a queue has, a simple one too; and what the others have besides.
  template <class AnyQueue>
  std::optional<int> execute_on(AnyQueue& queue, int item, const Statement& statement);
  template <class BoundedQueue>
  std::optional<int> execute_on_bounded(BoundedQueue& queue, const Statement& statement);
  std::optional<int> execute_on_variable(Run& run, const Statement& statement);
  std::optional<int> execute_on_lookalike(const Statement& statement, int value);
  void refuse_if_gone(const Statement& statement);
  std::optional<int> execute_on_thread(const Statement& statement);
  void set_hook(const Statement& statement);
  void make_object(int object, Site site);
  void make_barrier(int object, Site site);
  void make_thread(int thread, Site site);

  template <class T>
  T& get(const Statement& statement) {
    return std::get<T>(objects_[static_cast<std::size_t>(statement.object)]);
  }
  /// Calls `use` with the thread or timer that the statement is on.
  template <class Use>
  auto with_thread(const Statement& statement, Use use);
  /// Calls `use` with the lock, rlock, condition or semaphore that the statement is on.
  template <class Use>
  auto with_lockable(const Statement& statement, Use use);

  static constexpr engine::OperationKind still_kind{"stand still"};

  const Program& program_;
  std::uint32_t most_rounds_;
  std::vector<std::string> object_names_;
  std::vector<AnyObject> objects_;
  std::vector<ThreadSlot> threads_;
  Event nobodys_;  // belongs to no execution, like what has been destroyed
};

}  // namespace heddle::fuzz
