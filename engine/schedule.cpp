#include <heddle/engine/schedule.hpp>

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <optional>

namespace heddle {
namespace {

constexpr std::string_view magic = "heddle schedule ";
constexpr std::string_view idle_line = "idle";
constexpr std::string_view circle_line = "circle ";

std::string_view name_of(Choice::Kind kind) {
  switch (kind) {
    case Choice::Kind::thread: return "thread";
    case Choice::Kind::timer: return "timer";
    case Choice::Kind::value: return "value";
  }
  return "";
}

std::optional<Choice::Kind> kind_named(std::string_view name) {
  for (const auto kind : {Choice::Kind::thread, Choice::Kind::timer, Choice::Kind::value})
    if (name == name_of(kind)) return kind;
  return std::nullopt;
}

/// FNV-1a, 64 bits: enough to notice an edit, and the same everywhere.
std::uint64_t checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

/// Names come from scenarios and may hold anything; a schedule's lines may not.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else out += c;
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return out;
}

/// Reads a schedule's text line by line, knowing where it is.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::string_view next(std::string_view wanted) {
    const std::size_t end = text_.find('\n', at_);
    ++line_;
    if (end == std::string_view::npos) throw ScheduleError(line_, fmt::format("truncated: no line \"{}\"", wanted));
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    return line;
  }

  /// The rest of a line that begins with `key` and a space.
  std::string_view field(std::string_view key) {
    const std::string_view line = next(key);
    if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ' ')
      fail(fmt::format("expected a line \"{} …\"", key));
    return line.substr(key.size() + 1);
  }

  template <class Number>
  Number number_of(std::string_view text) const {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) fail(fmt::format("\"{}\" is not a number", text));
    return number;
  }

  template <class Number>
  Number number(std::string_view key) {
    return number_of<Number>(field(key));
  }

  [[noreturn]] void fail(const std::string& message) const { throw ScheduleError(line_, message); }
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
};

/// "thread 1/3 worker1 notify Condition 1"
Choice choice_of(std::string_view line, const Reader& reader) {
  const std::size_t kind_end = line.find(' ');
  const std::size_t slash = line.find('/');
  if (kind_end == std::string_view::npos || slash == std::string_view::npos || slash < kind_end)
    reader.fail("expected a choice like \"thread 1/2 worker1 notify Condition 1\"");
  const std::size_t count_end = std::min(line.find(' ', slash), line.size());
  const auto kind = kind_named(line.substr(0, kind_end));
  if (!kind) reader.fail(fmt::format("unknown kind of choice \"{}\"", line.substr(0, kind_end)));
  Choice choice;
  choice.kind = *kind;
  choice.picked = reader.number_of<std::uint32_t>(line.substr(kind_end + 1, slash - kind_end - 1));
  choice.count = reader.number_of<std::uint32_t>(line.substr(slash + 1, count_end - slash - 1));
  if (count_end < line.size()) choice.label = unescaped(line.substr(count_end + 1));
  return choice;
}

int checked_version(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  if (!first.starts_with(magic)) throw ScheduleError(1, "not a Heddle schedule");
  const std::string_view digits = first.substr(magic.size());
  int version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (error != std::errc{} || end != digits.data() + digits.size() || version < 1)
    throw ScheduleError(1, "not a Heddle schedule");
  if (version > schedule_version)
    throw ScheduleError(1, fmt::format("written by a newer Heddle (schedule version {}; this one reads up to {})",
                                       version, schedule_version));
  return version;
}

/// Everything up to the last line must have the checksum that the last line states.
void check_sum(std::string_view text) {
  if (!text.ends_with('\n')) throw ScheduleError(0, "truncated: the last line is not whole");
  const std::size_t last = text.rfind('\n', text.size() - 2) + 1;
  const std::string_view line = text.substr(last, text.size() - 1 - last);
  if (!line.starts_with("end ")) throw ScheduleError(0, "truncated: there is no last line \"end …\"");
  const std::string stated(line.substr(line.rfind(' ') + 1));
  const std::string actual = fmt::format("{:016x}", checksum(text.substr(0, last)));
  if (stated != actual)
    throw ScheduleError(0, fmt::format("edited: its checksum is {}, it states {}", actual, stated));
}

}  // namespace

Schedule schedule_of(std::string scenario, const Settings& settings, const Trace& trace) {
  Schedule schedule = schedule_of(std::move(scenario), settings, std::span(trace.steps));
  for (std::size_t i = 0; i < trace.steps.size(); ++i) schedule.choices[i].label = trace.label(trace.steps[i]);
  schedule.idle_before = trace.idle_before;
  schedule.circle_since = trace.circle_since;
  return schedule;
}

