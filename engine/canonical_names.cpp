#include <heddle/engine/canonical_names.hpp>

namespace heddle::engine {
namespace {

constexpr std::uint32_t unknown = UINT32_MAX;

/// The entry at `index` of a table that grows as it is asked.
std::uint32_t& entry(std::vector<std::uint32_t>& table, std::uint32_t index) {
  if (index >= table.size()) table.resize(index + 1, unknown);
  return table[index];
}

}  // namespace

CanonicalNames::CanonicalNames() { made_by_.emplace_back(); }

ProcessId CanonicalNames::process(ProcessId creator, std::uint32_t number) {
  ProcessId& known = entry(made_by_[creator].processes, number);
  if (known != unknown) return known;
  const ProcessId fresh = known = processes();
  made_by_.emplace_back();
  return fresh;
}

std::uint32_t CanonicalNames::object(ProcessId creator, std::uint32_t number) {
  std::uint32_t& known = entry(made_by_[creator].objects, number);
  if (known == unknown) {
    known = objects();
    parts_of_.emplace_back();
  }
  return known;
}

VariableId CanonicalNames::variable(std::uint32_t object, std::uint32_t part) {
  VariableId& known = entry(parts_of_[object], part);
  if (known == unknown) known = variables_++;
  return known;
}

}  // namespace heddle::engine
