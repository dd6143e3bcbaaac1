#include <heddle/tools/fuzz/fuzz_command.hpp>

#include <heddle/tools/cli/input_error.hpp>
#include <heddle/tools/cli/interrupt.hpp>
#include <heddle/tools/cli/terminal.hpp>
#include <heddle/tools/cli/values.hpp>
#include <heddle/tools/fuzz/comparison.hpp>
#include <heddle/tools/fuzz/generator.hpp>
#include <heddle/tools/fuzz/printer.hpp>
#include <heddle/tools/fuzz/python_case.hpp>
#include <heddle/tools/fuzz/shrinker.hpp>
#include <heddle/tools/fuzz/statistics.hpp>
#include <heddle/tools/report/text.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace heddle::fuzz {
namespace {

using Time = std::chrono::steady_clock;

std::atomic<std::uint64_t> current_seed{0};

constexpr double orders_for_source_dpor = 1e7;

constexpr const char* about =
    "Generates small concurrent programs and checks a search on each of them: against every interleaving, it must "
    "see\n"
    "the same outcomes and hazards, in as many executions as there are classes of interleavings.";

constexpr const char* footer =
    "Examples:\n"
    "  heddle-fuzz --programs=100000 --time=10m   as many as there is time for\n"
    "  heddle-fuzz --seed=4711 --programs=1       one program, again\n"
    "  heddle-fuzz --print=4711                   its text in C++\n"
    "\n"
    "Exit codes: 0 nothing was found; 1 a mismatch was, and is printed with a program made as small as possible;\n"
    "2 bad usage.";

/// Everything as it was typed.
struct Typed {
  std::optional<std::string> programs;
  std::optional<std::string> seed;
  std::optional<std::string> time;
  std::optional<std::string> max_interleavings;
  std::optional<std::string> max_by_source_dpor;
  std::optional<std::string> threads;
  std::optional<std::string> daemons;
  std::optional<std::string> destroyed;
  std::optional<std::string> lookalikes;
  std::optional<std::string> loops;
  std::optional<std::string> max_branches;
  std::optional<std::string> clock;
  std::optional<std::string> search;
  std::optional<std::string> print;
  bool only_outcomes = false;
  bool allow_waste = false;
  bool keep_going = false;
  bool each = false;
  bool statistics = false;
  bool as_generated = false;
  bool for_cpython = false;
};

/// What is to be done.
struct Request {
  std::uint64_t programs = 1000;
  std::uint64_t seed = 1;
  std::chrono::nanoseconds time = std::chrono::nanoseconds::max();
  std::optional<std::uint64_t> print;
  bool keep_going = false;
  bool each = false;
  bool statistics = false;
  bool shrinks = true;
  bool for_cpython = false;
  std::optional<std::uint64_t> max_branches;
  GeneratorOptions generator;
  ComparisonOptions comparison;
};

void describe(CLI::App& app, Typed& typed) {
  app.footer(footer);
  app.get_formatter()->column_width(34);
  const auto number = [&](const char* flag, std::optional<std::string>& value, const char* what) {
    app.add_option(flag, value, what)->type_name("N");
  };
  number("--programs", typed.programs, "how many; 0: no limit (1000)");
  number("--seed", typed.seed, "of the first program; the next has the next seed (1)");
  app.add_option("--time", typed.time, "stop after so long: 60, 90s, 10m")->type_name("TIME");
  number("--max-interleavings", typed.max_interleavings, "skip programs that have more (20000)");
  number("--max-by-source-dpor", typed.max_by_source_dpor,
         "unless Source DPOR needs no more executions than this: then it is compared with that (0)");
  number("--threads", typed.threads, "at most so many in a program, main included: 2 to 7 (4)");
  number("--daemons", typed.daemons, "of 100 threads, about so many are daemons: 0 to 100 (8)");
  number("--destroyed", typed.destroyed,
         "of 100 programs without loops, about so many destroy an object early: 0 to 100 (0)");
  number("--lookalikes", typed.lookalikes, "of 100 atomics, so many have values that are == and not the same (0)");
  number("--loops", typed.loops,
         "of 100 programs, about so many have loops: 0 to 100 (0); these are also compared with searches that let "
         "loops go round more often, and with the loops unrolled");
  number("--max-branches", typed.max_branches,
         "dpor may keep so many branches before it spares memory (4000000); implies --allow-waste");
  app.add_option("--clock", typed.clock, "explored or virtual_time (both, mostly explored)")->type_name("CLOCK");
  app.add_option("--search", typed.search, "the search under test (dpor)")->type_name("NAME");
  number("--print", typed.print, "print the program of that seed, or with --programs some from there on");
  app.add_flag("--for-cpython", typed.for_cpython,
               "no comparison: print each program in Python, with its outcomes, for tools/compare_with_cpython");
  app.add_flag("--only-outcomes", typed.only_outcomes, "do not count classes");
  app.add_flag("--allow-waste", typed.allow_waste, "do not mind executions that are in vain: they lose nothing");
  app.add_flag("--keep-going", typed.keep_going, "do not stop at the first mismatch");
  app.add_flag("--as-generated", typed.as_generated, "do not make a program smaller that fails");
  app.add_flag("--each", typed.each, "a line for each program: its seed and figures");
  app.add_flag("--statistics", typed.statistics, "say how often each operation occurred and how it ended");
}

Request read(const Typed& typed) {
  constexpr auto any = std::numeric_limits<std::uint64_t>::max();
  Request request;
  const auto number = [](const char* flag, const std::optional<std::string>& text, auto& value, std::uint64_t least,
                         std::uint64_t most) {
    if (text) value = static_cast<std::decay_t<decltype(value)>>(cli::number_value(flag, *text, least, most));
  };
  number("--programs", typed.programs, request.programs, 0, any);
  if (request.programs == 0) request.programs = any;
  number("--seed", typed.seed, request.seed, 0, any);
  if (typed.time) request.time = cli::duration_value("--time", *typed.time);
  number("--max-interleavings", typed.max_interleavings, request.comparison.max_interleavings, 1, any / 2);
  number("--max-by-source-dpor", typed.max_by_source_dpor, request.comparison.max_by_source_dpor, 0, any / 2);
  if (request.comparison.max_by_source_dpor != 0) request.generator.most_orders = orders_for_source_dpor;
  number("--threads", typed.threads, request.generator.max_threads, 2, 7);
  if (typed.max_branches) number("--max-branches", typed.max_branches, request.max_branches.emplace(), 0, any);
  number("--daemons", typed.daemons, request.generator.daemons, 0, 100);
  number("--destroyed", typed.destroyed, request.generator.destroyed, 0, 100);
  number("--lookalikes", typed.lookalikes, request.generator.lookalikes, 0, 100);
  number("--loops", typed.loops, request.generator.loops, 0, 100);
  if (typed.clock) {
    request.generator.clock = clock_named(*typed.clock);
    if (!request.generator.clock)
      throw cli::InputError(
          fmt::format("--clock: \"{}\" is none; explored and virtual_time are", report::printable(*typed.clock)));
  }
  if (typed.search) {
    const auto search = search_named(*typed.search);
    if (!search || *search == Search::random)
      throw cli::InputError(fmt::format("--search: \"{}\" is none that is ever complete; dpor and depth_first are",
                                        report::printable(*typed.search)));
    request.comparison.tested = *search;
  }
  if (typed.print) {
    std::uint64_t seed = 0;
    number("--print", typed.print, seed, 0, any);
    request.print = seed;
    if (!typed.programs) request.programs = 1;
  }
  // Depth-first search runs more executions than there are classes; that is no mistake of its.
  request.comparison.allow_waste = typed.allow_waste || typed.max_branches;
  request.comparison.only_outcomes = typed.only_outcomes || request.comparison.tested == Search::depth_first;
  request.keep_going = typed.keep_going;
  request.each = typed.each;
  request.statistics = typed.statistics;
  request.shrinks = !typed.as_generated;
  request.for_cpython = typed.for_cpython;
  return request;
}

/// A scenario cannot say that it is to be checked with spurious wakeups, so its name does.
std::string title_of(const Program& program, std::uint64_t seed) {
  return fmt::format("fuzz/{}{}", seed, program.spurious_wakeups ? "/spurious-wakeups" : "");
}

/// One line on a terminal, rewritten in place.
class ProgressLine {
 public:
  explicit ProgressLine(const cli::Console& console) : console_(console) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const std::string& text) {
    if (!console_.progress_width || Time::now() < next_) return;
    next_ = Time::now() + std::chrono::milliseconds(200);
    console_.err.write(fmt::format("\r\x1b[K{}", report::shortened(text, *console_.progress_width - 1)));
    shown_ = true;
  }
  void clear() {
    if (std::exchange(shown_, false)) console_.err.write("\r\x1b[K");
  }

