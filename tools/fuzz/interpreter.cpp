#include <heddle/tools/fuzz/interpreter.hpp>

#include <heddle/tools/fuzz/interpreter_run.hpp>
#include <heddle/tools/fuzz/names.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace heddle::fuzz {
namespace {

Site site_of(const Statement& statement) noexcept { return {"program", statement.id}; }

/// Of a name that Op::set_name gave; 0 for others.
int number_in(const std::string& name) { return name.starts_with('n') ? name[1] - '0' : 0; }

}  // namespace

int code_of(Result result) noexcept {
  switch (result) {
    case Result::runtime_error: return -1;
    case Result::value_error: return -2;
    case Result::empty: return -3;
    case Result::full: return -4;
    case Result::broken_barrier: return -5;
    case Result::shut_down: return -6;
    default: return 0;
  }
}

/// What a thread has made, destroyed in reverse order when its body ends.
class Interpreter::Frame {
 public:
  explicit Frame(Interpreter& owner) noexcept : owner_(owner) {}
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  ~Frame() {
    for (; !made_.empty(); made_.pop_back()) {
      const auto index = static_cast<std::size_t>(made_.back().second);
      if (made_.back().first) {
        owner_.threads_[index].handle.reset();
        owner_.threads_[index].timer.reset();
      } else owner_.objects_[index].emplace<std::monostate>();
    }
  }

  void made_object(int object) { made_.emplace_back(false, object); }
  void made_thread(int thread) { made_.emplace_back(true, thread); }

 private:
  Interpreter& owner_;
  std::vector<std::pair<bool, int>> made_;
};

Interpreter::Interpreter(const Program& program, std::uint32_t most_rounds)
    : program_(program),
      most_rounds_(most_rounds),
      objects_(program.objects.size()),
      threads_(program.threads.size()) {
  for (std::size_t object = 0; object < objects_.size(); ++object)
    object_names_.push_back(object_name(program, static_cast<int>(object)));
}

void Interpreter::run() {
  for (ThreadSlot& thread : threads_) {
    thread.entries.clear();
    thread.loop = 0;
    thread.index.reset();
  }
  run_thread(0);
}

void Interpreter::run_thread(int thread) {
  threads_[static_cast<std::size_t>(thread)].index = engine::this_thread();
  Frame frame(*this);
  Run run{thread, 0, false, &frame};
  run_block(run, program_.threads[static_cast<std::size_t>(thread)].body);
}

void Interpreter::run_block(Run& run, const Block& block) {
  for (const Statement& statement : block) run_statement(run, statement);
}

void Interpreter::run_statement(Run& run, const Statement& statement) {
  // A daemon that is being taken down comes this far, and what it would look at next may be gone with main.
  (void)engine::taken_down();
  switch (statement.op) {
    case Op::make_object:
      make_object(statement.object, site_of(statement));
      run.frame->made_object(statement.object);
      return;
    case Op::make_thread:
      make_thread(statement.object, site_of(statement));
      run.frame->made_thread(statement.object);
      return;
    case Op::branch: return run_block(run, run.last != 0 ? statement.body : statement.otherwise);
    case Op::loop: return run_loop(run, statement);
    default: return run_guarded(run, statement);
  }
}

void Interpreter::note(const Run& run, const Statement& statement, Result result, int value) {
  if (!run.in_loop) threads_[static_cast<std::size_t>(run.thread)].entries.push_back({statement.id, result, value});
}

