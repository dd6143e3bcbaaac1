#include <heddle/tools/report/step_words.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <string_view>

namespace heddle::report {
namespace {

using engine::Ending;
using engine::Role;
using engine::Step;

[[nodiscard]] std::string yes_or_no(std::int64_t value) { return value != 0 ? " = true" : " = false"; }

/// What came of the step, if that is not what its name says already.
[[nodiscard]] std::string result_words(const Step& step) {
  switch (step.ending) {
    case Ending::timed_out: return ", timed out";
    case Ending::spurious: return ", woken for no reason";
    case Ending::done: break;
  }
  switch (step.kind->role) {
    case Role::plain:
      // 0 may as well be a value that does not fit.
      return step.value != 0 ? fmt::format(" = {}", step.value) : "";
    case Role::acquire: return step.value == 0 ? ", not taken" : "";
    case Role::release: return step.value == 0 ? ", refused" : "";
    case Role::wait: return step.value != 0 ? ", need not wait" : "";
    case Role::signal:
      if (step.value < 0) return ", does nothing";
      if (step.value == 0) return ", wakes nobody";
      return fmt::format(", wakes {}", grouped(static_cast<std::uint64_t>(step.value)));
    case Role::unsignal: return step.value == 0 ? ", changes nothing" : "";
    case Role::test: return yes_or_no(step.value);
    case Role::put:
    case Role::get:
    case Role::settle: return step.value == 0 ? ", refused" : "";
    case Role::close: return step.value < 0 ? ", changes nothing" : "";
    case Role::arrive:
      if (step.access == engine::Access::read) return ", refused";
      return step.value > 0 ? fmt::format(", {} missing", step.value) : "";
    case Role::leave:
      if (step.value < 0) return ", breaks it up";
      return step.value == 0 ? ", broken up" : "";
    case Role::break_up: return step.value == 0 ? ", changes nothing" : "";
    case Role::choose: return fmt::format(" = {} of {}", step.value, step.alternatives);
    case Role::wake:
    case Role::drain:
    case Role::start:
    case Role::join:
    case Role::end:
    case Role::yield:
    case Role::timer: return "";
  }
  return "";
}

}  // namespace

std::string step_number(std::uint64_t index) { return std::to_string(index + 1); }

std::string step_words(const Trace& trace, const Step& step) {
  std::string words = step.agent.timer ? fmt::format("timer: {}", step.kind->name) : std::string(step.kind->name);
  // A thread's end is the thread itself: no need to name it in its own column.
  const bool own_end = step.kind->role == Role::end;
  if (step.object != engine::no_object && !own_end) words += " " + engine::clear_name(trace, step.object);
  // Of other operations' second objects nobody needs to know: they are what the first one keeps its books with.
  if (step.kind->role == Role::wait && step.second != engine::no_object && step.value == 0)
    words += ", releases " + engine::clear_name(trace, step.second);
  return printable(words + result_words(step));
}

std::string waiting_words(const Trace& trace, const Trace::Pending& pending) {
  const std::string object = engine::clear_name(trace, pending.object);
  const auto words = [&]() -> std::string {
    if (pending.enabled) return fmt::format("could still {} {}", pending.kind->name, object);
    switch (pending.kind->role) {
      case Role::acquire: return fmt::format("waits to acquire {}", object);
      case Role::wait:
      case Role::wake: return fmt::format("waits for a signal on {}", object);
      case Role::put: return fmt::format("waits to put into {}", object);
      case Role::get: return fmt::format("waits to get from {}", object);
      case Role::drain: return fmt::format("waits until all of {} is done", object);
      case Role::join: return fmt::format("waits for the end of {}", object);
      case Role::leave: return fmt::format("waits for others at {}", object);
      case Role::arrive: return fmt::format("waits to arrive at {}", object);
      case Role::yield: return fmt::format("polls ({})", pending.kind->name);
      default: return fmt::format("waits to {} {}", pending.kind->name, object);
    }
  }();
  return printable(words.ends_with(' ') ? words.substr(0, words.size() - 1) : words);
}

std::string since_words(const Trace::Pending& pending) {
  return pending.since == 0 ? "from the start" : fmt::format("since step {}", pending.since);
}

std::string site_words(const Site& site) {
  return site.known() ? printable(fmt::format("{}:{}", site.file, site.line)) : std::string();
}

std::string short_site_words(const Site& site) {
  const std::string words = site_words(site);
  const std::size_t slash = words.rfind('/');
  return slash == std::string::npos ? words : words.substr(slash + 1);
}

std::string thread_words(const Trace& trace, engine::ThreadIndex thread) {
  if (thread >= trace.threads.size() || trace.threads[thread].name.empty()) return fmt::format("thread {}", thread);
  return printable(engine::clear_name(trace, thread));
}

}  // namespace heddle::report
