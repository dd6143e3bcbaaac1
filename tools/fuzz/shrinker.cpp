#include <heddle/tools/fuzz/shrinker.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

namespace heddle::fuzz {
namespace {

using Remove = std::function<bool(const Statement&)>;

void remove_if(Block& block, const Remove& remove) {
  block.erase(std::remove_if(block.begin(), block.end(), remove), block.end());
  for (Statement& statement : block) {
    remove_if(statement.body, remove);
    remove_if(statement.otherwise, remove);
  }
}

void for_each(Block& block, const std::function<void(Statement&)>& action) {
  for (Statement& statement : block) {
    action(statement);
    for_each(statement.body, action);
    for_each(statement.otherwise, action);
  }
}

void for_each(Program& program, const std::function<void(Statement&)>& action) {
  for (ThreadPlan& thread : program.threads) for_each(thread.body, action);
}

void remove_if(Program& program, const Remove& remove) {
  for (ThreadPlan& thread : program.threads) remove_if(thread.body, remove);
}

bool is_on_object(const Statement& statement) { return statement.object >= 0 && !is_on_thread(statement.op); }

/// Without that thread, those it makes, and all that is done to them.
std::optional<Program> without_thread(const Program& program, int thread) {
  Program less = program;
  const bool makes_others =
      std::any_of(program.threads[static_cast<std::size_t>(thread)].body.begin(),
                  program.threads[static_cast<std::size_t>(thread)].body.end(),
                  [](const auto& s) { return s.op == Op::make_thread || s.op == Op::make_object; });
  if (makes_others) return std::nullopt;  // its own come first
  less.threads.erase(less.threads.begin() + thread);
  remove_if(less, [&](const Statement& s) { return is_on_thread(s.op) && s.object == thread; });
  for_each(less, [&](Statement& s) {
    if (is_on_thread(s.op) && s.object > thread) --s.object;
  });
  return less;
}

Program without_object(const Program& program, int object) {
  Program less = program;
  less.objects.erase(less.objects.begin() + object);
  for (ObjectPlan& plan : less.objects) {
    if (plan.lock == object) plan.lock = -1;
    else if (plan.lock > object) --plan.lock;
  }
  remove_if(less, [&](const Statement& s) { return is_on_object(s) && s.object == object; });
  for_each(less, [&](Statement& s) {
    if (is_on_object(s) && s.object > object) --s.object;
  });
  return less;
}

/// Makes a statement, given by the block that it stands in and its place there, simpler. False if it is simple
/// already.
using Change = std::function<bool(Block&, std::size_t)>;

bool replace_by(Block& block, std::size_t at, Block inside) {
  block.erase(block.begin() + static_cast<std::ptrdiff_t>(at));
  block.insert(block.begin() + static_cast<std::ptrdiff_t>(at), std::make_move_iterator(inside.begin()),
               std::make_move_iterator(inside.end()));
  return true;
}

bool drop(Block& block, std::size_t at) {
  block.erase(block.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

bool unwrap(Block& block, std::size_t at) {
  if (!has_body(block[at].op)) return false;
  return replace_by(block, at, std::move(block[at].body));
}

bool take_otherwise(Block& block, std::size_t at) {
  return block[at].op == Op::branch && replace_by(block, at, std::move(block[at].otherwise));
}

bool empty_otherwise(Block& block, std::size_t at) { return !std::exchange(block[at].otherwise, {}).empty(); }

std::optional<Op> plainer(Op op) {
  switch (op) {
    case Op::acquire_timed:
    case Op::try_acquire: return Op::acquire;
    case Op::release_many: return Op::release;
    case Op::wait_timed: return Op::wait;
    case Op::notify_all: return Op::notify;
    case Op::event_wait_timed: return Op::event_wait;
    case Op::barrier_wait_timed: return Op::barrier_wait;
    case Op::put_timed:
    case Op::put_nowait: return Op::put;
    case Op::get_timed:
    case Op::get_nowait: return Op::get;
    case Op::shutdown_now: return Op::shutdown;
    case Op::join_timed: return Op::join;
    case Op::owned: return Op::release;
    case Op::ident:
    case Op::name:
    case Op::set_name:
    case Op::daemon:
    case Op::set_daemon:
    case Op::cancel: return Op::is_alive;
    case Op::enumerate: return Op::active_count;
    case Op::exchange:
    case Op::fetch_add:
    case Op::compare_exchange: return Op::atomic_store;
    case Op::sleep: return Op::yield;
    default: return std::nullopt;
  }
}

bool make_plainer(Block& block, std::size_t at) {
  const auto op = plainer(block[at].op);
  if (!op) return false;
  block[at].op = *op;
  block[at].number = 1;
  return true;
}

bool make_absolute(Block& block, std::size_t at) { return std::exchange(block[at].relative, false); }

bool unguard(Block& block, std::size_t at) {
  return std::exchange(block[at].guarded, false) && may_throw(block[at].op);
}

/// A loop that gives up counts, and its rounds differ: without a count it is simpler.
bool make_endless(Block& block, std::size_t at) {
  return block[at].op == Op::loop && std::exchange(block[at].number, 0) != 0;
}

bool to_one(Block& block, std::size_t at) {
  if (block[at].op == Op::loop) return false;
  const int number = block[at].number;
  if (number == 0 || number == 1) return false;
  block[at].number = 1;
  return true;
}

class Candidates {
 public:
  explicit Candidates(const Program& program) : program_(program) {}

  std::vector<Program> all() {
    for (std::size_t thread = program_.threads.size(); thread-- > 1;)
      if (auto less = without_thread(program_, static_cast<int>(thread))) add(std::move(*less));
    for (std::size_t object = program_.objects.size(); object-- > 0;)
      add(without_object(program_, static_cast<int>(object)));
    add_changed(drop);
    add_changed(unwrap);
    add_changed(take_otherwise);
    add_changed(empty_otherwise);
    add_settings();
    add_changed(make_plainer);
    add_changed(make_endless);
    add_changed(make_absolute);
    add_changed(to_one);
    add_changed(unguard);
    return std::move(found_);
  }

 private:
  void add(Program program) {
    if (!well_formed(program)) return;
    renumber(program);
    found_.push_back(std::move(program));
  }

  /// The last statements first: what comes early often makes what comes late possible.
  void add_changed(const Change& change) {
    for (std::size_t thread = program_.threads.size(); thread-- > 0;) {
      Program copy = program_;
      for (std::size_t index = places_in(copy.threads[thread].body).size(); index-- > 0;) {
        Program changed = program_;
        const Place place = places_in(changed.threads[thread].body)[index];
        if (change(*place.block, place.index)) add(std::move(changed));
      }
    }
  }

  void add_settings() {
    if (program_.clock != Clock::explored) add_with([](Program& p) { p.clock = Clock::explored; });
    if (program_.spurious_wakeups) add_with([](Program& p) { p.spurious_wakeups = false; });
    for (std::size_t thread = 1; thread < program_.threads.size(); ++thread)
      if (program_.threads[thread].daemon) add_with([&](Program& p) { p.threads[thread].daemon = false; });
    for (std::size_t thread = 1; thread < program_.threads.size(); ++thread)
      if (program_.threads[thread].timer >= 0) add_with([&](Program& p) { p.threads[thread].timer = -1; });
    for (std::size_t object = 0; object < program_.objects.size(); ++object) {
      const ObjectType type = program_.objects[object].type;
      if (type == ObjectType::lifo_queue || type == ObjectType::priority_queue)
        add_with([&](Program& p) { p.objects[object].type = ObjectType::queue; });
      if (program_.objects[object].number != 0) add_with([&](Program& p) { p.objects[object].number = 0; });
      if (program_.objects[object].action != Action::none)
        add_with([&](Program& p) { p.objects[object].action = Action::none; });
      if (program_.objects[object].lock != -1) add_with([&](Program& p) { p.objects[object].lock = -1; });
    }
  }

  template <class Change>
  void add_with(Change change) {
    Program changed = program_;
    change(changed);
    add(std::move(changed));
  }

  const Program& program_;
  std::vector<Program> found_;
};

}  // namespace

std::vector<Program> simpler_than(const Program& program) { return Candidates(program).all(); }

Program shrink(Program program, const std::function<bool(const Program&)>& still_fails,
               std::size_t most_questions) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (Program& candidate : simpler_than(program)) {
      if (most_questions-- == 0) return program;
      if (!still_fails(candidate)) continue;
      program = std::move(candidate);
      smaller = true;
      break;
    }
  }
  return program;
}

}  // namespace heddle::fuzz
