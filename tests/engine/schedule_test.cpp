#include "tests/support/catch.hpp"

#include <heddle/engine/schedule.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace heddle;

namespace {

Schedule sample() {
  Schedule schedule;
  schedule.scenario = "seeds/condition-notify-before-wait";
  schedule.settings.clock = Clock::virtual_time;
  schedule.settings.spurious_wakeups = true;
  schedule.settings.poll_repetitions = 3;
  schedule.settings.livelock_after = 17;
  schedule.settings.max_rounds = 5;
  schedule.settings.max_steps = 12'345;
  schedule.choices = {{Choice::Kind::thread, 0, 1, "main start worker0"},
                      {Choice::Kind::thread, 1, 2, "worker0 acquire Lock 1"},
                      {Choice::Kind::timer, 1, 3, "timer of worker0 time out Condition 1"},
                      {Choice::Kind::value, 4, 5, "main choose"}};
  return schedule;
}

const std::string sample_text =
    "heddle schedule 2\n"
    "scenario seeds/condition-notify-before-wait\n"
    "clock virtual_time\n"
    "spurious_wakeups 1\n"
    "poll_repetitions 3\n"
    "livelock_after 17\n"
    "max_rounds 5\n"
    "max_steps 12345\n"
    "choices 4\n"
    "thread 0/1 main start worker0\n"
    "thread 1/2 worker0 acquire Lock 1\n"
    "timer 1/3 timer of worker0 time out Condition 1\n"
    "value 4/5 main choose\n";

/// The text with the last line that belongs to it.
std::string sealed(const std::string& body) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : body) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  constexpr char digits[] = "0123456789abcdef";
  std::string sum(16, '0');
  for (std::size_t i = 0; i < 16; ++i) sum[15 - i] = digits[(hash >> (4 * i)) & 15U];
  return body + "end " + sum + "\n";
}

/// "3: what is wrong", or "" if nothing is.
std::string error_of(const std::string& text) {
  try {
    (void)schedule_from_text(text);
  } catch (const ScheduleError& error) {
    return std::to_string(error.line()) + ": " + error.what();
  }
  return "";
}

/// The error for the sample with one part replaced, sealed as if that were right.
std::string error_with(const std::string& part, const std::string& replacement) {
  std::string text = sample_text;
  text.replace(text.find(part), part.size(), replacement);
  return error_of(sealed(text));
}

}  // namespace

TEST_CASE("the text form is this, byte for byte", "[schedule]") {
  CHECK(to_text(sample()) == sealed(sample_text));
  CHECK(schedule_from_text(sealed(sample_text)) == sample());
}

TEST_CASE("an empty schedule has a text form, too", "[schedule]") {
  const Schedule empty;
  CHECK(schedule_from_text(to_text(empty)) == empty);
}

TEST_CASE("numbers of any size survive", "[schedule]") {
  Schedule schedule = sample();
  schedule.settings.poll_repetitions = std::numeric_limits<std::uint32_t>::max();
  schedule.settings.livelock_after = std::numeric_limits<std::uint32_t>::max();
  schedule.settings.max_steps = std::numeric_limits<std::uint64_t>::max();
  schedule.choices[0].picked = std::numeric_limits<std::uint32_t>::max();
  schedule.choices[0].count = std::numeric_limits<std::uint32_t>::max();
  CHECK(schedule_from_text(to_text(schedule)) == schedule);
}

TEST_CASE("odd names survive", "[schedule]") {
  for (const std::string name : {"", " ", "  two  ", "a\nb", "\n", "\r\n", "back\\slash", "\\n", "\\", "\\\\",
                                 "tab\t", "1/2", "thread 1/2", "end 0123456789abcdef", "heddle schedule 1",
                                 "Knoten \xe2\x9c\x93 \xc3\xa4", "\x01\x7f\xff", "choices 9\nthread 0/1 x"}) {
    Schedule schedule = sample();
    schedule.scenario = name;
    schedule.choices[1].label = name;
    CHECK(schedule_from_text(to_text(schedule)) == schedule);
  }
  Schedule schedule = sample();
  schedule.scenario = schedule.choices[0].label = std::string("nul\0nul", 7);
  CHECK(schedule_from_text(to_text(schedule)) == schedule);
}

TEST_CASE("a text that is cut anywhere is refused", "[schedule]") {
  const std::string text = to_text(sample());
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string error = error_of(text.substr(0, size));
    const bool told = error.find("truncated") != std::string::npos || error == "1: not a Heddle schedule";
    INFO("cut to " << size << " bytes: " << error);
    CHECK(told);
  }
}

TEST_CASE("a text that is cut at a line says that it is truncated", "[schedule]") {
  const std::string text = to_text(sample());
  for (std::size_t end = text.find('\n'); end + 1 < text.size(); end = text.find('\n', end + 1))
    CHECK(error_of(text.substr(0, end + 1)) == "0: truncated: there is no last line \"end …\"");
}

TEST_CASE("a text of which a line is missing is refused", "[schedule]") {
  const std::string text = to_text(sample());
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin) + 1;
    CHECK(error_of(text.substr(0, begin) + text.substr(end)) != "");
    begin = end;
  }
}

TEST_CASE("a text of which any byte is edited is refused", "[schedule]") {
  const std::string text = to_text(sample());
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const char c : {'0', '9', 'x', ' ', '\n', '\0', '\xff'}) {
      if (text[i] == c) continue;
      std::string edited = text;
      edited[i] = c;
      INFO("byte " << i << " is now " << static_cast<int>(c));
      CHECK(error_of(edited) != "");
    }
}

