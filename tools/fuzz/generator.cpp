#include <heddle/tools/fuzz/generator.hpp>

#include <heddle/tools/fuzz/dice.hpp>
#include <heddle/tools/fuzz/loop_generator.hpp>
#include <heddle/tools/fuzz/variations.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

namespace heddle::fuzz {
namespace {

/// What a program is about: which types of objects it has.
constexpr std::array<std::array<ObjectType, 4>, 18> themes{{
    {ObjectType::lock, ObjectType::lock, ObjectType::rlock, ObjectType::shared},
    {ObjectType::rlock, ObjectType::lock, ObjectType::atomic, ObjectType::shared},
    {ObjectType::condition, ObjectType::condition, ObjectType::shared, ObjectType::lock},
    {ObjectType::condition, ObjectType::condition, ObjectType::condition, ObjectType::atomic},
    {ObjectType::event, ObjectType::event, ObjectType::shared, ObjectType::lock},
    {ObjectType::queue, ObjectType::queue, ObjectType::queue, ObjectType::event},
    {ObjectType::queue, ObjectType::queue, ObjectType::lock, ObjectType::atomic},
    {ObjectType::queue, ObjectType::queue, ObjectType::condition, ObjectType::shared},
    {ObjectType::lifo_queue, ObjectType::lifo_queue, ObjectType::queue, ObjectType::atomic},
    {ObjectType::priority_queue, ObjectType::priority_queue, ObjectType::simple_queue, ObjectType::event},
    {ObjectType::simple_queue, ObjectType::simple_queue, ObjectType::shared, ObjectType::lifo_queue},
    {ObjectType::shared, ObjectType::atomic, ObjectType::atomic, ObjectType::shared},
    {ObjectType::event, ObjectType::queue, ObjectType::condition, ObjectType::rlock},
    {ObjectType::semaphore, ObjectType::semaphore, ObjectType::shared, ObjectType::queue},
    {ObjectType::semaphore, ObjectType::bounded_semaphore, ObjectType::lock, ObjectType::atomic},
    {ObjectType::bounded_semaphore, ObjectType::bounded_semaphore, ObjectType::shared, ObjectType::barrier},
    {ObjectType::barrier, ObjectType::barrier, ObjectType::shared, ObjectType::event},
    {ObjectType::barrier, ObjectType::barrier, ObjectType::semaphore, ObjectType::atomic},
}};

bool is_lock(ObjectType type) { return type == ObjectType::lock || type == ObjectType::rlock; }

bool is_semaphore(ObjectType type) {
  return type == ObjectType::semaphore || type == ObjectType::bounded_semaphore;
}

bool is_bounded_queue(ObjectType type) {
  return type == ObjectType::queue || type == ObjectType::lifo_queue || type == ObjectType::priority_queue;
}

class Generator {
 public:
  Generator(std::uint64_t seed, const GeneratorOptions& options)
      : dice_(seed * 0x2545f4914f6cdd1dU + 1), options_(options) {}

  Program generate() {
    if (options_.loops != 0 && dice_.chance(options_.loops)) {
      program_ = generate_with_loops(dice_, options_);
      renumber(program_);
      return std::move(program_);
    }
    choose_setting();
    make_objects();
    plan_threads();
    for (int thread = 1; thread < thread_count(); ++thread) fill(thread);
    assemble_main();
    if (dice_.chance(30)) spoil();
    shorten();
    renumber(program_);
    return std::move(program_);
  }

 private:
  int thread_count() const { return static_cast<int>(program_.threads.size()); }
  int object_count() const { return static_cast<int>(program_.objects.size()); }
  Block& body_of(int thread) { return program_.threads[static_cast<std::size_t>(thread)].body; }
  ObjectType type_of(int object) const { return program_.objects[static_cast<std::size_t>(object)].type; }
  Op one_of(std::initializer_list<Op> ops) { return ops.begin()[dice_.below(static_cast<int>(ops.size()))]; }

