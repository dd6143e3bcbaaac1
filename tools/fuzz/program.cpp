#include <heddle/tools/fuzz/program.hpp>

#include <algorithm>
#include <array>

namespace heddle::fuzz {
namespace {

constexpr std::array<std::string_view, op_count> names{"make_object",
                                                       "make_thread",
                                                       "branch",
                                                       "with",
                                                       "acquire",
                                                       "acquire_timed",
                                                       "try_acquire",
                                                       "release",
                                                       "release_many",
                                                       "value",
                                                       "locked",
                                                       "owned",
                                                       "wait",
                                                       "wait_timed",
                                                       "notify",
                                                       "notify_all",
                                                       "set",
                                                       "clear",
                                                       "is_set",
                                                       "event_wait",
                                                       "event_wait_timed",
                                                       "barrier_wait",
                                                       "barrier_wait_timed",
                                                       "abort",
                                                       "reset",
                                                       "n_waiting",
                                                       "broken",
                                                       "put",
                                                       "put_timed",
                                                       "put_nowait",
                                                       "get",
                                                       "get_timed",
                                                       "get_nowait",
                                                       "qsize",
                                                       "empty",
                                                       "task_done",
                                                       "join_queue",
                                                       "full",
                                                       "maxsize",
                                                       "set_maxsize",
                                                       "shutdown",
                                                       "shutdown_now",
                                                       "load",
                                                       "store",
                                                       "atomic_load",
                                                       "atomic_store",
                                                       "exchange",
                                                       "fetch_add",
                                                       "compare_exchange",
                                                       "start",
                                                       "join",
                                                       "join_timed",
                                                       "is_alive",
                                                       "ident",
                                                       "name",
                                                       "set_name",
                                                       "daemon",
                                                       "set_daemon",
                                                       "cancel",
                                                       "active_count",
                                                       "enumerate",
                                                       "set_excepthook",
                                                       "exit",
                                                       "sleep",
                                                       "yield",
                                                       "choose",
                                                       "require",
                                                       "destroy",
                                                       "loop"};

bool is_lock(ObjectType type) noexcept { return type == ObjectType::lock || type == ObjectType::rlock; }

bool is_semaphore(ObjectType type) noexcept {
  return type == ObjectType::semaphore || type == ObjectType::bounded_semaphore;
}

bool is_any_queue(ObjectType type) noexcept {
  return type >= ObjectType::queue && type <= ObjectType::simple_queue;
}

/// True if an object of that type has the operation.
bool has(ObjectType type, Op op) noexcept {
  switch (op) {
    case Op::with:
    case Op::acquire:
    case Op::acquire_timed:
    case Op::try_acquire:
    case Op::release: return is_lock(type) || type == ObjectType::condition || is_semaphore(type);
    case Op::release_many:
    case Op::value: return is_semaphore(type);
    case Op::owned: return is_lock(type) || type == ObjectType::condition;
    case Op::locked: return type == ObjectType::lock;
    case Op::wait:
    case Op::wait_timed:
    case Op::notify:
    case Op::notify_all: return type == ObjectType::condition;
    case Op::set:
    case Op::clear:
    case Op::is_set:
    case Op::event_wait:
    case Op::event_wait_timed: return type == ObjectType::event;
    case Op::barrier_wait:
    case Op::barrier_wait_timed:
    case Op::abort:
    case Op::reset:
    case Op::n_waiting:
    case Op::broken: return type == ObjectType::barrier;
    case Op::load:
    case Op::store: return type == ObjectType::shared;
    case Op::atomic_load:
    case Op::atomic_store:
    case Op::exchange:
    case Op::fetch_add:
    case Op::compare_exchange: return type == ObjectType::atomic;
    default:
      if (!is_any_queue(type) || op < Op::put || op > Op::shutdown_now) return false;
      return type != ObjectType::simple_queue || op <= Op::empty;
  }
}

bool is_on_object(Op op) noexcept { return (op >= Op::with && op <= Op::compare_exchange) || op == Op::destroy; }

bool destroys(const Block& block, int object) {
  return std::any_of(block.begin(), block.end(), [&](const Statement& statement) {
    return (statement.op == Op::destroy && (object < 0 || statement.object == object)) ||
           destroys(statement.body, object) || destroys(statement.otherwise, object);
  });
}

void renumber(Block& block, std::uint32_t& next) {
  for (Statement& statement : block) {
    statement.id = next++;
    renumber(statement.body, next);
    renumber(statement.otherwise, next);
  }
}

void collect(Block& block, std::vector<Place>& places) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    places.push_back({&block, i});
    collect(block[i].body, places);
    collect(block[i].otherwise, places);
  }
}

