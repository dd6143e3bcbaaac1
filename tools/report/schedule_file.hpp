#pragma once

#include <heddle/engine/schedule.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace heddle::report {

/// A file or folder that cannot be used. `what()` is one line that names it, the place in it and the remedy.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where schedules go unless somebody says otherwise.
inline constexpr std::string_view default_schedules_directory = "heddle-schedules";

/// The name of the file for a schedule of this scenario: "seeds-lost.schedule" for "seeds/lost".
[[nodiscard]] std::string schedule_file_name(std::string_view scenario);

/// Writes the schedule into the folder, which is made if it is not there, and returns the file's path.
/// A file that holds this very schedule already is used again; one that holds anything else is left alone, and
/// "-2", "-3", … is added to the name. The file appears whole or not at all. Throws FileError.
std::filesystem::path write_schedule(const Schedule& schedule, const std::filesystem::path& folder);

/// Throws FileError if `write_schedule` could not write there, as far as that can be seen without writing.
void require_writable(const std::filesystem::path& folder);

/// Reads a schedule. Throws FileError for what is no schedule of ours.
[[nodiscard]] Schedule read_schedule(const std::filesystem::path& file);

}  // namespace heddle::report