  /// True if a thread mostly puts and notifies, false if it mostly gets and waits.
  static bool gives(int thread) { return thread % 2 == 1; }

  /// Mostly the first: where threads meet, there is something to order.
  int any_object() { return dice_.chance(50) ? 0 : dice_.below(object_count()); }

  /// Mostly small and alike, so that deadlines tie; rarely none, or a negative one, which is refused or means none.
  int seconds() { return dice_.chance(4) ? -2 : dice_.chance(8) ? 0 : dice_.between(1, 2); }

  // ---- what there is ----

  void choose_setting() {
    program_.clock = dice_.chance(20) ? Clock::virtual_time : Clock::explored;
    if (options_.clock) program_.clock = *options_.clock;
    program_.spurious_wakeups = dice_.chance(8);
  }

  void make_objects() {
    const auto& theme = themes[static_cast<std::size_t>(dice_.below(static_cast<int>(themes.size())))];
    const bool mixed = dice_.chance(25);
    const int count = dice_.chance(25) ? 1 : dice_.chance(60) ? 2 : 3;
    for (int i = 0; i < count; ++i) {
      const ObjectType type = mixed ? static_cast<ObjectType>(dice_.below(object_type_count))
                                    : theme[static_cast<std::size_t>(i == 0 ? 0 : dice_.below(4))];
      program_.objects.push_back(plan_of(type));
    }
  }

  ObjectPlan plan_of(ObjectType type) {
    ObjectPlan plan;
    plan.type = type;
    if (is_semaphore(type)) plan.number = dice_.chance(60) ? 1 : dice_.below(3);
    if (type == ObjectType::barrier) {
      plan.number = dice_.chance(70) ? 2 : dice_.below(4);
      if (dice_.chance(40)) plan.action = static_cast<Action>(dice_.below(action_count));
    }
    if (is_bounded_queue(type)) plan.number = dice_.below(3);
    if (type == ObjectType::condition && dice_.chance(45)) plan.lock = lock_to_share();
    return plan;
  }

  /// A lock made before, or one made for this.
  int lock_to_share() {
    for (int object = object_count(); object-- > 0;)
      if (is_lock(type_of(object))) return object;
    ObjectPlan lock;
    lock.type = dice_.chance(60) ? ObjectType::lock : ObjectType::rlock;
    program_.objects.push_back(lock);
    return object_count() - 1;
  }

  void plan_threads() {
    const int most = options_.max_threads - 1;
    const int workers = dice_.chance(8) ? 1 : dice_.chance(55) ? 2 : 3;
    const int more = most > 3 && dice_.chance(70) ? dice_.between(1, most - 3) : 0;
    program_.threads.resize(1U + static_cast<std::size_t>(std::min(workers, most) + more));
    for (int thread = 1; thread < thread_count(); ++thread) {
      program_.threads[static_cast<std::size_t>(thread)].daemon = dice_.chance(options_.daemons);
      Parent parent = {0, 0};
      // Made by the thread before it, in whose scope it then is; or made by main and started by one that comes
      // later.
      if (thread > 1 && dice_.chance(10)) {
        parent = {thread - 1, thread - 1};
        if (is_daemon(thread - 1)) program_.threads[static_cast<std::size_t>(thread)].daemon = true;
      } else if (thread + 1 < thread_count() && dice_.chance(10)) {
        parent = {0, thread + 1};
      }
      parents_.push_back(parent);
      if (!is_daemon(thread) && dice_.chance(8))
        program_.threads[static_cast<std::size_t>(thread)].timer = dice_.between(0, 2);
    }
    for (int thread = 1; thread < thread_count(); ++thread) {
      Parent& parent = parent_of(thread);
      // A daemon must not start what main made, and what is made in a thread is not in the scope of others.
      if (parent.starter > thread && (is_daemon(parent.starter) || parent_of(parent.starter).maker != 0))
        parent.starter = 0;
    }
  }