/// True if each way through the block has a step in it: a loop of nothing else would never give way.
bool takes_steps(const Block& block) {
  return std::any_of(block.begin(), block.end(), [](const Statement& statement) {
    switch (statement.op) {
      case Op::loop: return takes_steps(statement.body);
      case Op::branch: return takes_steps(statement.body) && takes_steps(statement.otherwise);
      case Op::with:
      case Op::acquire:
      case Op::try_acquire:
      case Op::value:
      case Op::locked:
      case Op::is_set:
      case Op::event_wait:
      case Op::wait:
      case Op::wait_timed:
      case Op::notify:
      case Op::notify_all:
      case Op::put_nowait:
      case Op::get:
      case Op::get_nowait:
      case Op::qsize:
      case Op::empty:
      case Op::full:
      case Op::load:
      case Op::store:
      case Op::atomic_load:
      case Op::atomic_store:
      case Op::exchange:
      case Op::fetch_add:
      case Op::compare_exchange:
      case Op::is_alive:
      case Op::yield: return true;
      case Op::acquire_timed:
      case Op::event_wait_timed:
      case Op::put_timed:
      case Op::get_timed:
      case Op::sleep: return statement.number >= 0;
      default: return false;
    }
  });
}

bool has_loop(const Block& block) {
  return std::any_of(block.begin(), block.end(), [](const Statement& statement) {
    return statement.op == Op::loop || has_loop(statement.body) || has_loop(statement.otherwise);
  });
}

std::size_t size_of(const Block& block) {
  std::size_t size = block.size();
  for (const Statement& statement : block) size += size_of(statement.body) + size_of(statement.otherwise);
  return size;
}

/// Walks a program as a compiler would.
class Checker {
 public:
  explicit Checker(const Program& program)
      : program_(program), object_made_(program.objects.size()), thread_made_(program.threads.size()) {}

  bool check() {
    if (program_.threads.empty() || program_.threads[0].daemon || program_.threads[0].timer != -1) return false;
    thread_made_[0] = true;
    Scope scope{std::vector<bool>(program_.objects.size()), std::vector<bool>(program_.threads.size())};
    return check_body(0, scope) && all(object_made_) && all(thread_made_);
  }

 private:
  struct Scope {
    std::vector<bool> objects;
    std::vector<bool> threads;
  };

  static bool all(const std::vector<bool>& flags) {
    return std::find(flags.begin(), flags.end(), false) == flags.end();
  }
  static bool at(const std::vector<bool>& flags, int index) {
    return index >= 0 && static_cast<std::size_t>(index) < flags.size() && flags[static_cast<std::size_t>(index)];
  }

  bool check_body(int thread, Scope scope) {
    const auto& plan = program_.threads[static_cast<std::size_t>(thread)];
    for (const Statement& statement : plan.body)
      if (!check_statement(thread, statement, scope, true)) return false;
    return true;
  }

  bool check_block(int thread, const Block& block, Scope& scope) {
    return std::all_of(block.begin(), block.end(), [&](const Statement& statement) {
      return check_statement(thread, statement, scope, false);
    });
  }

