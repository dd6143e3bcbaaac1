#include <heddle/engine/options.hpp>

namespace heddle {

std::string_view name_of(Clock clock) noexcept { return clock == Clock::explored ? "explored" : "virtual_time"; }

std::string_view name_of(Search search) noexcept {
  switch (search) {
    case Search::depth_first: return "depth_first";
    case Search::random: return "random";
    case Search::dpor: return "dpor";
  }
  return "unknown";
}

std::string_view name_of(Dependence dependence) noexcept {
  return dependence == Dependence::fine ? "fine" : "coarse";
}

std::optional<Clock> clock_named(std::string_view name) noexcept {
  for (const Clock clock : {Clock::explored, Clock::virtual_time})
    if (name == name_of(clock)) return clock;
  return std::nullopt;
}

std::optional<Search> search_named(std::string_view name) noexcept {
  for (const Search search : {Search::dpor, Search::depth_first, Search::random})
    if (name == name_of(search)) return search;
  return std::nullopt;
}

std::optional<Dependence> dependence_named(std::string_view name) noexcept {
  for (const Dependence dependence : {Dependence::fine, Dependence::coarse})
    if (name == name_of(dependence)) return dependence;
  return std::nullopt;
}

}  // namespace heddle