/// Notes how it ends, and lets an exception pass unless it is guarded.
void Interpreter::run_guarded(Run& run, const Statement& statement) {
  const auto threw = [&](Result result) {
    note(run, statement, result);
    run.last = code_of(result);
    return statement.guarded;
  };
  try {
    const auto value = execute(run, statement);
    if (value) run.last = *value;
    else if (statement.guarded && may_throw(statement.op) && statement.op != Op::with) run.last = 0;
    note(run, statement, value ? Result::value : Result::nothing, value.value_or(0));
  } catch (const BrokenBarrierError&) {
    if (!threw(Result::broken_barrier)) throw;
  } catch (const RuntimeError&) {
    if (!threw(Result::runtime_error)) throw;
  } catch (const ValueError&) {
    if (!threw(Result::value_error)) throw;
  } catch (const Empty&) {
    if (!threw(Result::empty)) throw;
  } catch (const Full&) {
    if (!threw(Result::full)) throw;
  } catch (const ShutDown&) {
    if (!threw(Result::shut_down)) throw;
  }
}

std::optional<int> Interpreter::execute(Run& run, const Statement& statement) {
  const Site site = site_of(statement);
  refuse_if_gone(statement);
  switch (statement.op) {
    case Op::destroy:
      objects_[static_cast<std::size_t>(statement.object)].emplace<std::monostate>();
      return std::nullopt;
    case Op::with: run_with(run, statement); return std::nullopt;
    case Op::sleep: heddle::sleep(statement.number, site); return std::nullopt;
    case Op::yield: heddle::yield(site); return std::nullopt;
    case Op::choose: return heddle::choose(statement.number, site);
    case Op::active_count: return heddle::active_count(site);
    case Op::enumerate: return static_cast<int>(heddle::enumerate(site).size());
    case Op::set_excepthook: set_hook(statement); return std::nullopt;
    case Op::exit: note(run, statement, Result::nothing); throw SystemExit();
    case Op::require:
      if (run.last == statement.number) note(run, statement, Result::failed);
      heddle::require(run.last != statement.number, "as required", site);
      return std::nullopt;
    default: break;
  }
  if (is_on_thread(statement.op)) return execute_on_thread(statement);
  switch (program_.objects[static_cast<std::size_t>(statement.object)].type) {
    case ObjectType::lock:
    case ObjectType::rlock:
    case ObjectType::semaphore:
    case ObjectType::bounded_semaphore: return execute_on_lockable(statement);
    case ObjectType::condition: return execute_on_condition(statement);
    case ObjectType::event: return execute_on_event(statement);
    case ObjectType::barrier: return execute_on_barrier(statement);
    case ObjectType::queue:
    case ObjectType::lifo_queue:
    case ObjectType::priority_queue:
    case ObjectType::simple_queue: return execute_on_queue(run, statement);
    case ObjectType::shared:
    case ObjectType::atomic: return execute_on_variable(run, statement);
  }
  return std::nullopt;
}

/// As the engine does where the memory of an object is still there.
void Interpreter::refuse_if_gone(const Statement& statement) {
  const bool on_object = statement.object >= 0 && !is_on_thread(statement.op) && statement.op != Op::destroy;
  if (on_object && std::holds_alternative<std::monostate>(objects_[static_cast<std::size_t>(statement.object)]))
    nobodys_.set(site_of(statement));
}

template <class Use>
auto Interpreter::with_lockable(const Statement& statement, Use use) {
  switch (program_.objects[static_cast<std::size_t>(statement.object)].type) {
    case ObjectType::lock: return use(get<Lock>(statement));
    case ObjectType::rlock: return use(get<RLock>(statement));
    case ObjectType::semaphore: return use(get<Semaphore>(statement));
    case ObjectType::bounded_semaphore: return use(static_cast<Semaphore&>(get<BoundedSemaphore>(statement)));
    default: return use(get<Condition>(statement));
  }
}

void Interpreter::run_with(Run& run, const Statement& statement) {
  with_lockable(statement, [&](auto& lockable) {
    const With hold(lockable, site_of(statement));
    run_block(run, statement.body);
  });
}

