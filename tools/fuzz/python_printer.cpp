#include <heddle/tools/fuzz/python_printer.hpp>

#include <heddle/tools/fuzz/names.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace heddle::fuzz {
namespace {

/// The harness goes by the steps of one execution, which says nothing of how often loops go round in others. Up to
/// Python 3.12, a queue cannot be shut down; and there is no setting maxsize and looking at a semaphore's
/// value in one step.
bool has_python(Op op) {
  switch (op) {
    case Op::require:
    case Op::destroy:
    case Op::loop:
    case Op::value:
    case Op::maxsize:
    case Op::set_maxsize:
    case Op::shutdown:
    case Op::shutdown_now: return false;
    default: return true;
  }
}

bool has_python(const Block& block) {
  return std::all_of(block.begin(), block.end(), [](const Statement& statement) {
    return has_python(statement.op) && has_python(statement.body) && has_python(statement.otherwise);
  });
}

class Printer {
 public:
  explicit Printer(const Program& program) : program_(program) {}

  std::string print() {
    print_body("program", 0, 0);
    return std::move(out_);
  }

 private:
  void line(int indent, const std::string& text) { out_ += fmt::format("{:{}}{}\n", "", indent, text); }

  void print_body(const std::string& name, int thread, int indent) {
    line(indent, fmt::format("def {}(t):", name));
    line(indent + 4, "last = 0");
    line(indent + 4, "with t.scope():");
    print_block(program_.threads[static_cast<std::size_t>(thread)].body, indent + 8);
  }

  void print_block(const Block& block, int indent) {
    if (block.empty()) line(indent, "pass");
    for (const Statement& statement : block) print_statement(statement, indent);
  }

  void print_statement(const Statement& statement, int indent) {
    switch (statement.op) {
      case Op::make_object:
        return line(indent, fmt::format("{} = {}", object_name(program_, statement.object), object(statement)));
      case Op::make_thread: return print_thread(statement, indent);
      case Op::exit: return line(indent, fmt::format("t.exit({})", statement.id));
      case Op::branch: return print_branch(statement, indent);
      case Op::with: return print_with(statement, indent);
      default: return line(indent, call(statement));
    }
  }

  std::string object(const Statement& making) const {
    const ObjectPlan& plan = plan_of(making.object);
    switch (plan.type) {
      case ObjectType::lock: return "threading.Lock()";
      case ObjectType::rlock: return "t.rlock(threading.RLock())";
      case ObjectType::condition:
        if (plan.lock == -1) return "t.rlock(threading.Condition())";
        return fmt::format("threading.Condition({})", object_name(program_, plan.lock));
      case ObjectType::event: return "threading.Event()";
      case ObjectType::semaphore: return fmt::format("threading.Semaphore({})", plan.number);
      case ObjectType::bounded_semaphore: return fmt::format("threading.BoundedSemaphore({})", plan.number);
      case ObjectType::barrier: return fmt::format("threading.Barrier({}{})", plan.number, action(making));
      case ObjectType::queue: return fmt::format("queue.Queue({})", plan.number);
      case ObjectType::lifo_queue: return fmt::format("queue.LifoQueue({})", plan.number);
      case ObjectType::priority_queue: return fmt::format("queue.PriorityQueue({})", plan.number);
      case ObjectType::simple_queue: return "queue.SimpleQueue()";
      case ObjectType::shared: return fmt::format("Shared({})", plan.number);
      case ObjectType::atomic: break;
    }
    return "None";
  }

  std::string action(const Statement& making) const {
    switch (plan_of(making.object).action) {
      case Action::none: break;
      case Action::yields: return fmt::format(", action({}, lambda: time.sleep(0))", making.id);
      case Action::throws: return fmt::format(", action({}, refuse)", making.id);
      case Action::aborts:
        return fmt::format(", action({}, lambda: {}.abort())", making.id, object_name(program_, making.object));
    }
    return {};
  }

  void print_thread(const Statement& making, int indent) {
    const int thread = making.object;
    const ThreadPlan& plan = program_.threads[static_cast<std::size_t>(thread)];
    const std::string name = thread_name(thread);
    const std::string body = fmt::format("body_of_{}", name);
    print_body(body, thread, indent);
    line(indent,
         plan.timer < 0
             ? fmt::format("{} = Thread(t, {}, {}, daemon={})", name, thread, body, truth(plan.daemon))
             : fmt::format("{} = Timer(t, {}, {}, {}, statement={})", name, thread, plan.timer, body, making.id));
  }

  void print_branch(const Statement& statement, int indent) {
    line(indent, "if last != 0:");
    print_block(statement.body, indent + 4);
    if (statement.otherwise.empty()) return;
    line(indent, "else:");
    print_block(statement.otherwise, indent + 4);
  }

