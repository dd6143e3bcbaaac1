#include <heddle/tools/fuzz/printer.hpp>

#include <heddle/tools/fuzz/names.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace heddle::fuzz {
namespace {

constexpr const char* helper =
    R"(/// What the call returned, 0 for nothing, and a negative number for what it threw.
template <class Call>
int result_of(Call call) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Call>>) return call(), 0;
    else return static_cast<int>(call());
  } catch (const heddle::BrokenBarrierError&) {
    return -5;
  } catch (const heddle::RuntimeError&) {
    return -1;
  } catch (const heddle::ValueError&) {
    return -2;
  } catch (const heddle::Empty&) {
    return -3;
  } catch (const heddle::Full&) {
    return -4;
  } catch (const heddle::ShutDown&) {
    return -6;
  }
}
)";

constexpr const char* swap_helper =
    R"(bool swapped(heddle_std::atomic<int>& variable, int from, int to, heddle::Site site = heddle::Site::current()) {
  return variable.compare_exchange_strong(from, to, heddle_std::memory_order::seq_cst, site);
}
)";

constexpr const char* lookalike_helper =
    R"(/// Equal by pairs, and not the same.
struct Lookalike {
  int number;
  friend bool operator==(const Lookalike& a, const Lookalike& b) { return a.number / 2 == b.number / 2; }
};

bool swapped(heddle_std::atomic<Lookalike>& variable, int from, int to,
             heddle::Site site = heddle::Site::current()) {
  Lookalike expected{from};
  return variable.compare_exchange_strong(expected, {to}, heddle_std::memory_order::seq_cst, site);
}
)";

constexpr const char* name_helper =
    R"(/// Of a name that a thread was given later; 0 for the first one.
int number_in(const std::string& name) { return name.starts_with('n') ? name[1] - '0' : 0; }
)";

bool reads_last(const Statement& statement) {
  return statement.op == Op::branch || statement.op == Op::require || statement.op == Op::loop ||
         statement.relative;
}

template <class Test>
bool any_statement(const Block& block, const Test& test) {
  return std::any_of(block.begin(), block.end(), [&](const Statement& statement) {
    return test(statement) || any_statement(statement.body, test) || any_statement(statement.otherwise, test);
  });
}

bool is_guarded(const Statement& statement) { return statement.guarded && may_throw(statement.op); }
bool is_swap(const Statement& statement) { return statement.op == Op::compare_exchange; }
bool is_name(const Statement& statement) { return statement.op == Op::name; }

class Printer {
 public:
  explicit Printer(const Program& program) : program_(program) {}

  std::string print(const std::string& name, const std::string& remark) {
    std::istringstream lines(remark);
    for (std::string line; std::getline(lines, line);) out_ += line.empty() ? "//\n" : "// " + line + "\n";
    out_ +=
        fmt::format("HEDDLE_SCENARIO(\"{}\"{}) {{\n", name,
                    program_.clock == Clock::virtual_time ? ", holds().under(heddle::Clock::virtual_time)" : "");
    print_body(0, 2);
    return out_ + "}\n";
  }

 private:
  void line(int indent, const std::string& text) { out_ += fmt::format("{:{}}{}\n", "", indent, text); }

  static std::string last_of(int thread) { return thread < 0 ? "last" : fmt::format("last{}", thread); }

  void print_body(int thread, int indent) {
    const Block& body = program_.threads[static_cast<std::size_t>(thread)].body;
    keeps_last_ = any_statement(body, reads_last);
    if (keeps_last_) line(indent, fmt::format("int {} = 0;", last_of(thread)));
    print_block(thread, body, indent);
  }

  void print_block(int thread, const Block& block, int indent) {
    for (const Statement& statement : block) print_statement(thread, statement, indent);
  }

  void print_statement(int thread, const Statement& statement, int indent) {
    switch (statement.op) {
      case Op::make_object: return line(indent, declared(statement.object));
      case Op::make_thread: return print_thread(statement.object, indent);
      case Op::branch: return print_branch(thread, statement, indent);
      case Op::with: return print_with(thread, statement, indent);
      case Op::loop: return print_loop(thread, statement, indent);
      default: break;
    }
    std::string text = call(thread, statement);
    const bool void_result = !returns_value(statement.op);
    if (is_guarded(statement)) text = fmt::format("result_of([&] {{ {}{}; }})", void_result ? "" : "return ", text);
    if (keeps_last_ && (is_guarded(statement) || !void_result)) text = last_of(thread) + " = " + text;
    else if (!void_result && !is_guarded(statement)) text = "(void)" + text;
    line(indent, text + ";");
  }

