#include <heddle/tools/fuzz/loop_generator.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

namespace heddle::fuzz {
namespace {

constexpr std::array<std::array<ObjectType, 3>, 12> themes{{
    {ObjectType::event, ObjectType::event, ObjectType::lock},
    {ObjectType::event, ObjectType::lock, ObjectType::atomic},
    {ObjectType::event, ObjectType::event, ObjectType::event},
    {ObjectType::lock, ObjectType::lock, ObjectType::event},
    {ObjectType::lock, ObjectType::lock, ObjectType::lock},
    {ObjectType::rlock, ObjectType::lock, ObjectType::atomic},
    {ObjectType::atomic, ObjectType::atomic, ObjectType::event},
    {ObjectType::atomic, ObjectType::lock, ObjectType::shared},
    {ObjectType::queue, ObjectType::event, ObjectType::simple_queue},
    {ObjectType::condition, ObjectType::atomic, ObjectType::shared},
    {ObjectType::semaphore, ObjectType::lock, ObjectType::bounded_semaphore},
    {ObjectType::shared, ObjectType::event, ObjectType::lock},
}};

class LoopGenerator {
 public:
  LoopGenerator(Dice& dice, const GeneratorOptions& options) : dice_(dice), options_(options) {}

  Program generate() {
    program_.clock = dice_.chance(20) ? Clock::virtual_time : Clock::explored;
    if (options_.clock) program_.clock = *options_.clock;
    program_.spurious_wakeups = dice_.chance(6);
    if (dice_.chance(15)) {
      make_handshake();
    } else {
      make_objects();
      plan_threads();
      for (int thread = 1; thread < thread_count(); ++thread) fill(thread);
      if (!has_loops(program_)) add_loop(body_of(1), 1);
    }
    assemble_main();
    shorten();
    return std::move(program_);
  }

 private:
  int thread_count() const { return static_cast<int>(program_.threads.size()); }
  int object_count() const { return static_cast<int>(program_.objects.size()); }
  Block& body_of(int thread) { return program_.threads[static_cast<std::size_t>(thread)].body; }
  ThreadPlan& plan_of(int thread) { return program_.threads[static_cast<std::size_t>(thread)]; }
  ObjectType type_of(int object) const { return program_.objects[static_cast<std::size_t>(object)].type; }
  Op one_of(std::initializer_list<Op> ops) { return ops.begin()[dice_.below(static_cast<int>(ops.size()))]; }
  int any_object() { return dice_.chance(60) ? 0 : dice_.below(object_count()); }
  int seconds() { return dice_.between(1, 2); }
  /// Some object of that type but this; -1: none.
  int another(ObjectType type, int object) {
    for (int other = object_count(); other-- > 0;)
      if (other != object && type_of(other) == type) return other;
    return -1;
  }

  // ---- what there is ----

  void make_objects() {
    const auto& theme = themes[static_cast<std::size_t>(dice_.below(static_cast<int>(themes.size())))];
    const int count = dice_.between(1, 3);
    for (int i = 0; i < count; ++i) {
      ObjectPlan plan;
      plan.type = theme[static_cast<std::size_t>(i)];
      if (plan.type == ObjectType::queue) plan.number = dice_.below(2);
      if (plan.type == ObjectType::semaphore) plan.number = dice_.below(2);
      if (plan.type == ObjectType::bounded_semaphore) plan.number = 1;
      program_.objects.push_back(plan);
    }
  }

  void plan_threads() {
    const int most = std::min(options_.max_threads - 1, 3);
    program_.threads.resize(1U +
                            static_cast<std::size_t>(std::min(most, dice_.chance(75) ? 2 : dice_.between(1, 3))));
    for (int thread = 1; thread < thread_count(); ++thread) plan_of(thread).daemon = dice_.chance(options_.daemons);
  }