  struct Parent {
    int maker;
    int starter;
  };
  Parent& parent_of(int thread) { return parents_[static_cast<std::size_t>(thread - 1)]; }
  bool is_timer(int thread) const { return program_.threads[static_cast<std::size_t>(thread)].timer >= 0; }
  bool is_daemon(int thread) const { return program_.threads[static_cast<std::size_t>(thread)].daemon; }

  // ---- what threads do ----

  void fill(int thread) {
    Block& body = body_of(thread);
    const int idioms = thread_count() > 3 ? dice_.between(1, 2) : dice_.between(1, 3);
    for (int i = 0; i < idioms; ++i) add_idiom(body, thread, 0);
    place_children(thread);
  }

  /// Threads that this one makes or starts, somewhere in its body; their bodies come later, being numbered later.
  void place_children(int thread) {
    Block& body = body_of(thread);
    for (int child = 1; child < thread_count(); ++child) {
      const Parent parent = parent_of(child);
      if (parent.starter != thread) continue;
      const int at = dice_.below(static_cast<int>(body.size()) + 1);
      auto place = body.begin() + at;
      if (parent.maker == thread) {
        if (dice_.chance(40)) body.push_back(on(Op::join, child));
        place = body.insert(body.begin() + at, on(Op::make_thread, child)) + 1;
      }
      body.insert(place, on(Op::start, child));
    }
  }

  void add_idiom(Block& out, int thread, int depth) {
    if (dice_.chance(6)) return add_control(out, thread);
    if (dice_.chance(5)) return add_census(out);
    if (dice_.chance(5) && add_thread_operation(out, thread)) return;
    const int object = any_object();
    switch (type_of(object)) {
      case ObjectType::lock:
      case ObjectType::rlock: return add_lock(out, object, thread, depth);
      case ObjectType::condition: return add_condition(out, object, thread, depth);
      case ObjectType::event: return add_event(out, object);
      case ObjectType::semaphore:
      case ObjectType::bounded_semaphore: return add_semaphore(out, object, thread, depth);
      case ObjectType::barrier: return add_barrier(out, object);
      case ObjectType::queue:
      case ObjectType::lifo_queue:
      case ObjectType::priority_queue:
      case ObjectType::simple_queue: return add_queue(out, object, thread);
      case ObjectType::shared: return add_shared(out, object);
      case ObjectType::atomic: return add_atomic(out, object);
    }
  }

  void add_control(Block& out, int thread) {
    switch (dice_.below(5)) {
      case 0: out.push_back(on(Op::sleep, -1, seconds())); return;
      case 1: out.push_back(on(Op::yield, -1)); return;
      case 2: out.push_back(on(Op::require, -1, dice_.below(2))); return;
      default:
        out.push_back(on(Op::choose, -1, dice_.between(2, 3)));
        if (dice_.chance(60)) add_branch(out, thread);
    }
  }

  /// On the handle of a thread in scope: one that main made before, or itself. Daemons have none, main has all.
  bool add_thread_operation(Block& out, int thread) {
    if (is_daemon(thread) || (thread > 1 && parent_of(thread).maker != 0)) return false;
    const int other = dice_.between(1, thread == 0 ? thread_count() - 1 : thread);
    if (parent_of(other).maker != 0 || (other == thread && dice_.chance(80))) return false;
    const Op op = is_timer(other) && dice_.chance(50)
                      ? Op::cancel
                      : one_of({Op::join, Op::join_timed, Op::is_alive, Op::ident, Op::ident, Op::name, Op::name,
                                Op::set_name, Op::daemon, Op::set_daemon});
    out.push_back(on(op, other, op == Op::join_timed ? seconds() : op == Op::set_name ? dice_.between(1, 2) : 0));
    return true;
  }

