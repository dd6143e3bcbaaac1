#include <heddle/tools/cli/check_flags.hpp>

#include <heddle/tools/cli/input_error.hpp>
#include <heddle/tools/cli/values.hpp>
#include <heddle/tools/report/text.hpp>

#include <fmt/format.h>

#include <array>
#include <limits>
#include <string_view>

namespace heddle::cli {
namespace {

// A strategy that is to be had by name gets its name here, in the order of the help.
constexpr std::array<Search, 3> searches{Search::dpor, Search::depth_first, Search::random};
constexpr std::array<Dependence, 2> dependences{Dependence::fine, Dependence::coarse};
constexpr std::array<Clock, 2> clocks{Clock::explored, Clock::virtual_time};

constexpr std::uint64_t any64 = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint32_t any32 = std::numeric_limits<std::uint32_t>::max();

constexpr std::size_t least_stack = std::size_t{16} * 1024;
constexpr std::size_t most_stack = std::size_t{1} << 30U;

template <class Names>
[[nodiscard]] std::string list_of(const Names& values) {
  std::string list;
  for (const auto value : values) list += (list.empty() ? "" : ", ") + std::string(name_of(value));
  return list;
}

template <class Value, std::size_t size>
void read_name(std::string_view flag, const std::optional<std::string>& typed,
               const std::array<Value, size>& values, std::optional<Value>& out) {
  if (!typed) return;
  for (const Value value : values)
    if (*typed == name_of(value)) out = value;
  if (!out)
    throw InputError(
        fmt::format("{}: there is no \"{}\"; it is one of {}", flag, report::printable(*typed), list_of(values)));
}

template <class Number>
void read_number(std::string_view flag, const std::optional<std::string>& typed, std::optional<Number>& out,
                 Number least, Number most) {
  if (typed) out = static_cast<Number>(number_value(flag, *typed, least, most));
}

template <class Value>
void override_by(const std::optional<Value>& given, Value& option) {
  if (given) option = *given;
}

}  // namespace

void CheckFlags::add_to(CLI::App& command) {
  const auto add = [&](const char* flag, std::optional<std::string>& typed, const char* type,
                       const std::string& what) {
    command.add_option(flag, typed, what)->type_name(type)->group("How to search");
  };
  add("--search", typed_.search, "NAME", "strategy: " + list_of(searches) + " (dpor)");
  add("--dependence", typed_.dependence, "NAME",
      "which steps --search=dpor takes to commute: " + list_of(dependences) +
          " (fine; within preemptions: coarse)");
  add("--clock", typed_.clock, "NAME", "what time means: " + list_of(clocks) + "; the scenario's own otherwise");
  add("--preemption-bound", typed_.preemption_bound, "N",
      "only schedules that take control at most N times from a thread that could go on");
  command
      .add_flag("--ladder", ladder_,
                "within 0 preemptions, then 1, and so on: until nothing is left out or a budget is used up")
      ->group("How to search");
  add("--seed", typed_.seed, "N", "of what is drawn at random: by --search=random, and after a search by dpor (0)");
  add("--max-executions", typed_.max_executions, "N", "stop after N executions; 0: no limit (1000000)");
  add("--max-time", typed_.max_time, "TIME", "stop after 30, 1.5s, 2m, 1h; 0: no limit (60s)");
  add("--estimate-after", typed_.estimate_after, "TIME",
      "say how much there is to search, if it is hopeless, after TIME; 0: never (1s)");
  add("--max-steps", typed_.max_steps, "N", "cut an execution after N steps (10000)");
  command.add_flag("--keep-going", keep_going_, "collect findings to the end instead of stopping at the first")
      ->group("How to search");
  command.add_flag("--spurious-wakeups", spurious_wakeups_, "waits on a condition may wake without a notify")
      ->group("How to search");
  command.add_flag("--lint", lint_, "also warn of what goes well here and wrong elsewhere")->group("How to search");
  command.add_flag("--lint-fails", lint_fails_, "the same, and a warning is a failure (exit 1)")
      ->group("How to search");
  add("--poll-repetitions", typed_.poll_repetitions, "N",
      "how often a loop may come back to where it was before it is passed over (0)");
  add("--livelock-after", typed_.livelock_after, "N",
      "how often it may do so with nobody else able to run before that is a livelock (100)");
  add("--max-rounds", typed_.max_rounds, "N",
      "how often a thread may come back with nothing new from others, be it another by then; 0: no limit, and " +
          std::to_string(default_rounds) + " where executions do not end (0)");
  command
      .add_flag("--no-guard", no_guard_,
                "after a search by dpor, draw no executions at random to see that it has seen them all")
      ->group("How to search");
  add_stack_size(command, typed_.stack_size);
}

void CheckFlags::read() {
  read_name("--search", typed_.search, searches, search_);
  read_name("--dependence", typed_.dependence, dependences, dependence_);
  read_name("--clock", typed_.clock, clocks, clock_);
  read_number("--preemption-bound", typed_.preemption_bound, preemption_bound_, 0U, any32);
  read_number("--seed", typed_.seed, seed_, std::uint64_t{0}, any64);
  read_number("--max-executions", typed_.max_executions, max_executions_, std::uint64_t{0}, any64);
  read_number("--max-steps", typed_.max_steps, max_steps_, std::uint64_t{1}, any64);
  if (typed_.max_time) max_time_ = duration_value("--max-time", *typed_.max_time);
  if (typed_.estimate_after) estimate_after_ = duration_value("--estimate-after", *typed_.estimate_after);
  read_number("--poll-repetitions", typed_.poll_repetitions, poll_repetitions_, 0U, any32);
  read_number("--livelock-after", typed_.livelock_after, livelock_after_, 1U, any32);
  read_number("--max-rounds", typed_.max_rounds, max_rounds_, 0U, any32);
  stack_size_ = stack_size_value(typed_.stack_size);
  const bool bounded = preemption_bound_ || ladder_;
  if (bounded && search_ == Search::random)
    throw InputError(fmt::format("{}: --search={} keeps to no bound on preemptions",
                                 ladder_ ? "--ladder" : "--preemption-bound", name_of(Search::random)));
  if (dependence_ && search_ && *search_ != Search::dpor)
    throw InputError(fmt::format("--dependence: only --search={} asks for it", name_of(Search::dpor)));
  if (seed_ && (search_ == Search::depth_first || (no_guard_ && search_ != Search::random)))
    throw InputError(
        fmt::format("--seed: nothing is drawn at random; --search={} draws, and so does what comes after "
                    "--search={}, unless there is --no-guard",
                    name_of(Search::random), name_of(Search::dpor)));
}

Options CheckFlags::options_for(const Expectation& expectation) const {
  Options options = expectation.applied_to(Options{});
  override_by(search_, options.search);
  override_by(dependence_, options.dependence);
  override_by(clock_, options.clock);
  override_by(max_executions_, options.max_executions);
  override_by(max_steps_, options.max_steps);
  override_by(max_time_, options.max_time);
  override_by(estimate_after_, options.estimate_after);
  override_by(seed_, options.seed);
  override_by(poll_repetitions_, options.poll_repetitions);
  override_by(livelock_after_, options.livelock_after);
  override_by(max_rounds_, options.max_rounds);
  override_by(stack_size_, options.stack_size);
  if (preemption_bound_) options.preemption_bound = preemption_bound_;
  if (options.search == Search::random)
    options.preemption_bound.reset();  // it keeps to none, the expectation's too
  options.ladder = ladder_;
  if (keep_going_) options.keep_going = true;
  if (spurious_wakeups_) options.spurious_wakeups = true;
  options.guard = !no_guard_;
  options.lint = lint_ || lint_fails_;
  return options;
}

std::string CheckFlags::replay_flags() const {
  return stack_size_ ? fmt::format(" --stack-size={}", *stack_size_) : std::string();
}

void add_stack_size(CLI::App& command, std::optional<std::string>& typed) {
  command.add_option("--stack-size", typed, "bytes of stack for each thread, also as 64K or 1M (256K)")
      ->type_name("SIZE")
      ->group("How to search");
}

std::optional<std::size_t> stack_size_value(const std::optional<std::string>& typed) {
  if (!typed) return std::nullopt;
  return size_value("--stack-size", *typed, least_stack, most_stack);
}

}  // namespace heddle::cli