  bool check_statement(int thread, const Statement& statement, Scope& scope, bool top) {
    if (!has_body(statement.op) && !statement.body.empty()) return false;
    if ((!has_body(statement.op) || statement.op == Op::with) && !statement.otherwise.empty()) return false;
    if (statement.op == Op::loop && (statement.number < 0 || !takes_steps(statement.body))) return false;
    if (statement.op == Op::make_object) return top && make_object(statement.object, scope);
    if (statement.op == Op::make_thread) return top && make_thread(thread, statement.object, scope);
    if (statement.op == Op::choose && statement.number < 1) return false;
    if (is_on_thread(statement.op) && !at(scope.threads, statement.object)) return false;
    if (statement.op == Op::cancel && program_.threads[static_cast<std::size_t>(statement.object)].timer < 0)
      return false;
    if (is_on_object(statement.op)) {
      if (!at(scope.objects, statement.object)) return false;
      if (!may_be(statement)) return false;
    }
    return check_block(thread, statement.body, scope) && check_block(thread, statement.otherwise, scope);
  }

  bool may_be(const Statement& statement) const {
    const ObjectPlan& plan = program_.objects[static_cast<std::size_t>(statement.object)];
    if (plan.lookalike && statement.op == Op::fetch_add) return false;
    if (statement.op != Op::destroy) return has(plan.type, statement.op);
    // Not what some uses reach without an operation on it, for they are not refused: a barrier in its action,
    // whether an RLock is owned, the lock that a condition shares.
    const bool always_seen =
        plan.type != ObjectType::barrier && plan.type != ObjectType::condition && plan.type != ObjectType::rlock;
    return always_seen && std::none_of(program_.objects.begin(), program_.objects.end(),
                                       [&](const ObjectPlan& other) { return other.lock == statement.object; });
  }

  bool make_object(int object, Scope& scope) {
    if (object < 0 || static_cast<std::size_t>(object) >= object_made_.size() || at(object_made_, object))
      return false;
    const ObjectPlan& plan = program_.objects[static_cast<std::size_t>(object)];
    if (plan.lookalike && plan.type != ObjectType::atomic) return false;
    if (plan.lock != -1) {
      if (plan.type != ObjectType::condition || !at(scope.objects, plan.lock)) return false;
      if (!is_lock(program_.objects[static_cast<std::size_t>(plan.lock)].type)) return false;
    }
    object_made_[static_cast<std::size_t>(object)] = scope.objects[static_cast<std::size_t>(object)] = true;
    return true;
  }

  bool make_thread(int maker, int thread, Scope& scope) {
    if (thread <= 0 || static_cast<std::size_t>(thread) >= thread_made_.size() || at(thread_made_, thread))
      return false;
    // What main makes before its first thread is destroyed after the last step.
    if (lasting_.empty()) lasting_ = scope.objects;
    thread_made_[static_cast<std::size_t>(thread)] = true;
    const bool daemon = program_.threads[static_cast<std::size_t>(thread)].daemon;
    if (daemon && program_.threads[static_cast<std::size_t>(thread)].timer >= 0) return false;
    // It would keep the execution alive after main has ended, and with it what a daemon may use.
    if (program_.threads[static_cast<std::size_t>(maker)].daemon && !daemon) return false;
    const Scope own = daemon ? Scope{lasting_, std::vector<bool>(thread_made_.size())} : scope;
    Scope inside = own;
    if (!daemon) inside.threads[static_cast<std::size_t>(thread)] = true;  // it may speak of itself
    if (!check_body(thread, inside)) return false;
    scope.threads[static_cast<std::size_t>(thread)] = true;
    return true;
  }

  const Program& program_;
  std::vector<bool> object_made_;
  std::vector<bool> thread_made_;
  std::vector<bool> lasting_;
};

class Digest {
 public:
  void add(std::int64_t value) noexcept {
    hash_ = (hash_ ^ static_cast<std::uint64_t>(value)) * 0x9e3779b97f4a7c15U;
    hash_ ^= hash_ >> 29U;
  }
  void add(const Block& block) {
    add(static_cast<std::int64_t>(block.size()));
    for (const Statement& statement : block) {
      add(static_cast<int>(statement.op));
      add(statement.object);
      add(statement.number);
      add((statement.relative ? 1 : 0) + (statement.guarded ? 2 : 0) + 4 * static_cast<int>(statement.until));
      add(statement.body);
      add(statement.otherwise);
    }
  }
  [[nodiscard]] std::uint64_t value() const noexcept { return hash_; }

