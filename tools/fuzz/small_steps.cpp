#include <heddle/tools/fuzz/small_steps.hpp>

#include <algorithm>

namespace heddle::fuzz {
namespace {

bool knows(ObjectType type) {
  return type == ObjectType::lock || type == ObjectType::event || type == ObjectType::semaphore ||
         type == ObjectType::shared || type == ObjectType::atomic;
}

bool knows(const Statement& statement, bool in_main) {
  switch (statement.op) {
    case Op::make_thread:
    case Op::start: return in_main;
    case Op::make_object:
    case Op::branch:
    case Op::with:
    case Op::acquire:
    case Op::try_acquire:
    case Op::release:
    case Op::value:
    case Op::locked:
    case Op::set:
    case Op::clear:
    case Op::is_set:
    case Op::event_wait:
    case Op::load:
    case Op::store:
    case Op::atomic_load:
    case Op::atomic_store:
    case Op::exchange:
    case Op::fetch_add:
    case Op::compare_exchange:
    case Op::is_alive:
    case Op::yield:
    case Op::loop: return true;
    case Op::sleep: return statement.number >= 0;
    case Op::acquire_timed:
    case Op::event_wait_timed: return statement.number > 0;
    default: return false;
  }
}

bool knows(const Block& block, bool in_main) {
  return std::all_of(block.begin(), block.end(), [&](const Statement& statement) {
    return (statement.guarded || !may_throw(statement.op)) && knows(statement, in_main) &&
           knows(statement.body, in_main) && knows(statement.otherwise, in_main);
  });
}

}  // namespace

bool SmallSteps::know(const Program& program) {
  for (const ObjectPlan& plan : program.objects)
    if (!knows(plan.type)) return false;
  for (const ThreadPlan& thread : program.threads)
    if (thread.timer >= 0 || !knows(thread.body, &thread == program.threads.data())) return false;
  // Each is started once.
  std::vector<int> starts(program.threads.size());
  for (const Statement& statement : program.threads.front().body)
    if (statement.op == Op::start) ++starts[static_cast<std::size_t>(statement.object)];
  if (std::any_of(starts.begin() + 1, starts.end(), [](int count) { return count != 1; })) return false;
  return program.clock == Clock::explored && !program.spurious_wakeups;
}

SmallSteps::SmallSteps(const Program& program) : program_(program), code_(program.threads.size()) {
  histories_.emplace_back(-1, Entry{});
  std::size_t size = 0;
  for (std::size_t thread = 0; thread < program.threads.size(); ++thread) {
    std::size_t counters = fields;
    Code_& code = code_[thread];
    compile(program.threads[thread].body, code, 0, counters);
    if (thread == 0) {
      // What main has made is destroyed in reverse order, and a handle joins its thread.
      for (auto made = program.threads[0].body.rbegin(); made != program.threads[0].body.rend(); ++made) {
        if (made->op != Op::make_thread || program.threads[static_cast<std::size_t>(made->object)].daemon) continue;
        const auto started = std::find_if(code.begin(), code.end(), [&](const Instruction& instruction) {
          return instruction.code == Code::step && instruction.statement->op == Op::start &&
                 instruction.statement->object == made->object;
        });
        Instruction join{Code::join, started->statement};
        join.thread = made->object;
        code.push_back(join);
      }
    }
    code.push_back({Code::end, nullptr});
    offsets_.push_back(size);
    size += counters;
  }
  objects_ = size;
}

void SmallSteps::compile(const Block& block, Code_& code, std::uint32_t loop, std::size_t& counters) {
  for (const Statement& statement : block) {
    const auto add = [&](Code what) {
      Instruction instruction{what, &statement};
      instruction.loop = loop;
      code.push_back(instruction);
      return code.size() - 1;
    };
    switch (statement.op) {
      case Op::make_object:
      case Op::make_thread: break;
      case Op::with:
        add(Code::begin_with);
        compile(statement.body, code, loop, counters);
        add(Code::end_with);
        break;
      case Op::branch: {
        const std::size_t test = add(Code::unless_last);
        compile(statement.body, code, loop, counters);
        const std::size_t over = add(Code::go_to);
        code[test].target = code.size();
        compile(statement.otherwise, code, loop, counters);
        code[over].target = code.size();
        break;
      }
      case Op::loop: {
        const std::uint32_t outermost = loop != 0 ? loop : statement.id;
        const std::size_t begin = add(Code::begin_loop);
        const std::size_t top = code.size();
        compile(statement.body, code, outermost, counters);
        const std::size_t test = add(Code::test);
        compile(statement.otherwise, code, outermost, counters);
        code[add(Code::go_to)].target = top;
        code[test].target = code.size();
        add(Code::end_loop);
        if (statement.number != 0) code[begin].counter = code[test].counter = counters++;
        break;
      }
      default: add(Code::step);
    }
  }
}

State SmallSteps::first() {
  State state(objects_ + program_.objects.size(), 0);
  for (std::size_t thread = 1; thread < code_.size(); ++thread) at(state, thread, pc) = not_started;
  for (std::size_t object = 0; object < program_.objects.size(); ++object) {
    const ObjectPlan& plan = program_.objects[object];
    state[objects_ + object] = plan.type == ObjectType::lock || plan.type == ObjectType::event ? 0 : plan.number;
  }
  run_local_code(state, 0);
  return state;
}

bool SmallSteps::is_over(const State& state) const {
  for (std::size_t thread = 0; thread < code_.size(); ++thread)
    if (!program_.threads[thread].daemon && at(state, thread, pc) >= 0) return false;
  return true;
}

ThreadEnd SmallSteps::end_of(const State& state, std::size_t thread, bool loops) const {
  ThreadEnd end;
  end.thread = thread;
  for (std::int32_t at_hand = at(state, thread, history); at_hand != 0;
       at_hand = histories_[static_cast<std::size_t>(at_hand)].first)
    end.entries.insert(end.entries.begin(), histories_[static_cast<std::size_t>(at_hand)].second);
  const std::int32_t place = at(state, thread, pc);
  if (place == not_started) end.position.kind = Position::Kind::not_started;
  else if (place == ended) end.position.kind = Position::Kind::ended;
  else {
    const Instruction& stands = instruction(state, thread);
    end.position = {Position::Kind::at_statement, stands.code == Code::end ? 0 : stands.statement->id, "end"};
    if (loops && stands.loop != 0) end.position = {Position::Kind::in_loop, stands.loop, "end"};
  }
  return end;
}

// ---- local code -------------------------------------------------------------------------------------------------

void SmallSteps::note(State& state, std::size_t thread, const Instruction& instruction, Result result,
                      std::int32_t value) {
  if (instruction.loop != 0) return;
  const Entry entry{instruction.statement->id, result, value};
  const std::uint64_t key = std::uint64_t{entry.statement} << 40U | static_cast<std::uint64_t>(result) << 32U |
                            static_cast<std::uint32_t>(value);
  std::int32_t& past = at(state, thread, history);
  const auto [known, fresh] =
      history_numbers_.try_emplace({past, key}, static_cast<std::int32_t>(histories_.size()));
  if (fresh) histories_.emplace_back(past, entry);
  past = known->second;
}

/// Up to its next step.
void SmallSteps::run_local_code(State& state, std::size_t thread) {
  for (;;) {
    const Instruction& next = instruction(state, thread);
    std::int32_t& place = at(state, thread, pc);
    const std::int32_t value = at(state, thread, last);
    switch (next.code) {
      case Code::unless_last: place = value != 0 ? place + 1 : static_cast<std::int32_t>(next.target); break;
      case Code::go_to: place = static_cast<std::int32_t>(next.target); break;
      case Code::begin_loop:
        if (next.counter != 0) at(state, thread, next.counter) = 0;
        ++place;
        break;
      case Code::test: {
        const Until until = next.statement->until;
        bool over = (until == Until::positive && value > 0) || (until == Until::zero && value == 0);
        if (next.counter != 0 && !over) over = ++at(state, thread, next.counter) == next.statement->number;
        place = over ? static_cast<std::int32_t>(next.target) : place + 1;
        break;
      }
      case Code::end_loop:
        note(state, thread, next, Result::value, value);
        ++place;
        break;
      case Code::end:
      case Code::join:
      case Code::step:
      case Code::begin_with:
      case Code::end_with: return;
    }
  }
}

// ---- steps ------------------------------------------------------------------------------------------------------

/// It returned that, or nothing.
void SmallSteps::finish(State& state, std::size_t thread, std::optional<std::int32_t> value) {
  const Instruction& done = instruction(state, thread);
  if (value) at(state, thread, last) = *value;
  else if (may_throw(done.statement->op)) at(state, thread, last) = 0;
  note(state, thread, done, value ? Result::value : Result::nothing, value.value_or(0));
  ++at(state, thread, pc);
  run_local_code(state, thread);
}

void SmallSteps::refuse(State& state, std::size_t thread) {
  at(state, thread, last) = code_of(Result::runtime_error);
  note(state, thread, instruction(state, thread), Result::runtime_error, 0);
  ++at(state, thread, pc);
  run_local_code(state, thread);
}

std::optional<State> SmallSteps::after(const State& state, std::size_t thread) {
  if (at(state, thread, pc) < 0) return std::nullopt;
  State next = state;
  if (!take_step(next, thread)) return std::nullopt;
  return next;
}

std::optional<std::size_t> SmallSteps::gives_up(const State& state, std::size_t thread) const {
  const Instruction& now = instruction(state, thread);
  if (now.code != Code::step) return std::nullopt;
  const auto object = static_cast<std::size_t>(now.statement->object);
  const bool over = (now.statement->op == Op::event_wait_timed && at(state, thread, waits) == waiting) ||
                    (now.statement->op == Op::acquire_timed && !can_be_had(state, object));
  return over ? std::optional(object) : std::nullopt;
}

std::optional<std::size_t> SmallSteps::gets(const State& state, std::size_t thread) const {
  const Instruction& now = instruction(state, thread);
  if (now.code != Code::step && now.code != Code::begin_with) return std::nullopt;
  const auto object = static_cast<std::size_t>(now.statement->object);
  const auto got = [&](bool here) { return here ? std::optional(object) : std::nullopt; };
  if (now.code == Code::begin_with) return got(can_be_had(state, object));
  switch (now.statement->op) {
    case Op::acquire:
    case Op::try_acquire:
    case Op::acquire_timed: return got(can_be_had(state, object));
    case Op::event_wait:
    case Op::event_wait_timed: {
      const std::int32_t wait = at(state, thread, waits);
      return got(wait == signalled || (wait == no && can_be_had(state, object)));
    }
    default: return std::nullopt;
  }
}

bool SmallSteps::can_be_had(const State& state, std::size_t object) const {
  const std::int32_t level = state[objects_ + object];
  return program_.objects[object].type == ObjectType::lock ? level == 0 : level > 0;
}

bool SmallSteps::take_step(State& state, std::size_t thread) {
  const Instruction& now = instruction(state, thread);
  const auto go_on = [&] {
    ++at(state, thread, pc);
    run_local_code(state, thread);
    return true;
  };
  switch (now.code) {
    case Code::end: at(state, thread, pc) = ended; return true;
    case Code::join: return at(state, static_cast<std::size_t>(now.thread), pc) == ended && go_on();
    case Code::begin_with:
    case Code::end_with: {
      const auto object = static_cast<std::size_t>(now.statement->object);
      const bool permits = program_.objects[object].type == ObjectType::semaphore;
      const bool free = can_be_had(state, object);
      if (now.code == Code::begin_with) {
        if (!free) return false;
        state[objects_ + object] += permits ? -1 : 1;
        return go_on();
      }
      if (!permits && free) {  // somebody else has given it back meanwhile
        refuse(state, thread);
        return true;
      }
      state[objects_ + object] += permits ? 1 : -1;
      note(state, thread, now, Result::nothing, 0);
      return go_on();
    }
    default: return operate(state, thread);
  }
}

bool SmallSteps::operate(State& state, std::size_t thread) {
  const Statement& statement = *instruction(state, thread).statement;
  switch (statement.op) {
    case Op::start: {
      const auto other = static_cast<std::size_t>(statement.object);
      at(state, other, pc) = 0;
      run_local_code(state, other);
      finish(state, thread, std::nullopt);
      return true;
    }
    case Op::is_alive:
      finish(state, thread, at(state, static_cast<std::size_t>(statement.object), pc) >= 0 ? 1 : 0);
      return true;
    case Op::yield:
    case Op::sleep: finish(state, thread, std::nullopt); return true;
    case Op::acquire:
      if (!can_be_had(state, static_cast<std::size_t>(statement.object))) return false;
      break;
    case Op::event_wait: return wait_for_event(state, thread, false);
    case Op::event_wait_timed: return wait_for_event(state, thread, true);
    default: break;
  }
  use(state, thread, statement);
  return true;
}

/// What can always be done.
void SmallSteps::use(State& state, std::size_t thread, const Statement& statement) {
  const auto object = static_cast<std::size_t>(statement.object);
  std::int32_t& level = state[objects_ + object];
  const std::int32_t before = level;
  const bool permits = program_.objects[object].type == ObjectType::semaphore;
  const bool free = can_be_had(state, object);
  const std::int32_t value = statement.number + (statement.relative ? at(state, thread, last) : 0);
  std::optional<std::int32_t> result;
  switch (statement.op) {
    case Op::acquire:
    case Op::try_acquire:
    case Op::acquire_timed:
      result = free ? 1 : 0;
      if (free) level += permits ? -1 : 1;
      break;
    case Op::release:
      if (!permits && free) return refuse(state, thread);
      level += permits ? 1 : -1;
      break;
    case Op::set:
      level = 1;
      for (std::size_t other = 0; other < code_.size(); ++other)
        if (at(state, other, waits) == waiting && instruction(state, other).statement->object == statement.object)
          at(state, other, waits) = signalled;
      break;
    case Op::clear: level = 0; break;
    case Op::store:
    case Op::atomic_store: level = value; break;
    case Op::exchange:
      result = before;
      level = value;
      break;
    case Op::fetch_add:
      result = before;
      level += value;
      break;
    case Op::compare_exchange:
      result = before == statement.number ? 1 : 0;
      if (*result != 0) level = statement.number + 1;
      break;
    default: result = before;  // what only looks
  }
  finish(state, thread, result);
}

bool SmallSteps::wait_for_event(State& state, std::size_t thread, bool timed) {
  const Statement& statement = *instruction(state, thread).statement;
  std::int32_t& wait = at(state, thread, waits);
  if (wait == no && state[objects_ + static_cast<std::size_t>(statement.object)] == 0) {
    wait = waiting;
    return true;
  }
  if (wait == waiting && !timed) return false;
  const std::int32_t result = wait == waiting ? 0 : 1;
  wait = no;
  finish(state, thread, result);
  return true;
}

}  // namespace heddle::fuzz