  /// One thread waits for an answer, and on its way round shows something that another may see or not: for a
  /// moment, or for good. That one answers if it has seen it, and then looks what has become of that.
  void make_handshake() {
    constexpr int answer = 0;
    constexpr int sign = 1;
    constexpr int result = 2;
    const bool by_lock = dice_.chance(30);
    for (const ObjectType type : {dice_.chance(50) ? ObjectType::event : ObjectType::atomic,
                                  by_lock            ? ObjectType::lock
                                  : dice_.chance(50) ? ObjectType::event
                                                     : ObjectType::atomic,
                                  dice_.chance(50) ? ObjectType::event : ObjectType::atomic}) {
      ObjectPlan plan;
      plan.type = type;
      program_.objects.push_back(plan);
    }
    program_.threads.resize(dice_.chance(85) ? 3 : 4);
    Statement loop = on(Op::loop, -1, dice_.chance(20) ? dice_.between(2, 4) : 0);
    loop.body = {type_of(answer) == ObjectType::event && dice_.chance(40)
                     ? on(Op::event_wait_timed, answer, seconds())
                     : look_at(answer)};
    if (by_lock) {
      loop.otherwise = {with(sign, dice_.chance(50) ? Block{on(Op::yield)} : Block{})};
    } else {
      loop.otherwise = {change(sign, true)};
      if (dice_.chance(50)) loop.otherwise.push_back(change(sign, false));
    }
    if (dice_.chance(50)) loop.otherwise.push_back(on(Op::sleep, -1, 1));
    body_of(1) = {std::move(loop), change(result, true)};
    const Statement look = by_lock ? on(Op::locked, sign) : look_at(sign);
    // It may want to see the sign come and go a few times: that takes the other as many rounds.
    Block seen{change(answer, true)};
    for (int more = dice_.below(3); more > 0; --more) seen = {look, branch({}, {look, branch(std::move(seen))})};
    body_of(2) = {look, branch(std::move(seen)), look_at(result)};
    if (dice_.chance(30)) body_of(2).push_back(change(answer, true));
    if (thread_count() == 4) add_news(body_of(3));
  }

  Statement look_at(int object) const {
    return on(type_of(object) == ObjectType::event ? Op::is_set : Op::atomic_load, object);
  }
  Statement change(int object, bool to) const {
    if (type_of(object) != ObjectType::event) return on(Op::atomic_store, object, to ? 1 : 0);
    return on(to ? Op::set : Op::clear, object);
  }

  // ---- what threads do ----

  /// An even one mostly loops, an odd one mostly gives.
  void fill(int thread) {
    Block& body = body_of(thread);
    const int items = dice_.chance(45) ? 1 : dice_.between(2, 3);
    for (int i = 0; i < items; ++i) {
      if (dice_.chance(thread % 2 == 0 ? 70 : 30)) add_loop(body, thread);
      else add_news(body);
    }
  }

  void add_loop(Block& out, int thread) {
    if (plan_of(thread).daemon && dice_.chance(60)) return add_heartbeat(out);
    if (dice_.chance(8) && add_loop_for_thread(out, thread)) return;
    const int object = any_object();
    Statement loop = on(Op::loop, -1, dice_.chance(35) ? dice_.between(1, 5) : 0);
    switch (type_of(object)) {
      case ObjectType::lock:
      case ObjectType::rlock: return add_retry(out, std::move(loop), object);
      case ObjectType::condition: return add_wait_loop(out, std::move(loop), object);
      case ObjectType::semaphore:
      case ObjectType::bounded_semaphore: return add_permit_loop(out, std::move(loop), object);
      default: break;
    }
    add_look(loop, object);
    finish(out, std::move(loop), object);
  }

  /// Under a lock at times.
  void finish(Block& out, Statement loop, int object) {
    const int lock = another(ObjectType::lock, object);
    if (lock != -1 && dice_.chance(30)) loop.body = {with(lock, std::move(loop.body))};
    out.push_back(std::move(loop));
    if (dice_.chance(8)) out.push_back(on(Op::require, -1, dice_.below(2)));
  }

