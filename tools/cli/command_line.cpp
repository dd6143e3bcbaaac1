#include <heddle/tools/cli/command_line.hpp>

#include <heddle/engine/check.hpp>
#include <heddle/tools/cli/check_command.hpp>
#include <heddle/tools/cli/check_flags.hpp>
#include <heddle/tools/cli/exit_code.hpp>
#include <heddle/tools/cli/input_error.hpp>
#include <heddle/tools/cli/list_command.hpp>
#include <heddle/tools/cli/program.hpp>
#include <heddle/tools/cli/replay_command.hpp>
#include <heddle/tools/cli/values.hpp>
#include <heddle/tools/cli/version.hpp>
#include <heddle/tools/report/schedule_file.hpp>
#include <heddle/tools/report/text.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace heddle {
namespace cli {
namespace {

constexpr const char* about =
    "Runs small concurrent programs under every schedule that matters, and says which of them go wrong.";

constexpr const char* examples =
    "Examples:\n"
    "  heddle list                               what there is to check, and what is expected of it\n"
    "  heddle check seeds/traffic-light          one scenario, reported in full\n"
    "  heddle check seeds/ 'classics/*lock*'     a folder, and whatever fits a pattern\n"
    "  heddle check --all --json                 everything, for a machine\n"
    "  heddle replay heddle-schedules/x.schedule the same steps again, also under a debugger\n"
    "\n"
    "Exit codes:\n"
    "  0  every scenario met its expectation, by a complete search\n"
    "  1  a hazard was found that was not expected, or an expected one was not\n"
    "  2  bad usage or input\n"
    "  3  inconclusive: a bound, a budget or Ctrl-C ended a search\n"
    "  4  a scenario was refused: not deterministic, or unseen sharing\n"
    "  5  a schedule no longer fits the program\n"
    "Of several the worst counts: 2, 4, 1, 3, 0.";

constexpr const char* check_examples =
    "Examples:\n"
    "  heddle check --all                                 every scenario, a row each\n"
    "  heddle check seeds/ --keep-going                   all findings, not only the first of each\n"
    "  heddle check mine/big --ladder                     what no preemption can do, what one, what two, …\n"
    "  heddle check mine/big --search=random --seed=7     what chance finds, the same every time\n"
    "  heddle check mine/big --max-time=10m --max-executions=0\n"
    "\n"
    "Clock and bounds come from the scenario's expectation unless flags say otherwise. The report is printed in "
    "full\n"
    "for a single scenario and for those that are not as expected, and only then are schedules written. A search\n"
    "that ends early is inconclusive, never a success; a first Ctrl-C ends it and reports what is known (exit 3).";

constexpr const char* list_examples =
    "Examples:\n"
    "  heddle list\n"
    "  heddle list seeds/ '*queue*'";

constexpr const char* replay_examples =
    "Examples:\n"
    "  heddle replay heddle-schedules/seeds-x.schedule\n"
    "  gdb --args heddle replay heddle-schedules/seeds-x.schedule\n"
    "\n"
    "Exit codes: 0 if what goes wrong is expected of the scenario, or nothing does; 1 if it is not expected; 2 if "
    "the\n"
    "file cannot be used; 5 if it no longer fits the program.";

constexpr const char* explain_examples =
    "Examples:\n"
    "  heddle explain heddle-schedules/seeds-x.schedule\n"
    "\n"
    "Exit codes: as for replay.";

/// All that can be typed, and where it goes.
struct Grammar {
  explicit Grammar(const std::string& program) : app(about, program.substr(program.rfind('/') + 1)) {
    app.set_version_flag("--version", fmt::format("heddle {}", version()));
    app.footer(examples);
    app.require_subcommand(0, 1);
    app.get_formatter()->column_width(34);
    list = add("list", "List scenarios and what is expected of them", list_examples);
    check = add("check", "Check scenarios against what is expected of them", check_examples);
    replay = add("replay", "Run a scenario once, by a schedule that a check wrote", replay_examples);
    explain = add("explain", "Replay a schedule and show every step", explain_examples);

    add_patterns(*list);
    add_json(*list);
    add_patterns(*check);
    check->add_flag("--all", check_request.all, "every scenario of this program");
    check_request.flags.add_to(*check);
    check
        ->add_option("--schedules", check_request.schedules,
                     fmt::format("folder for schedule files ({})", report::default_schedules_directory))
        ->type_name("DIR")
        ->group("What to write");
    add_json(*check);
    add_width(*check);
    for (CLI::App* command : {replay, explain}) {
      command->add_option("FILE", file, "a schedule file")->type_name("");
      add_json(*command);
      add_width(*command);
      add_stack_size(*command, stack_size);
    }
  }

  CLI::App* add(const std::string& name, const std::string& what, const char* footer) {
    CLI::App* const command = app.add_subcommand(name, what);
    command->footer(footer);
    command->allow_extras();
    return command;
  }

  void add_patterns(CLI::App& command) {
    command.add_option("PATTERN", patterns, "names, folders (\"seeds/\") or patterns with * and ?")->type_name("");
  }

  void add_json(CLI::App& command) { command.add_flag("--json", json, "for machines")->group("What to write"); }

  void add_width(CLI::App& command) {
    command.add_option("--width", width, "columns of the report (the terminal's, else 100)")
        ->type_name("N")
        ->group("What to write");
  }