  /// Who is there, and what becomes of the exceptions of those.
  void add_census(Block& out) {
    switch (dice_.below(6)) {
      case 0: out.push_back(on(Op::set_excepthook, -1, dice_.below(3))); return;
      case 1:
        if (!out.empty() || dice_.chance(30)) out.push_back(on(Op::exit, -1));
        return;
      case 2: out.push_back(on(Op::enumerate, -1)); return;
      default: out.push_back(on(Op::active_count, -1));
    }
  }

  /// Depending on what was returned last, one of two things.
  void add_branch(Block& out, int thread) {
    Statement branch = on(Op::branch, -1);
    add_simple(branch.body, thread);
    if (dice_.chance(50)) add_simple(branch.otherwise, thread);
    out.push_back(std::move(branch));
  }

  /// One statement on any object that needs no company.
  void add_simple(Block& out, int thread) {
    const int object = any_object();
    switch (type_of(object)) {
      case ObjectType::lock:
      case ObjectType::rlock: return add_simple_on_lock(out, object);
      case ObjectType::semaphore:
      case ObjectType::bounded_semaphore: return add_permits(out, object, thread);
      case ObjectType::barrier: return add_barrier(out, object);
      case ObjectType::condition: {
        Statement with = on(Op::with, object);
        with.body.push_back(on(one_of({Op::notify, Op::notify_all, Op::wait}), object, 1));
        out.push_back(std::move(with));
        return;
      }
      case ObjectType::event: return add_event(out, object);
      case ObjectType::queue:
      case ObjectType::lifo_queue:
      case ObjectType::priority_queue:
      case ObjectType::simple_queue: return add_queue(out, object, thread);
      case ObjectType::shared: return add_shared(out, object);
      case ObjectType::atomic: return add_atomic(out, object);
    }
  }

  void add_simple_on_lock(Block& out, int object) {
    if (dice_.chance(12)) {
      out.push_back(on(Op::release, object));
    } else if (dice_.chance(8)) {
      out.push_back(on(Op::owned, object));
    } else if (dice_.chance(40) && type_of(object) == ObjectType::lock) {
      out.push_back(on(Op::locked, object));
    } else {
      out.push_back(on(Op::try_acquire, object));
      if (dice_.chance(10)) return;
      out.push_back(on(Op::branch, -1));
      out.back().body.push_back(on(Op::release, object));
    }
  }

  /// What is done while a lock is held.
  void add_inside(Block& out, int thread, int depth) {
    if (dice_.chance(35)) return;
    if (depth < 2 && dice_.chance(50)) return add_idiom(out, thread, depth + 1);
    add_simple(out, thread);
  }

  void add_lock(Block& out, int object, int thread, int depth) {
    if (dice_.chance(6) && type_of(object) == ObjectType::lock) {
      out.push_back(on(Op::locked, object));
      if (dice_.chance(50)) add_branch(out, thread);
      return;
    }
    if (dice_.chance(3)) {
      out.push_back(on(Op::release, object));
      return;
    }
    Block inside;
    add_inside(inside, thread, depth);
    if (type_of(object) == ObjectType::rlock && dice_.chance(25)) hold(inside, object, {}, thread);
    hold(out, object, std::move(inside), thread);
  }

  /// Around `inside`, holds a lock, rlock or condition.
  void hold(Block& out, int object, Block inside, int thread) {
    if (dice_.chance(30)) {
      Statement with = on(Op::with, object);
      with.body = std::move(inside);
      out.push_back(std::move(with));
      return;
    }
    if (dice_.chance(55)) {
      out.push_back(on(Op::acquire, object));
      std::move(inside.begin(), inside.end(), std::back_inserter(out));
      out.push_back(on(Op::release, object));
      return;
    }
    out.push_back(dice_.chance(50) ? on(Op::try_acquire, object) : on(Op::acquire_timed, object, seconds()));
    Statement branch = on(Op::branch, -1);
    branch.body = std::move(inside);
    branch.body.push_back(on(Op::release, object));
    if (dice_.chance(30)) add_simple(branch.otherwise, thread);
    out.push_back(std::move(branch));
  }