  /// What may be destroyed before its scope ends is an optional.
  std::string declared(int object) const {
    const std::string plain = declaration(object);
    if (!destroys(program_, object)) return plain;
    const std::size_t type = plain.find(' ');
    const std::size_t arguments = plain.find('(');
    return fmt::format("std::optional<{}>{}(std::in_place, {}", plain.substr(0, type),
                       plain.substr(type, arguments - type), plain.substr(arguments + 1));
  }

  /// An object as an expression.
  std::string object(int number) const {
    const std::string name = object_name(program_, number);
    return destroys(program_, number) ? "(*" + name + ")" : name;
  }

  std::string declaration(int object) const {
    const ObjectPlan& plan = program_.objects[static_cast<std::size_t>(object)];
    const std::string name = object_name(program_, object);
    switch (plan.type) {
      case ObjectType::lock: return fmt::format("heddle::Lock {0}(\"{0}\");", name);
      case ObjectType::rlock: return fmt::format("heddle::RLock {0}(\"{0}\");", name);
      case ObjectType::condition:
        if (plan.lock == -1) return fmt::format("heddle::Condition {0}(\"{0}\");", name);
        return fmt::format("heddle::Condition {0}({1}, \"{0}\");", name, object_name(program_, plan.lock));
      case ObjectType::event: return fmt::format("heddle::Event {0}(\"{0}\");", name);
      case ObjectType::semaphore: return fmt::format("heddle::Semaphore {0}({1}, \"{0}\");", name, plan.number);
      case ObjectType::bounded_semaphore:
        return fmt::format("heddle::BoundedSemaphore {0}({1}, \"{0}\");", name, plan.number);
      case ObjectType::barrier:
        return fmt::format("heddle::Barrier {0}({1}, {2}, std::nullopt, \"{0}\");", name, plan.number,
                           action(plan.action, name));
      case ObjectType::queue: return fmt::format("heddle::Queue<int> {0}({1}, \"{0}\");", name, plan.number);
      case ObjectType::lifo_queue:
        return fmt::format("heddle::LifoQueue<int> {0}({1}, \"{0}\");", name, plan.number);
      case ObjectType::priority_queue:
        return fmt::format("heddle::PriorityQueue<int> {0}({1}, \"{0}\");", name, plan.number);
      case ObjectType::simple_queue: return fmt::format("heddle::SimpleQueue<int> {0}(\"{0}\");", name);
      case ObjectType::shared: return fmt::format("heddle::Shared<int> {0}({1}, \"{0}\");", name, plan.number);
      case ObjectType::atomic:
        if (plan.lookalike)
          return fmt::format("heddle_std::atomic<Lookalike> {}(Lookalike{{{}}});", name, plan.number);
        return fmt::format("heddle_std::atomic<int> {}({});", name, plan.number);
    }
    return {};
  }

  static std::string action(Action action, const std::string& barrier) {
    switch (action) {
      case Action::none: break;
      case Action::yields: return "[] { heddle::yield(); }";
      case Action::throws: return "[] { heddle::yield(), throw heddle::ValueError(\"as planned\"); }";
      case Action::aborts: return fmt::format("[&] {{ {}.abort(); }}", barrier);
    }
    return "{}";
  }

  void print_thread(int thread, int indent) {
    const std::string name = thread_name(thread);
    const bool kept = keeps_last_;
    const ThreadPlan& plan = program_.threads[static_cast<std::size_t>(thread)];
    line(indent, plan.timer < 0 ? fmt::format("heddle::Thread {}([&] {{", name)
                                : fmt::format("heddle::Timer {}({}, [&] {{", name, plan.timer));
    print_body(thread, indent + 2);
    keeps_last_ = kept;
    line(indent, fmt::format("}}, \"{}\"{});", name, plan.daemon ? ", true" : ""));
  }

  void print_branch(int thread, const Statement& statement, int indent) {
    line(indent, fmt::format("if ({} != 0) {{", last_of(thread)));
    print_block(thread, statement.body, indent + 2);
    if (!statement.otherwise.empty()) {
      line(indent, "} else {");
      print_block(thread, statement.otherwise, indent + 2);
    }
    line(indent, "}");
  }