std::optional<int> Interpreter::execute_on_lockable(const Statement& statement) {
  const Site site = site_of(statement);
  if (statement.op == Op::locked) return get<Lock>(statement).locked(site) ? 1 : 0;
  if (statement.op == Op::owned)
    return with_lockable(statement, [&](const auto& lockable) {
      if constexpr (std::is_same_v<decltype(lockable), const Semaphore&>) return 0;
      else return lockable.owned(site) ? 1 : 0;
    });
  return with_lockable(statement, [&](auto& lockable) -> std::optional<int> {
    if constexpr (std::is_same_v<decltype(lockable), Semaphore&>) {
      if (statement.op == Op::release_many) return lockable.release(statement.number, site), std::nullopt;
      if (statement.op == Op::value) return lockable.value(site);
    }
    switch (statement.op) {
      case Op::acquire: return lockable.acquire(site) ? 1 : 0;
      case Op::acquire_timed: return lockable.acquire(true, statement.number, site) ? 1 : 0;
      case Op::try_acquire: return lockable.try_lock(site) ? 1 : 0;
      default: lockable.unlock(site); return std::nullopt;
    }
  });
}

std::optional<int> Interpreter::execute_on_condition(const Statement& statement) {
  const Site site = site_of(statement);
  auto& condition = get<Condition>(statement);
  switch (statement.op) {
    case Op::wait: return condition.wait(site) ? 1 : 0;
    case Op::wait_timed: return condition.wait(Seconds(statement.number), site) ? 1 : 0;
    case Op::notify: condition.notify(statement.number, site); return std::nullopt;
    case Op::notify_all: condition.notify_all(site); return std::nullopt;
    default: return execute_on_lockable(statement);
  }
}

std::optional<int> Interpreter::execute_on_event(const Statement& statement) {
  const Site site = site_of(statement);
  auto& event = get<Event>(statement);
  switch (statement.op) {
    case Op::set: event.set(site); return std::nullopt;
    case Op::clear: event.clear(site); return std::nullopt;
    case Op::is_set: return event.is_set(site) ? 1 : 0;
    case Op::event_wait: return event.wait(site) ? 1 : 0;
    default: return event.wait(Seconds(statement.number), site) ? 1 : 0;
  }
}

std::optional<int> Interpreter::execute_on_barrier(const Statement& statement) {
  const Site site = site_of(statement);
  auto& barrier = get<Barrier>(statement);
  switch (statement.op) {
    case Op::barrier_wait: return barrier.wait(site);
    case Op::barrier_wait_timed: return barrier.wait(Seconds(statement.number), site);
    case Op::abort: barrier.abort(site); return std::nullopt;
    case Op::reset: barrier.reset(site); return std::nullopt;
    case Op::n_waiting: return barrier.n_waiting(site);
    default: return barrier.broken(site) ? 1 : 0;
  }
}

std::optional<int> Interpreter::execute_on_queue(Run& run, const Statement& statement) {
  const int item = statement.number + (statement.relative ? run.last : 0);
  switch (program_.objects[static_cast<std::size_t>(statement.object)].type) {
    case ObjectType::queue: return execute_on(get<Queue<int>>(statement), item, statement);
    case ObjectType::lifo_queue: return execute_on(get<LifoQueue<int>>(statement), item, statement);
    case ObjectType::priority_queue: return execute_on(get<PriorityQueue<int>>(statement), item, statement);
    default: return execute_on(get<SimpleQueue<int>>(statement), item, statement);
  }
}

template <class AnyQueue>
std::optional<int> Interpreter::execute_on(AnyQueue& queue, int item, const Statement& statement) {
  const Site site = site_of(statement);
  switch (statement.op) {
    case Op::put: queue.put(item, true, std::nullopt, site); return std::nullopt;
    case Op::put_timed: queue.put(1, true, statement.number, site); return std::nullopt;
    case Op::put_nowait: queue.put_nowait(item, site); return std::nullopt;
    case Op::get: return queue.get(true, std::nullopt, site);
    case Op::get_timed: return queue.get(true, statement.number, site);
    case Op::get_nowait: return queue.get_nowait(site);
    case Op::qsize: return queue.qsize(site);
    case Op::empty: return queue.empty(site) ? 1 : 0;
    default:
      if constexpr (std::is_same_v<AnyQueue, SimpleQueue<int>>) return std::nullopt;
      else return execute_on_bounded(queue, statement);
  }
}