  /// As a lock, or to let each other go on.
  void add_semaphore(Block& out, int object, int thread, int depth) {
    if (dice_.chance(55)) return add_permits(out, object, thread);
    Block inside;
    add_inside(inside, thread, depth);
    hold(out, object, std::move(inside), thread);
  }

  void add_permits(Block& out, int object, int thread) {
    if (dice_.chance(15)) {
      out.push_back(on(Op::value, object));
      if (dice_.chance(40)) add_branch_on(out, object, Op::try_acquire, Op::release);
    } else if (dice_.chance(gives(thread) ? 75 : 25)) {
      out.push_back(dice_.chance(60) ? on(Op::release, object)
                                     : on(Op::release_many, object, dice_.chance(90) ? dice_.between(1, 2) : 0));
    } else {
      const Op op = one_of({Op::acquire, Op::acquire, Op::try_acquire, Op::acquire_timed});
      out.push_back(on(op, object, op == Op::acquire_timed ? seconds() : 0));
    }
  }

  void add_barrier(Block& out, int object) {
    if (dice_.chance(60)) {
      const bool timed = dice_.chance(35);
      out.push_back(timed ? on(Op::barrier_wait_timed, object, seconds()) : on(Op::barrier_wait, object));
      if (dice_.chance(20)) add_branch_on(out, object, Op::reset, Op::abort);
      return;
    }
    const Op op = one_of({Op::abort, Op::reset, Op::reset, Op::n_waiting, Op::n_waiting, Op::broken});
    out.push_back(on(op, object));
    if (returns_value(op) && dice_.chance(40)) add_branch_on(out, object, Op::barrier_wait, Op::reset);
  }

  void add_condition(Block& out, int object, int thread, int depth) {
    Block inside;
    const int variable = any_of_type(ObjectType::shared);
    const bool waits = dice_.chance(gives(thread) ? 25 : 65);
    if (waits) {
      const Statement wait = dice_.chance(60) ? on(Op::wait, object) : on(Op::wait_timed, object, seconds());
      if (variable != -1 && dice_.chance(60)) {
        inside.push_back(on(Op::load, variable));
        Statement branch = on(Op::branch, -1);
        branch.otherwise.push_back(wait);
        inside.push_back(std::move(branch));
      } else {
        inside.push_back(wait);
      }
    } else {
      if (variable != -1 && dice_.chance(60)) inside.push_back(on(Op::store, variable, 1));
      if (dice_.chance(15)) add_inside(inside, thread, depth + 1);
      inside.push_back(dice_.chance(70) ? on(Op::notify, object, dice_.chance(85) ? 1 : dice_.below(3))
                                        : on(Op::notify_all, object));
    }
    if (dice_.chance(4)) {  // without the lock
      std::move(inside.begin(), inside.end(), std::back_inserter(out));
      return;
    }
    // By way of the condition, or of the lock that it shares.
    const int lock = program_.objects[static_cast<std::size_t>(object)].lock;
    hold(out, lock != -1 && dice_.chance(50) ? lock : object, std::move(inside), thread);
  }

  int any_of_type(ObjectType type) {
    for (int object = 0; object < object_count(); ++object)
      if (type_of(object) == type) return object;
    return -1;
  }

  void add_event(Block& out, int object) {
    const Op op = one_of(
        {Op::set, Op::set, Op::set, Op::clear, Op::is_set, Op::event_wait, Op::event_wait, Op::event_wait_timed});
    out.push_back(on(op, object, op == Op::event_wait_timed ? seconds() : 0));
    if (returns_value(op) && dice_.chance(25)) add_branch_on(out, object, Op::clear, Op::set);
  }