TEST_CASE("an edit is told as one", "[schedule]") {
  std::string text = to_text(sample());
  text.replace(text.find("1/2 worker0"), 3, "0/2");
  CHECK(error_of(text).starts_with("0: edited: its checksum is "));
}

TEST_CASE("a text with something after its end is refused", "[schedule]") {
  CHECK(error_of(to_text(sample()) + "\n") != "");
  CHECK(error_of(to_text(sample()) + "more\n") != "");
  CHECK(error_of(to_text(sample()) + to_text(sample())) != "");
}

TEST_CASE("a text of something else is told as such", "[schedule]") {
  for (const std::string text :
       {"", "\n", "{}\n", "#!/bin/sh\n", "heddle schedule\n", "heddle schedule one\n", "heddle schedule 1a\n",
        "heddle schedule -1\n", "heddle schedule 0\n", "heddle schedule  1\n", "Heddle schedule 1\n"})
    CHECK(error_of(text) == "1: not a Heddle schedule");
}

TEST_CASE("a text from a newer version is told as such, whatever follows", "[schedule]") {
  const std::string newer = "1: written by a newer Heddle (schedule version 3; this one reads up to 2)";
  CHECK(error_of("heddle schedule 3\n") == newer);
  CHECK(error_of("heddle schedule 3\nthreads many\n") == newer);
}

TEST_CASE("a sealed text with wrong lines is refused with the line", "[schedule]") {
  CHECK(error_with("scenario ", "program ") == "2: expected a line \"scenario …\"");
  CHECK(error_with("clock virtual_time", "clock sundial") == "3: unknown clock \"sundial\"");
  CHECK(error_with("spurious_wakeups 1", "spurious_wakeups yes") == "4: \"yes\" is not a number");
  CHECK(error_with("poll_repetitions 3", "poll_repetitions -3") == "5: \"-3\" is not a number");
  CHECK(error_with("livelock_after 17", "livelock_after 99999999999") == "6: \"99999999999\" is not a number");
  CHECK(error_with("max_steps 12345", "max_steps 12345 ") == "8: \"12345 \" is not a number");
  CHECK(error_with("max_steps", "most_steps") == "8: expected a line \"max_steps …\"");
  CHECK(error_with("choices 4", "choices 999999999") == "9: more choices than the file has room for");
  CHECK(error_with("choices 4", "choices 3") == "13: expected a line \"end …\"");
  CHECK(error_with("thread 1/2", "fiber 1/2") == "11: unknown kind of choice \"fiber\"");
  CHECK(error_with("thread 1/2", "thread one/2") == "11: \"one\" is not a number");
  CHECK(error_with("thread 1/2", "thread 1/") == "11: \"\" is not a number");
  CHECK(error_with("thread 1/2 worker0 acquire Lock 1", "thread") ==
        "11: expected a choice like \"thread 1/2 worker1 notify Condition 1\"");
}

TEST_CASE("a sealed text with more choices announced than there are is refused", "[schedule]") {
  const std::string error = error_with("choices 4", "choices 5");
  CHECK(error != "");
  CHECK(error.starts_with("14: "));
}

TEST_CASE("a text of version 1 has no bound on rounds", "[schedule]") {
  std::string text = sample_text;
  text.replace(text.find("schedule 2"), 10, "schedule 1");
  text.erase(text.find("max_rounds"), std::string("max_rounds 5\n").size());
  Schedule expected = sample();
  expected.settings.max_rounds = 0;
  CHECK(schedule_from_text(sealed(text)) == expected);
}

TEST_CASE("ends of idle rounds, and a circle, have lines of their own", "[schedule]") {
  Schedule schedule = sample();
  schedule.idle_before = {1, 4};
  schedule.circle_since = 2;
  const std::string text = to_text(schedule);
  CHECK_THAT(text, Catch::Contains("main start worker0\nidle\nthread 1/2") &&
                       Catch::Contains("main choose\nidle\ncircle 2\nend "));
  CHECK(schedule_from_text(text) == schedule);
}

TEST_CASE("the schedule of a trace has a choice for each step", "[schedule]") {
  static constexpr engine::ObjectKind lock{"Lock"};
  static constexpr engine::OperationKind acquire{"acquire", engine::Role::acquire};
  static constexpr engine::OperationKind chosen{"choose", engine::Role::choose};
  static constexpr engine::OperationKind fired{"time out", engine::Role::timer};
  Trace trace;
  trace.threads.resize(2);
  trace.threads[0].name = "main";
  trace.threads[1].name = "t";
  trace.objects.push_back({&lock, "", 1, {}, 0, false});
  engine::Step step;
  step.kind = &acquire;
  step.object = 0;
  step.agent = {1, false};
  step.alternatives = 2;
  step.value = 1;
  trace.steps.push_back(step);
  step.kind = &fired;
  step.agent = {1, true};
  step.alternatives = 3;
  trace.steps.push_back(step);
  step.kind = &chosen;
  step.object = engine::no_object;
  step.agent = {0, false};
  step.alternatives = 5;
  step.value = 4;
  trace.steps.push_back(step);
  const Settings settings{.clock = Clock::virtual_time};
  CHECK(schedule_of("mine", settings, trace) == Schedule{"mine",
                                                         settings,
                                                         {{Choice::Kind::thread, 1, 2, "t acquire Lock 1"},
                                                          {Choice::Kind::timer, 1, 3, "timer of t time out Lock 1"},
                                                          {Choice::Kind::value, 4, 5, "main choose"}}});
}