 private:
  const cli::Console& console_;
  Time::time_point next_{};
  bool shown_ = false;
};

class Run {
 public:
  Run(const Request& request, const cli::Console& console)
      : request_(request), console_(console), progress_(console), start_(Time::now()) {}

  int run() {
    const cli::InterruptRequests requests;
    for (std::uint64_t i = 0; i < request_.programs && !is_over(); ++i) {
      const std::uint64_t seed = request_.seed + i;
      current_seed.store(seed, std::memory_order_relaxed);
      progress_.show(fmt::format("seed {}: {}", seed, statistics_.summary()));
      const Program program = generate(seed, request_.generator);
      const Comparison comparison = compare(program, request_.comparison);
      statistics_.add(program, comparison);
      if (request_.each) console_.out.write(figures_of(seed, comparison));
      if (comparison.faults.empty()) continue;
      ++mismatches_;
      tell(seed, program, comparison.faults.front());
      if (!request_.keep_going) break;
    }
    progress_.clear();
    if (request_.statistics) console_.out.write(statistics_.operations());
    if (const std::string loops = statistics_.of_loops(); !loops.empty()) console_.out.write(loops + "\n");
    const double seconds = std::chrono::duration<double>(Time::now() - start_).count();
    console_.out.write(fmt::format("{}; {:.1f} s, {:.0f} programs/s: {}\n", statistics_.summary(), seconds,
                                   static_cast<double>(statistics_.programs()) / std::max(seconds, 1e-3),
                                   mismatches_ == 0 ? "no mismatch" : report::counted(mismatches_, "mismatch")));
    return mismatches_ == 0 ? 0 : 1;
  }