  void add_branch_on(Block& out, int object, Op then, Op otherwise) {
    Statement branch = on(Op::branch, -1);
    branch.body.push_back(on(then, object, dice_.below(2)));
    if (dice_.chance(50)) branch.otherwise.push_back(on(otherwise, object, dice_.below(2)));
    out.push_back(std::move(branch));
  }

  void add_queue(Block& out, int object, int thread) {
    const bool simple = type_of(object) == ObjectType::simple_queue;
    const int kind = dice_.chance(75) ? (dice_.chance(gives(thread) ? 75 : 25) ? 0 : 1) : dice_.between(2, 4);
    switch (simple ? std::min(kind, 2) : kind) {
      case 0: {
        Statement put = on(one_of({Op::put, Op::put, Op::put_nowait, Op::put_timed}), object);
        put.number = put.op == Op::put_timed ? seconds() : dice_.between(1, 3);
        put.relative = put.op != Op::put_timed && dice_.chance(10);
        out.push_back(std::move(put));
        return;
      }
      case 1: {
        const Op op = one_of({Op::get, Op::get, Op::get_nowait, Op::get_timed});
        out.push_back(on(op, object, op == Op::get_timed ? seconds() : 0));
        if (!simple && dice_.chance(30)) out.push_back(on(Op::task_done, object));
        return;
      }
      case 2:
        out.push_back(
            on(simple ? one_of({Op::qsize, Op::empty}) : one_of({Op::qsize, Op::empty, Op::full}), object));
        if (dice_.chance(50)) add_branch_on(out, object, Op::get_nowait, Op::put_nowait);
        return;
      case 3: out.push_back(on(one_of({Op::task_done, Op::join_queue}), object)); return;
      default: {
        const Op op = one_of({Op::shutdown, Op::shutdown, Op::shutdown_now, Op::set_maxsize, Op::maxsize});
        out.push_back(on(op, object, op == Op::set_maxsize ? dice_.below(4) : 0));
      }
    }
  }

  void add_shared(Block& out, int object) {
    switch (dice_.below(3)) {
      case 0: out.push_back(on(Op::store, object, dice_.between(0, 2))); return;
      case 1:
        out.push_back(on(Op::load, object));
        if (dice_.chance(30)) add_branch_on(out, object, Op::store, Op::store);
        return;
      default:
        out.push_back(on(Op::load, object));
        out.push_back(on(Op::store, object, 1));
        out.back().relative = true;
    }
  }

  void add_atomic(Block& out, int object) {
    const Op op = one_of({Op::atomic_load, Op::atomic_load, Op::atomic_store, Op::exchange, Op::fetch_add,
                          Op::fetch_add, Op::compare_exchange, Op::compare_exchange});
    out.push_back(on(op, object, dice_.between(0, 2)));
    if (returns_value(op) && dice_.chance(25)) add_branch_on(out, object, Op::atomic_store, Op::fetch_add);
  }

  // ---- main ----

  void assemble_main() {
    Block& body = body_of(0);
    const bool daemons = std::any_of(program_.threads.begin(), program_.threads.end(),
                                     [](const ThreadPlan& thread) { return thread.daemon; });
    for (int object = 0; object < object_count(); ++object) body.push_back(on(Op::make_object, object));
    Block late;
    if (!daemons && dice_.chance(12)) late = split_off_unused_by(1, body);
    const bool starts_at_once = dice_.chance(25) || !late.empty();
    Block starts;
    for (int thread = 1; thread < thread_count(); ++thread) {
      if (parent_of(thread).maker == 0) body.push_back(on(Op::make_thread, thread));
      if (parent_of(thread).starter == 0) (starts_at_once ? body : starts).push_back(on(Op::start, thread));
      std::move(late.begin(), late.end(), std::back_inserter(body));
      late.clear();
    }
    std::move(starts.begin(), starts.end(), std::back_inserter(body));
    if (dice_.chance(30)) add_idiom(body, 0, 1);
    add_joins(body);
  }