  void add_pause(Statement& loop, bool may_spin = true) {
    switch (dice_.below(may_spin ? 6 : 5)) {
      case 0:
      case 1: loop.otherwise.push_back(on(Op::yield)); return;
      case 5: return;
      case 2:
        if (dice_.chance(30)) {
          loop.otherwise.push_back(on(Op::sleep, -1, seconds()));
          add_touch(loop.otherwise);
          return;
        }
        [[fallthrough]];
      default: loop.otherwise.push_back(on(Op::sleep, -1, seconds()));
    }
  }

  /// Something between two looks that is soon over: taken and given back, looked at, or left behind.
  void add_touch(Block& out) {
    const int object = dice_.below(object_count());
    switch (type_of(object)) {
      case ObjectType::lock:
      case ObjectType::rlock:
      case ObjectType::condition: out.push_back(with(object, {on(Op::yield)})); return;
      case ObjectType::event: out.push_back(on(one_of({Op::is_set, Op::clear}), object)); return;
      case ObjectType::atomic:
        out.push_back(on(one_of({Op::atomic_load, Op::atomic_store, Op::exchange}), object, dice_.below(2)));
        return;
      case ObjectType::shared: out.push_back(on(one_of({Op::load, Op::store}), object, dice_.below(2))); return;
      default: out.push_back(on(Op::yield));
    }
  }

  void add_look(Statement& loop, int object) {
    switch (type_of(object)) {
      case ObjectType::event:
        if (dice_.chance(40)) {
          loop.body.push_back(on(Op::event_wait_timed, object, seconds()));
          if (dice_.chance(25)) add_pause(loop);
          return;
        }
        loop.body.push_back(on(Op::is_set, object));
        if (dice_.chance(15)) loop.until = Until::zero;
        return add_pause(loop);
      case ObjectType::queue:
      case ObjectType::simple_queue: return add_look_at_queue(loop, object);
      case ObjectType::shared: loop.body.push_back(on(Op::load, object)); break;
      default:
        if (dice_.chance(15)) {  // its rounds lead somewhere, though nothing in the thread says so
          loop.body.push_back(on(Op::compare_exchange, object, dice_.between(2, 3)));
          loop.otherwise = {on(Op::fetch_add, object, 1), on(Op::sleep, -1, seconds())};
          return;
        }
        loop.body.push_back(on(one_of({Op::atomic_load, Op::atomic_load, Op::compare_exchange, Op::exchange}),
                               object, dice_.below(2)));
    }
    if (dice_.chance(25)) loop.until = Until::zero;
    add_pause(loop);
  }

  void add_look_at_queue(Statement& loop, int object) {
    const bool bounded = type_of(object) == ObjectType::queue;
    switch (dice_.below(5)) {
      case 0: loop.body.push_back(on(Op::get_nowait, object)); return add_pause(loop);
      case 1:
        loop.body.push_back(on(Op::empty, object));
        loop.until = Until::zero;
        return add_pause(loop);
      case 2: loop.body.push_back(on(Op::qsize, object)); return add_pause(loop);
      case 3:
        if (bounded) {
          loop.body.push_back(dice_.chance(50) ? on(Op::put_timed, object, seconds())
                                               : on(Op::put_nowait, object, 1));
          loop.until = Until::zero;
          if (loop.body.back().op == Op::put_nowait) add_pause(loop);
          return;
        }
        [[fallthrough]];
      default: loop.body.push_back(on(Op::get_timed, object, seconds()));
    }
  }