template <class BoundedQueue>
std::optional<int> Interpreter::execute_on_bounded(BoundedQueue& queue, const Statement& statement) {
  const Site site = site_of(statement);
  switch (statement.op) {
    case Op::task_done: queue.task_done(site); return std::nullopt;
    case Op::join_queue: queue.join(site); return std::nullopt;
    case Op::full: return queue.full(site) ? 1 : 0;
    case Op::maxsize: return queue.maxsize(site);
    case Op::set_maxsize: queue.set_maxsize(statement.number, site); return std::nullopt;
    default: queue.shutdown(statement.op == Op::shutdown_now, site); return std::nullopt;
  }
}

std::optional<int> Interpreter::execute_on_variable(Run& run, const Statement& statement) {
  const Site site = site_of(statement);
  const int value = statement.number + (statement.relative ? run.last : 0);
  constexpr auto order = heddle_std::memory_order::seq_cst;
  if (program_.objects[static_cast<std::size_t>(statement.object)].lookalike)
    return execute_on_lookalike(statement, value);
  switch (statement.op) {
    case Op::load: return get<Shared<int>>(statement).load(site);
    case Op::store: get<Shared<int>>(statement).store(value, site); return std::nullopt;
    case Op::atomic_load: return get<Variable>(statement).load(order, site);
    case Op::atomic_store: get<Variable>(statement).store(value, order, site); return std::nullopt;
    case Op::exchange: return get<Variable>(statement).exchange(value, order, site);
    case Op::fetch_add: return get<Variable>(statement).fetch_add(value, order, site);
    default: {
      int expected = statement.number;
      return get<Variable>(statement).compare_exchange_strong(expected, statement.number + 1, order, site) ? 1 : 0;
    }
  }
}

std::optional<int> Interpreter::execute_on_lookalike(const Statement& statement, int value) {
  const Site site = site_of(statement);
  constexpr auto order = heddle_std::memory_order::seq_cst;
  auto& variable = get<LookalikeVariable>(statement);
  switch (statement.op) {
    case Op::atomic_load: return variable.load(order, site).number;
    case Op::atomic_store: variable.store({value}, order, site); return std::nullopt;
    case Op::exchange: return variable.exchange({value}, order, site).number;
    default: {
      Lookalike expected{statement.number};
      return variable.compare_exchange_strong(expected, {statement.number + 1}, order, site) ? 1 : 0;
    }
  }
}

template <class Use>
auto Interpreter::with_thread(const Statement& statement, Use use) {
  ThreadSlot& slot = threads_[static_cast<std::size_t>(statement.object)];
  return program_.threads[static_cast<std::size_t>(statement.object)].timer < 0 ? use(*slot.thread)
                                                                                : use(*slot.alarm);
}

std::optional<int> Interpreter::execute_on_thread(const Statement& statement) {
  const Site site = site_of(statement);
  if (statement.op == Op::cancel) {
    threads_[static_cast<std::size_t>(statement.object)].alarm->cancel(site);
    return std::nullopt;
  }
  return with_thread(statement, [&](auto& thread) -> std::optional<int> {
    switch (statement.op) {
      case Op::start: thread.start(site); return std::nullopt;
      case Op::join: thread.join(site); return std::nullopt;
      case Op::join_timed: thread.join(Seconds(statement.number), site); return std::nullopt;
      case Op::ident: return thread.ident(site).has_value() ? 1 : 0;
      case Op::name: return number_in(thread.name(site));
      case Op::set_name: thread.set_name("n" + std::to_string(statement.number), site); return std::nullopt;
      case Op::daemon: return thread.daemon(site) ? 1 : 0;
      case Op::set_daemon:
        thread.set_daemon(program_.threads[static_cast<std::size_t>(statement.object)].daemon, site);
        return std::nullopt;
      default: return thread.is_alive(site) ? 1 : 0;
    }
  });
}