  /// The declarations, off the end of `body`, of objects that this thread has no use for: they can come after it.
  Block split_off_unused_by(int thread, Block& body) {
    Block late;
    while (!body.empty()) {
      const int object = body.back().object;
      if (uses(body_of(thread), object)) break;
      late.insert(late.begin(), body.back());
      body.pop_back();
    }
    return late;
  }

  bool uses(const Block& block, int object) const {
    return std::any_of(block.begin(), block.end(), [&](const Statement& statement) {
      if (statement.op == Op::make_thread)
        if (uses(program_.threads[static_cast<std::size_t>(statement.object)].body, object)) return true;
      if (!is_on_thread(statement.op) && statement.object == object) return true;
      return uses(statement.body, object) || uses(statement.otherwise, object);
    });
  }

  /// The other threads are joined by their destructors.
  void add_joins(Block& body) {
    const bool joins = dice_.chance(50);
    for (int thread = 1; thread < thread_count(); ++thread) {
      if (parent_of(thread).maker != 0) continue;
      const bool timed = dice_.chance(10);
      if (joins || timed) body.push_back(timed ? on(Op::join_timed, thread, seconds()) : on(Op::join, thread));
      if (timed && dice_.chance(50)) body.push_back(on(Op::is_alive, thread));
      if (is_timer(thread) && dice_.chance(40))
        body.insert(body.end() - (joins || timed ? 1 : 0), on(Op::cancel, thread));
    }
  }

  // ---- spoiling and shortening ----

  static bool is_making(const Statement& statement) {
    return statement.op == Op::make_object || statement.op == Op::make_thread;
  }

  std::vector<Place> all_places() {
    std::vector<Place> places;
    for (ThreadPlan& thread : program_.threads)
      for (const Place& place : places_in(thread.body))
        if (!is_making(place.statement())) places.push_back(place);
    return places;
  }

  void spoil() {
    const auto places = all_places();
    if (places.empty()) return;
    const auto [block, index] = places[static_cast<std::size_t>(dice_.below(static_cast<int>(places.size())))];
    Statement& statement = (*block)[index];
    const bool flat = statement.body.empty() && statement.otherwise.empty();
    switch (dice_.below(5)) {
      case 0: block->erase(block->begin() + static_cast<std::ptrdiff_t>(index)); return;
      case 1:
        if (flat) block->insert(block->begin() + static_cast<std::ptrdiff_t>(index), Statement(statement));
        return;
      case 2:
        if (index + 1 < block->size() && !is_making((*block)[index + 1])) std::swap(statement, (*block)[index + 1]);
        return;
      case 3: statement.guarded = false; return;
      default: {
        Statement misuse = likely_to_throw();
        misuse.guarded = dice_.chance(30);
        block->insert(block->begin() + static_cast<std::ptrdiff_t>(index), std::move(misuse));
        // What it misuses may not have been made there.
        if (!well_formed(program_)) block->erase(block->begin() + static_cast<std::ptrdiff_t>(index));
      }
    }
  }

  Statement likely_to_throw() {
    const int object = any_object();
    switch (type_of(object)) {
      case ObjectType::lock:
      case ObjectType::rlock: return on(Op::release, object);
      case ObjectType::condition: return on(one_of({Op::notify, Op::wait}), object, 1);
      case ObjectType::semaphore: return on(Op::release_many, object);
      case ObjectType::bounded_semaphore: return on(Op::release, object);
      case ObjectType::barrier: return on(Op::barrier_wait_timed, object);
      case ObjectType::queue:
      case ObjectType::lifo_queue:
      case ObjectType::priority_queue: return on(one_of({Op::get_nowait, Op::task_done}), object);
      case ObjectType::simple_queue: return on(Op::get_nowait, object);
      default: return on(Op::sleep, -1, -2);
    }
  }