 private:
  bool is_over() const { return cli::interrupted() || Time::now() - start_ > request_.time; }

  static std::string figures_of(std::uint64_t seed, const Comparison& comparison) {
    if (comparison.skipped) return fmt::format("{}: skipped\n", seed);
    const Seen& all = comparison.all;
    return fmt::format("{}: {} interleavings, {} coarse and {} fine classes, {} outcomes\n", seed, all.executions,
                       all.coarse.size(), all.fine.size(), all.outcomes.size());
  }

  void tell(std::uint64_t seed, const Program& program, const Mismatch& first) {
    progress_.show(fmt::format("seed {}: {}: making it smaller", seed, name_of(first.fault)));
    Mismatch mismatch = first;
    Program smallest = program;
    if (request_.shrinks)
      smallest = shrink(program, [&](const Program& candidate) {
        const Comparison comparison = compare(candidate, request_.comparison);
        const auto found = std::find_if(comparison.faults.begin(), comparison.faults.end(),
                                        [&](const Mismatch& other) { return other.same_as(first); });
        if (found == comparison.faults.end()) return false;
        mismatch = *found;
        return true;
      });
    progress_.clear();
    if (!told_.insert(cpp_of({{&smallest, mismatch.search}})).second) return;  // one that others led to as well
    const std::string remark = fmt::format("{}: {}: {}", mismatch.search, name_of(mismatch.fault), mismatch.detail);
    console_.out.write(cpp_of({{&smallest, title_of(smallest, seed), remark}}) + "\n");
  }

  const Request& request_;
  const cli::Console& console_;
  ProgressLine progress_;
  Time::time_point start_;
  Statistics statistics_;
  std::uint64_t mismatches_ = 0;
  std::set<std::string> told_;
};

std::string text_of_programs(const Request& request) {
  std::vector<Program> programs;
  for (std::uint64_t i = 0; i < request.programs; ++i)
    programs.push_back(generate(*request.print + i, request.generator));
  std::vector<Titled> titled;
  for (std::size_t i = 0; i < programs.size(); ++i)
    titled.push_back({&programs[i], title_of(programs[i], *request.print + i)});
  return cpp_of(titled);
}

int print_cases(const Request& request, const cli::Console& console) {
  const cli::InterruptRequests requests;
  for (std::uint64_t i = 0; i < request.programs && !cli::interrupted(); ++i) {
    const std::uint64_t seed = request.seed + i;
    current_seed.store(seed, std::memory_order_relaxed);
    const Program program = generate(seed, request.generator);
    if (const auto text = python_case(program, seed, request.comparison.max_interleavings))
      console.out.write(*text + "\n");
  }
  return 0;
}

int parse_and_run(const std::vector<std::string>& words, const cli::Console& console,
                  const StrategyFactory& factory) {
  CLI::App app(about, "heddle-fuzz");
  Typed typed;
  describe(app, typed);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // as the parser wants them
  } catch (const CLI::CallForHelp&) {
    console.out.write(app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    throw cli::InputError(fmt::format("{}; --help tells more", report::printable(error.what())));
  }
  Request request = read(typed);
  request.comparison.factory = request.max_branches ? sparing_memory(*request.max_branches) : factory;
  if (request.for_cpython) return print_cases(request, console);
  if (!request.print) return Run(request, console).run();
  console.out.write(text_of_programs(request));
  return 0;
}

}  // namespace

std::uint64_t seed_in_work() noexcept { return current_seed.load(std::memory_order_relaxed); }

int fuzz_command(const std::vector<std::string>& words, const cli::Console& console,
                 const StrategyFactory& factory) {
  try {
    return parse_and_run(words, console, factory);
  } catch (const cli::InputError& error) {
    console.err.write(fmt::format("heddle-fuzz: {}\n", error.what()));
    return 2;
  }
}

}  // namespace heddle::fuzz