  CLI::App app;
  CLI::App* list = nullptr;
  CLI::App* check = nullptr;
  CLI::App* replay = nullptr;
  CLI::App* explain = nullptr;

  std::vector<std::string> patterns;
  CheckRequest check_request;
  std::string file;
  std::optional<std::string> stack_size;
  std::optional<std::string> width;
  bool json = false;
};

/// The names of a command's flags.
[[nodiscard]] std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  return flags;
}

/// Refuses what was typed and means nothing.
void refuse_extras(const Grammar& grammar) {
  const CLI::App* command = nullptr;
  for (const CLI::App* each : grammar.app.get_subcommands()) command = each;
  const std::vector<std::string> extras = command == nullptr ? grammar.app.remaining() : command->remaining();
  if (extras.empty()) return;
  const std::string word = extras.front().substr(0, extras.front().find('='));
  if (command == nullptr && !word.starts_with('-')) {
    const std::vector<std::string> commands{"list", "check", "replay", "explain"};
    const std::vector<std::string> near = nearest(word, commands);
    throw InputError(fmt::format("there is no command \"{}\"; {}", report::printable(word),
                                 near.empty() ? "there are list, check, replay and explain"
                                              : fmt::format("did you mean {}?", near.front())));
  }
  const std::string where = command == nullptr ? std::string() : command->get_name() + ": ";
  if (word.starts_with('-')) {
    const std::vector<std::string> near = nearest(word, flags_of(command == nullptr ? grammar.app : *command));
    throw InputError(
        fmt::format("{}there is no option {}; {}", where, report::printable(word),
                    near.empty() ? "--help shows which there are" : fmt::format("did you mean {}?", near.front())));
  }
  throw InputError(fmt::format("{}one file at a time; \"{}\" is too much", where, report::printable(word)));
}

[[nodiscard]] ExitCode dispatch(Grammar& grammar, const Program& program) {
  refuse_extras(grammar);
  Program shaped = program;
  if (grammar.width)
    shaped.console.look.width = static_cast<std::size_t>(number_value("--width", *grammar.width, 40, 10'000));

  if (grammar.list->parsed()) return list_command(shaped, grammar.patterns, grammar.json);
  if (grammar.check->parsed()) {
    grammar.check_request.patterns = grammar.patterns;
    grammar.check_request.json = grammar.json;
    grammar.check_request.flags.read();
    return check_command(shaped, grammar.check_request);
  }
  if (grammar.replay->parsed() || grammar.explain->parsed()) {
    if (grammar.file.empty())
      throw InputError(fmt::format("{}: name the schedule file; a check that finds something writes one",
                                   grammar.replay->parsed() ? "replay" : "explain"));
    return replay_command(
        shaped, {grammar.file, grammar.explain->parsed(), grammar.json, stack_size_value(grammar.stack_size)});
  }
  throw InputError("say what to do: list, check, replay or explain; --help tells more");
}

/// Help and version are no errors, though the parser throws them.
[[nodiscard]] ExitCode parse_and_dispatch(const Program& program, std::vector<std::string> words) {
  Grammar grammar(program.name);
  grammar.app.allow_extras();
  std::reverse(words.begin(), words.end());  // as the parser wants them
  try {
    grammar.app.parse(words);
  } catch (const CLI::CallForHelp&) {
    program.console.out.write(grammar.app.help());
    return ExitCode::as_expected;
  } catch (const CLI::CallForVersion&) {
    program.console.out.write(fmt::format("heddle {}\n", version()));
    return ExitCode::as_expected;
  } catch (const CLI::ParseError& error) {
    throw InputError(fmt::format("{}; --help tells more", report::printable(error.what())));
  }
  return dispatch(grammar, program);
}

}  // namespace

void complain(const Console& console, std::string_view message) {
  console.err.write(fmt::format("heddle: {}\n", message));
}

int run(const Program& program, const std::vector<std::string>& words) {
  ExitCode code = ExitCode::bad_input;
  try {
    code = parse_and_dispatch(program, words);
  } catch (const InputError& error) {
    complain(program.console, error.what());
  } catch (const report::FileError& error) {
    complain(program.console, error.what());
  } catch (const UsageError& error) {
    complain(program.console, error.what());
  }
  const int failure = program.console.out.failure();
  if (failure != 0 && !program.console.out.abandoned()) {
    complain(program.console, fmt::format("cannot write the report: {}", std::generic_category().message(failure)));
    code = worse_of(code, ExitCode::bad_input);
  }
  return static_cast<int>(code);
}

}  // namespace cli

int command_line(int argc, char** argv) {
  const bool open = cli::prepare_standard_streams();
  cli::DescriptorOutput out(1);
  cli::DescriptorOutput err(2);
  cli::Console console{out, err, {}, cli::terminal_width(2)};
  try {
    if (!open) {
      cli::complain(console, "the standard output is closed; send it to /dev/null if nobody is to read it");
      return static_cast<int>(cli::ExitCode::bad_input);
    }
    console.look.width = cli::terminal_width(1).value_or(console.look.width);
    console.look.colour = cli::colour_wanted(1);
    const std::vector<const Scenario*> all = scenarios();
    const cli::Program program{argc > 0 ? argv[0] : "heddle", all, console};
    return cli::run(program, std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
  } catch (const std::exception& error) {
    // Two scenarios of one name, no memory, and whatever is a mistake of ours.
    cli::complain(console, report::printable(error.what()));
  }
  return static_cast<int>(cli::ExitCode::bad_input);
}

}  // namespace heddle