  /// Takes statements out at random until there are few enough orders: small programs are quick to search, and
  /// large ones have more in them.
  void shorten() {
    constexpr std::array<double, 5> shares{0.03, 0.1, 0.3, 1, 1};
    const double most = options_.most_orders * shares[static_cast<std::size_t>(dice_.below(5))];
    while (orders_of(program_) > most) {
      std::vector<Place> places = all_places();
      std::erase_if(places, [](const Place& place) {
        return place.statement().op == Op::start || place.statement().op == Op::release;
      });
      if (places.empty()) return;
      take_out(places[static_cast<std::size_t>(dice_.below(static_cast<int>(places.size())))]);
    }
  }

  /// What is taken out with a lock is all that needs it, so as not to leave misuse behind.
  static void take_out(const Place& place) {
    Block& block = *place.block;
    const Statement taken = std::move(place.statement());
    const auto at = block.erase(block.begin() + static_cast<std::ptrdiff_t>(place.index));
    if (taken.op == Op::with && !uses_condition(taken.body)) block.insert(at, taken.body.begin(), taken.body.end());
    if (taken.op == Op::acquire) take_out_release(block, at, taken.object);
    const bool tries = taken.op == Op::try_acquire || taken.op == Op::acquire_timed;
    if (tries && at != block.end() && at->op == Op::branch) block.erase(at);
  }

  static void take_out_release(Block& block, Block::iterator from, int object) {
    const auto release = std::find_if(from, block.end(), [&](const Statement& statement) {
      return statement.op == Op::release && statement.object == object;
    });
    if (release == block.end()) return;
    const bool others = std::any_of(from, release, [](const Statement& statement) {
      return is_making(statement) || statement.op == Op::start;
    });
    if (!others && std::any_of(from, release, is_on_condition)) block.erase(from, release + 1);
    else block.erase(release);
  }

  static bool is_on_condition(const Statement& statement) {
    return (statement.op >= Op::wait && statement.op <= Op::notify_all) || uses_condition(statement.body) ||
           uses_condition(statement.otherwise);
  }
  static bool uses_condition(const Block& block) {
    return std::any_of(block.begin(), block.end(), is_on_condition);
  }

  Dice dice_;
  GeneratorOptions options_;
  Program program_;
  std::vector<Parent> parents_;  // of thread 1 and on
};

/// How many steps a statement is, on the longer way.
int steps_of(const Block& block) {
  int steps = 0;
  for (const Statement& statement : block) {
    const int longer = std::max(steps_of(statement.body), steps_of(statement.otherwise));
    switch (statement.op) {
      case Op::make_object:
      case Op::make_thread:
      case Op::exit:
      case Op::choose:
      case Op::require:
      case Op::branch: steps += longer; break;
      case Op::with: steps += 2 + longer; break;
      // Once to see, once to come back.
      case Op::loop: steps += 2 * (steps_of(statement.body) + steps_of(statement.otherwise)); break;
      case Op::wait:
      case Op::wait_timed: steps += 3; break;
      case Op::barrier_wait:
      case Op::barrier_wait_timed:
      case Op::event_wait:
      case Op::event_wait_timed: steps += 2; break;
      default: ++steps;
    }
  }
  return steps;
}

}  // namespace

Program generate(std::uint64_t seed, const GeneratorOptions& options) {
  Program program = Generator(seed, options).generate();
  vary(program, seed, options);
  return program;
}

double orders_of(const Program& program) {
  // Main starts the threads first and joins them last, so that its steps hardly count.
  double all = 0;
  double orders = 1;
  for (std::size_t thread = 1; thread < program.threads.size(); ++thread) {
    const int steps = steps_of(program.threads[thread].body) + (program.threads[thread].timer < 0 ? 1 : 5);
    for (int step = 1; step <= steps; ++step) orders *= ++all / step;
  }
  return orders;
}

}  // namespace heddle::fuzz