Schedule schedule_of(std::string scenario, const Settings& settings, std::span<const engine::Step> steps) {
  Schedule schedule{std::move(scenario), settings, {}};
  schedule.choices.reserve(steps.size());
  for (const engine::Step& step : steps) {
    Choice choice;
    choice.count = step.alternatives;
    if (step.kind->role == engine::Role::choose) {
      choice.kind = Choice::Kind::value;
      choice.picked = static_cast<std::uint32_t>(step.value);
    } else {
      choice.kind = step.agent.timer ? Choice::Kind::timer : Choice::Kind::thread;
      choice.picked = step.agent.thread;
    }
    schedule.choices.push_back(std::move(choice));
  }
  return schedule;
}

std::string to_text(const Schedule& schedule) {
  std::string text = fmt::format("{}{}\n", magic, schedule_version);
  auto out = std::back_inserter(text);
  const Settings& settings = schedule.settings;
  fmt::format_to(out, "scenario {}\n", escaped(schedule.scenario));
  fmt::format_to(out, "clock {}\n", heddle::name_of(settings.clock));
  fmt::format_to(out, "spurious_wakeups {}\n", settings.spurious_wakeups ? 1 : 0);
  fmt::format_to(out, "poll_repetitions {}\n", settings.poll_repetitions);
  fmt::format_to(out, "livelock_after {}\n", settings.livelock_after);
  fmt::format_to(out, "max_rounds {}\n", settings.max_rounds);
  fmt::format_to(out, "max_steps {}\n", settings.max_steps);
  fmt::format_to(out, "choices {}\n", schedule.choices.size());
  auto idle = schedule.idle_before.begin();
  const auto tell_idle = [&](std::size_t choice) {
    if (idle == schedule.idle_before.end() || *idle != choice) return;
    fmt::format_to(out, "{}\n", idle_line);
    ++idle;
  };
  for (std::size_t i = 0; i < schedule.choices.size(); ++i) {
    tell_idle(i);
    const Choice& choice = schedule.choices[i];
    fmt::format_to(out, "{} {}/{} {}\n", name_of(choice.kind), choice.picked, choice.count, escaped(choice.label));
  }
  tell_idle(schedule.choices.size());
  if (schedule.circle_since) fmt::format_to(out, "{}{}\n", circle_line, *schedule.circle_since);
  const std::uint64_t sum = checksum(text);
  fmt::format_to(out, "end {:016x}\n", sum);
  return text;
}

Schedule schedule_from_text(std::string_view text) {
  const int version = checked_version(text);
  check_sum(text);
  Reader reader(text);
  reader.next(magic);
  Schedule schedule;
  schedule.scenario = unescaped(reader.field("scenario"));
  const std::string_view clock = reader.field("clock");
  const auto known = clock_named(clock);
  if (!known) reader.fail(fmt::format("unknown clock \"{}\"", clock));
  schedule.settings.clock = *known;
  schedule.settings.spurious_wakeups = reader.number<std::uint32_t>("spurious_wakeups") != 0;
  schedule.settings.poll_repetitions = reader.number<std::uint32_t>("poll_repetitions");
  schedule.settings.livelock_after = reader.number<std::uint32_t>("livelock_after");
  if (version >= 2) schedule.settings.max_rounds = reader.number<std::uint32_t>("max_rounds");
  schedule.settings.max_steps = reader.number<std::uint64_t>("max_steps");
  const auto count = reader.number<std::size_t>("choices");
  if (count > text.size()) reader.fail("more choices than the file has room for");
  schedule.choices.reserve(count);
  std::string_view line = reader.next("choice");
  const auto take_idle = [&](std::size_t choice) {
    if (line != idle_line) return;
    schedule.idle_before.push_back(choice);
    line = reader.next("choice");
  };
  for (std::size_t i = 0; i < count; ++i) {
    take_idle(i);
    schedule.choices.push_back(choice_of(line, reader));
    line = reader.next("choice");
  }
  take_idle(count);
  if (line.starts_with(circle_line)) {
    schedule.circle_since = reader.number_of<std::uint64_t>(line.substr(circle_line.size()));
    line = reader.next("end");
  }
  if (!line.starts_with("end ")) reader.fail("expected a line \"end …\"");
  if (!reader.at_end()) reader.fail("more lines than choices");
  return schedule;
}

}  // namespace heddle
