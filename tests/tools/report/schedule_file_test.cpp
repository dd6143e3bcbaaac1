#include <heddle/tools/report/schedule_file.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"
#include "temporary_folder.hpp"

#include <unistd.h>

using namespace heddle;
using namespace heddle::report;
using Catch::Matchers::Contains;

namespace {

Schedule some_schedule() { return hand_made::lost_wakeup().schedule; }

std::string refusal(const std::filesystem::path& file) {
  try {
    static_cast<void>(read_schedule(file));
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a schedule that was written is read back") {
  const TemporaryFolder folder;
  const auto file = write_schedule(some_schedule(), folder.path() / "deep" / "er");
  CHECK(file == folder.path() / "deep" / "er" / "seeds-handover.schedule");
  CHECK(read_schedule(file) == some_schedule());
}

TEST_CASE("names of files are safe to type, whatever scenarios are called") {
  CHECK(schedule_file_name("seeds/a-b_c.d") == "seeds-a-b_c.d.schedule");
  CHECK(schedule_file_name("my scenario's <one>") == "my-scenario-s--one-.schedule");
  CHECK(schedule_file_name("../../etc/passwd") == "etc-passwd.schedule");
  CHECK(schedule_file_name("--all") == "all.schedule");
  CHECK(schedule_file_name("") == "scenario.schedule");
  CHECK(schedule_file_name(std::string(1000, 'x')).size() < 256);
}

TEST_CASE("the same schedule is written once, another one beside it, and nothing is overwritten") {
  const TemporaryFolder folder;
  Schedule other = some_schedule();
  other.choices.pop_back();
  const auto first = write_schedule(some_schedule(), folder.path());
  const auto second = write_schedule(other, folder.path());
  CHECK(second.filename() == "seeds-handover-2.schedule");
  CHECK(write_schedule(some_schedule(), folder.path()) == first);
  CHECK(write_schedule(other, folder.path()) == second);
  CHECK(folder.size() == 2);
}

TEST_CASE("files of others are left alone") {
  const TemporaryFolder folder;
  folder.write("seeds-handover.schedule", "mine\n");
  std::filesystem::create_directory(folder.path() / "seeds-handover-2.schedule");
  std::filesystem::create_symlink("nowhere", folder.path() / "seeds-handover-3.schedule");
  CHECK(write_schedule(some_schedule(), folder.path()).filename() == "seeds-handover-4.schedule");
  CHECK(TemporaryFolder::content(folder.path() / "seeds-handover.schedule") == "mine\n");
  CHECK(folder.size() == 4);
}

TEST_CASE("where no schedule can be written, the folder and the reason are named, and nothing is left behind") {
  const TemporaryFolder folder;
  const auto file = folder.write("file", "");
  CHECK_THROWS_WITH(write_schedule(some_schedule(), file), Contains(file.string()));
  CHECK_THROWS_WITH(write_schedule(some_schedule(), file / "below"), Contains("below"));
  CHECK_THROWS_WITH(require_writable(file), Contains("not a folder"));
  CHECK_THROWS_WITH(require_writable(file / "below"), Contains("not a folder"));
  CHECK_NOTHROW(require_writable(folder.path() / "not" / "there" / "yet"));
  CHECK(folder.size() == 1);
  if (::geteuid() == 0) return;  // may write anywhere
  std::filesystem::permissions(folder.path(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK_THROWS_WITH(require_writable(folder.path()), Contains("cannot write"));
  CHECK_THROWS_WITH(write_schedule(some_schedule(), folder.path()), Contains("cannot write"));
}

TEST_CASE("what is no schedule is refused in one line that names the file and the remedy") {
  const TemporaryFolder folder;
  const std::string text = to_text(some_schedule());

  CHECK_THAT(refusal(folder.path() / "missing"), Contains("missing: there is no such file"));
  CHECK_THAT(refusal(folder.path()), Contains("is a folder"));
  CHECK_THAT(refusal(folder.write("empty", "")), Contains("empty") && Contains("not a Heddle schedule"));
  CHECK_THAT(refusal(folder.write("foreign", "#!/bin/sh\nexit 1\n")),
             Contains("foreign:1: not a Heddle schedule") && Contains(".schedule files that a check writes"));
  CHECK_THAT(refusal(folder.write("binary", std::string("\0\1\2\n\xff", 5))), Contains("not a Heddle schedule"));
  CHECK_THAT(refusal(folder.write("truncated", text.substr(0, text.size() / 2))),
             Contains("truncated") && Contains("check the scenario again"));

  std::string edited = text;
  edited.replace(edited.find("worker1"), 7, "worker9");
  CHECK_THAT(refusal(folder.write("edited", edited)), Contains("edited") && Contains("check the scenario again"));

  std::string newer = text;
  newer.replace(newer.find(" 2\n"), 3, " 99\n");
  CHECK_THAT(refusal(folder.write("newer", newer)), Contains("newer Heddle") && Contains("at least as new"));

  for (const auto& file : std::filesystem::directory_iterator(folder.path()))
    CHECK(refusal(file.path()).find('\n') == std::string::npos);
}

TEST_CASE("every truncation of a schedule is refused") {
  const TemporaryFolder folder;
  const std::string text = to_text(some_schedule());
  for (std::size_t size = 0; size < text.size(); ++size)
    CHECK_FALSE(refusal(folder.write("part", text.substr(0, size))).empty());
}