  void print_with(const Statement& statement, int indent) {
    line(indent, "try:");
    line(indent + 4, fmt::format("with t.holding({}, {}):", statement.id, object_name(program_, statement.object)));
    print_block(statement.body, indent + 8);
    line(indent + 4, fmt::format("t.note({})", statement.id));
    line(indent, "except ERRORS as error:");
    line(indent + 4, fmt::format("last = t.threw({}, error)", statement.id));
    if (!statement.guarded) line(indent + 4, "raise");
  }

  /// Notes what the call returns or throws. What returns nothing leaves 0, if it might have thrown.
  std::string call(const Statement& statement) const {
    if (statement.op == Op::choose) return fmt::format("last = t.choose({}, {})", statement.id, statement.number);
    const bool leaves_zero = statement.guarded && may_throw(statement.op);
    return fmt::format("last = t.call({}, lambda: {}, {}{}{})", statement.id, operation(statement),
                       leaves_zero ? "0" : "last", statement.guarded ? "" : ", guarded=False",
                       is_step(statement) ? "" : ", stops=False");
  }

  /// Not if it is refused before it does anything, nor if others can neither change nor tell what it finds.
  bool is_step(const Statement& statement) const {
    if (statement.op == Op::owned) return !is_reentrant(statement.object);
    return statement.number >= (statement.op == Op::release_many ? 1 : 0);
  }

  bool is_reentrant(int object) const {
    const ObjectPlan& plan = plan_of(object);
    if (plan.type != ObjectType::condition) return plan.type == ObjectType::rlock;
    return plan.lock == -1 || is_reentrant(plan.lock);
  }

  const ObjectPlan& plan_of(int object) const { return program_.objects[static_cast<std::size_t>(object)]; }

  static const char* truth(bool value) { return value ? "True" : "False"; }

  std::string operation(const Statement& statement) const {
    const int number = statement.number;
    switch (statement.op) {
      case Op::sleep: return fmt::format("time.sleep(seconds({}))", number);
      case Op::yield: return "time.sleep(0)";
      case Op::active_count: return "len(t.enumerate())";  // CPython's are documented to agree
      case Op::enumerate: return "len(t.enumerate())";
      case Op::set_excepthook: return fmt::format("set_excepthook({}, {})", statement.id, number);
      case Op::owned: return owned(statement.object);
      default: break;
    }
    const std::string on =
        is_on_thread(statement.op) ? thread_name(statement.object) : object_name(program_, statement.object);
    if (statement.op == Op::set_daemon)
      return fmt::format("{}.set_daemon({})", on,
                         truth(program_.threads[static_cast<std::size_t>(statement.object)].daemon));
    return on + "." + member_call(statement);
  }

  /// A Lock is held, whoever holds it; so says a Condition that has one.
  std::string owned(int object) const {
    const ObjectPlan& plan = plan_of(object);
    if (plan.type == ObjectType::lock) return object_name(program_, object) + ".locked()";
    return object_name(program_, object) + "._is_owned()";
  }

  static std::string member_call(const Statement& statement) {
    const int number = statement.number;
    const std::string value = statement.relative ? fmt::format("last + {}", number) : std::to_string(number);
    switch (statement.op) {
      case Op::acquire_timed: return fmt::format("acquire(True, seconds({}))", number);
      case Op::try_acquire: return "acquire(False)";
      case Op::wait:
      case Op::event_wait: return "wait()";
      case Op::wait_timed:
      case Op::event_wait_timed: return fmt::format("wait(seconds({}))", number);
      case Op::notify: return fmt::format("notify({})", number);
      case Op::release_many: return fmt::format("release({})", number);
      case Op::barrier_wait: return "wait()";
      case Op::barrier_wait_timed: return fmt::format("wait(seconds({}))", number);
      case Op::n_waiting: return "n_waiting";
      case Op::broken: return "broken";
      case Op::put: return fmt::format("put({})", value);
      case Op::put_timed: return fmt::format("put(1, True, seconds({}))", number);
      case Op::put_nowait: return fmt::format("put_nowait({})", value);
      case Op::get_timed: return fmt::format("get(True, seconds({}))", number);
      case Op::join_queue: return "join()";
      case Op::store: return fmt::format("store({})", value);
      case Op::start: return fmt::format("start({})", statement.id);
      case Op::join_timed: return fmt::format("join(seconds({}))", number);
      case Op::set_name: return fmt::format("set_name(\"n{}\")", number);
      default: return std::string(name_of(statement.op)) + "()";
    }
  }

  const Program& program_;
  std::string out_;
};

}  // namespace

bool has_python(const Program& program) {
  return program.clock == Clock::explored && !program.spurious_wakeups &&
         std::all_of(program.objects.begin(), program.objects.end(),
                     [](const ObjectPlan& plan) { return plan.type != ObjectType::atomic; }) &&
         std::all_of(program.threads.begin(), program.threads.end(),
                     [](const ThreadPlan& thread) { return has_python(thread.body); });
}

std::string python_of(const Program& program) { return Printer(program).print(); }

}  // namespace heddle::fuzz