  void print_loop(int thread, const Statement& statement, int indent) {
    if (statement.number == 0) line(indent, "for (;;) {");
    else line(indent, fmt::format("for (int round{0} = 1;; ++round{0}) {{", statement.id));
    print_block(thread, statement.body, indent + 2);
    std::string over = over_after(thread, statement.until);
    if (statement.number != 0)
      over += fmt::format("{}round{} == {}", over.empty() ? "" : " || ", statement.id, statement.number);
    if (!over.empty()) line(indent + 2, fmt::format("if ({}) break;", over));
    print_block(thread, statement.otherwise, indent + 2);
    line(indent, "}");
  }

  static std::string over_after(int thread, Until until) {
    switch (until) {
      case Until::positive: return last_of(thread) + " > 0";
      case Until::zero: return last_of(thread) + " == 0";
      case Until::never: break;
    }
    return {};
  }

  void print_with(int thread, const Statement& statement, int indent) {
    const std::string hold = fmt::format("heddle::With hold{}({});", statement.id, object(statement.object));
    if (!is_guarded(statement)) {
      line(indent, "{");
    } else if (keeps_last_) {
      line(indent, fmt::format("{} = result_of([&] {{", last_of(thread)));
    } else {
      line(indent, "result_of([&] {");
    }
    line(indent + 2, hold);
    print_block(thread, statement.body, indent + 2);
    if (is_guarded(statement) && keeps_last_) line(indent + 2, fmt::format("return {};", last_of(thread)));
    line(indent, is_guarded(statement) ? "});" : "}");
  }

 public:
  std::string call(int thread, const Statement& statement) const {
    const int number = statement.number;
    switch (statement.op) {
      case Op::sleep: return fmt::format("heddle::sleep({})", number);
      case Op::yield: return "heddle::yield()";
      case Op::choose: return fmt::format("heddle::choose({})", number);
      case Op::active_count: return "heddle::active_count()";
      case Op::enumerate: return "static_cast<int>(heddle::enumerate().size())";
      case Op::set_excepthook:
        return number == 0 ? "heddle::set_excepthook({})"
                           : fmt::format("heddle::set_excepthook([](const heddle::ExceptHookArgs&) {{{}}})",
                                         number == 1 ? "" : " throw heddle::ValueError(\"hook\"); ");
      case Op::exit: return "throw heddle::SystemExit()";
      case Op::require: return fmt::format("heddle::require({} != {}, \"as required\")", last_of(thread), number);
      default: break;
    }
    const std::string on = is_on_thread(statement.op) ? thread_name(statement.object) : object(statement.object);
    if (statement.op == Op::destroy) return object_name(program_, statement.object) + ".reset()";
    if (is_name(statement)) return fmt::format("number_in({}.name())", on);
    if (statement.op == Op::set_daemon)
      return fmt::format("{}.set_daemon({})", on,
                         program_.threads[static_cast<std::size_t>(statement.object)].daemon);
    if (is_swap(statement)) return fmt::format("swapped({}, {}, {})", on, number, number + 1);
    const bool lookalike =
        !is_on_thread(statement.op) && program_.objects[static_cast<std::size_t>(statement.object)].lookalike;
    return on + "." + (lookalike ? lookalike_call(thread, statement) : member_call(thread, statement));
  }

 private:
  static std::string lookalike_call(int thread, const Statement& statement) {
    const std::string value = statement.relative ? fmt::format("{} + {}", last_of(thread), statement.number)
                                                 : std::to_string(statement.number);
    switch (statement.op) {
      case Op::atomic_load: return "load().number";
      case Op::atomic_store: return fmt::format("store({{{}}})", value);
      default: return fmt::format("exchange({{{}}}).number", value);
    }
  }

