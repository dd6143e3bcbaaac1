#pragma once

#include <heddle/engine/options.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::fuzz {

/// Kinds of shared objects that a program makes. Threads are apart.
enum class ObjectType : std::uint8_t {
  lock,
  rlock,
  condition,
  event,
  semaphore,
  bounded_semaphore,
  barrier,
  queue,
  lifo_queue,
  priority_queue,
  simple_queue,
  shared,
  atomic
};
inline constexpr int object_type_count = static_cast<int>(ObjectType::atomic) + 1;

/// What a barrier has done by the last one to arrive.
enum class Action : std::uint8_t {
  none,
  yields,  ///< an operation, for the others to come in between
  throws,  ///< likewise, and then a ValueError
  aborts,  ///< the barrier itself, on which it is stuck
};
inline constexpr int action_count = 4;

/// What a statement does. `number` is that of the statement; `last` is what the thread's last statement that
/// returns something returned, or a negative number for what a guarded one threw.
enum class Op : std::uint8_t {
  make_object,  ///< at the top level of a thread's body only
  make_thread,  ///< likewise
  branch,       ///< if (last != 0) body; else otherwise
  with,         ///< With on a lock, rlock, condition or semaphore, around body
  acquire,      ///< of such a one; release and the two between likewise
  acquire_timed,
  try_acquire,
  release,
  release_many,  ///< of a semaphore: `number` permits
  value,         ///< likewise
  locked,        ///< of a lock
  owned,         ///< of a lock, rlock or condition
  wait,          ///< of a condition
  wait_timed,
  notify,  ///< `number` of them
  notify_all,
  set,  ///< of an event
  clear,
  is_set,
  event_wait,
  event_wait_timed,
  barrier_wait,
  barrier_wait_timed,
  abort,  ///< of a barrier; reset, n_waiting and broken likewise
  reset,
  n_waiting,
  broken,
  put,  ///< of any queue: puts `number`
  put_timed,
  put_nowait,
  get,
  get_timed,
  get_nowait,
  qsize,
  empty,
  task_done,  ///< of any queue but a simple one
  join_queue,
  full,
  maxsize,
  set_maxsize,  ///< to `number`
  shutdown,
  shutdown_now,  ///< immediate
  load,          ///< of a shared variable
  store,
  atomic_load,
  atomic_store,
  exchange,
  fetch_add,
  compare_exchange,  ///< from `number` to `number` + 1
  start,             ///< of a thread
  join,
  join_timed,
  is_alive,
  ident,  ///< whether it has one
  name,   ///< the number that set_name gave it; 0 for its first name
  set_name,
  daemon,
  set_daemon,  ///< to what it is anyway
  cancel,      ///< of a thread that is a timer
  active_count,
  enumerate,       ///< how many there are
  set_excepthook,  ///< to none; to one that notes that it was called; to one that raises besides
  exit,            ///< raises SystemExit, which is not guarded
  sleep,
  yield,
  choose,   ///< one of `number`
  require,  ///< that last != number
  destroy,  ///< an object, if it is still there; after that, using it is refused
  loop,     ///< body; unless it is over, `otherwise` and again: see Until
};
inline constexpr int op_count = static_cast<int>(Op::loop) + 1;

/// What ends a loop, besides its `number` of rounds (0: as many as it takes): `last` after the body.
enum class Until : std::uint8_t {
  positive,  ///< it is more than 0: what was wanted is there
  zero,      ///< it is 0: what was in the way is gone
  never,
};
inline constexpr int until_count = 3;

/// "acquire_timed".
[[nodiscard]] std::string_view name_of(Op op) noexcept;

/// True if the statement refers to a thread, and `object` is the number of one.
[[nodiscard]] bool is_on_thread(Op op) noexcept;

/// True for what has statements inside.
[[nodiscard]] bool has_body(Op op) noexcept;

/// True if the operation may throw, to a program that uses it wrongly or as its result.
[[nodiscard]] bool may_throw(Op op) noexcept;

/// True if it returns something, and not only throws.
[[nodiscard]] bool returns_value(Op op) noexcept;

struct Statement;
using Block = std::vector<Statement>;

struct Statement {
  Op op = Op::yield;
  int object = -1;                ///< which object, or thread, of the program; -1: none
  int number = 0;                 ///< value, number of waiters, or timeout in seconds: see Op
  bool relative = false;          ///< of what stores or puts: the value is last + number
  bool guarded = true;            ///< what it throws is caught, and becomes `last`
  Until until = Until::positive;  ///< of a loop
  Block body{};
  Block otherwise{};
  std::uint32_t id = 0;  ///< see renumber

  friend bool operator==(const Statement&, const Statement&) = default;
};

/// An operation, as the rest of Statement has it by default.
[[nodiscard]] Statement on(Op op, int object = -1, int number = 0);
[[nodiscard]] Statement branch(Block then, Block otherwise = {});
[[nodiscard]] Statement with(int object, Block body);

struct ObjectPlan {
  ObjectType type = ObjectType::lock;
  int number = 0;  ///< a queue's maxsize, if it has one; a barrier's parties; the first value of the others
  int lock = -1;   ///< the lock or rlock that a condition shares; -1: its own
  Action action = Action::none;  ///< of a barrier
  bool lookalike = false;  ///< of an atomic: of its values 2n and 2n + 1 are equal to their ==, and not the same

  friend bool operator==(const ObjectPlan&, const ObjectPlan&) = default;
};

struct ThreadPlan {
  bool daemon = false;
  Block body;
  int timer = -1;  ///< the interval, for one that is a Timer; -1: a Thread

  friend bool operator==(const ThreadPlan&, const ThreadPlan&) = default;
};

/// A small concurrent program. It is made of lexical scopes as its text in C++ is: who makes an
/// object or a thread does so at the top level of its body; what comes later in that body may use it, and so may
/// the threads made there. All is destroyed in reverse order at the end of the body.
struct Program {
  Clock clock = Clock::explored;
  bool spurious_wakeups = false;
  std::vector<ObjectPlan> objects;
  std::vector<ThreadPlan> threads;  ///< the first is main

  friend bool operator==(const Program&, const Program&) = default;
};

/// Where a statement stands.
struct Place {
  Block* block = nullptr;
  std::size_t index = 0;

  [[nodiscard]] Statement& statement() const { return (*block)[index]; }
};

/// The places of all statements in a block, those inside of others too, in the order of the text. They are good
/// until the block is changed.
[[nodiscard]] std::vector<Place> places_in(Block& block);

/// Numbers the statements from 1, in the order of the text.
void renumber(Program& program);

/// True if it can be compiled and run: everything is made once and used in its scope only, by operations that it
/// has; and no daemon uses what is destroyed before the execution is over.
[[nodiscard]] bool well_formed(const Program& program);

/// True if an object is destroyed by a statement; by any, or that one.
[[nodiscard]] bool destroys(const Program& program, int object = -1);
/// True if one of its threads has a loop.
[[nodiscard]] bool has_loops(const Program& program);

/// How many statements there are.
[[nodiscard]] std::size_t size_of(const Program& program);

/// A number that is the same for equal programs, everywhere, and hardly for others.
[[nodiscard]] std::uint64_t digest_of(const Program& program);

}  // namespace heddle::fuzz