  /// Tries until it has the lock; or has one and tries for another, which it gives up so long.
  void add_retry(Block& out, Statement loop, int object) {
    const int other = another(type_of(object) == ObjectType::rlock ? ObjectType::rlock : ObjectType::lock, object);
    const Statement last_try = dice_.chance(50) ? on(Op::try_acquire, other == -1 ? object : other)
                                                : on(Op::acquire_timed, other == -1 ? object : other, seconds());
    if (other == -1 || dice_.chance(25)) {
      if (dice_.chance(20) && type_of(object) == ObjectType::lock) {
        loop.body.push_back(on(Op::locked, object));
        loop.until = Until::zero;
        add_pause(loop);
        out.push_back(std::move(loop));
        return;
      }
      Statement attempt = last_try;
      attempt.object = object;
      loop.body.push_back(attempt);
      if (attempt.op == Op::try_acquire) add_pause(loop);
      out.push_back(std::move(loop));
      out.push_back(branch({on(Op::release, object)}));
      return;
    }
    int first = object;
    Statement attempt = last_try;
    if (dice_.chance(50)) std::swap(first, attempt.object);
    loop.body.push_back(on(Op::acquire, first));
    loop.body.push_back(attempt);
    loop.body.push_back(branch({}, {on(Op::release, first)}));  // which leaves 0
    if (dice_.chance(60)) add_pause(loop);
    out.push_back(std::move(loop));
    out.push_back(branch({on(Op::release, attempt.object), on(Op::release, first)}));
  }

  void add_wait_loop(Block& out, Statement loop, int object) {
    const int variable = std::max(another(ObjectType::atomic, object), another(ObjectType::shared, object));
    const Statement wait = dice_.chance(80) ? on(Op::wait_timed, object, seconds()) : on(Op::wait, object);
    if (variable == -1 || dice_.chance(20)) {
      loop.body.push_back(with(object, {wait}));
      if (dice_.chance(20)) add_pause(loop);
      out.push_back(std::move(loop));
      return;
    }
    loop.body.push_back(on(type_of(variable) == ObjectType::atomic ? Op::atomic_load : Op::load, variable));
    if (dice_.chance(60)) {  // the wait is the pause
      loop.otherwise.push_back(wait);
      out.push_back(with(object, {std::move(loop)}));
      return;
    }
    const Statement look = loop.body.back();
    loop.body = {with(object, {look, branch({}, {wait, look})})};
    if (dice_.chance(40)) add_pause(loop);
    out.push_back(std::move(loop));
  }

  void add_permit_loop(Block& out, Statement loop, int object) {
    if (dice_.chance(30)) {  // takes all that there are
      program_.objects[static_cast<std::size_t>(object)].number = dice_.between(1, 4);
      loop.body.push_back(on(Op::try_acquire, object));
      loop.until = Until::zero;
      if (dice_.chance(70)) add_pause(loop);
      out.push_back(std::move(loop));
      return;
    }
    const Op op = one_of({Op::try_acquire, Op::acquire_timed, Op::acquire_timed, Op::value});
    loop.body.push_back(on(op, object, op == Op::acquire_timed ? seconds() : 0));
    if (op != Op::acquire_timed || dice_.chance(30)) add_pause(loop);
    const bool gives_back = op != Op::value && dice_.chance(50);
    out.push_back(std::move(loop));
    if (gives_back) out.push_back(branch({on(Op::release, object)}));
  }

  bool add_loop_for_thread(Block& out, int thread) {
    if (thread < 2 || plan_of(thread).daemon) return false;
    const int other = dice_.between(1, thread - 1);
    Statement loop = on(Op::loop, -1, dice_.chance(30) ? dice_.between(1, 4) : 0);
    loop.until = Until::zero;
    if (dice_.chance(40)) loop.body.push_back(on(Op::join_timed, other, seconds()));
    loop.body.push_back(on(Op::is_alive, other));
    add_pause(loop);
    out.push_back(std::move(loop));
    return true;
  }

  /// Goes on as long as anybody else does.
  void add_heartbeat(Block& out) {
    Statement loop = on(Op::loop);
    loop.until = Until::never;
    const int object = any_object();
    if (type_of(object) == ObjectType::event && dice_.chance(50)) {
      loop.body.push_back(on(Op::event_wait_timed, object, seconds()));
    } else if (is_lockable(type_of(object))) {
      loop.body.push_back(with(object, {on(Op::yield)}));
      add_pause(loop);
    } else {
      loop.body.push_back(on(Op::yield));
      add_touch(loop.body);
    }
    out.push_back(std::move(loop));
  }