/// The hook notes that it was called with the thread that erred, under the statement that has set it.
void Interpreter::set_hook(const Statement& statement) {
  const Site site = site_of(statement);
  if (statement.number == 0) return heddle::set_excepthook({}, site);
  const auto hook = [this, id = statement.id, raises = statement.number > 1](const ExceptHookArgs&) {
    for (ThreadSlot& slot : threads_)
      if (slot.index == engine::this_thread()) slot.entries.push_back({id, Result::value, 1});
    if (raises) throw ValueError("hook");
  };
  heddle::set_excepthook(hook, site);
}

void Interpreter::make_object(int object, Site site) {
  const ObjectPlan& plan = program_.objects[static_cast<std::size_t>(object)];
  const std::string& name = object_names_[static_cast<std::size_t>(object)];
  AnyObject& slot = objects_[static_cast<std::size_t>(object)];
  switch (plan.type) {
    case ObjectType::lock: slot.emplace<Lock>(name, site); return;
    case ObjectType::rlock: slot.emplace<RLock>(name, site); return;
    case ObjectType::condition: {
      if (plan.lock == -1) {
        slot.emplace<Condition>(name, site);
        return;
      }
      AnyObject& lock = objects_[static_cast<std::size_t>(plan.lock)];
      if (auto* const plain = std::get_if<Lock>(&lock)) slot.emplace<Condition>(*plain, name, site);
      else slot.emplace<Condition>(std::get<RLock>(lock), name, site);
      return;
    }
    case ObjectType::event: slot.emplace<Event>(name, site); return;
    case ObjectType::semaphore: slot.emplace<Semaphore>(plan.number, name, site); return;
    case ObjectType::bounded_semaphore: slot.emplace<BoundedSemaphore>(plan.number, name, site); return;
    case ObjectType::barrier: return make_barrier(object, site);
    case ObjectType::queue: slot.emplace<Queue<int>>(plan.number, name, site); return;
    case ObjectType::lifo_queue: slot.emplace<LifoQueue<int>>(plan.number, name, site); return;
    case ObjectType::priority_queue: slot.emplace<PriorityQueue<int>>(plan.number, name, site); return;
    case ObjectType::simple_queue: slot.emplace<SimpleQueue<int>>(name, site); return;
    case ObjectType::shared: slot.emplace<Shared<int>>(plan.number, name, site); return;
    case ObjectType::atomic:
      if (plan.lookalike) slot.emplace<LookalikeVariable>(Lookalike{plan.number}, site);
      else slot.emplace<Variable>(plan.number, site);
      return;
  }
}

void Interpreter::make_barrier(int object, Site site) {
  const auto index = static_cast<std::size_t>(object);
  const ObjectPlan& plan = program_.objects[index];
  AnyObject& slot = objects_[index];
  std::function<void()> action;
  switch (plan.action) {
    case Action::none: break;
    case Action::yields: action = [site] { heddle::yield(site); }; break;
    case Action::throws:
      action = [site] {
        heddle::yield(site);
        throw ValueError("as planned");
      };
      break;
    case Action::aborts: action = [&slot, site] { std::get<Barrier>(slot).abort(site); }; break;
  }
  slot.emplace<Barrier>(plan.number, std::move(action), std::nullopt, object_names_[index], site);
}

void Interpreter::make_thread(int thread, Site site) {
  ThreadSlot& slot = threads_[static_cast<std::size_t>(thread)];
  const ThreadPlan& plan = program_.threads[static_cast<std::size_t>(thread)];
  const auto body = [this, thread] { run_thread(thread); };
  if (plan.timer < 0) slot.thread = &slot.handle.emplace(body, thread_name(thread), plan.daemon, site);
  else slot.alarm = &slot.timer.emplace(Seconds(plan.timer), body, thread_name(thread), site);
}

}  // namespace heddle::fuzz