  static std::string member_call(int thread, const Statement& statement) {
    const int number = statement.number;
    const std::string value =
        statement.relative ? fmt::format("{} + {}", last_of(thread), number) : std::to_string(number);
    switch (statement.op) {
      case Op::acquire: return "acquire()";
      case Op::acquire_timed: return fmt::format("acquire(true, {})", number);
      case Op::try_acquire: return "acquire(false)";
      case Op::release_many: return fmt::format("release({})", number);
      case Op::wait:
      case Op::barrier_wait:
      case Op::event_wait: return "wait()";
      case Op::wait_timed:
      case Op::barrier_wait_timed:
      case Op::event_wait_timed: return fmt::format("wait(heddle::Seconds({}))", number);
      case Op::notify: return fmt::format("notify({})", number);
      case Op::put: return fmt::format("put({})", value);
      case Op::put_timed: return fmt::format("put(1, true, {})", number);
      case Op::put_nowait: return fmt::format("put_nowait({})", value);
      case Op::get_timed: return fmt::format("get(true, {})", number);
      case Op::join_queue: return "join()";
      case Op::set_maxsize: return fmt::format("set_maxsize({})", number);
      case Op::shutdown_now: return "shutdown(true)";
      case Op::atomic_load: return "load()";
      case Op::atomic_store:
      case Op::store: return fmt::format("store({})", value);
      case Op::exchange: return fmt::format("exchange({})", value);
      case Op::fetch_add: return fmt::format("fetch_add({})", value);
      case Op::ident: return "ident().has_value()";
      case Op::set_name: return fmt::format("set_name(\"n{}\")", number);
      case Op::join_timed: return fmt::format("join(heddle::Seconds({}))", number);
      default: return std::string(name_of(statement.op)) + "()";
    }
  }

  const Program& program_;
  std::string out_;
  bool keeps_last_ = false;  // of the thread being printed
};

const Statement* find(const Block& block, std::uint32_t id) {
  for (const Statement& statement : block) {
    if (statement.id == id) return &statement;
    if (const Statement* const found = find(statement.body, id)) return found;
    if (const Statement* const found = find(statement.otherwise, id)) return found;
  }
  return nullptr;
}

}  // namespace

std::string cpp_of(const std::vector<Titled>& programs) {
  const auto any = [&](auto test) {
    return std::any_of(programs.begin(), programs.end(), [&](const Titled& titled) {
      return std::any_of(titled.program->threads.begin(), titled.program->threads.end(),
                         [&](const ThreadPlan& thread) { return any_statement(thread.body, test); });
    });
  };
  std::string helpers;
  if (any(is_guarded)) helpers += std::string(helper) + "\n";
  if (any(is_name)) helpers += std::string(name_helper) + "\n";
  if (any(is_swap)) helpers += std::string(swap_helper) + "\n";
  const bool lookalikes = std::any_of(programs.begin(), programs.end(), [](const Titled& titled) {
    return std::any_of(titled.program->objects.begin(), titled.program->objects.end(),
                       [](const ObjectPlan& plan) { return plan.lookalike; });
  });
  if (lookalikes) helpers += std::string(lookalike_helper) + "\n";
  std::string text = "#include <heddle/heddle.hpp>\n\n";
  const bool barriers = std::any_of(programs.begin(), programs.end(), [](const Titled& titled) {
    const auto& objects = titled.program->objects;
    return std::any_of(objects.begin(), objects.end(),
                       [](const ObjectPlan& plan) { return plan.type == ObjectType::barrier; });
  });
  const bool optionals = barriers || std::any_of(programs.begin(), programs.end(),
                                                 [](const Titled& titled) { return destroys(*titled.program); });
  if (optionals) text += "#include <optional>\n";
  if (any(is_name)) text += "#include <string>\n";
  if (any(is_guarded)) text += "#include <type_traits>\n";
  if (optionals || any(is_name) || any(is_guarded)) text += "\n";
  if (!helpers.empty()) text += "namespace {\n\n" + helpers + "}  // namespace\n\n";
  for (const Titled& titled : programs) {
    if (&titled != programs.data()) text += "\n";
    text += Printer(*titled.program).print(titled.name, titled.remark);
  }
  return text;
}

std::string text_of(const Program& program, const Statement& statement) {
  switch (statement.op) {
    case Op::make_object: return "make " + object_name(program, statement.object);
    case Op::make_thread: return "make " + thread_name(statement.object);
    case Op::branch: return "if (last != 0)";
    case Op::with: return "with " + object_name(program, statement.object);
    case Op::loop:
      return fmt::format(
          "loop{}{}",
          std::array{" until last > 0", " until last == 0", ""}[static_cast<std::size_t>(statement.until)],
          statement.number == 0 ? "" : fmt::format(", {} times at most", statement.number));
    default: return Printer(program).call(-1, statement);
  }
}

const Statement* statement_of(const Program& program, std::uint32_t id) {
  for (const ThreadPlan& thread : program.threads)
    if (const Statement* const found = find(thread.body, id)) return found;
  return nullptr;
}

}  // namespace heddle::fuzz