  static bool is_lockable(ObjectType type) {
    return type <= ObjectType::condition || type == ObjectType::semaphore || type == ObjectType::bounded_semaphore;
  }

  /// What others may wait for, given or taken away.
  void add_news(Block& out) {
    const int object = any_object();
    switch (type_of(object)) {
      case ObjectType::lock:
      case ObjectType::rlock: {
        Block inside;
        if (object_count() > 1 && dice_.chance(60)) add_simple_news(inside, dice_.below(object_count()));
        else if (dice_.chance(50)) inside.push_back(on(Op::yield));
        out.push_back(with(object, std::move(inside)));
        return;
      }
      case ObjectType::condition: {
        Block inside;
        const int variable = std::max(another(ObjectType::atomic, object), another(ObjectType::shared, object));
        if (variable != -1) add_simple_news(inside, variable);
        if (dice_.chance(85))
          inside.push_back(dice_.chance(70) ? on(Op::notify, object, 1) : on(Op::notify_all, object));
        out.push_back(with(object, std::move(inside)));
        return;
      }
      default: add_simple_news(out, object);
    }
  }

  void add_simple_news(Block& out, int object) {
    switch (type_of(object)) {
      case ObjectType::event:
        out.push_back(on(one_of({Op::set, Op::set, Op::set, Op::clear, Op::is_set}), object));
        return;
      case ObjectType::atomic:
        out.push_back(on(one_of({Op::atomic_store, Op::atomic_store, Op::fetch_add, Op::exchange, Op::atomic_load}),
                         object, dice_.chance(70) ? 1 : 0));
        return;
      case ObjectType::shared: out.push_back(on(Op::store, object, dice_.chance(75) ? 1 : 0)); return;
      case ObjectType::queue:
      case ObjectType::simple_queue:
        out.push_back(on(one_of({Op::put, Op::put, Op::put_nowait, Op::get_nowait, Op::get}), object, 1));
        return;
      case ObjectType::semaphore:
      case ObjectType::bounded_semaphore:
        out.push_back(on(one_of({Op::release, Op::release, Op::try_acquire, Op::acquire, Op::value}), object));
        return;
      case ObjectType::lock: out.push_back(on(one_of({Op::locked, Op::try_acquire}), object)); return;
      default: out.push_back(on(Op::yield));
    }
  }

  // ---- main ----

  void assemble_main() {
    Block& body = body_of(0);
    for (int object = 0; object < object_count(); ++object) body.push_back(on(Op::make_object, object));
    for (int thread = 1; thread < thread_count(); ++thread) body.push_back(on(Op::make_thread, thread));
    for (int thread = 1; thread < thread_count(); ++thread) body.push_back(on(Op::start, thread));
    if (dice_.chance(30)) add_news(body);
    if (dice_.chance(10)) add_loop_for_thread_in_main(body);
  }

  void add_loop_for_thread_in_main(Block& body) {
    const int other = dice_.between(1, thread_count() - 1);
    Statement loop = on(Op::loop);
    loop.until = Until::zero;
    loop.body = {on(Op::is_alive, other)};
    add_pause(loop);
    body.push_back(std::move(loop));
  }

  /// Takes whole statements off the ends of bodies until there are few enough orders.
  void shorten() {
    constexpr std::array<double, 4> shares{0.02, 0.1, 0.3, 1};
    const double most = options_.most_orders * shares[static_cast<std::size_t>(dice_.below(4))];
    while (orders_of(program_) > most) {
      int longest = 1;
      for (int thread = 2; thread < thread_count(); ++thread)
        if (body_of(thread).size() >= body_of(longest).size()) longest = thread;
      Block& body = body_of(longest);
      if (body.size() < 2) return;
      body.erase(body.begin() + dice_.below(static_cast<int>(body.size())));
    }
  }

  Dice& dice_;
  GeneratorOptions options_;
  Program program_;
};

}  // namespace

Program generate_with_loops(Dice& dice, const GeneratorOptions& options) {
  return LoopGenerator(dice, options).generate();
}

}  // namespace heddle::fuzz