 private:
  std::uint64_t hash_ = 0x243f6a8885a308d3U;
};

}  // namespace

Statement on(Op op, int object, int number) {
  Statement statement;
  statement.op = op;
  statement.object = object;
  statement.number = number;
  return statement;
}

Statement branch(Block then, Block otherwise) {
  Statement statement = on(Op::branch);
  statement.body = std::move(then);
  statement.otherwise = std::move(otherwise);
  return statement;
}

Statement with(int object, Block body) {
  Statement statement = on(Op::with, object);
  statement.body = std::move(body);
  return statement;
}

std::string_view name_of(Op op) noexcept { return names[static_cast<std::size_t>(op)]; }

bool is_on_thread(Op op) noexcept { return op == Op::make_thread || (op >= Op::start && op <= Op::cancel); }

bool has_body(Op op) noexcept { return op == Op::branch || op == Op::with || op == Op::loop; }

bool may_throw(Op op) noexcept {
  switch (op) {
    case Op::with:
    case Op::acquire_timed:
    case Op::release:
    case Op::release_many:
    case Op::barrier_wait:
    case Op::barrier_wait_timed:
    case Op::wait:
    case Op::wait_timed:
    case Op::notify:
    case Op::notify_all:
    case Op::put:
    case Op::put_timed:
    case Op::put_nowait:
    case Op::get:
    case Op::get_timed:
    case Op::get_nowait:
    case Op::task_done:
    case Op::start:
    case Op::join:
    case Op::join_timed:
    case Op::set_daemon:
    case Op::sleep: return true;
    default: return false;
  }
}

bool returns_value(Op op) noexcept {
  switch (op) {
    case Op::acquire:
    case Op::acquire_timed:
    case Op::try_acquire:
    case Op::value:
    case Op::locked:
    case Op::owned:
    case Op::barrier_wait:
    case Op::barrier_wait_timed:
    case Op::n_waiting:
    case Op::broken:
    case Op::wait:
    case Op::wait_timed:
    case Op::is_set:
    case Op::event_wait:
    case Op::event_wait_timed:
    case Op::get:
    case Op::get_timed:
    case Op::get_nowait:
    case Op::qsize:
    case Op::empty:
    case Op::full:
    case Op::maxsize:
    case Op::load:
    case Op::atomic_load:
    case Op::exchange:
    case Op::fetch_add:
    case Op::compare_exchange:
    case Op::is_alive:
    case Op::ident:
    case Op::name:
    case Op::daemon:
    case Op::active_count:
    case Op::enumerate:
    case Op::choose: return true;
    default: return false;
  }
}

std::vector<Place> places_in(Block& block) {
  std::vector<Place> places;
  collect(block, places);
  return places;
}

void renumber(Program& program) {
  std::uint32_t next = 1;
  for (ThreadPlan& thread : program.threads) renumber(thread.body, next);
}

bool well_formed(const Program& program) { return Checker(program).check(); }

bool destroys(const Program& program, int object) {
  return std::any_of(program.threads.begin(), program.threads.end(),
                     [&](const ThreadPlan& thread) { return destroys(thread.body, object); });
}

bool has_loops(const Program& program) {
  return std::any_of(program.threads.begin(), program.threads.end(),
                     [](const ThreadPlan& thread) { return has_loop(thread.body); });
}

std::size_t size_of(const Program& program) {
  std::size_t size = 0;
  for (const ThreadPlan& thread : program.threads) size += size_of(thread.body);
  return size;
}

std::uint64_t digest_of(const Program& program) {
  Digest digest;
  digest.add(static_cast<int>(program.clock));
  digest.add(program.spurious_wakeups ? 1 : 0);
  for (const ObjectPlan& object : program.objects) {
    digest.add(static_cast<int>(object.type));
    digest.add(object.number);
    digest.add(object.lock);
    digest.add(static_cast<int>(object.action) + (object.lookalike ? action_count : 0));
  }
  for (const ThreadPlan& thread : program.threads) {
    digest.add((thread.daemon ? 1 : 0) + 2 * (thread.timer + 1));
    digest.add(thread.body);
  }
  return digest.value();
}

}  // namespace heddle::fuzz
