#include <heddle/engine/options.hpp>

namespace heddle {

std::string_view name_of(Clock clock) noexcept { return clock == Clock::explored ? "explored" : "virtual_time"; }

std::string_view name_of(Search search) noexcept {
  return search == Search::depth_first ? "depth_first" : "random";
}

std::optional<Clock> clock_named(std::string_view name) noexcept {
  for (const Clock clock : {Clock::explored, Clock::virtual_time})
    if (name == name_of(clock)) return clock;
  return std::nullopt;
}

std::optional<Search> search_named(std::string_view name) noexcept {
  for (const Search search : {Search::depth_first, Search::random})
    if (name == name_of(search)) return search;
  return std::nullopt;
}

}  // namespace heddle
